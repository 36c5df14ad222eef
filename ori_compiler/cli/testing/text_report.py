"""How `oric test` tells people what happened.

Each test that ran has a line, more if it failed; on a terminal, where one sees them go by, only those that did not
pass. Then what was slow, and the counts.
"""

import time
from collections.abc import Sequence
from typing import Final

from ori_compiler.cli.console import Console
from ori_compiler.cli.testing.options import Telling
from ori_compiler.cli.testing.reports import Counts
from ori_compiler.cli.testing.times import shown_time
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


class TextReport:
    """Lines of text, coloured if that is wanted."""

    def __init__(self, console: Console, pipeline: CompilationPipeline, telling: Telling) -> None:
        self._console = console
        self._pipeline = pipeline
        self._telling = telling
        self._color = console.wants_color(console.out)
        self._is_seen_live = console.is_terminal
        self._counts = Counts()
        self._of_file = Counts()
        self._file = ""
        self._ran: list[TestResult] = []
        self._began = time.perf_counter()

    def begin(self, backend: str) -> None:
        """Results say enough."""

    def tell(self, result: TestResult) -> None:
        if self._telling.is_verbose and result.path != self._file:
            self._end_file()
            self._file = result.path
        self._counts.add(result)
        self._of_file.add(result)
        if not result.is_unchanged and result.status is not TestStatus.SKIPPED:
            self._ran.append(result)
        if self._has_a_line(result):
            self._print(self._lines(result))

    def _has_a_line(self, result: TestResult) -> bool:
        if self._telling.is_verbose or result.status is TestStatus.FAILED:
            return True
        return not result.is_unchanged and not (self._is_seen_live and result.status is TestStatus.PASSED)

    def _lines(self, result: TestResult) -> list[StyledLine]:
        line = StyledLine(f"{result.status.value:<7}", _STYLES[result.status]).add(f"  {_name(result)}")
        lines = [line]
        if result.is_unchanged:
            line.add("  (unchanged)")
        if result.status is TestStatus.SKIPPED and result.message:
            line.add(f"  ({visible_line(result.message)})")
        if result.status is TestStatus.FAILED:
            from ori_compiler.cli.testing.failures import draw_failure

            lines += draw_failure(result, self._pipeline)
        elif self._telling.is_verbose:
            from ori_compiler.cli.testing.failures import draw_output

            lines += draw_output(result)
        return lines

    def _end_file(self) -> None:
        if self._file:
            seconds = sum(result.duration for result in self._ran if result.path == self._file)
            told = f"{visible_line(self._file)}: {self._of_file.summary('')} in {shown_time(seconds)}"
            self._print([StyledLine(told, Style.STRONG)])
            self._of_file = Counts()

    def tell_diagnostics(self, diagnostics: Sequence[Diagnostic], origins: Origins) -> None:
        """People have read them already."""

    def end(self, remark: str) -> None:
        if self._telling.is_verbose:
            self._end_file()
        self._print([*self._slowest(), *self._too_slow(), self._summary(remark)])

    def _slowest(self) -> list[StyledLine]:
        by_time = sorted(self._ran, key=lambda result: -result.duration)[: self._telling.slowest]
        return [StyledLine("slowest tests:", Style.STRONG), *map(_timed, by_time)] if by_time else []

    def _too_slow(self) -> list[StyledLine]:
        slow = [result for result in self._ran if result.is_slow]
        if not slow:
            return []
        what = "1 attached test is" if len(slow) == 1 else f"{len(slow)} attached tests are"
        head = StyledLine("warning", Style.WARNING).add(f": {what} slow", Style.STRONG)
        why = "attached tests run whenever what they test has changed; `tests _` keeps a slow one for runs of all tests"
        return [head, *map(_timed, slow), StyledLine("  = ", Style.FRAME).add("help", Style.STRONG).add(f": {why}")]

    def _summary(self, remark: str) -> StyledLine:
        style, time_taken = Style.PLAIN, ""
        if self._is_seen_live and any(self._counts.of.values()):
            style = Style.ERROR if self._counts.of[TestStatus.FAILED] else Style.ADDED
            time_taken = f" in {shown_time(time.perf_counter() - self._began)}"
        return StyledLine(self._counts.summary(remark, time_taken), style)

    def _print(self, lines: Sequence[StyledLine]) -> None:
        self._console.print("".join(f"{line.text(self._color)}\n" for line in lines))


def _name(result: TestResult) -> str:
    return f"{visible_line(result.path)}:{result.line}  {result.name}"


def _timed(result: TestResult) -> StyledLine:
    return StyledLine(f"  {shown_time(result.duration):>8}  {_name(result)}")
