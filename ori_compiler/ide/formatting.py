"""Formatting in an editor: of a file, of what is selected, and of what was just completed by typing.

The layout is that of `oric fmt`. What does not parse is left as it is: a file with a mistake of form as a whole, else
the items that have one.
"""

from bisect import bisect_left
from collections.abc import Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.diagnostics.diagnostic import Severity
from ori_compiler.ide.position import item_at, item_range, items_of
from ori_compiler.ide.text_edits import TextEdit, applied, minimal_edits
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax.formatter.equivalence import shape_of
from ori_compiler.syntax.formatter.whole_text import format_text, line_end
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.tree import Node, span_of

CLOSING = ("}", ";")
"""What completes a statement, a block or an item."""


def format_document(database: CompilerDatabase, path: str) -> tuple[TextEdit, ...]:
    """The edits that give a file its layout; none for a file with a mistake of form."""
    text = database.workspace.texts.get(path, "")
    is_broken = any(problem.severity is Severity.ERROR for problem in database.workspace.problems(path))
    if not text or is_broken or not all(_is_whole(database, item) for item in items_of(database, path)):
        return ()
    return minimal_edits(text, format_text(text, path))


def format_range(database: CompilerDatabase, path: str, range_: Span) -> tuple[TextEdit, ...]:
    """The edits for what is selected. Where a part cannot be laid out by itself, its whole item is."""
    return tuple(_edits_in(database, path, range_))


def format_typed(database: CompilerDatabase, path: str, offset: int) -> tuple[TextEdit, ...]:
    """The edits for what the character before the cursor completes: a statement, a block or an item."""
    item = item_at(database, path, offset)
    if item is None or not _is_whole(database, item):
        return ()
    completed = _ending_at(database, item, offset)
    if completed is None:
        return ()
    edits = [edit for edit in _edits_of(database, item) if completed.start <= edit.at.start and edit.at.end <= offset]
    return tuple(edits) if _keeps_meaning(database, item, edits) else ()


def _is_whole(database: CompilerDatabase, item: ItemId) -> bool:
    return all(problem.is_warning for problem in database.item_syntax(item).tree.problems)


def _edits_in(database: CompilerDatabase, path: str, range_: Span) -> Iterator[TextEdit]:
    for item in items_of(database, path):
        at = item_range(database, item)
        if at.end < range_.start or range_.end < at.start or not _is_whole(database, item):
            continue
        edits = _edits_of(database, item)
        chosen = [edit for edit in edits if range_.start <= edit.at.start and edit.at.end <= range_.end]
        yield from chosen if _keeps_meaning(database, item, chosen) else edits


def _edits_of(database: CompilerDatabase, item: ItemId) -> tuple[TextEdit, ...]:
    """What lays out an item by itself."""
    text, path = database.workspace.item_text.get(item), item.path
    whole = database.workspace.texts[path]
    # The line end is that of the file, whose first line may not be in this item.
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    laid_out = format_text(plain, path).removesuffix("\n").replace("\n", line_end(whole))
    return minimal_edits(text, laid_out, item_range(database, item).start)


def _keeps_meaning(database: CompilerDatabase, item: ItemId, edits: list[TextEdit]) -> bool:
    """Whether some of the edits of an item may be made without the others."""
    at, whole = item_range(database, item), database.workspace.texts[item.path]
    text = applied(whole[: at.end], edits)[at.start :]
    after = parse_item(text)
    is_whole = all(problem.is_warning for problem in after.problems)
    return is_whole and shape_of(after) == shape_of(database.item_syntax(item).tree)


def _ending_at(database: CompilerDatabase, item: ItemId, offset: int) -> Span | None:
    """The largest part of an item that ends at an offset, with a brace or semicolon."""
    at, tree = item_range(database, item), database.item_syntax(item).tree
    last = bisect_left(tree.tokens.starts, offset - at.start) - 1
    # A brace in a text or a comment completes nothing.
    if last < 0 or tree.tokens.texts[last] not in CLOSING or tree.tokens.starts[last] + 1 != offset - at.start:
        return None
    node: Node | int = tree.root
    while isinstance(node, Node):
        span = span_of(node, tree.tokens)
        if at.start + span.end == offset:
            return Span(at.start + span.start, offset)
        inside = (child for child in node.children if isinstance(child, Node) and child.children)
        around = (child for child in inside if _covers(span_of(child, tree.tokens), offset - at.start))
        node = next(around, 0)
    return None


def _covers(span: Span, offset: int) -> bool:
    return span.start < offset <= span.end
