"""Running the tests of files in this process."""

import time
from collections.abc import Callable, Iterable, Sequence

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, TestResult, TestStatus
from ori_compiler.driver.testing.discovery import TestCase, find_tests
from ori_compiler.driver.testing.execution import prepare
from ori_compiler.driver.testing.judgement import judge, judge_compilation, result_of

Report = Callable[[TestResult], None]
"""Hears of each test as it ends."""


def run_tests(
    pipeline: CompilationPipeline, paths: Iterable[str], backend: Backend, name_part: str, report: Report | None
) -> tuple[TestResult, ...] | Failed:
    """Runs the tests and examples of these files that `name_part` selects, file by file, in this process.

    A program with errors, in an example too, runs none.
    """
    names = list(paths)
    errors = pipeline.errors(names) or pipeline.errors_in_examples(names)
    if errors:
        return Failed(errors)
    results: list[TestResult] = []

    def keep(result: TestResult) -> None:
        results.append(result)
        if report is not None:
            report(result)

    for path in names:
        tests = [test for test in find_tests(pipeline, path) if name_part in test.name]
        failure = run_file(pipeline, path, tests, backend, keep) if tests else None
        if failure is not None:
            return failure
    return tuple(results)


def run_file(
    pipeline: CompilationPipeline,
    path: str,
    tests: Sequence[TestCase],
    backend: Backend,
    keep: Report,
    starts: Callable[[TestCase], None] = lambda _: None,
) -> Failed | None:
    """Runs tests of one file in this process; `starts` hears of each before it runs."""
    executed = [test.item for test in tests if test.skipped is None and not test.expected_errors]
    with prepare(pipeline, path, executed, backend) as execute:
        if isinstance(execute, Failed):
            return execute
        for test in tests:
            if test.skipped is not None:
                keep(result_of(test, backend, TestStatus.SKIPPED, test.skipped))
                continue
            starts(test)
            started = time.perf_counter()
            if test.expected_errors:
                found = pipeline.database.test_errors(test.item)
                keep(judge_compilation(test, backend, found, time.perf_counter() - started))
                continue
            finished = execute(test.item)
            keep(judge(test, backend, finished, time.perf_counter() - started))
    return None
