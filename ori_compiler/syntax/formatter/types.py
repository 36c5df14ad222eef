"""Types, bounds, and lists of types (language reference, part 1, 5)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document, Group, Indent, closing, line, soft_line
from ori_compiler.syntax.formatter.lists import PLAIN, Style, bracketed, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node


def _name(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


def _list(p: Printer, node: Node) -> Document:
    opening, element, end = node.children
    return Group((p.print(opening), Indent((soft_line(), p.print(element))), closing(""), p.print(end)))


def _fixed_list(p: Printer, node: Node) -> Document:
    opening, element, comma, maximum, capacity, end = node.children
    inner = (p.print(element), p.print(comma), line(), p.print(maximum), SPACE, p.print(capacity))
    return Group((p.print(opening), Indent((soft_line(), inner)), closing(""), p.print(end)))


def _map(p: Printer, node: Node) -> Document:
    opening, key, colon, value, end = node.children
    inner = (p.print(key), p.print(colon), SPACE, p.print(value))
    return Group((p.print(opening), Indent((line(), inner)), closing(" "), p.print(end)))


def _tuple(p: Printer, node: Node) -> Document:
    return tuple_or_group(p, node)


def tuple_or_group(p: Printer, node: Node) -> Document:
    """`(a, b)`, or `(a)` whose comma, if there is one, is the author's."""
    children = node.children
    if sum(isinstance(child, Node) for child in children) != 1:
        return bracketed(p, children, PLAIN)
    return Group(
        (p.print(children[0]), Indent((soft_line(), p.glued(children[1:-1]))), closing(""), p.print(children[-1]))
    )


def _function(p: Printer, node: Node) -> Document:
    end = split_at(p, node, k.RPAREN) + 1
    style = Style() if end > 3 else Style(ends_with_comma=False)
    return (bracketed(p, node.children[:end], style), spaced(p, node.children[end:]))


def _sum(p: Printer, node: Node) -> Document:
    first, *rest = node.children
    parts: list[Document] = []
    for child in rest:
        parts += (line(), p.print(child)) if isinstance(child, int) else (SPACE, p.print(child))
    return Group((p.print(first), Indent(tuple(parts))))


def _impl(p: Printer, node: Node) -> Document:
    return spaced(p, node.children)


def _arguments(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children)


def _parameter(p: Printer, node: Node) -> Document:
    return spaced(p, node.children)


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.TYPE_NAME: _name,
    NodeKind.TYPE_ARGUMENTS: _arguments,
    NodeKind.LIST_TYPE: _list,
    NodeKind.FIXED_LIST_TYPE: _fixed_list,
    NodeKind.MAP_TYPE: _map,
    NodeKind.TRAIT_OBJECT_TYPE: _sum,
    NodeKind.BOUNDS: _sum,
    NodeKind.IMPL_TYPE: _impl,
    NodeKind.TUPLE_TYPE: _tuple,
    NodeKind.FUNCTION_TYPE: _function,
    NodeKind.TYPE_PARAMETERS: _arguments,
    NodeKind.TYPE_PARAMETER: _parameter,
    NodeKind.CONST_PARAMETER: _parameter,
}
