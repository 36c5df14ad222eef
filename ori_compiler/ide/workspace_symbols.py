"""Workspace symbols: declarations of all files by a few letters of their names.

Declarations begin lines, so they are found without parsing (`unparsed.py`), in files that nobody has opened as well.
"""

from collections.abc import Iterable

import msgspec

from ori_compiler.ide.unparsed import DeclaredName

MOST_SYMBOLS = 300


class WorkspaceSymbol(msgspec.Struct, frozen=True):
    """A declaration in a file."""

    path: str
    declared: DeclaredName


def workspace_symbols(query: str, files: Iterable[tuple[str, tuple[DeclaredName, ...]]]) -> tuple[WorkspaceSymbol, ...]:
    """The declarations whose names have the letters of a query in order, the best first."""
    found = [
        (rank, len(each.name), each.name, path, each.line, each)
        for path, names in files
        for each in names
        if (rank := match(query, each.name)) is not None
    ]
    return tuple(WorkspaceSymbol(path, each) for *_, path, _, each in sorted(found)[:MOST_SYMBOLS])


def match(query: str, name: str) -> int | None:
    """How well a name fits: 0 is the name itself, then beginnings, parts, letters in order; none if it does not."""
    query = query.lstrip("@$").lower()
    lower = name.lower()
    if query == lower:
        return 0
    if lower.startswith(query):
        return 1
    if query in lower:
        return 2
    letters = iter(lower)
    return 3 if all(letter in letters for letter in query) else None
