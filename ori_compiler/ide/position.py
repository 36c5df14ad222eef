"""From an offset in a file to the syntax that stands there.

In: a file and a code-point offset, as a cursor between two characters. Out: the item there, and the chain of syntax
nodes from the item down to the innermost one, which is what says how a name is meant.
"""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.examples import examples_of
from ori_compiler.ide.files import lines_of
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class Place(msgspec.Struct, frozen=True):
    """A cursor inside an item. `nodes` lead from the item to the innermost node; `offset` is a position in the item."""

    item: ItemId
    offset: int
    nodes: tuple[ast.Syntax, ...]
    is_on_token: bool

    @property
    def node(self) -> ast.Syntax:
        """The innermost node."""
        return self.nodes[-1]

    @property
    def parent(self) -> ast.Syntax | None:
        """The node around the innermost one."""
        return self.nodes[-2] if len(self.nodes) > 1 else None


def items_of(database: CompilerDatabase, path: str) -> tuple[ItemId, ...]:
    """The items of a file in order; none for an unknown file."""
    table = database.workspace.module_items
    return table.get(path) if table.contains(path) else ()


def item_range(database: CompilerDatabase, item: ItemId) -> Span:
    """The absolute range of an item's text in its file."""
    offset = database.workspace.origins.offset(item)
    return Span(offset, offset + len(database.workspace.item_text.get(item)))


def absolute(database: CompilerDatabase, at: ItemSpan) -> Span | None:
    """A span relative to an item, as a range of its file; none if there is no such item any more."""
    origin = database.workspace.origins.get(at.item)
    return origin.absolute(at.span) if origin is not None else None


def source_of(database: CompilerDatabase, item: ItemId, span: Span) -> str:
    """The text of a span of an item."""
    range_ = database.member_places(item).range(span)
    return database.workspace.item_text.get(item)[range_.start : range_.end]


def item_at(database: CompilerDatabase, path: str, offset: int) -> ItemId | None:
    """The item whose text the cursor is in, or at the end of."""
    items = items_of(database, path)
    index = bisect_right(items, offset, key=database.workspace.origins.offset) - 1
    if index < 0 or offset > item_range(database, items[index]).end:
        return None
    return items[index]


def example_at(database: CompilerDatabase, path: str, offset: int) -> ItemId | None:
    """The example in a comment whose text the cursor is in, or at the end of."""
    lines = lines_of(database, path)
    if not lines.line_text(lines.line(min(offset, len(lines.text)))).lstrip().startswith("//"):
        return None
    for example in examples_of(database, path):
        if item_range(database, example).start <= offset <= item_range(database, example).end:
            return example
    return None


def code_at(database: CompilerDatabase, path: str, offset: int) -> ItemId | None:
    """The example or item whose text the cursor is in, or at the end of."""
    return example_at(database, path, offset) or item_at(database, path, offset)


def place_at(database: CompilerDatabase, path: str, offset: int) -> Place | None:
    """What the cursor is on; none between items."""
    item = code_at(database, path, offset)
    if item is None:
        return None
    relative = offset - database.workspace.origins.offset(item)
    parsed = database.item_syntax(item)
    tokens = parsed.tree.tokens
    index = bisect_right(tokens.starts, relative) - 1
    is_on_token = index >= 0 and relative < tokens.starts[index] + len(tokens.texts[index])
    position = parsed.members.position(relative)
    return Place(item, position, descend(parsed.item, position), is_on_token)


class Token(msgspec.Struct, frozen=True):
    """A token and its place in its item, in the way of spans."""

    text: str
    at: Span


def token_at(database: CompilerDatabase, place: Place) -> Token:
    """The token under a cursor; an empty one if there is none."""
    parsed = database.item_syntax(place.item)
    tokens = parsed.tree.tokens
    for start, text in zip(tokens.starts, tokens.texts, strict=True):
        at = parsed.members.position(start)
        if at <= place.offset < at + len(text):
            return Token(text, Span(at, at + len(text)))
    return Token("", Span(place.offset, place.offset))


def word_before(database: CompilerDatabase, path: str, offset: int) -> Span | None:
    """The word that is typed at the start of a line; none if anything else stands before the cursor."""
    text = database.workspace.texts.get(path, "")[:offset]
    line = text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]
    return Span(offset - len(line), offset) if not line or line.isidentifier() else None


def descend(root: ast.Syntax, offset: int) -> tuple[ast.Syntax, ...]:
    """The nodes around an offset. One that begins there goes before one that ends there."""
    nodes = [root]
    while True:
        touching: ast.Syntax | None = None
        for child in children(nodes[-1]):
            if child.span.start <= offset < child.span.end:
                touching = child
                break
            if child.span.start < offset == child.span.end:
                touching = child
        if touching is None:
            return tuple(nodes)
        nodes.append(touching)


def children(node: ast.Syntax) -> Iterator[ast.Syntax]:
    """The nodes right below a node, in source order but for shared ones: `name:` is a name and its value at once.

    Clauses and heads, which only group parts that stand in several places, are looked through. What nobody wrote has no
    place: a type that is left out, an empty name, the names of arguments that the comparison in an example has.
    """
    if isinstance(node, ast.Argument) and node.name is not None:
        if node.name.span.end - node.name.span.start != len(node.name.text):
            yield node.value
            return
    for field in node.__struct_fields__:
        yield from _nodes(getattr(node, field))


def _nodes(value: object) -> Iterator[ast.Syntax]:
    if isinstance(value, (ast.Clauses, ast.TypeHead, ast.ForClause)):
        yield from children(value)
    elif isinstance(value, ast.Name) and not value.text:
        return
    elif isinstance(value, ast.Syntax) and not isinstance(value, ast.OmittedType):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
