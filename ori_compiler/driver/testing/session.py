"""A run of tests as people start it: which tests, on which backends, by how many workers, and how it is told.

Tests end in any order, but are told in that of their files and lines, so that two runs read the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, TestResult, TestStatus
from ori_compiler.driver.testing.cone import Cone, FactCheck
from ori_compiler.driver.testing.discovery import TestCase
from ori_compiler.driver.testing.result_cache import ResultCache, entry_of, is_worth_keeping, result_of_entry
from ori_compiler.driver.testing.running import Report
from ori_compiler.driver.testing.workers import Batch, Listener, run_batches
from ori_compiler.resolve.configuration import Configuration
from ori_compiler.source.item_id import ItemId

_MOST_IN_A_BATCH: Final = 64
"""How many tests are compiled together: few enough that a large file keeps several workers busy."""


class TestOptions(msgspec.Struct, frozen=True):
    """What is to be run and how; several backends are compared with each other. `timeout` is in seconds."""

    backends: tuple[Backend, ...] = (Backend.JIT,)
    filters: tuple[str, ...] = ()
    jobs: int = 1
    timeout: float = 10.0
    only_attached: bool = False
    configuration: Configuration | None = None


def run_isolated(
    pipeline: CompilationPipeline,
    tests: Sequence[TestCase],
    options: TestOptions,
    report: Report,
    cache: ResultCache | None = None,
    starts: Callable[[TestCase], None] = lambda _: None,
) -> Failed | None:
    """Runs each test so that it can harm no other; `report` hears of them in their order, `starts` as they come.

    When this is interrupted, what has ended by then is told before the `KeyboardInterrupt` goes on.
    """
    told = _InOrder([test.item for test in tests], report)

    def keep(result: TestResult, cone: Cone | None) -> None:
        if cache is not None and cone is not None and is_worth_keeping(result):
            cache.add(entry_of(pipeline, result), cone)
        told.add(result)

    merged = _Comparison(options.backends, keep)
    try:
        if cache is not None:
            tests = _affected(pipeline, tests, cache, told.add)
        batches = [batch for backend in options.backends for batch in _batches(tests, backend)]
        return run_batches(pipeline, batches, options.jobs, options.timeout, merged.add, starts)
    finally:
        told.tell_rest()


def _affected(
    pipeline: CompilationPipeline, tests: Sequence[TestCase], cache: ResultCache, report: Report
) -> list[TestCase]:
    """The tests that have to run; of the others the known result is told."""
    check = FactCheck(pipeline.database)
    affected: list[TestCase] = []
    for test in tests:
        known = cache.find(test.item)
        if known is None or test.skipped is not None or not check.holds(known[1]):
            cache.drop(test.item)
            affected.append(test)
        else:
            report(result_of_entry(pipeline, known[0], test.line))
    return affected


def _batches(tests: Sequence[TestCase], backend: Backend) -> Iterable[Batch]:
    files: dict[str, list[TestCase]] = {}
    for test in tests:
        files.setdefault(test.item.path, []).append(test)
    for path, of_file in files.items():
        for start in range(0, len(of_file), _MOST_IN_A_BATCH):
            yield Batch(path, backend, tuple(of_file[start : start + _MOST_IN_A_BATCH]))


class _InOrder:
    """Passes results on in the order of their tests."""

    def __init__(self, order: Sequence[ItemId], report: Report) -> None:
        self._waiting: dict[ItemId, TestResult | None] = dict.fromkeys(order)
        self._report = report

    def add(self, result: TestResult) -> None:
        self._waiting[result.item] = result
        while self._waiting and (first := self._waiting[item := next(iter(self._waiting))]) is not None:
            del self._waiting[item]
            self._report(first)

    def tell_rest(self) -> None:
        """What ended although something before it did not."""
        for result in self._waiting.values():
            if result is not None:
                self._report(result)
        self._waiting.clear()


class _Comparison:
    """Makes one result of those of all backends: the first one's if they agree, else a failure that says how not."""

    def __init__(self, backends: Sequence[Backend], report: Listener) -> None:
        self._backends = backends
        self._report = report
        self._known: dict[ItemId, dict[Backend, tuple[TestResult, Cone | None]]] = {}

    def add(self, result: TestResult, cone: Cone | None) -> None:
        known = self._known.setdefault(result.item, {})
        known[result.backend] = (result, cone)
        if len(known) == len(self._backends):
            del self._known[result.item]
            cones = [cone for _, cone in known.values()]
            merged = _merged({backend: known[backend][0] for backend in self._backends})
            self._report(merged, None if None in cones else cones[0])


def _merged(results: Mapping[Backend, TestResult]) -> TestResult:
    first = next(iter(results.values()))
    duration = sum(result.duration for result in results.values())
    outcomes = {backend: (each.status, each.message, each.output) for backend, each in results.items()}
    if len(set(outcomes.values())) == 1:
        return replace(first, duration=duration)
    lines = ["the backends differ:"]
    for backend, (status, message, output) in outcomes.items():
        reason = f": {message}" if message else ""
        printed = f", printed {output!r}" if len({output for *_, output in outcomes.values()}) > 1 else ""
        lines.append(f"  {backend.value:<7}{status.value}{reason}{printed}")
    return replace(first, status=TestStatus.FAILED, message="\n".join(lines), duration=duration)
