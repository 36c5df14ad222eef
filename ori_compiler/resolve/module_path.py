"""From the path in an import to the file it means; no disk access, only names."""

import posixpath
from typing import Final

PRELUDE: Final = "std/prelude.ori"
"""The module whose public names every module sees."""


def resolve_relative(importer: str, path: str) -> str:
    """The workspace path of the file that `use "path"` in the file `importer` names (without looking for it)."""
    directory = posixpath.dirname(importer.replace("\\", "/"))
    joined = posixpath.normpath(posixpath.join(directory, path))
    return joined if joined.endswith(".ori") else joined + ".ori"
