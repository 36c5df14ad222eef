"""Find references and document highlight."""

from collections.abc import Iterable, Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.occurrences import Files, Occurrence, known_files, occurrences, target_at
from ori_compiler.ide.operators import operator_at, operator_occurrences


def references(
    database: CompilerDatabase, path: str, offset: int, *, with_declaration: bool, files: Files | None = None
) -> tuple[Occurrence, ...]:
    """All mentions of what the name at an offset stands for, file by file in order; in all known files by default."""
    everywhere = _mentions(database, path, offset, files or (lambda _: known_files(database, path)))
    return in_order(each for each in everywhere if with_declaration or not each.is_declaration)


def highlights(database: CompilerDatabase, path: str, offset: int) -> tuple[Occurrence, ...]:
    """The mentions in the file itself, declarations included."""
    return in_order(_mentions(database, path, offset, lambda _: (path,)))


def _mentions(database: CompilerDatabase, path: str, offset: int, files: Files) -> Iterator[Occurrence]:
    """The mentions of what the name or operator at an offset stands for, by name and by operator."""
    named = target_at(database, path, offset)
    target = named[0] if named is not None else operator_at(database, path, offset)
    if target is not None:
        yield from occurrences(database, target, files)
        yield from operator_occurrences(database, target, files)


def in_order(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """File by file, from the top, each place once."""
    once = {(each.path, each.at.start): each for each in found}
    return tuple(once[key] for key in sorted(once))
