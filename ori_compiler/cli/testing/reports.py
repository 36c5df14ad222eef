"""How `oric test` tells what happened: as text for people, or as JSON lines for programs."""

from collections.abc import Sequence
from typing import Final, Protocol

from ori_compiler.cli.console import Console
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.render.cells import visible_line
from ori_compiler.diagnostics.render.style import Style, StyledLine
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import TestResult, TestStatus
from ori_compiler.source.location import Origins

_STYLES: Final = {
    TestStatus.PASSED: Style.ADDED,
    TestStatus.FAILED: Style.ERROR,
    TestStatus.SKIPPED: Style.WARNING,
}


class TestReport(Protocol):
    """Hears of a test run as it goes on."""

    def begin(self, backend: str) -> None:
        """The first thing it hears; `backend` is as people write it."""
        ...

    def tell(self, result: TestResult) -> None:
        """A test ended."""
        ...

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        """No test can run, and the diagnostics were shown to people already."""
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

    def summary(self, remark: str) -> str:
        """All of it on one line."""
        told = ", ".join(f"{count} {status.value}" for status, count in self.of.items())
        if self.examples:
            told += f" ({self.examples} of them {'an example' if self.examples == 1 else 'examples'} in comments)"
        if self.unchanged:
            told += f"; {self.unchanged} unchanged since the last run"
        if remark and not any(self.of.values()):
            return "no test was run"
        return f"{told}; {remark}" if remark else told


class TextReport:
    """A line for each test that ran, more for one that failed, and the counts at the end."""

    def __init__(self, console: Console, pipeline: CompilationPipeline) -> None:
        self._console = console
        self._pipeline = pipeline
        self._color = console.wants_color(console.out)
        self._counts = Counts()

    def begin(self, backend: str) -> None:
        """Results say enough."""

    def tell(self, result: TestResult) -> None:
        self._counts.add(result)
        if result.is_unchanged and result.status is not TestStatus.FAILED:
            return
        line = StyledLine(f"{result.status.value:<7}", _STYLES[result.status])
        line.add(f"  {visible_line(result.path)}:{result.line}  {result.name}")
        lines = [line]
        if result.is_unchanged:
            line.add("  (unchanged)")
        if result.status is TestStatus.SKIPPED and result.message:
            line.add(f"  ({visible_line(result.message)})")
        if result.status is TestStatus.FAILED:
            from ori_compiler.cli.testing.failures import draw_failure

            lines += draw_failure(result, self._pipeline)
        self._console.print("".join(f"{line.text(self._color)}\n" for line in lines))

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        """People have read them already."""

    def end(self, remark: str) -> None:
        self._console.print(f"{self._counts.summary(remark)}\n")


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
        from ori_compiler.diagnostics.render.json_lines import as_object

        self._counts.add(result)
        self._print(
            {
                "type": "test",
                "path": result.path,
                "name": result.name,
                "status": result.status.value,
                "message": result.message,
                "backend": self._backend,
                "duration_ms": round(result.duration * 1000, 3),
                "is_example": result.is_example,
                "is_unchanged": result.is_unchanged,
                "diagnostics": [as_object(diagnostic, self._origins) for diagnostic in result.diagnostics],
            }
        )

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


def test_report(format_: str, console: Console, pipeline: CompilationPipeline) -> TestReport:
    """The report of a name."""
    match format_:
        case "json":
            return JsonReport(console, pipeline.origins)
        case "junit":
            from ori_compiler.cli.testing.reports_for_ci import JunitReport

            return JunitReport(console, pipeline)
        case "github":
            from ori_compiler.cli.testing.reports_for_ci import GithubReport

            return GithubReport(console, TextReport(console, pipeline))
        case _:
            return TextReport(console, pipeline)
