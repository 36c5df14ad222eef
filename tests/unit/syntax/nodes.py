"""The nodes of a tree by the tokens they cover."""

from collections.abc import Iterator

from ori_compiler.syntax.tree import ItemTree, Node, first_token, last_token


def all_nodes(tree: ItemTree) -> Iterator[Node]:
    """Every node of a tree."""
    work = [tree.root]
    while work:
        node = work.pop()
        yield node
        work.extend(child for child in node.children if isinstance(child, Node))


def kinds_by_extent(tree: ItemTree) -> dict[tuple[int, int], set[str]]:
    """What the parser took each run of tokens for. The end of the item is no token."""
    end = len(tree.tokens.texts) - 1
    found: dict[tuple[int, int], set[str]] = {}
    for node in all_nodes(tree):
        last = last_token(node)
        if last is not None:
            extent = (first_token(node), min(last, end - 1))
            found.setdefault(extent, set()).add(node.kind.name.lower())
    return found
