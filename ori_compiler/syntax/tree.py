"""The lossless tree of one item: light nodes whose leaves are token indexes.

Nodes hold no parent links and no positions but their first token, so that a dropped tree is freed at once
and the tree of an item that moves does not change.
"""

from collections.abc import Iterator

import msgspec

from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
from ori_compiler.source.span import Span
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lexer import Tokens


class Node(msgspec.Struct, eq=False, gc=False):
    """A production. An `int` child is the index of a token; `start` is where an empty node stands.

    Trees hold no cycles, so Python's cyclic garbage collector need not look at nodes.
    """

    kind: NodeKind
    start: int
    children: list["Node | int"]


class ItemTree:
    """The tree of one item, its tokens, and what is wrong with it. All positions are relative to the item."""

    __slots__ = ("problems", "root", "tokens")

    def __init__(self, root: Node, tokens: Tokens, problems: tuple[SyntaxProblem, ...]) -> None:
        self.root = root
        self.tokens = tokens
        self.problems = problems


def leaves(node: Node) -> Iterator[int]:
    """The token indexes below a node, in order."""
    work: list[Node | int] = [node]
    while work:
        child = work.pop()
        if isinstance(child, int):
            yield child
        else:
            work.extend(reversed(child.children))


def source_of(tree: ItemTree) -> str:
    """The text that the tree stands for: equal to the item's text."""
    tokens = tree.tokens
    return "".join(tokens.prefixes[i] + tokens.texts[i] for i in leaves(tree.root))


def first_token(node: Node) -> int:
    """The first token of a node, or the one it stands before if it is empty."""
    while node.children:
        child = node.children[0]
        if isinstance(child, int):
            return child
        node = child
    return node.start


def last_token(node: Node) -> int | None:
    """The last token of a node; none if it is empty."""
    for child in reversed(node.children):
        if isinstance(child, int):
            return child
        found = last_token(child)
        if found is not None:
            return found
    return None


def member_places(tree: ItemTree) -> MemberPlaces:
    """Where the members of an item begin."""
    lists = [child for child in tree.root.children if isinstance(child, Node) and child.kind is NodeKind.MEMBERS]
    members = (child for found in lists for child in found.children if isinstance(child, Node) and child.children)
    starts = tuple(tree.tokens.starts[first_token(member)] for member in members)
    return MemberPlaces(starts) if starts else NO_MEMBERS


def span_of(node: Node, tokens: Tokens) -> Span:
    """Where a node stands, without the trivia in front; an empty one stands after the token before it."""
    last = last_token(node)
    if last is None:
        before = max(node.start - 1, 0)
        end = tokens.starts[before] + (len(tokens.texts[before]) if node.start else 0)
        return Span(end, end)
    return Span(tokens.starts[first_token(node)], tokens.starts[last] + len(tokens.texts[last]))
