"""Room for the program's recursion.

Compiled closures call each other without C frames in between, so Python's recursion limit is all that bounds them.
The limit belongs to the whole process; it is raised while at least one run needs it and put back after the last.
"""

import sys
import threading
from types import TracebackType
from typing import Final

PYTHON_FRAMES: Final = 400_000
"""Python frames that a run may use. A call of the program takes from 4 upwards, of some 200 bytes each."""


class _DeepRecursion:
    """A context in which Python may recurse deeply. Reentrant, and safe to enter from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._ordinary_limit = 0

    def __enter__(self) -> None:
        with self._lock:
            if self._users == 0:
                self._ordinary_limit = sys.getrecursionlimit()
                sys.setrecursionlimit(max(PYTHON_FRAMES, self._ordinary_limit))
            self._users += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0:
                sys.setrecursionlimit(self._ordinary_limit)


deep_recursion: Final = _DeepRecursion()
