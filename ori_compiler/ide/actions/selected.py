"""The syntax that a selection stands for."""

from collections.abc import Iterator

from ori_compiler.ide.actions.offer import Selection
from ori_compiler.ide.position import Place, children, item_at, item_range
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


def trimmed(at: Selection) -> Span:
    """The selection without blanks at its ends."""
    text = at.text[at.range.start : at.range.end]
    start = at.range.start + len(text) - len(text.lstrip())
    return Span(start, max(start, at.range.end - len(text) + len(text.rstrip())))


def selected_place(at: Selection, range_: Span) -> tuple[Place, Span] | None:
    """The nodes around a range of one item that parses, from the item inwards, and the range relative to the item."""
    item = item_at(at.database, at.path, range_.start)
    if item is None or range_.end > item_range(at.database, item).end:
        return None
    parsed = at.database.item_syntax(item)
    if not all(problem.is_warning for problem in parsed.tree.problems):
        return None
    offset = at.database.workspace.origins.offset(item)
    span = parsed.members.span(Span(range_.start - offset, range_.end - offset))
    return Place(item, span.start, tuple(_around(parsed.item, span)), is_on_token=True), span


def _around(root: ast.Syntax, span: Span) -> Iterator[ast.Syntax]:
    node: ast.Syntax | None = root
    while node is not None:
        yield node
        parts = children(node)
        node = next((part for part in parts if part.span.start <= span.start and span.end <= part.span.end), None)


def selected_expression(at: Selection) -> Place | None:
    """The place of an expression that is selected as a whole, from its first to its last character."""
    range_ = trimmed(at)
    found = selected_place(at, _without_parentheses(at, range_)) if range_.start < range_.end else None
    if found is None:
        return None
    node = found[0].node
    if not isinstance(node, ast.Expr) or isinstance(node, (ast.Missing, ast.Spread)):
        return None
    whole = with_parentheses(at, at.database.workspace.origins[found[0].item].absolute(node.span))
    return found[0] if whole == range_ else None


def _without_parentheses(at: Selection, range_: Span) -> Span:
    """A range that begins and ends where a node can: the parentheses around an operand belong to none."""
    text = at.text[range_.start : range_.end]
    inside = text.lstrip("( \t\r\n")
    start = range_.start + len(text) - len(inside)
    if start == range_.start:
        return range_
    return Span(start, range_.end)


def indentation(text: str, offset: int) -> str | None:
    """The blanks in front of an offset, if nothing else stands before it in its line."""
    before = text[max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1 : offset]
    return before if not before.strip() else None


def line_indentation(text: str, offset: int) -> str:
    """The blanks that the line of an offset begins with."""
    line = text[max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1 : offset]
    return line[: len(line) - len(line.lstrip())]


def with_parentheses(at: Selection, range_: Span) -> Span:
    """The range of an expression with the parentheses that begin or end inside of it, which belong to no node."""
    text, start, end = at.text, range_.start, range_.end
    item = item_at(at.database, at.path, start)
    if item is None:
        return range_
    offset, tokens = item_range(at.database, item).start, at.database.item_syntax(item).tree.tokens
    depth = lowest = 0
    for token, inside in zip(tokens.texts, tokens.starts, strict=True):
        if start <= offset + inside < end and token in ("(", ")"):
            depth += 1 if token == "(" else -1
            lowest = min(lowest, depth)
    for _ in range(-lowest):
        start = text.rindex("(", 0, start)
    for _ in range(depth - lowest):
        end = text.index(")", end) + 1
    return Span(start, end)
