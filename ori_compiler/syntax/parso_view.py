"""An item's tree as a parso tree, made on demand.

The light tree has neither parents nor neighbours. Whoever wants them (a lint rule, a refactoring, the leaf at a
position) gets them from parso, with its `Normalizer` and its search functions. Building it for a function of
thirteen lines takes about 90 µs, so nobody keeps one.
"""

import re
from typing import Final

from parso.tree import Leaf, TypedLeaf
from parso.tree import Node as ParsoNode

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.lexer import Tokens
from ori_compiler.syntax.tree import ItemTree, Node

MISSING: Final = "missing"
"""The type of the empty leaf that stands for a production of which nothing is written."""

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def to_parso(tree: ItemTree) -> ParsoNode:
    """The whole item. Lines count from 1 and columns from 0, both from the item's first character.

    A node's type is its production in lower case; a leaf's is what kind of token it is (`name`, `number`, ...),
    or the text itself for keywords and operators. `get_code()` gives back the text of the item.
    """
    return _node(tree.root, _leaves(tree.tokens))


def _leaves(tokens: Tokens) -> list[Leaf]:
    line, column = 1, 0
    found: list[Leaf] = []
    for kind, prefix, text in zip(tokens.kinds, tokens.prefixes, tokens.texts, strict=True):
        line, column = _after(prefix, line, column)
        found.append(TypedLeaf(_leaf_type(kind), text, (line, column), prefix))
        line, column = _after(text, line, column)
    return found


def _leaf_type(kind: int) -> str:
    return k.LITERAL_NAMES[kind] if kind < len(k.LITERAL_NAMES) else k.TEXT_OF[kind]


def _after(text: str, line: int, column: int) -> tuple[int, int]:
    """Where one stands after a text."""
    ends = list(_LINE_END.finditer(text))
    if not ends:
        return line, column + len(text)
    return line + len(ends), len(text) - ends[-1].end()


def _node(node: Node, leaves: list[Leaf]) -> ParsoNode:
    # parso has no empty node: an empty leaf after the token in front keeps the positions sorted.
    children = [leaves[child] if isinstance(child, int) else _node(child, leaves) for child in node.children]
    if not children:
        children = [TypedLeaf(MISSING, "", leaves[node.start - 1].end_pos if node.start else (1, 0))]
    return ParsoNode(node.kind.name.lower(), children)
