"""What became of each request: a line in the log, and figures for whoever asks how the server is doing.

In: the beginning and the answer of requests, on the event loop. Out: `Figures` of each method, the last failures, and
what has not been answered yet. All of it is bounded, however long a session takes.
"""

import logging
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from time import perf_counter
from typing import Final

from lsprotocol import types
from msgspec import Struct

from ori_lsp.meter import Meter

_REMEMBERED: Final = 500
"""The answers of a method from which its percentiles are computed: the last ones."""

_FAILURES: Final = 5
_METHODS: Final = 200
"""A client may invent methods; what comes after so many of them is counted as one."""

_CANCELLED: Final = frozenset((types.LSPErrorCodes.RequestCancelled.value, types.LSPErrorCodes.ServerCancelled.value))
_REFUSED: Final = frozenset(
    (
        types.LSPErrorCodes.RequestFailed.value,
        types.LSPErrorCodes.ContentModified.value,
        types.ErrorCodes.InvalidParams.value,
        types.ErrorCodes.InvalidRequest.value,
        types.ErrorCodes.MethodNotFound.value,
        types.ErrorCodes.ServerNotInitialized.value,
    )
)
_log = logging.getLogger(__name__)


class Outcome(Enum):
    """How a request ended."""

    OK = "ok"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Request(Struct, frozen=True):
    """A request that is being handled."""

    method: str
    began: float
    meter: Meter


class Failure(Struct, frozen=True):
    """A request that failed, for a report."""

    at: datetime
    method: str
    message: str


class Figures(Struct, frozen=True):
    """How often a method was asked for, and the milliseconds of half and of nearly all of its answers."""

    method: str
    count: int
    median: float
    percentile_95: float


class RequestLog:
    """The requests of one client."""

    def __init__(self) -> None:
        self.failures: deque[Failure] = deque(maxlen=_FAILURES)
        self._running: dict[int | str, Request] = {}
        self._counts: dict[str, int] = {}
        self._milliseconds: dict[str, deque[float]] = {}

    def begin(self, message: int | str, method: str) -> Meter:
        """A request has come; what it costs goes to the meter."""
        request = self._running[message] = Request(method, perf_counter(), Meter())
        return request.meter

    def end(self, message: int | str, size: int, error: types.ResponseError | None) -> None:
        """A request is answered, with so many bytes."""
        request = self._running.pop(message, None)
        if request is None:
            return
        taken = (perf_counter() - request.began) * 1000
        method = request.method if request.method in self._counts or len(self._counts) < _METHODS else "other"
        self._counts[method] = self._counts.get(method, 0) + 1
        self._milliseconds.setdefault(method, deque(maxlen=_REMEMBERED)).append(taken)
        outcome = outcome_of(error)
        if error is not None and outcome is Outcome.FAILED:
            self.failures.append(Failure(datetime.now(), request.method, error.message))
        _log.info("%s", _line(request, taken, size, outcome, error.message if error is not None else ""))

    def running(self) -> Iterator[tuple[str, float]]:
        """What has not been answered yet, and for how many milliseconds that has been so."""
        now = perf_counter()
        yield from ((request.method, (now - request.began) * 1000) for request in self._running.values())

    def figures(self) -> list[Figures]:
        """Of each method, the most frequent first."""
        found = [
            Figures(method, self._counts[method], _quantile(taken, 0.5), _quantile(taken, 0.95))
            for method, taken in self._milliseconds.items()
        ]
        return sorted(found, key=lambda each: (-each.count, each.method))


def outcome_of(error: types.ResponseError | None) -> Outcome:
    """How a request ended, by the code of its error."""
    if error is None:
        return Outcome.OK
    if error.code in _CANCELLED:
        return Outcome.CANCELLED
    return Outcome.REFUSED if error.code in _REFUSED else Outcome.FAILED


def _line(request: Request, taken: float, size: int, outcome: Outcome, message: str) -> str:
    meter = request.meter
    words = [
        f"{request.method}: {outcome.value}, {taken:.1f} ms",
        f"waiting {meter.waited * 1000:.1f}",
        f"computing {meter.computed * 1000:.1f}",
        f"{size} bytes",
    ]
    if meter.interruptions:
        words.append("interrupted once" if meter.interruptions == 1 else f"interrupted {meter.interruptions} times")
    line = ", ".join(words)
    match outcome:
        case Outcome.OK | Outcome.CANCELLED:
            return line
        case Outcome.REFUSED:
            return f"{line}: {_one_line(message)}"
        case Outcome.FAILED:
            return f"{line}: {_one_line(message)} (please report this line and the traceback before it)"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quantile(taken: deque[float], part: float) -> float:
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
