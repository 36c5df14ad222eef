"""Who gets its turn, who is interrupted, and what becomes of the answers."""

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from typing import TypeVar

import pytest

from ori_compiler.ide.interruption import Cancelled
from ori_lsp.compiler_thread import CompilerThread, Priority

SECONDS = 10
R = TypeVar("R")


class Engine:
    """Stands for a database: `run` is a query that goes on until it is interrupted or allowed to end."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self.started = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.runs = 0

    def cancel(self) -> None:
        self.cancelled.set()

    def resume(self) -> None:
        self.cancelled.clear()

    def run(self) -> str:
        self.runs += 1
        self.started.release()
        while not self.may_end.is_set():
            if self.cancelled.wait(0.001):
                raise Cancelled
        return "done"


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def thread(engine: Engine) -> Iterator[CompilerThread]:
    made = CompilerThread(engine)
    yield made
    engine.may_end.set()
    made.stop()


def result(future: "Future[R]") -> R:
    return future.result(SECONDS)


def test_jobs_give_their_results_and_errors(thread: CompilerThread) -> None:
    assert result(thread.submit(Priority.REQUEST, lambda: 1 + 1)) == 2
    failing = thread.submit(Priority.REQUEST, lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        result(failing)
    assert result(thread.submit(Priority.EDIT, lambda: "still here")) == "still here"


@pytest.mark.parametrize(
    ("running", "newer"),
    [
        (Priority.REQUEST, Priority.EDIT),
        (Priority.BACKGROUND, Priority.EDIT),
        (Priority.BACKGROUND, Priority.REQUEST),
    ],
)
def test_what_is_more_urgent_interrupts_and_the_rest_starts_again(
    thread: CompilerThread, engine: Engine, running: Priority, newer: Priority
) -> None:
    slow = thread.submit(running, engine.run)
    engine.started.acquire(timeout=SECONDS)
    assert result(thread.submit(newer, lambda: "first")) == "first"
    engine.may_end.set()
    assert result(slow) == "done"
    assert engine.runs >= 2


@pytest.mark.parametrize("newer", [Priority.REQUEST, Priority.BACKGROUND])
def test_what_is_not_more_urgent_waits(thread: CompilerThread, engine: Engine, newer: Priority) -> None:
    slow = thread.submit(Priority.REQUEST, engine.run)
    engine.started.acquire(timeout=SECONDS)
    waiting = thread.submit(newer, lambda: "second")
    engine.may_end.set()
    assert (result(slow), result(waiting), engine.runs) == ("done", "second", 1)


def test_an_edit_is_never_interrupted(thread: CompilerThread, engine: Engine) -> None:
    edit = thread.submit(Priority.EDIT, engine.run)
    engine.started.acquire(timeout=SECONDS)
    next_edit = thread.submit(Priority.EDIT, lambda: "next")
    assert not engine.cancelled.is_set()
    engine.may_end.set()
    assert (result(edit), result(next_edit), engine.runs) == ("done", "next", 1)


def test_waiting_jobs_run_by_urgency_and_then_in_order(thread: CompilerThread, engine: Engine) -> None:
    order: list[str] = []
    edit = thread.submit(Priority.EDIT, engine.run)
    engine.started.acquire(timeout=SECONDS)
    jobs = [
        thread.submit(Priority.BACKGROUND, lambda: order.append("background")),
        thread.submit(Priority.REQUEST, lambda: order.append("request 1")),
        thread.submit(Priority.REQUEST, lambda: order.append("request 2")),
        thread.submit(Priority.EDIT, lambda: order.append("edit 1")),
        thread.submit(Priority.EDIT, lambda: order.append("edit 2")),
    ]
    engine.may_end.set()
    result(edit)
    for job in jobs:
        result(job)
    assert order == ["edit 1", "edit 2", "request 1", "request 2", "background"]


def test_a_cancelled_job_stops_and_does_not_come_back(thread: CompilerThread, engine: Engine) -> None:
    slow = thread.submit(Priority.REQUEST, engine.run)
    engine.started.acquire(timeout=SECONDS)
    assert slow.cancel()
    assert result(thread.submit(Priority.REQUEST, lambda: "next")) == "next"
    assert engine.runs == 1


def test_a_job_cancelled_before_its_turn_does_nothing(thread: CompilerThread, engine: Engine) -> None:
    ran: list[str] = []
    slow = thread.submit(Priority.REQUEST, engine.run)
    engine.started.acquire(timeout=SECONDS)
    waiting = thread.submit(Priority.REQUEST, lambda: ran.append("waiting"))
    assert waiting.cancel()
    engine.may_end.set()
    assert result(slow) == "done"
    assert result(thread.submit(Priority.REQUEST, lambda: len(ran))) == 0


def test_stopping_interrupts_and_cancels(engine: Engine) -> None:
    thread = CompilerThread(engine)
    slow = thread.submit(Priority.REQUEST, engine.run)
    engine.started.acquire(timeout=SECONDS)
    waiting = thread.submit(Priority.REQUEST, lambda: None)
    thread.stop()
    for future in (slow, waiting):
        with pytest.raises(CancelledError):
            result(future)
