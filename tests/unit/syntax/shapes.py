"""A compact notation for trees: `(kind part part)`, where a part is a token or another tree.

A node that stands for a single word or literal is written as that alone.
"""

from typing import Final

from productions_table import CONTEXTS

from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.tree import ItemTree, Node

_LEAVES: Final = frozenset(
    (NodeKind.NAME, NodeKind.LITERAL, NodeKind.TYPE_NAME, NodeKind.NAME_PATTERN, NodeKind.LITERAL_PATTERN)
)


def shape(context: str, text: str) -> str:
    """The tree of a snippet in its context."""
    before, after = CONTEXTS[context]
    tree = parse_item(before + text + after)
    errors = [problem.message for problem in tree.problems if not problem.is_warning]
    assert not errors, errors
    return _show(_wanted(context, tree), tree)


def _wanted(context: str, tree: ItemTree) -> Node:
    root = tree.root
    match context:
        case "expression":
            return _nodes(root)[-1]
        case "type":
            return _nodes(root)[0]
        case "pattern":
            (arm,) = (node for node in _nodes(_nodes(root)[-1]) if node.kind is NodeKind.ARM)
            return _nodes(arm)[0]
        case "statement":
            return _nodes(root)[-1]
        case _:
            return root


def _nodes(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Node)]


def _show(node: Node, tree: ItemTree) -> str:
    parts = []
    for child in node.children:
        if isinstance(child, Node):
            parts.append(_show(child, tree))
        elif tree.tokens.texts[child]:
            parts.append(tree.tokens.texts[child])
    if len(parts) == 1 and node.kind in _LEAVES:
        return parts[0]
    return f"({' '.join((node.kind.name.lower(), *parts))})"
