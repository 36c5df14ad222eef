"""Conditionals, loops, `match`, lambdas and jumps (part 1, 6.6 to 6.8)."""

from collections.abc import Mapping, Sequence
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.blocks import block_parts
from ori_compiler.syntax.formatter.document import (
    SPACE,
    Document,
    Group,
    Indent,
    gap,
    gap_before_body,
    line,
)
from ori_compiler.syntax.formatter.lists import Style, bracketed, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.spacing import spaced
from ori_compiler.syntax.formatter.values import below_or_behind, branch, continued
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node

_ARMS: Final = Style(padding=" ", is_stacked=True, keeps_blanks=True)


def _if(p: Printer, node: Node) -> Document:
    """The whole chain of `else if` is one group: on one line, or each `else` on a new one.

    Behind a block, `else` follows its `}`.
    """
    parts: list[Document] = []
    while True:
        word, condition, then, first, *rest = node.children
        parts += (p.print(word), SPACE, continued(p, condition), SPACE, p.print(then), _branch(p, first))
        if not rest:
            return Group(tuple(parts))
        is_block = isinstance(first, Node) and first.kind is NodeKind.BLOCK
        parts += (gap() if is_block else line(), p.print(rest[0]))
        following = rest[1]
        if not isinstance(following, Node) or following.kind is not NodeKind.IF:
            return Group((*parts, _branch(p, following)))
        parts.append(SPACE)
        node = following


def _branch(p: Printer, body: Node | int) -> Document:
    if isinstance(body, int):
        return (SPACE, p.print(body))
    if body.kind is NodeKind.BLOCK:
        return (gap_before_body(), block_parts(p, body))
    return branch(p, body)


def _for(p: Printer, node: Node) -> Document:
    """The head breaks before each further `for`; the body follows `do` or `yield`."""
    *head, word, body = node.children
    clauses = [child for child in head if isinstance(child, Node) and child.kind is NodeKind.FOR_CLAUSE]
    first = head[: len(head) - len(clauses)]
    further = [(line(), p.print(clause)) for clause in clauses]
    contents = (_clause(p, first), Indent(tuple(further)))
    return (Group(contents), SPACE, p.print(word), _loop_body(p, body))


def _for_clause(p: Printer, node: Node) -> Document:
    return _clause(p, node.children)


def _clause(p: Printer, children: Sequence[Node | int]) -> Document:
    """`for pattern in source if guard`."""
    at = next(i for i, child in enumerate(children) if p.is_token(child, k.IN))
    parts: list[Document] = [spaced(p, children[: at + 1])]
    for child in children[at + 1 :]:
        parts += (SPACE, continued(p, child))
    return tuple(parts)


def _body(p: Printer, body: Node | int) -> Document:
    return below_or_behind(p, body) if isinstance(body, Node) else (SPACE, p.print(body))


def _while(p: Printer, node: Node) -> Document:
    *head, condition, word, body = node.children
    return (spaced(p, head), SPACE, continued(p, condition), SPACE, p.print(word), _loop_body(p, body))


def _loop_body(p: Printer, body: Node | int) -> Document:
    if isinstance(body, Node) and body.kind is not NodeKind.BLOCK:
        return branch(p, body)
    return _body(p, body)


def _match(p: Printer, node: Node) -> Document:
    start = split_at(p, node, k.LBRACE)
    word, scrutinee = node.children[:start]
    return (p.print(word), SPACE, continued(p, scrutinee), SPACE, bracketed(p, node.children[start:], _ARMS))


def _arm(p: Printer, node: Node) -> Document:
    *head, body = node.children
    return (spaced(p, head), _body(p, body))


def _guard(p: Printer, node: Node) -> Document:
    return (p.print(node.children[0]), SPACE, continued(p, node.children[1]))


def _lambda(p: Printer, node: Node) -> Document:
    """`x -> body`, `(a, b) -> body`, `(a: T) -> R = body`."""
    at = split_at(p, node, k.ARROW)
    parameters = node.children[:at]
    is_list = p.is_token(parameters[0], k.LPAREN)
    head = bracketed(p, parameters) if is_list else p.glued(parameters)
    *signs, body = node.children[at:]
    return (head, spaced(p, signs), _body(p, body))


def _jump(p: Printer, node: Node) -> Document:
    """`break:label value`."""
    *head, last = node.children
    if isinstance(last, int) or last.kind is NodeKind.LABEL:
        return p.glued(node.children)
    return (p.glued(head), SPACE, continued(p, last))


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.IF: _if,
    NodeKind.FOR: _for,
    NodeKind.FOR_CLAUSE: _for_clause,
    NodeKind.WHILE: _while,
    NodeKind.MATCH: _match,
    NodeKind.ARM: _arm,
    NodeKind.GUARD: _guard,
    NodeKind.LAMBDA: _lambda,
    NodeKind.BREAK: _jump,
    NodeKind.CONTINUE: _jump,
}
