"""Which modules import which."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ori_compiler.resolve.module_path import is_library

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def imported_files(database: "CompilerDatabase", path: str) -> tuple[str, ...]:
    """The known files that a module imports, in order."""
    if not database.workspace.module_items.contains(path):
        return ()
    targets = [database.import_target(path, header) for header in database.type_scope(path).imported_modules]
    return tuple(target for target in dict.fromkeys(targets) if target is not None)


def reachable_files(database: "CompilerDatabase", path: str) -> tuple[str, ...]:
    """A module and all that it imports, directly or not."""
    seen: dict[str, None] = {}
    work = [path]
    while work:
        current = work.pop()
        if current not in seen:
            seen[current] = None
            work.extend(reversed(database.imported_files(current)))
    return tuple(seen)


def import_cycle(database: "CompilerDatabase", importer: str, target: str) -> list[str]:
    """The modules from `importer` through `target` back to it; empty if no import leads back."""
    if importer not in database.reachable_files(target):
        return []
    previous: dict[str, str] = {target: importer}
    work = [target]
    while work:
        current = work.pop(0)
        if current == importer:
            path = [importer]
            while True:
                current = previous[current]
                path.append(current)
                if current == importer:
                    return path[::-1]
        for following in database.imported_files(current):
            if following not in previous:
                previous[following] = current
                work.append(following)
    return []


def with_imports(database: "CompilerDatabase", paths: Iterable[str]) -> list[str]:
    """These modules and all that they import, directly or not; without the library."""
    found = dict.fromkeys(reached for path in paths for reached in database.reachable_files(path))
    return [path for path in found if not is_library(path)]
