"""Operators: chains of one precedence break at every operator or at none (part 1, 8)."""

from collections.abc import Mapping
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document, Group, line
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.values import continued
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node

_LEVELS: Final = {
    text: level
    for level, texts in enumerate(
        ("|>", "??", "||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / % div @", "**")
    )
    for text in texts.split()
}
_RIGHT_ASSOCIATIVE: Final = frozenset((_LEVELS["??"], _LEVELS["**"]))


def _operator(p: Printer, node: Node) -> str:
    return "".join(p.texts[child] for child in node.children[1:-1] if isinstance(child, int))


def _level(p: Printer, node: Node | int) -> int | None:
    if isinstance(node, int) or node.kind is not NodeKind.BINARY:
        return None
    return _LEVELS[_operator(p, node)]


def _binary(p: Printer, node: Node) -> Document:
    level = _level(p, node)
    signs: list[Document] = []
    operands: list[Node | int] = []
    current: Node | int = node
    inner = -1 if level in _RIGHT_ASSOCIATIVE else 0
    while isinstance(current, Node) and _level(p, current) == level:
        operands.append(current.children[-1 - inner])
        signs.append(_sign(p, current))
        current = current.children[inner]
    operands.append(current)
    if inner == 0:
        operands.reverse()
        signs.reverse()
    parts = [_operand(p, operands[0])]
    for sign, operand in zip(signs, operands[1:], strict=True):
        parts += (sign, _operand(p, operand))
    return Group(tuple(parts))


def _sign(p: Printer, node: Node) -> Document:
    """The operator with what is around it. At the start of a line, `@` would begin something else."""
    sign = p.glued(node.children[1:-1])
    return (SPACE, sign, line()) if _operator(p, node) == "@" else (line(), sign, SPACE)


def _operand(p: Printer, operand: Node | int) -> Document:
    return continued(p, operand)


def _unary(p: Printer, node: Node) -> Document:
    return (p.print(node.children[0]), continued(p, node.children[1]))


def _range(p: Printer, node: Node) -> Document:
    """`low..high by step`."""
    parts: list[Document] = []
    for child in node.children:
        if isinstance(child, int) and p.kinds[child] == k.NAME:
            parts += (SPACE, p.print(child), SPACE)
        else:
            parts.append(continued(p, child))
    return tuple(parts)


RULES: Final[Mapping[NodeKind, Rule]] = {
    NodeKind.BINARY: _binary,
    NodeKind.UNARY: _unary,
    NodeKind.RANGE: _range,
}
