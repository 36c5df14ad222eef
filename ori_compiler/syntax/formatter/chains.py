"""Postfix chains: members, calls, indexes, conversions (part 1, 6.3).

A chain with two or more calls of methods breaks at every dot behind its head, or at none.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.document import SPACE, Document, Group, Indent, closing, soft_line
from ori_compiler.syntax.formatter.lists import STACKED, bracketed, split_at
from ori_compiler.syntax.formatter.printer import Printer, Rule
from ori_compiler.syntax.formatter.values import continued
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node

_LINKS: Final = frozenset(
    (
        NodeKind.MEMBER,
        NodeKind.CALL,
        NodeKind.TYPE_APPLICATION,
        NodeKind.INDEX,
        NodeKind.SPLICE,
        NodeKind.TRY,
        NodeKind.CONVERT,
        NodeKind.METHOD_MATCH,
    )
)
_DOTTED: Final = frozenset((NodeKind.MEMBER, NodeKind.SPLICE, NodeKind.METHOD_MATCH))


class _Segment(msgspec.Struct):
    """What stands from one dot to the next."""

    parts: list[Document]
    is_call: bool = False
    ends_in_question: bool = False


def _chain(p: Printer, node: Node) -> Document:
    links: list[Node] = []
    base = node
    while base.kind in _LINKS:
        links.append(base)
        inner = base.children[0]
        if not isinstance(inner, Node):
            break
        base = inner
    head = _Segment([p.print(base)])
    segments = [head]
    for link in reversed(links):
        if link.kind in _DOTTED:
            segments.append(_Segment([]))
        _add(p, link, segments[-1])
    while len(segments) > 1 and not segments[1].is_call:
        head.parts += segments.pop(1).parts
    if sum(segment.is_call for segment in segments[1:]) < 2:
        return tuple(part for segment in segments for part in segment.parts)
    dotted = [(soft_line(), *segment.parts) for segment in segments[1:]]
    return Group((*head.parts, Indent(tuple(dotted))))


def _add(p: Printer, link: Node, segment: _Segment) -> None:
    children = link.children[1:]
    was_question, segment.ends_in_question = segment.ends_in_question, link.kind is NodeKind.TRY
    match link.kind:
        case NodeKind.CALL:
            segment.parts.append(p.glued(children))
            segment.is_call = True
        case NodeKind.INDEX:
            segment.parts.append(_index(p, children))
        case NodeKind.SPLICE:
            segment.parts += (p.print(children[0]), _index(p, children[1:]))
        case NodeKind.TRY:
            # Two that touched would read as `??`.
            segment.parts += (SPACE, p.glued(children)) if was_question else (p.glued(children),)
        case NodeKind.CONVERT:
            segment.parts += (SPACE, p.glued(children[:-1]), SPACE, p.print(children[-1]))
        case NodeKind.METHOD_MATCH:
            start = split_at(p, link, k.LPAREN)
            segment.parts += (p.glued(link.children[1:start]), bracketed(p, link.children[start:], STACKED))
            segment.is_call = True
        case _:
            segment.parts.append(p.glued(children))


def _index(p: Printer, children: list[Node | int]) -> Document:
    opening, index, end = children
    return Group((p.print(opening), Indent((soft_line(), continued(p, index))), closing(""), p.print(end)))


def _pipe_method(p: Printer, node: Node) -> Document:
    return p.glued(node.children)


RULES: Final[Mapping[NodeKind, Rule]] = {
    **dict.fromkeys(_LINKS, _chain),
    NodeKind.PIPE_METHOD: _pipe_method,
}
