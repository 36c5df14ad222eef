"""The parso view of any item is the same tree: the same productions, the same leaves, the same text."""

from random import Random

import pytest
from corpus import item_texts
from mutation import mutate
from parso.tree import BaseNode, NodeOrLeaf

from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.parso_view import MISSING, to_parso
from ori_compiler.syntax.tree import ItemTree, Node


def light(node: Node, tree: ItemTree) -> list[object]:
    """A production by name with its parts; leaves by their text."""
    parts = [
        tree.tokens.prefixes[child] + tree.tokens.texts[child] if isinstance(child, int) else light(child, tree)
        for child in node.children
    ]
    return [node.kind.name.lower(), *parts]


def seen(node: NodeOrLeaf) -> object:
    """The same of a parso node; an empty production has a leaf of no width instead of no parts."""
    if not isinstance(node, BaseNode):
        return node.get_code()
    parts = [seen(child) for child in node.children if child.type != MISSING]
    return [node.type, *parts]


def check(text: str) -> None:
    tree = parse_item(text)
    view = to_parso(tree)
    assert seen(view) == light(tree.root, tree)
    assert view.get_code() == text
    at = (0, 0)
    leaf = view.get_first_leaf()
    while leaf is not None:
        assert at <= leaf.start_pos <= leaf.end_pos
        at = leaf.end_pos
        if leaf.value:
            # At a border, parso gives the leaf that ends there.
            assert view.get_leaf_for_position(leaf.end_pos) is leaf
        leaf = leaf.get_next_leaf()


ITEMS = [text for _, text in item_texts() if len(text) < 2_000]


def test_items_of_the_repository_have_one_tree() -> None:
    for text in ITEMS:
        check(text)


@pytest.mark.parametrize("seed", range(2))
def test_damaged_items_have_one_tree(seed: int) -> None:
    random = Random(seed)
    for _ in range(200):
        check(mutate(random.choice(ITEMS), random.choice(ITEMS), random))
