"""Patterns (language reference, part 1, 7)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document, Group, line
from ori_compiler.syntax.formatter.lists import PLAIN, Style, bracketed, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.types import tuple_or_group
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node


def _glued(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


def _spaced(p: Printer, node: Node) -> Document:
    return spaced(p, node.children)


def _variant(p: Printer, node: Node) -> Document:
    start = split_at(p, node, k.LPAREN)
    return (p.glued(node.children[:start]), bracketed(p, node.children[start:], PLAIN))


def _struct(p: Printer, node: Node) -> Document:
    start = split_at(p, node, k.LBRACE)
    name = p.glued(node.children[:start])
    return (name, SPACE if start else (), bracketed(p, node.children[start:], Style(padding=" ")))


def _list(p: Printer, node: Node) -> Document:
    return bracketed(p, node.children)


def _at(p: Printer, node: Node) -> Document:
    *name, sign, pattern = node.children
    return (p.glued(name), SPACE, p.print(sign), SPACE, p.print(pattern))


def _alternatives(p: Printer, node: Node) -> Document:
    parts: list[Document] = []
    for child in node.children:
        parts += (line(), p.print(child), SPACE) if isinstance(child, int) else (p.print(child),)
    return Group(tuple(parts))


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.WILDCARD_PATTERN: _glued,
    NodeKind.NAME_PATTERN: _glued,
    NodeKind.LITERAL_PATTERN: _glued,
    NodeKind.RANGE_PATTERN: _glued,
    NodeKind.REST_PATTERN: _glued,
    NodeKind.PATTERN_FIELD: _spaced,
    NodeKind.AT_PATTERN: _at,
    NodeKind.VARIANT_PATTERN: _variant,
    NodeKind.STRUCT_PATTERN: _struct,
    NodeKind.TUPLE_PATTERN: tuple_or_group,
    NodeKind.LIST_PATTERN: _list,
    NodeKind.OR_PATTERN: _alternatives,
}
