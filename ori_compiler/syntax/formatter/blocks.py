"""Blocks, statements, bindings and assignments (part 1, 3.2 and 6.5)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import (
    SPACE,
    Blanks,
    Break,
    Document,
    Group,
    Indent,
    Line,
    closing,
)
from ori_compiler.syntax.formatter.printer import Printer, Rule, is_node
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.values import below_or_behind, continued
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node


def block(p: Printer, node: Node) -> Document:
    """On one line if there is nothing but a result and it fits."""
    return Group(block_parts(p, node))


def block_parts(p: Printer, node: Node, is_stacked: bool = False) -> Document:
    """The block of which the group around decides whether it stands on one line."""
    opening, *inside, end = node.children
    statements = [child for child in inside if isinstance(child, Node)]
    if not statements:
        return (p.print(opening), closing(""), p.print(end))
    useful = [s for s in statements if not _is_empty(p, s)] or statements[:1]
    is_stacked = is_stacked or len(statements) > 1 or _ends_in_semicolon(p, statements[0])
    breaks = Break.ALWAYS if is_stacked else Break.IF_NEEDED
    parts: list[Document] = []
    for statement in statements:
        if _is_empty(p, statement) and statement is not useful[0]:
            parts += map(p.dropped, (child for child in statement.children if isinstance(child, int)))
            continue
        is_last = statement is useful[-1]
        blanks = Blanks.INSIDE if statement is useful[0] else Blanks.KEPT
        if is_last and len(useful) > 2 and _is_result(p, statement):
            blanks = Blanks.ONE
        parts += (Line(" ", breaks, blanks), _in_block(p, statement, is_last))
    return (p.print(opening), Indent(tuple(parts)), closing(" ", breaks), p.print(end))


def stacked_block(p: Printer, node: Node) -> Document:
    """The body of a function or `try`: always one statement per line."""
    return Group(block_parts(p, node, is_stacked=True))


def _is_empty(p: Printer, statement: Node) -> bool:
    return len(statement.children) == 1 and p.is_token(statement.children[0], k.SEMICOLON)


def _ends_in_semicolon(p: Printer, statement: Node) -> bool:
    return p.is_token(statement.children[-1], k.SEMICOLON)


_ACTIONS: Final = frozenset((NodeKind.WHILE, NodeKind.ASSIGN, NodeKind.LET, NodeKind.BREAK, NodeKind.CONTINUE))


def _is_result(p: Printer, statement: Node) -> bool:
    """Whether the last statement is the value of its block; what never has a value is not."""
    value = statement.children[0]
    if len(statement.children) != 1 or not isinstance(value, Node) or value.kind in _ACTIONS:
        return False
    if value.kind is NodeKind.IF:
        return len(value.children) > 4
    return not (value.kind is NodeKind.FOR and p.is_token(value.children[-2], k.DO))


def _in_block(p: Printer, statement: Node, is_last: bool) -> Document:
    value, *semicolon = statement.children
    document = p.print(value) if not is_node(value, NodeKind.BINARY) else continued(p, value)
    if semicolon and isinstance(value, Node) and not is_last and ends_itself(value):
        return (document, *(p.dropped(child) for child in semicolon if isinstance(child, int)))
    return (document, p.glued(semicolon))


def ends_itself(value: Node) -> bool:
    """Whether a statement ends with the `}` of its last block, whatever follows (part 1, 9.14)."""
    while True:
        if value.kind in (NodeKind.BLOCK, NodeKind.MATCH, NodeKind.UNSAFE, NodeKind.LOOP):
            return True
        body = value.children[-1]
        if value.kind not in (NodeKind.IF, NodeKind.FOR, NodeKind.WHILE) or not isinstance(body, Node):
            return False
        if body.kind not in (NodeKind.IF, NodeKind.BLOCK, NodeKind.MATCH, NodeKind.UNSAFE):
            return False
        if body.kind is NodeKind.IF and value.kind is not NodeKind.IF:
            return False
        value = body


def _statement(p: Printer, node: Node) -> Document:
    return _in_block(p, node, is_last=True)


def _let(p: Printer, node: Node) -> Document:
    *head, value = node.children
    if not isinstance(value, Node):
        return spaced(p, node.children)
    return (spaced(p, head), below_or_behind(p, value))


def _assign(p: Printer, node: Node) -> Document:
    target, *operator, value = node.children
    if not isinstance(value, Node):
        return spaced(p, node.children)
    return (p.print(target), SPACE, p.glued(operator), below_or_behind(p, value))


def _unsafe(p: Printer, node: Node) -> Document:
    return (p.print(node.children[0]), SPACE, p.print(node.children[1]))


def _try(p: Printer, node: Node) -> Document:
    inner = node.children[1]
    return (p.print(node.children[0]), SPACE, stacked_block(p, inner) if isinstance(inner, Node) else p.print(inner))


def _labelled(p: Printer, node: Node) -> Document:
    """`block:name {` … `}` and `loop:name {` … `}`."""
    return (p.glued(node.children[:-1]), SPACE, p.print(node.children[-1]))


def members(p: Printer, node: Node) -> Document:
    """The members of a trait or implementation: a blank line around each method, else as the author grouped them."""
    opening, *inside, end = node.children
    nodes = [child for child in inside if isinstance(child, Node)]
    if not nodes:
        return Group((p.print(opening), closing(""), p.print(end)))
    parts: list[Document] = []
    for i, member in enumerate(nodes):
        around_method = i and NodeKind.METHOD in (member.kind, nodes[i - 1].kind)
        blanks = Blanks.ONE if around_method else Blanks.KEPT if i else Blanks.INSIDE
        parts += (Line("", Break.ALWAYS, blanks, documents=True), p.print(member))
    return (p.print(opening), Indent(tuple(parts)), closing("", Break.ALWAYS), p.print(end))


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.BLOCK: block,
    NodeKind.STATEMENT: _statement,
    NodeKind.LET: _let,
    NodeKind.ASSIGN: _assign,
    NodeKind.UNSAFE: _unsafe,
    NodeKind.TRY_BLOCK: _try,
    NodeKind.LABELLED_BLOCK: _labelled,
    NodeKind.LOOP: _labelled,
    NodeKind.LABEL: lambda p, node: p.glued(node.children),
    NodeKind.MEMBERS: members,
}
