"""How a test went: what happened, held against what it asked for."""

from collections.abc import Iterable

from msgspec.structs import replace

from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
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
        status, message = TestStatus.FAILED, f"{_expected('a panic', expected)}, but the test ended normally"
    elif expected in panic.message:
        status, message, panic = TestStatus.PASSED, "", None
    else:
        status, message = (
            TestStatus.FAILED,
            f"{_expected('a panic', expected)}, but the panic was\n  {_deeper(panic.message)}",
        )
    return result_of(test, backend, status, message, duration, finished.output, panic)


def judge_compilation(
    test: TestCase, backend: Backend, diagnostics: Iterable[Diagnostic], duration: float
) -> TestResult:
    """A test that must not compile passes if each of its texts is part of what an error says."""
    errors = tuple(d for d in diagnostics if d.severity is Severity.ERROR)
    texts = [what_it_says(error) for error in errors]
    missing = next((part for part in test.expected_errors if not any(part in text for text in texts)), None)
    if errors and missing is None:
        return result_of(test, backend, TestStatus.PASSED, "", duration)
    wanted = _expected("a compile error", missing if missing is not None else test.expected_errors[0])
    came = "but the test compiles"
    if errors:
        came = "but there was another one" if len(errors) == 1 else f"but there were {len(errors)} others"
    result = result_of(test, backend, TestStatus.FAILED, f"{wanted}, {came}", duration)
    return replace(result, diagnostics=errors)


def what_it_says(diagnostic: Diagnostic) -> str:
    """All the words of a diagnostic, its code among them, without the source that it shows."""
    head = f"{diagnostic.severity.value}[{diagnostic.code}]: {diagnostic.message}"
    labels = (label.text for label in (diagnostic.primary, *diagnostic.secondary))
    titles = (suggestion.title for suggestion in diagnostic.suggestions)
    return "\n".join((head, *labels, *diagnostic.notes, *diagnostic.help, *titles))


def _expected(what: str, part: str) -> str:
    return f"expected {what} with `{part}`" if part else f"expected {what}"


def _deeper(text: str) -> str:
    return text.replace("\n", "\n  ")


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
        is_attached=test.is_attached,
    )
