"""Tests in worker processes: whatever a test does, it fails alone.

Each worker takes batches, a batch being tests of one file, and tells of every test when it starts and when it ends.
A worker that dies, or whose test takes too long, is ended and replaced; the test that ran fails, and the rest of its
batch is put back in front. Where the system can fork, workers inherit the program as it is checked; elsewhere they read
it again from its texts.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, SpawnContext
from typing import Final, TypeAlias

import msgspec

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, TestResult, TestStatus
from ori_compiler.driver.testing.cone import Cone, Cones
from ori_compiler.driver.testing.discovery import TestCase
from ori_compiler.driver.testing.execution import death
from ori_compiler.driver.testing.judgement import result_of
from ori_compiler.driver.testing.running import run_file
from ori_compiler.driver.testing.standard_error import StandardError
from ori_compiler.resolve.module_path import is_library

_SECONDS_BETWEEN_LOOKS: Final = 0.5
"""How often a worker looks whether somebody still waits for it."""


class Batch(msgspec.Struct, frozen=True):
    """Tests of one file that are compiled together for one backend."""

    path: str
    backend: Backend
    tests: tuple[TestCase, ...]


class _Started(msgspec.Struct, frozen=True):
    test: TestCase


class _Done(msgspec.Struct, frozen=True):
    """A batch came to its end, or could not be compiled."""

    failure: Failed | None


class _Broken(msgspec.Struct, frozen=True):
    """The toolchain itself failed in a worker."""

    reason: str


class Judged(msgspec.Struct, frozen=True):
    """A test ended by itself; `cone` is what its outcome depends on, if that can be told."""

    result: TestResult
    cone: Cone | None


_Message: TypeAlias = _Started | Judged | _Done | _Broken
Listener: TypeAlias = Callable[[TestResult, Cone | None], None]
"""Hears of each test; of one that had to be ended without its cone."""
_Source: TypeAlias = Callable[[], CompilationPipeline]


def run_batches(
    pipeline: CompilationPipeline,
    batches: Iterable[Batch],
    jobs: int,
    timeout: float,
    report: Listener,
    starts: Callable[[TestCase], None],
) -> Failed | None:
    """Runs all batches on at most `jobs` workers; a test may take `timeout` seconds.

    `starts` hears of each test as it begins, `report` of each result as it arrives. Whatever ends this early, an
    interrupt too, ends the workers.
    """
    scheduler = _Scheduler(pipeline, deque(batches), jobs, timeout, report, starts)
    try:
        return scheduler.run()
    finally:
        scheduler.end_all()


class _Worker:
    """A worker process as its owner sees it: what it works on, and since when."""

    def __init__(self, context: ForkContext | SpawnContext, source: _Source) -> None:
        self.connection, theirs = context.Pipe()
        self._errors: StandardError | None = None
        if isinstance(context, ForkContext):  # a file without a name is passed on to nobody else
            self._errors = StandardError()
        arguments = (theirs, source, os.getpid(), self._errors)
        self.process = context.Process(target=_serve, args=arguments, daemon=False)
        self.process.start()
        theirs.close()
        self.batch: Batch | None = None
        self.ended = 0
        self.running: TestCase | None = None
        self.deadline = 0.0

    def take(self, batch: Batch) -> None:
        """Gives it its next batch."""
        self.batch, self.ended, self.running = batch, 0, None
        with suppress(OSError):  # one that has died is noticed where messages are read
            self.connection.send(batch)

    def last_words(self) -> str:
        """What its test has written to standard error so far."""
        return self._errors.text() if self._errors is not None else ""

    def end(self) -> int:
        """Ends the process and all it has started; gives its exit status, negative for a signal."""
        if self.process.is_alive():
            _kill_group(self.process.pid or 0)
            self.process.kill()
        self.process.join()
        self.connection.close()
        if self._errors is not None:
            self._errors.close()
        return self.process.exitcode or 0


class _Scheduler:
    """Which worker does what."""

    def __init__(
        self,
        pipeline: CompilationPipeline,
        batches: deque[Batch],
        jobs: int,
        timeout: float,
        report: Listener,
        starts: Callable[[TestCase], None],
    ) -> None:
        self._batches = batches
        self._jobs = jobs
        self._timeout = timeout
        self._report = report
        self._starts = starts
        self._workers: list[_Worker] = []
        self._failure: Failed | None = None
        self._context: ForkContext | SpawnContext
        if sys.platform == "linux":
            self._context = multiprocessing.get_context("fork")
            self._source: _Source = lambda: pipeline
        else:
            self._context = multiprocessing.get_context("spawn")
            texts = {path: text for path, text in pipeline.database.workspace.texts.items() if not is_library(path)}
            self._source = partial(CompilationPipeline.from_sources, texts, configuration=pipeline.configuration)

    def run(self) -> Failed | None:
        """Until nothing is left to do, or a batch cannot be compiled."""
        while self._failure is None:
            self._hand_out()
            busy = [worker for worker in self._workers if worker.batch is not None]
            if not busy:
                break
            self._listen(busy)
        return self._failure

    def end_all(self) -> None:
        """Leaves no worker behind."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _hand_out(self) -> None:
        idle = [worker for worker in self._workers if worker.batch is None]
        while self._batches and (idle or len(self._workers) < self._jobs):
            if idle:
                worker = idle.pop()
            else:
                worker = _Worker(self._context, self._source)
                self._workers.append(worker)
            worker.take(self._batches.popleft())

    def _listen(self, busy: Sequence[_Worker]) -> None:
        deadlines = [worker.deadline for worker in busy if worker.running is not None]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = wait([worker.connection for worker in busy], patience)
        for worker in busy:
            if worker.connection in ready:
                self._hear(worker)
            elif worker.running is not None and time.monotonic() >= worker.deadline:
                seconds = f"{self._timeout:g} second" + ("" if self._timeout == 1 else "s")
                self._replace(worker, f"the test did not end within {seconds}", self._timeout)

    def _hear(self, worker: _Worker) -> None:
        try:
            message: _Message = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker, None, 0.0)
            return
        match message:
            case _Started(test=test):
                worker.running, worker.deadline = test, time.monotonic() + self._timeout
                self._starts(test)
            case Judged(result=result, cone=cone):
                worker.ended, worker.running = worker.ended + 1, None
                self._report(result, cone)
            case _Done(failure=failure):
                worker.batch = None
                self._failure = self._failure or failure
            case _Broken(reason=reason):
                self._replace(worker, reason, 0.0)

    def _replace(self, worker: _Worker, reason: str | None, duration: float) -> None:
        """Ends a worker that hangs or is dead already, and puts back what it has left."""
        batch, running = worker.batch, worker.running
        self._workers.remove(worker)
        last_words = worker.last_words()
        status = worker.end()
        if batch is None:
            return
        message = reason or death(status if status >= 0 else 128 - status)
        rest = batch.tests[worker.ended :]
        if running is not None:
            result = result_of(running, batch.backend, TestStatus.FAILED, message, duration)
            self._report(msgspec.structs.replace(result, errors=last_words), None)
            rest = rest[1:]
        elif worker.ended == 0:
            # It never came to run one, so another worker would not either.
            for test in rest:
                failed = f"the tests of this file could not be compiled: {message}"
                self._report(result_of(test, batch.backend, TestStatus.FAILED, failed), None)
            return
        if rest:
            self._batches.appendleft(msgspec.structs.replace(batch, tests=rest))


