"""Which files an analysis of some files looks at."""

from collections.abc import Iterable

from ori_compiler.database.compiler import CompilerDatabase


def with_imports(database: CompilerDatabase, paths: Iterable[str]) -> set[str]:
    """These files and all that they import, directly or not."""
    return {reached for path in paths for reached in database.reachable_files(path)}
