"""URIs of the client and paths of the compiler.

A `file:` URI becomes an absolute path with `/`, any other URI stands for itself. The prelude, which the compiler knows
by a name of its own, is shown as the file it was read from.
"""

from functools import cache
from importlib.resources import files

from pygls.uris import from_fs_path, to_fs_path

from ori_compiler.driver.loading import normal_path
from ori_compiler.resolve.module_path import PRELUDE


@cache
def prelude_file() -> str:
    """The path of the prelude on this machine's disk."""
    return normal_path(str(files("ori_compiler.stdlib").joinpath("prelude.ori")))


def path_of(uri: str) -> str:
    """The path under which the compiler knows a document."""
    on_disk = to_fs_path(uri)
    path = normal_path(on_disk if on_disk is not None else uri)
    return PRELUDE if path == prelude_file() else path


def is_on_disk(uri: str) -> bool:
    """Whether a document is a file."""
    return uri.startswith("file:")


def uri_of(path: str) -> str:
    """The URI of a file that the client has not named itself."""
    if path == PRELUDE:
        path = prelude_file()
    if path.startswith("/") or path[1:2] == ":":
        return from_fs_path(path) or path
    return path
