"""Which files an analysis of some files looks at."""

from collections.abc import Iterable

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.module_graph import imported_files

__all__ = ["imported_files", "with_imports"]


def with_imports(database: CompilerDatabase, paths: Iterable[str]) -> set[str]:
    """These files and all that they import, directly or not."""
    found: set[str] = set()
    work = list(paths)
    while work:
        path = work.pop()
        if path not in found:
            found.add(path)
            work.extend(imported_files(database, path))
    return found
