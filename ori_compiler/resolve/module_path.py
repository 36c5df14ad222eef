"""From the path in an import to the file it means; no disk access, only names."""

import posixpath
from typing import Final

PRELUDE: Final = "std/prelude.ori"
"""The module whose public names every module sees."""

BUILT_IN_FUNCTIONS: Final = frozenset(
    (
        "int float str byte bool len is_empty is_some is_none is_ok is_err compare min max print panic todo "
        "unreachable dbg compile_error embed has_embed assert assert_eq assert_ne assert_some assert_none assert_ok "
        "assert_err assert_panics assert_panics_with"
    ).split()
)
"""The functions whose names no module may declare again (language reference, part 1, 2.4)."""


def resolve_relative(importer: str, path: str) -> str:
    """The workspace path of the file that `use "path"` in the file `importer` names (without looking for it)."""
    directory = posixpath.dirname(importer.replace("\\", "/"))
    joined = posixpath.normpath(posixpath.join(directory, path))
    return joined if joined.endswith(".ori") else joined + ".ori"
