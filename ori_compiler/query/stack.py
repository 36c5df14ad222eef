"""Deep chains of calls without stack overflow.

In: a function and its argument. Out: its result, computed on a stack of its own. Queries call queries, so the depth
of the program's dependencies (a constant that reads a constant that reads a constant) becomes depth of Python calls.
Each new thread starts with an empty C stack and an empty count of Python frames; the caller only waits. This is the
segmented stack of `stacker` in rustc, made of threads.
"""

import sys
import threading
from collections.abc import Callable
from typing import Any, Final

RECURSION_LIMIT: Final = 10_000
"""Python frames a segment may hold: room for the recursive passes over deep trees that one query runs."""

_STACK_BYTES: Final = 64 * 1024 * 1024


def raise_recursion_limit() -> None:
    """Allows `RECURSION_LIMIT` Python frames to each thread of the process; never lowers the limit."""
    if sys.getrecursionlimit() < RECURSION_LIMIT:
        sys.setrecursionlimit(RECURSION_LIMIT)


class _Segment:
    """One call that runs in its own thread, and what became of it."""

    __slots__ = ("_argument", "_function", "error", "result")

    def __init__(self, function: Callable[[Any], Any], argument: object) -> None:
        self._function = function
        self._argument = argument
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._function(self._argument)
        except BaseException as error:
            self.error = error


def call_on_new_stack(function: Callable[[Any], Any], argument: object, interrupt: Callable[[], None]) -> Any:
    """`function(argument)`, computed in a new thread while this one waits; an exception passes through.

    If the waiting itself is interrupted (Ctrl-C), calls `interrupt`, which must make the function end soon.
    """
    segment = _Segment(function, argument)
    previous = threading.stack_size(_STACK_BYTES)
    try:
        thread = threading.Thread(target=segment.run, name="ori-query-stack", daemon=True)
        thread.start()
    finally:
        threading.stack_size(previous)
    try:
        thread.join()
    except BaseException:
        interrupt()
        thread.join()
        raise
    if segment.error is not None:
        raise segment.error
    return segment.result
