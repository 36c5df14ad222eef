"""Lists in brackets: on one line, or one element per line with a comma behind each."""

from collections.abc import Callable, Sequence

import msgspec

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import (
    INSERTED,
    NOTHING,
    Blanks,
    Break,
    Document,
    Fill,
    Group,
    IfBroken,
    Indent,
    Line,
    Text,
    closing,
    unbroken,
)
from ori_compiler.syntax.formatter.printer import Printer
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node

Children = Sequence[Node | int]


class Style(msgspec.Struct, frozen=True):
    """How a list differs from `(a, b)`.

    `padding` stands inside the brackets on one line; `is_stacked` lists never stand on one line; `keeps_blanks` says
    that blank lines may group the elements; `ends_with_comma` that a broken list has one.
    """

    padding: str = ""
    is_stacked: bool = False
    keeps_blanks: bool = False
    ends_with_comma: bool = True


PLAIN = Style()
BRACED = Style(padding=" ", keeps_blanks=True)
STACKED = Style(is_stacked=True, keeps_blanks=True)


class _Elements(msgspec.Struct):
    nodes: list[Node]
    commas: list[int]


def _elements(printer: Printer, children: Children) -> _Elements:
    found = _Elements([], [])
    for child in children:
        if isinstance(child, Node):
            found.nodes.append(child)
        elif printer.kinds[child] == k.COMMA:
            found.commas.append(child)
    return found


def bracketed(
    printer: Printer,
    children: Children,
    style: Style = PLAIN,
    sort_key: Callable[[Node], tuple[str, ...]] | None = None,
    element: Callable[[Printer, Node], Document] = Printer.print,
) -> Document:
    """`children` are the opening bracket, the elements and commas, and the closing bracket."""
    opening, end = printer.print(children[0]), printer.print(children[-1])
    found = _elements(printer, children[1:-1])
    if not found.nodes:
        return Group((opening, closing(""), end))
    nodes = sorted(found.nodes, key=sort_key) if sort_key is not None else found.nodes
    breaks = Break.ALWAYS if style.is_stacked else Break.IF_NEEDED
    parts: list[Document] = []
    for i, node in enumerate(nodes):
        blanks = Blanks.NONE if not style.keeps_blanks else Blanks.KEPT if i else Blanks.INSIDE
        parts.append(Line(" " if i else style.padding, breaks, blanks))
        parts.append(element(printer, node))
        if i + 1 < len(nodes):
            parts.append(printer.print(found.commas[i]) if i < len(found.commas) else Text(INSERTED, ","))
    parts.append(last_comma(found.commas[len(nodes) - 1 :], style.ends_with_comma and not _is_rest(printer, nodes[-1])))
    return Group((opening, Indent(tuple(parts)), closing(style.padding, breaks), end))


def last_comma(written: Sequence[int], is_wanted: bool) -> Document:
    """The comma behind the last element: only in a broken list."""
    token = written[0] if written else INSERTED
    if not is_wanted:
        return Text(token, "")
    return IfBroken(Text(token, ","), Text(token, ""))


def filled(printer: Printer, children: Children) -> Document:
    """A list whose broken lines take as many elements as fit. No element breaks, not even for comments."""
    found = _elements(printer, children[1:-1])
    count = len(found.nodes)
    items = tuple((unbroken(printer.print(n)), _comma(printer, found, i)) for i, n in enumerate(found.nodes))
    lines = tuple(Line(" ", Break.IF_NEEDED) for _ in range(count - 1))
    inner = (Line("", Break.IF_NEEDED), Fill(items, lines), last_comma(found.commas[count - 1 :], True))
    return Group((printer.print(children[0]), Indent(inner), closing(""), printer.print(children[-1])))


def _comma(printer: Printer, found: _Elements, at: int) -> Document:
    return printer.print(found.commas[at]) if at + 1 < len(found.nodes) else NOTHING


def embraced(printer: Printer, children: Children) -> Document:
    """A bracket around one element that breaks by itself: `(x -> {` … `})`."""
    parts: list[Document] = []
    for child in children:
        is_comma = isinstance(child, int) and printer.kinds[child] == k.COMMA
        parts.append(printer.dropped(child) if is_comma and isinstance(child, int) else printer.print(child))
    return tuple(parts)


def separated(printer: Printer, children: Children, indented: bool = True) -> Document:
    """An unbracketed list: `a, b`, which continues on the next line one level deeper."""
    parts: list[Document] = []
    for child in children:
        parts.append(printer.print(child))
        if isinstance(child, int) and printer.kinds[child] == k.COMMA:
            parts.append(Line(" ", Break.IF_NEEDED))
    contents: Document = tuple(parts)
    return Group(Indent(contents) if indented else contents)


def split_at(printer: Printer, node: Node, kind: int) -> int:
    """The position of the first token of a kind among a node's children."""
    return next(i for i, child in enumerate(node.children) if printer.is_token(child, kind))


def _is_rest(printer: Printer, node: Node) -> bool:
    """What must be the last thing in its list: `..`, `..rest`, and `...` of a C variadic."""
    if node.kind in (NodeKind.REST_PATTERN, NodeKind.PATTERN_FIELD, NodeKind.EXTERN_PARAMETER):
        first = node.children[0]
        return isinstance(first, int) and printer.kinds[first] in (k.RANGE, k.ELLIPSIS)
    return False
