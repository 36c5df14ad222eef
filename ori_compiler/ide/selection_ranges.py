"""Selection ranges: what is selected, step by step, when somebody widens a selection."""

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.files import lines_of
from ori_compiler.ide.position import item_at, item_range, place_at
from ori_compiler.source.span import Span


def selection_ranges(database: CompilerDatabase, path: str, offset: int) -> tuple[Span, ...]:
    """Ranges around an offset, the smallest first, each one inside the next: word, syntax, item, file."""
    whole = Span(0, len(lines_of(database, path).text))
    found = [whole]
    place, item = place_at(database, path, offset), item_at(database, path, offset)
    if place is not None and item is not None:
        origin = database.workspace.origins[item]
        found += [item_range(database, item), *(origin.absolute(node.span) for node in place.nodes)]
        tokens = database.item_syntax(item).tree.tokens
        for index, start in enumerate(tokens.starts):
            word = Span(origin.offset + start, origin.offset + start + len(tokens.texts[index]))
            if word.start <= offset <= word.end and tokens.texts[index].isidentifier():
                found.append(word)
    return _nested(found, offset)


def _nested(outermost_first: list[Span], offset: int) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in outermost_first:
        is_inside = not kept or (kept[-1].start <= span.start and span.end <= kept[-1].end and span != kept[-1])
        if is_inside and span.start <= offset <= span.end:
            kept.append(span)
    return tuple(reversed(kept))
