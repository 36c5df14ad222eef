"""Expressions without operators: literals, collections, calls and their arguments (part 1, 6.3 and 6.4)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document, Group, Indent, closing, soft_line
from ori_compiler.syntax.formatter.lists import BRACED, Style, bracketed, embraced, filled, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.values import below_or_behind, continued, stands_in_braces
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node


def _as_written(p: Printer, node: Node) -> Document:
    return p.as_written(node)


def _glued(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


def _unit(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children)


def _group(p: Printer, node: Node) -> Document:
    """A comma in `(a,)` is the author's."""
    opening, inner, *rest = node.children
    if isinstance(inner, Node) and stands_in_braces(p, inner):
        return p.glued(node.children)
    contents = (soft_line(), p.print(inner), p.glued(rest[:-1]))
    return Group((p.print(opening), Indent(contents), closing(""), p.print(rest[-1])))


def _tuple(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children)


_SIMPLE: Final = frozenset((NodeKind.LITERAL, NodeKind.NAME, NodeKind.LENGTH, NodeKind.UNIT))


def _is_simple(node: Node) -> bool:
    """What can stand among others on a line of a broken list."""
    while node.kind in (NodeKind.UNARY, NodeKind.SPREAD):
        inner = node.children[-1]
        if not isinstance(inner, Node):
            return False
        node = inner
    return node.kind in _SIMPLE


def _list(p: Printer, node: Node) -> Document:
    elements = [child for child in node.children if isinstance(child, Node)]
    if elements and all(map(_is_simple, elements)):
        return filled(p, node.children)
    return bracketed(p, node.children, Style(keeps_blanks=True))


def _map(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children, BRACED)


def _struct(p: Printer, node: Node) -> Document:
    start = split_at(p, node, k.LBRACE)
    return (p.glued(node.children[:start]), SPACE, bracketed(p, node.children[start:], BRACED))


def _spread(p: Printer, node: Node) -> Document:
    return (p.print(node.children[0]), continued(p, node.children[1]))


def labelled(p: Printer, node: Node) -> Document:
    """`label: value`, `label:`, or a value alone, which begins its line."""
    if len(node.children) == 1:
        return p.print(node.children[0])
    *label, value = node.children
    if isinstance(value, int):
        return spaced(p, node.children)
    return (spaced(p, label), SPACE, continued(p, value))


def _argument(p: Printer, node: Node) -> Document:
    """An argument; in the `match` part of `for(…)` a pattern and `->` stand before the value."""
    value = node.children[-1]
    if len(node.children) > 3 and isinstance(value, Node) and p.is_token(node.children[-2], k.ARROW):
        return (spaced(p, node.children[:-1]), below_or_behind(p, value))
    return labelled(p, node)


def arguments(p: Printer, node: Node, style: Style | None = None) -> Document:
    """`(…)` of a call. An only argument that stands in braces keeps the parentheses close."""
    nodes = [child for child in node.children if isinstance(child, Node)]
    if style is None and len(nodes) == 1:
        value = nodes[0].children[-1]
        if isinstance(value, Node) and stands_in_braces(p, value):
            return embraced(p, node.children)
    return bracketed(p, node.children, style or Style())


def _call_arguments(p: Printer, node: Node) -> Document:
    return arguments(p, node)


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.ERROR: _as_written,
    NodeKind.LITERAL: _glued,
    NodeKind.TEMPLATE: _as_written,
    NodeKind.NAME: _glued,
    NodeKind.LENGTH: _glued,
    NodeKind.UNIT: _unit,
    NodeKind.GROUP: _group,
    NodeKind.TUPLE: _tuple,
    NodeKind.LIST: _list,
    NodeKind.MAP: _map,
    NodeKind.MAP_ENTRY: labelled,
    NodeKind.SPREAD: _spread,
    NodeKind.STRUCT_LITERAL: _struct,
    NodeKind.FIELD_INIT: labelled,
    NodeKind.ARGUMENTS: _call_arguments,
    NodeKind.ARGUMENT: _argument,
}
