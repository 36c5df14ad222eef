"""Whether two files mean the same and have the same comments: what formatting may change, and nothing else.

Left out are white space, comments, how lines end, separators that the tree's shape makes redundant, and the `|` before
the first variant. The order of attributes, of clauses between a signature and its body, and of imports and imported
names is free, because it decides nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.formatter.items import import_name_key
from ori_compiler.syntax.formatter.signatures import attribute_rank, is_clause, ordered_clauses
from ori_compiler.syntax.formatter.source_file import IMPORTS
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import ItemTree, Node

_COMMENT: Final = re.compile(r"//[^\n]*")

Shape = tuple[str | NodeKind | None, ...]
"""A tree written down: each node's kind, what is in it, and None."""


def same_meaning(before: Sequence[ItemTree], after: Sequence[ItemTree]) -> bool:
    """Whether two files hold the same items in the same order, but for their imports."""
    if _others(before) != _others(after):
        return False
    return _imports(before) == _imports(after)


def same_comments(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether two sequences of trivia hold the same comments, but for their blanks, in any order."""
    return _comments(before) == _comments(after)


def _comments(trivia: Iterable[str]) -> Counter[str]:
    return Counter("".join(comment.split()) for text in trivia if "//" in text for comment in _COMMENT.findall(text))


def _others(trees: Sequence[ItemTree]) -> list[Shape]:
    return [shape_of(tree) for tree in trees if tree.root.kind not in IMPORTS]


def _imports(trees: Sequence[ItemTree]) -> Counter[Shape]:
    return Counter(shape_of(tree) for tree in trees if tree.root.kind in IMPORTS)


def shape_of(tree: ItemTree) -> Shape:
    """What of a tree has a meaning."""
    tokens = tree.tokens
    shape: list[str | NodeKind | None] = []
    work: list[Node | int | None] = [tree.root]
    while work:
        child = work.pop()
        if child is None:
            shape.append(None)
        elif isinstance(child, int):
            if tokens.kinds[child] not in (k.COMMA, k.SEMICOLON, k.END):
                shape.append(tokens.texts[child].replace("\r\n", "\n"))
        else:
            shape.append(child.kind)
            work.append(None)
            work += reversed(_meaningful(tree, child))
    return tuple(shape)


def _meaningful(tree: ItemTree, node: Node) -> list[Node | int]:
    tokens = tree.tokens
    children = node.children
    match node.kind:
        case NodeKind.SUM_BODY:
            is_first_a_bar = isinstance(children[0], int)
            return children[1:] if is_first_a_bar else children
        case NodeKind.IMPORT_LIST:
            names = [child for child in children if isinstance(child, Node)]
            names.sort(key=lambda name: import_name_key(tokens.texts, name))
            return [*names]
        case NodeKind.BLOCK:
            return _statements(tree, children)
        case _:
            return _in_order(tree, children)


def _statements(tree: ItemTree, children: list[Node | int]) -> list[Node | int]:
    """The statements that do something. Whether the last one ends in `;` decides whether the block has a value."""
    useful: list[Node | int] = []
    has_value = True
    for child in children:
        if isinstance(child, Node):
            last = child.children[-1]
            has_value = not (isinstance(last, int) and tree.tokens.kinds[last] == k.SEMICOLON)
            if len(child.children) > 1 or has_value:
                useful.append(child)
    return useful if has_value else [*useful, Node(NodeKind.STATEMENT, 0, [])]


def _in_order(tree: ItemTree, children: list[Node | int]) -> list[Node | int]:
    texts = tree.tokens.texts
    attributes = [c for c in children if isinstance(c, Node) and c.kind is NodeKind.ATTRIBUTE]
    clauses = [c for c in children if isinstance(c, Node) and is_clause(c)]
    if len(attributes) < 2 and len(clauses) < 2:
        return children
    at = next((i for i, c in enumerate(children) if is_clause(c)), 0)
    ordered: list[Node | int] = [*ordered_clauses(texts, children[:at], clauses)] if at else []
    attributes.sort(key=lambda attribute: attribute_rank(texts, attribute))
    ordered += attributes
    return [*ordered, *(c for c in children if c not in attributes and c not in clauses)]
