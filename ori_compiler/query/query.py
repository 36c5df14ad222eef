"""Functions whose results are kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic

from ori_compiler.query.graph import CLEAN, K, Memo, V

if TYPE_CHECKING:
    from ori_compiler.query.engine import Database


class Query(Generic[K, V]):
    """A function whose results are kept. Call it with a key."""

    __slots__ = ("_database", "function", "is_firewall", "memos", "name", "on_cycle")

    def __init__(
        self,
        database: "Database",
        name: str,
        function: Callable[[K], V],
        on_cycle: Callable[[K], V] | None,
        is_firewall: bool,
    ) -> None:
        self.name = name
        self.function = function
        self.on_cycle = on_cycle
        self.is_firewall = is_firewall
        self.memos: dict[K, Memo[K, V]] = {}
        self._database = database

    def __call__(self, key: K) -> V:
        """The value for `key`, up to date; recorded as a dependency of the query that is being executed."""
        if self._database.burning:
            self._database.settle()
        memo = self.memos.get(key)
        if memo is None:
            memo = self.memos[key] = Memo(self, key)
        if memo.state != CLEAN:
            return self._database.read_stale(memo)
        frame = self._database.frame
        if frame is not None:
            frame.reads[memo] = None
        return memo.value

    def remove(self, key: K) -> None:
        """Drops the memo of a key that is gone; what depends on it will be executed again."""
        self._database.require_idle()
        memo = self.memos.pop(key, None)
        if memo is not None:
            self._database.drop(memo)
