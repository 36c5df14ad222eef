"""Call-like constructs, capabilities and compile-time expansion (part 1, 6.9 to 6.11)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document, Group, Indent, line
from ori_compiler.syntax.formatter.expressions import arguments, labelled
from ori_compiler.syntax.formatter.lists import BRACED, STACKED, Style, bracketed, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.values import below_or_behind, continued, is_stacked_construct
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node

_STACKED_BRACES: Final = Style(padding=" ", is_stacked=True, keeps_blanks=True)


def _construct(p: Printer, node: Node) -> Document:
    *head, given = node.children
    style = STACKED if is_stacked_construct(p, node) else None
    inner = arguments(p, given, style) if isinstance(given, Node) else p.print(given)
    return (p.glued(head), inner)


def _for_match(p: Printer, node: Node) -> Document:
    word, *rest = node.children
    return (p.print(word), bracketed(p, rest))


def _with(p: Printer, node: Node) -> Document:
    """`with A = a in body`; several bindings are on one line, or each on a line of its own."""
    at = split_at(p, node, k.IN)
    word, *bindings = node.children[:at]
    body = node.children[-1]
    inner = below_or_behind(p, body) if isinstance(body, Node) else p.print(body)
    if len(bindings) == 1:
        return (p.print(word), SPACE, p.print(bindings[0]), SPACE, p.print(node.children[at]), inner)
    parts: list[Document] = []
    for i, child in enumerate(bindings):
        if i % 2 == 0:
            parts.append(line())
        parts.append(p.print(child))
    return (Group((p.print(word), Indent(tuple(parts)), line(), p.print(node.children[at]))), inner)


def _binding(p: Printer, node: Node) -> Document:
    *head, provider = node.children
    return (spaced(p, head), SPACE, continued(p, provider))


def _handler(p: Printer, node: Node) -> Document:
    """A handler with state is always stacked."""
    start = split_at(p, node, k.LBRACE)
    style = _STACKED_BRACES if start > 1 else BRACED
    return (p.glued(node.children[:start]), SPACE, bracketed(p, node.children[start:], style))


def _compile_time_for(p: Printer, node: Node) -> Document:
    """`$for pattern in source if condition do body`."""
    *head, body = node.children
    parts: list[Document] = [p.glued(head[:2])]
    for child in head[2:]:
        parts += (SPACE, continued(p, child))
    return (*parts, below_or_behind(p, body) if isinstance(body, Node) else p.print(body))


def _compile_time_if(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.CONSTRUCT: _construct,
    NodeKind.FOR_MATCH: _for_match,
    NodeKind.WITH: _with,
    NodeKind.CAPABILITY_BINDING: _binding,
    NodeKind.HANDLER: _handler,
    NodeKind.OPERATION: labelled,
    NodeKind.COMPILE_TIME_FOR: _compile_time_for,
    NodeKind.COMPILE_TIME_IF: _compile_time_if,
}
