"""How `oric test` tells what happened: what all reports have in common, and JSON lines for programs."""

from collections.abc import Sequence
from typing import Protocol

from ori_compiler.cli.console import Console
from ori_compiler.cli.testing.options import Telling
from ori_compiler.cli.testing.written_values import unequal_sides
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import TestResult, TestStatus
from ori_compiler.source.location import Origins


class TestReport(Protocol):
    """Hears of a test run as it goes on."""

    def begin(self, backend: str) -> None:
        """The first thing it hears; `backend` is as people write it."""
        ...

    def tell(self, result: TestResult) -> None:
        """A test ended."""
        ...

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        """What there is to say beside tests: errors that keep them from running, or functions without a test.

        People were shown it already.
        """
        ...

    def end(self, remark: str) -> None:
        """All is over; a remark tells why it is so before all tests have run."""
        ...


class Counts:
    """How many tests ended in which way."""

    def __init__(self) -> None:
        self.of = dict.fromkeys(TestStatus, 0)
        self.examples = 0
        self.unchanged = 0

    def add(self, result: TestResult) -> None:
        self.of[result.status] += 1
        self.examples += result.is_example
        self.unchanged += result.is_unchanged

    def summary(self, remark: str, time_taken: str = "") -> str:
        """All of it on one line."""
        told = ", ".join(f"{count} {status.value}" for status, count in self.of.items())
        if self.examples:
            told += f" ({self.examples} of them {'an example' if self.examples == 1 else 'examples'} in comments)"
        told += time_taken
        if self.unchanged:
            told += f"; {self.unchanged} unchanged since the last run"
        if remark and not any(self.of.values()):
            return "no test was run"
        return f"{told}; {remark}" if remark else told


class JsonReport:
    """One JSON object a line."""

    def __init__(self, console: Console, origins: Origins) -> None:
        self._console = console
        self._origins = origins
        self._counts = Counts()
        self._backend = ""

    def begin(self, backend: str) -> None:
        self._backend = backend

    def tell(self, result: TestResult) -> None:
        self._counts.add(result)
        self._print(test_object(result, self._backend, self._origins))

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        from ori_compiler.diagnostics.render.json_lines import as_object

        for diagnostic in diagnostics:
            self._print({"type": "diagnostic", **as_object(diagnostic, origins)})

    def end(self, remark: str) -> None:
        told: dict[str, object] = {status.value: count for status, count in self._counts.of.items()}
        self._print({"type": "summary", **told, "examples": self._counts.examples, "unchanged": self._counts.unchanged})

    def _print(self, value: dict[str, object]) -> None:
        from ori_compiler.diagnostics.render.machine_text import to_json

        self._console.print_for_machines(f"{to_json(value)}\n")


def test_object(result: TestResult, backend: str, origins: Origins) -> dict[str, object]:
    """A test that ended, as programs are told."""
    from ori_compiler.diagnostics.render.json_lines import as_object

    return {
        "type": "test",
        "path": result.path,
        "name": result.name,
        "line": result.line,
        "status": result.status.value,
        "message": result.message,
        "failure": _failure(result),
        "backend": backend,
        "duration_ms": round(result.duration * 1000, 3),
        "is_example": result.is_example,
        "is_unchanged": result.is_unchanged,
        "is_slow": result.is_slow,
        "diagnostics": [as_object(diagnostic, origins) for diagnostic in result.diagnostics],
    }


def _failure(result: TestResult) -> dict[str, object] | None:
    """Where a test that did not pass panicked, and the two sides of the comparison that was not as expected."""
    if result.status is not TestStatus.FAILED:
        return None
    panic = result.panic
    actual, expected = unequal_sides(result.message) or (None, None)
    place = (
        {"path": panic.path, "line": panic.line, "column": panic.column} if panic is not None and panic.line else None
    )
    return {"place": place, "actual": actual, "expected": expected}


def test_report(telling: Telling, console: Console, pipeline: CompilationPipeline) -> TestReport:
    """The report that was asked for."""
    match telling.format:
        case "json":
            return JsonReport(console, pipeline.origins)
        case "junit":
            from ori_compiler.cli.testing.reports_for_ci import JunitReport

            return JunitReport(console, pipeline)
        case "github":
            from ori_compiler.cli.testing.reports_for_ci import GithubReport
            from ori_compiler.cli.testing.text_report import TextReport

            return GithubReport(console, TextReport(console, pipeline, telling))
        case _:
            from ori_compiler.cli.testing.text_report import TextReport

            return TextReport(console, pipeline, telling)
