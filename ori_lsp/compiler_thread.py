"""The one thread that uses the query database.

In: jobs. Out: their results, as futures. Edits go before requests, requests before background work (diagnostics of open
files), and that before idle work (of all others). A newer edit interrupts what is running, because that looks at an old
text, and what goes first interrupts background and idle work; what was interrupted starts again afterwards and finds
all it had computed in the database. So every job sees one state of the program, the newest, and typing waits for
nothing but the step that is being computed.

A job that is cancelled through its future is interrupted, too, and does not start again.
"""

import gc
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from enum import IntEnum
from time import perf_counter
from typing import Any, Final, Protocol, TypeVar

from ori_compiler.ide.interruption import Cancelled
from ori_lsp.meter import METER

_IDLE_SECONDS: Final = 3.0
_LONG_SECONDS: Final = 0.1

R = TypeVar("R")
_log = logging.getLogger(__name__)


class Priority(IntEnum):
    """Whose turn it is; less is sooner."""

    EDIT = 0
    REQUEST = 1
    BACKGROUND = 2
    IDLE = 3


class Interruptible(Protocol):
    """The engine of a database: `cancel` makes its queries raise `Cancelled` until `resume`."""

    def cancel(self) -> None: ...

    def resume(self) -> None: ...


class _Job:
    __slots__ = ("function", "future", "meter", "priority", "since")

    def __init__(self, function: Callable[[], Any], priority: Priority) -> None:
        self.function = function
        self.priority = priority
        self.future: Future[Any] = Future()
        self.meter = METER.get()
        self.since = perf_counter()


class CompilerThread:
    """Runs jobs on a database, one at a time. While nothing happens it collects garbage."""

    def __init__(self, engine: Interruptible) -> None:
        self._engine = engine
        self._waiting: dict[Priority, deque[_Job]] = {priority: deque() for priority in Priority}
        self._current: _Job | None = None
        self._stopped = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="ori-compiler", daemon=True)
        self._thread.start()

    def submit(self, priority: Priority, function: Callable[[], R]) -> "Future[R]":
        """Runs a function when its turn comes. It may be run again from its start, unless it is an edit."""
        job = _Job(function, priority)
        job.future.add_done_callback(lambda _: self._abandon(job))
        with self._wake:
            self._waiting[priority].append(job)
            current = self._current
            if current is not None and current.priority is not Priority.EDIT and current.priority > priority:
                self._engine.cancel()
            self._wake.notify()
        return job.future

    def stop(self) -> None:
        """Ends the thread; waiting jobs are cancelled."""
        with self._wake:
            self._stopped = True
            self._engine.cancel()
            waiting = [job for jobs in self._waiting.values() for job in jobs]
            for jobs in self._waiting.values():
                jobs.clear()
            self._wake.notify()
        for job in waiting:
            job.future.cancel()

    def _abandon(self, job: _Job) -> None:
        """Interrupts a running job that nobody waits for any more."""
        if job.future.cancelled():
            with self._wake:
                if self._current is job:
                    self._engine.cancel()

    def _run(self) -> None:
        while (job := self._take()) is not None:
            if job.future.cancelled():
                continue
            self._perform(job)
            del job

    def _perform(self, job: _Job) -> None:
        began = perf_counter()
        try:
            result = job.function()
        except Cancelled:
            _measure(job, began, interruptions=1)
            self._again(job)
        except Exception as error:
            _measure(job, began)
            _settle(job.future, error=error)
        else:
            _measure(job, began)
            _settle(job.future, result=result)

    def _take(self) -> _Job | None:
        """The next job; none when the thread is to end."""
        has_garbage = self._current is not None
        with self._wake:
            self._current = None
            while not self._stopped:
                for jobs in self._waiting.values():
                    if jobs:
                        self._current = jobs.popleft()
                        self._engine.resume()
                        return self._current
                if not self._wake.wait(_IDLE_SECONDS if has_garbage else None) and has_garbage:
                    began = perf_counter()
                    gc.collect()
                    _log.info("garbage collection took %.0f ms", (perf_counter() - began) * 1000)
                    has_garbage = False
            return None

    def _again(self, job: _Job) -> None:
        with self._wake:
            if not job.future.cancelled() and not self._stopped:
                self._waiting[job.priority].appendleft(job)
            else:
                job.future.cancel()


def _measure(job: _Job, began: float, interruptions: int = 0) -> None:
    """Tells the request behind a job what this run has cost, before anybody sees its result."""
    now = perf_counter()
    if job.meter is not None:
        job.meter.waited += began - job.since
        job.meter.computed += now - began
        job.meter.interruptions += interruptions
    elif now - began > _LONG_SECONDS:
        _log.info("%s took %.0f ms", job.priority.name.lower(), (now - began) * 1000)
    job.since = now


def _settle(future: "Future[Any]", result: object = None, error: Exception | None = None) -> None:
    """Completes a future, unless it was cancelled meanwhile."""
    try:
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
    except InvalidStateError:
        _log.debug("the result of a cancelled job was dropped")
