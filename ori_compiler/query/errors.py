"""What reading a query may raise, besides what its function raises."""

from collections.abc import Hashable


class Cancelled(BaseException):
    """Work was cut short because the answer is not wanted any more.

    Not an `Exception`, so that code which deals with failures does not take it for one.
    """


class CycleError(Exception):
    """A query needs its own value. `path` goes once round the cycle, as (query, key)."""

    def __init__(self, path: tuple[tuple[str, Hashable], ...]) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return " -> ".join(f"{name}({key})" for name, key in (*self.path, self.path[0]))


class MissingInputError(KeyError):
    """An input was read that is not set."""

    def __init__(self, name: str, key: Hashable) -> None:
        super().__init__(name, key)

    def __str__(self) -> str:
        return f"input {self.args[0]}({self.args[1]}) is not set"
