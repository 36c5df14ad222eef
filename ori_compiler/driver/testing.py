"""Finding and running tests."""

import time
from collections.abc import Callable, Iterable, Sequence

import msgspec

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, Finished, PanicReport, TestResult, TestStatus
from ori_compiler.driver.testing_execution import prepare
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast


class TestCase(msgspec.Struct, frozen=True):
    """A test of a file.

    `skipped` says why it is not run; `expected_panic` is a part of the message it must panic with.
    """

    item: ItemId
    name: str
    line: int
    skipped: str | None
    expected_panic: str | None


Report = Callable[[TestResult], None]
"""Hears of each test as it ends."""


def find_tests(pipeline: CompilationPipeline, path: str) -> tuple[TestCase, ...]:
    """The tests that a file declares, and the examples in its comments; each in order."""
    found: list[TestCase] = []
    for item in (*pipeline.items(path), *pipeline.examples(path)):
        if item.kind not in (ItemKind.TEST, ItemKind.EXAMPLE):
            continue
        syntax = pipeline.database.item_syntax(item).item
        if not isinstance(syntax, ast.TestItem):
            continue
        attributes = {attribute.name: attribute.arguments for attribute in syntax.attributes}
        line = pipeline.database.workspace.origins[item].location(syntax.name.span).line
        skipped = "".join(attributes["skip"]) if "skip" in attributes else None
        expected = "".join(attributes["fail"]) if "fail" in attributes else None
        name = item.name if item.kind is ItemKind.TEST else f"example of {item.name}"
        found.append(TestCase(item, name, line, skipped, expected))
    return tuple(found)


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
    with prepare(pipeline, path, [test.item for test in tests if test.skipped is None], backend) as execute:
        if isinstance(execute, Failed):
            return execute
        for test in tests:
            if test.skipped is not None:
                keep(result_of(test, backend, TestStatus.SKIPPED, test.skipped))
                continue
            starts(test)
            started = time.perf_counter()
            finished = execute(test.item)
            keep(_judge(test, backend, finished, time.perf_counter() - started))
    return None


def _judge(test: TestCase, backend: Backend, finished: Finished, duration: float) -> TestResult:
    """A test passes if it ends without a panic, or with the panic it asked for."""
    panic, expected = finished.panic, test.expected_panic
    if finished.leaked:
        objects = "1 counted object" if finished.leaked == 1 else f"{finished.leaked} counted objects"
        status, message = TestStatus.FAILED, f"the test leaked: {objects} still existed when it had ended"
    elif expected is None:
        status = TestStatus.PASSED if panic is None else TestStatus.FAILED
        message = panic.message if panic is not None else ""
    elif panic is None:
        wanted = f"a panic with `{expected}`" if expected else "a panic"
        status, message = TestStatus.FAILED, f"expected {wanted}, but the test ended normally"
    elif expected in panic.message:
        status, message, panic = TestStatus.PASSED, "", None
    else:
        status, message = TestStatus.FAILED, f"expected a panic with `{expected}`, but it was `{panic.message}`"
    return result_of(test, backend, status, message, duration, finished.output, panic)


def result_of(
    test: TestCase,
    backend: Backend,
    status: TestStatus,
    message: str,
    duration: float = 0.0,
    output: str = "",
    panic: PanicReport | None = None,
) -> TestResult:
    """What is to be told of a test."""
    is_example = test.item.kind is ItemKind.EXAMPLE
    return TestResult(
        test.item.path,
        test.name,
        test.line,
        status,
        message,
        backend,
        duration,
        test.item,
        output,
        panic,
        is_example,
    )
