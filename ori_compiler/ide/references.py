"""Find references and document highlight."""

from collections.abc import Iterable

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.occurrences import Files, Occurrence, known_files, occurrences, target_at


def references(
    database: CompilerDatabase, path: str, offset: int, *, with_declaration: bool, files: Files | None = None
) -> tuple[Occurrence, ...]:
    """All mentions of what the name at an offset stands for, file by file in order; in all known files by default."""
    found = target_at(database, path, offset)
    if found is None:
        return ()
    everywhere = occurrences(database, found[0], files or (lambda _: known_files(database, path)))
    return in_order(each for each in everywhere if with_declaration or not each.is_declaration)


def highlights(database: CompilerDatabase, path: str, offset: int) -> tuple[Occurrence, ...]:
    """The mentions in the file itself, declarations included."""
    found = target_at(database, path, offset)
    return in_order(occurrences(database, found[0], lambda _: (path,))) if found is not None else ()


def in_order(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """File by file, from the top, each place once."""
    once = {(each.path, each.at.start): each for each in found}
    return tuple(once[key] for key in sorted(once))
