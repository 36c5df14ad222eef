"""The dependency graph: input cells, memos, and the edges between them in both directions."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from ori_compiler.query.query import Query

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

CLEAN: Final = 0
"""The value is what a computation from scratch would give."""
MAYBE: Final = 1
"""Something it depends on may have changed."""
DIRTY: Final = 2
"""It must be executed."""
NEW: Final = 3
"""It has no value yet."""

IDLE: Final = 0
VERIFYING: Final = 1
EXECUTING: Final = 2


class Node:
    """What can be depended on."""

    __slots__ = ("dependents", "state")

    def __init__(self, state: int) -> None:
        self.state = state
        self.dependents: dict[Memo[Any, Any], None] | None = None


class Cell(Node, Generic[V]):
    """An input's value for one key; always `CLEAN`."""

    __slots__ = ("is_set", "value")
    value: V

    def __init__(self) -> None:
        super().__init__(CLEAN)
        self.is_set = False


class Memo(Node, Generic[K, V]):
    """A query's value for one key. `value` exists unless the state is `NEW`.

    `when_marked` is the state it takes if something changes that it reads indirectly. It is `DIRTY` for one that took
    over the reads of others: those were made in the middle of other executions, so they cannot be refreshed in order.
    `marked_at` counts the sweeps that there had been when it became stale.
    """

    __slots__ = ("activity", "dependencies", "key", "marked_at", "query", "value", "when_marked")
    value: V

    def __init__(self, query: "Query[K, V]", key: K) -> None:
        super().__init__(NEW)
        self.query = query
        self.key = key
        self.dependencies: tuple[Node, ...] = ()
        self.activity = IDLE
        self.when_marked = MAYBE
        self.marked_at = 0
