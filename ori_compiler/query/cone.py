"""What a value was computed from, down to inputs: facts that can be compared with those of another process.

In: memos, and the queries at which to stop. Out: the values of those queries and of the inputs that were read without
passing through one of them. As long as all of these are equal, so is every value above.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from ori_compiler.query.graph import Cell, Memo, Node

Leaves = Mapping[Node, tuple[str, Any]]
"""The name of the input and the key, of each cell."""


def cone(memos: Iterable[Memo[Any, Any]], stops: Container[str], leaves: Leaves) -> Iterator[tuple[str, Any, Any]]:
    """Name, key and value of each query in `stops` and of each input that these memos were computed from."""
    seen: set[Node] = set()
    work: list[Node] = list(memos)
    while work:
        node = work.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, Memo):
            if node.query.name in stops:
                yield node.query.name, node.key, node.value
            else:
                work.extend(node.dependencies)
        elif isinstance(node, Cell):
            name, key = leaves[node]
            yield name, key, node.value if node.is_set else None
