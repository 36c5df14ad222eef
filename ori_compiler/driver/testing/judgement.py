"""How a test went: what happened, held against what it asked for."""

from ori_compiler.driver.results import Backend, Finished, PanicReport, TestResult, TestStatus
from ori_compiler.driver.testing.discovery import TestCase
from ori_compiler.source.item_id import ItemKind


def judge(test: TestCase, backend: Backend, finished: Finished, duration: float) -> TestResult:
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
