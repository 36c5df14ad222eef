"""Counting the work done, so that tests can say what an edit must cost."""

from typing import Any


class Executions:
    """How often each query ran since the last reset; with `keep_log` also which keys, in the order they began."""

    __slots__ = ("counts", "keep_log", "log")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.keep_log = False
        self.log: list[tuple[str, Any]] = []

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def total(self) -> int:
        """The executions of all queries."""
        return sum(self.counts.values())

    def add(self, name: str, key: object) -> None:
        """Notes one execution."""
        self.counts[name] = self.counts.get(name, 0) + 1
        if self.keep_log:
            self.log.append((name, key))

    def reset(self, keep_log: bool = False) -> None:
        """Starts counting from nothing. A log grows without bound, so it is kept only on request."""
        self.counts = {}
        self.log = []
        self.keep_log = keep_log
