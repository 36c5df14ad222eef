"""From the path in an import to the file it means; no disk access, only names."""

import posixpath
import re
from typing import Final

_LIBRARY: Final = "<std>/"  # no path on disk that people have
_URI: Final = re.compile(r"[A-Za-z][\w+.-]+:")
PRELUDE: Final = "<std>/prelude"
"""The module whose public names every module sees. It alone consists of several files: those of this folder."""

BUILT_IN_FUNCTIONS: Final = frozenset(
    (
        "int float str byte bool len is_empty is_some is_none is_ok is_err compare min max print panic todo "
        "unreachable dbg compile_error embed has_embed assert assert_eq assert_ne assert_some assert_none assert_ok "
        "assert_err assert_panics assert_panics_with"
    ).split()
)
"""The functions whose names no module may declare again (language reference, part 1, 2.4)."""


def is_prelude(path: str) -> bool:
    """Whether a path is that of the prelude or of one of its files."""
    return path.startswith(PRELUDE) and path[len(PRELUDE) :][:1] in ("", "/")


def is_library(path: str) -> bool:
    """Whether a file comes with the compiler: one of the prelude or a standard module."""
    return path.startswith(_LIBRARY)


def is_uri(path: str) -> bool:
    """Whether a source is no file, but what an editor names by a URI: nothing can import that."""
    return _URI.match(path) is not None


def standard_path(name: str) -> str:
    """The path of a standard module by its name without `std.`."""
    return f"{_LIBRARY}{name.replace('.', '/')}.ori"


def import_path(importer: str, path: str, is_relative: bool) -> str:
    """The file that an import names in the file `importer`, without looking for it; empty if it can be none."""
    if is_relative:
        return resolve_relative(importer, path)
    if path == "std.prelude" and is_library(importer):
        # What a standard module exports that every module sees anyway.
        return PRELUDE
    return standard_path(path.removeprefix("std.")) if path.startswith("std.") else ""


def interface_path(path: str) -> str:
    """The file that speaks for the folder which is named like the module in a file: `geo/mod.ori` beside `geo.ori`."""
    return f"{path.removesuffix('.ori')}/mod.ori"


def module_of(path: str) -> str:
    """The module that a file belongs to: itself, but for the files of the prelude."""
    return PRELUDE if is_prelude(path) else path


def prelude_path(name: str) -> str:
    """The path of a file of the prelude by its name."""
    return f"{PRELUDE}/{name}"


def resolve_relative(importer: str, path: str) -> str:
    """The workspace path of the file that `use "path"` in the file `importer` names (without looking for it)."""
    directory = posixpath.dirname(importer.replace("\\", "/"))
    joined = posixpath.normpath(posixpath.join(directory, path))
    return joined if joined.endswith(".ori") else joined + ".ori"