def _serve(connection: Connection, source: _Source, owner: int, errors: StandardError | None) -> None:
    """What a worker process does."""
    errors = errors or StandardError()
    errors.capture()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_end_with, args=(owner,), daemon=True).start()
    pipeline = source()
    with suppress(EOFError, OSError):  # the owner is gone
        while True:
            try:
                connection.send(_Done(_run_batch(connection, pipeline, connection.recv(), errors)))
            except (EOFError, OSError):
                raise
            except Exception as error:
                connection.send(_Broken(f"the toolchain failed: {type(error).__name__}: {error}"))


def _run_batch(
    connection: Connection, pipeline: CompilationPipeline, batch: Batch, errors: StandardError
) -> Failed | None:
    pipeline.examples(batch.path)  # they become known by being asked for

    @cache
    def cones() -> Cones:
        return Cones(pipeline.database)  # only now everything is compiled

    def tell_start(test: TestCase) -> None:
        errors.clear()
        connection.send(_Started(test))

    def tell(result: TestResult) -> None:
        result = msgspec.structs.replace(result, errors=errors.text())
        connection.send(Judged(result, cones().of(result.item)))

    return run_file(pipeline, batch.path, batch.tests, batch.backend, tell, tell_start)


def _end_with(owner: int) -> None:
    """Ends this worker, whatever it is doing, when the process that it works for is gone."""
    while os.getppid() == owner:
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    _kill_group(os.getpid())
    os._exit(1)


def _kill_group(process: int) -> None:
    """Ends a worker together with the programs it runs."""
    if hasattr(os, "killpg"):
        with suppress(OSError):  # it is gone, or too young to have a group
            os.killpg(process, signal.SIGKILL)
