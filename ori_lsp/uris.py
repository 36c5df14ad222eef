"""URIs of the client and paths of the compiler.

A `file:` URI becomes an absolute path with `/`, any other URI stands for itself. The prelude, which the compiler knows
by a name of its own, is shown as the file it was read from.
"""

from typing import Final

from pygls.uris import from_fs_path, to_fs_path

from ori_compiler.driver.loading import normal_path
from ori_compiler.ide.files import compiler_path, disk_path


def path_of(uri: str) -> str:
    """The path under which the compiler knows a document."""
    on_disk = to_fs_path(uri)
    return compiler_path(normal_path(on_disk if on_disk is not None else uri))


def is_on_disk(uri: str) -> bool:
    """Whether a document is a file."""
    return uri.startswith("file:")


_UNSUPPORTED: Final = {"vscode-notebook-cell": "notebooks"}


def unsupported(uri: str) -> str | None:
    """What a document is a part of, if that is nothing that this server understands."""
    return _UNSUPPORTED.get(uri.partition(":")[0])


def is_judged(uri: str) -> bool:
    """Whether mistakes in a document are reported.

    They are in files, and in what will be one. What a client shows of other sources, such as an older version of a file
    or a file on another machine, cannot be judged, because what it imports cannot be read.
    """
    return is_on_disk(uri) or uri.startswith("untitled:")


def uri_of(path: str) -> str:
    """The URI of a file that the client has not named itself."""
    path = disk_path(path)
    if path.startswith("/") or path[1:2] == ":":
        return from_fs_path(path) or path
    return path
