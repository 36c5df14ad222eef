"""Linked editing: the places that change together while a name is typed over.

Only for names that one item alone can mention: locals, labels, type parameters. Where a mention stands for two things,
as in `Point { x }`, typing over it would change both, so there is no linked editing then; rename writes it out.
"""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.meanings import meanings_at
from ori_compiler.ide.occurrences import occurrences, target_at
from ori_compiler.ide.references import in_order
from ori_compiler.ide.target import LabelName, Local, TypeVariable
from ori_compiler.source.span import Span


def linked_ranges(database: CompilerDatabase, path: str, offset: int) -> tuple[Span, ...]:
    """The absolute ranges of a name's mentions; empty if it cannot be typed over everywhere at once."""
    found = target_at(database, path, offset)
    if found is None or not isinstance(found[0], (Local, LabelName, TypeVariable)):
        return ()
    target = found[0]
    if isinstance(target, Local) and target.binding.start == target.binding.end:
        # `self` is a word of the language.
        return ()
    everywhere = in_order(occurrences(database, target, lambda _: (path,)))
    if any(len(meanings_at(database, each.place)) > 1 for each in everywhere):
        return ()
    return tuple(each.at for each in everywhere)
