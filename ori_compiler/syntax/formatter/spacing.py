"""The spaces around the signs of productions that have no line breaks of their own."""

from collections.abc import Sequence

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document
from ori_compiler.syntax.formatter.printer import Printer
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node

_TIGHT_BEFORE = frozenset((k.COMMA, k.COLON, k.SEMICOLON, k.RPAREN, k.DOT, k.QUESTION))
_TIGHT_AFTER = frozenset((k.LPAREN, k.DOLLAR, k.AT, k.HASH, k.HASH_BANG, k.ELLIPSIS, k.DOUBLE_COLON, k.DOT))
_TIGHT_NODES = frozenset((NodeKind.LABEL, NodeKind.TYPE_PARAMETERS, NodeKind.ARGUMENTS, NodeKind.TYPE_ARGUMENTS))


def spaced(p: Printer, children: Sequence[Node | int]) -> Document:
    """Words and signs with a space between them, but for those that touch: `name: Type = value`, `$name`, `f("x")`.

    A sign at the beginning that stands between two things, such as `->`, has its space too.
    """
    parts: list[Document] = []
    for i, child in enumerate(children):
        if (i and not _touches(p, children[i - 1], child)) or (
            not i and isinstance(child, int) and p.kinds[child] in (k.ARROW, k.ASSIGN)
        ):
            parts.append(SPACE)
        parts.append(p.print(child))
    return tuple(parts)


def _touches(p: Printer, before: Node | int, after: Node | int) -> bool:
    if isinstance(before, int) and p.kinds[before] in _TIGHT_AFTER:
        return True
    if isinstance(after, Node):
        return after.kind in _TIGHT_NODES
    kind = p.kinds[after]
    return kind in _TIGHT_BEFORE or (kind == k.LPAREN and isinstance(before, int) and p.kinds[before] == k.NAME)
