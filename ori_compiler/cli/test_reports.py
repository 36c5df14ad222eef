"""How `oric test` tells what happened: as text for people, or as JSON lines for programs."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from ori_compiler.cli.console import Console
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.render.cells import visible_line, visible_text
from ori_compiler.diagnostics.render.style import Style, StyledLine
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import PanicReport, TestResult, TestStatus
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import Origins

_STYLES: Final = {
    TestStatus.PASSED: Style.ADDED,
    TestStatus.FAILED: Style.ERROR,
    TestStatus.SKIPPED: Style.WARNING,
}

Counts = Mapping[TestStatus, int]


class TestReport(Protocol):
    """Hears of a test run as it goes on."""

    def tell(self, result: TestResult) -> None:
        """A test ended."""
        ...

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        """No test can run, and the diagnostics were shown to people already."""
        ...

    def tell_counts(self, counts: Counts, examples: int) -> None:
        """All is over; `examples` of those that were counted are examples of comments."""
        ...


class TextReport:
    """A line for each test, more for one that failed, and the counts at the end."""

    def __init__(self, console: Console, pipeline: CompilationPipeline) -> None:
        self._console = console
        self._pipeline = pipeline
        self._color = console.wants_color(console.out)
        self._was_stopped = False

    def tell(self, result: TestResult) -> None:
        line = StyledLine(f"{result.status.value:<7}", _STYLES[result.status])
        line.add(f"  {visible_line(result.path)}:{result.line}  {result.name}")
        lines = [line]
        if result.status is TestStatus.SKIPPED and result.message:
            line.add(f"  ({visible_line(result.message)})")
        if result.status is TestStatus.FAILED:
            lines += self._failure(result)
        self._console.print("".join(f"{line.text(self._color)}\n" for line in lines))

    def _failure(self, result: TestResult) -> list[StyledLine]:
        lines = [StyledLine(f"  {line}", Style.STRONG) for line in visible_text(result.message).split("\n")]
        if result.panic is not None and result.panic.line:
            lines += self._place(result.panic)
        if result.output:
            lines.append(StyledLine("  its output:"))
            lines += [StyledLine(f"    {line}") for line in visible_text(result.output).rstrip("\n").split("\n")]
        return lines

    def _place(self, panic: PanicReport) -> list[StyledLine]:
        """Where a test panicked, with the line of source."""
        from ori_compiler.diagnostics.render.snippet import Gutter, Mark, draw_snippet

        gutter = Gutter(len(str(panic.line)) + 2)
        where = f"{visible_line(panic.path)}:{panic.line}:{panic.column}"
        head = StyledLine(f"{'':{gutter.width}}--> ", Style.FRAME).add(where)
        text = self._pipeline.text(panic.path)
        if text is None:
            return [head]
        lines = LineIndex(text)
        start = lines.offset(panic.line, panic.column)
        mark = Mark(start, start + 1, "", True, Style.ERROR)
        return [head, *draw_snippet(lines, [mark], gutter)]

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        """People have read them already."""
        self._was_stopped = True

    def tell_counts(self, counts: Counts, examples: int) -> None:
        told = ", ".join(f"{count} {status.value}" for status, count in counts.items())
        if examples:
            told += f" ({examples} of them {'an example' if examples == 1 else 'examples'} in comments)"
        if self._was_stopped:
            told = f"{told}; the others were not run" if any(counts.values()) else "no test was run"
        self._console.print(f"{told}\n")


class JsonReport:
    """One JSON object a line."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def tell(self, result: TestResult) -> None:
        self._print(
            {
                "type": "test",
                "path": result.path,
                "name": result.name,
                "status": result.status.value,
                "message": result.message,
                "backend": result.backend.value,
                "duration_ms": round(result.duration * 1000, 3),
                "is_example": result.is_example,
            }
        )

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        from ori_compiler.diagnostics.render.json_lines import as_object

        for diagnostic in diagnostics:
            self._print({"type": "diagnostic", **as_object(diagnostic, origins)})

    def tell_counts(self, counts: Counts, examples: int) -> None:
        told = {status.value: count for status, count in counts.items()}
        self._print({"type": "summary", **told, "examples": examples})

    def _print(self, value: dict[str, object]) -> None:
        from ori_compiler.diagnostics.render.machine_text import to_json

        self._console.print_for_machines(f"{to_json(value)}\n")
