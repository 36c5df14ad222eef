"""A test that failed, for people: what was expected, what came, where, and what the test printed."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from ori_compiler.cli.testing.differences import Side, difference, pointer
from ori_compiler.cli.testing.written_values import unequal_sides
from ori_compiler.diagnostics.place import sort_diagnostics
from ori_compiler.diagnostics.render.cells import visible_line, visible_text
from ori_compiler.diagnostics.render.style import Style, StyledLine
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import PanicReport, TestResult
from ori_compiler.source.line_index import LineIndex

_STYLES: Final = {
    Side.BOTH: Style.PLAIN,
    Side.EXPECTED: Style.REMOVED,
    Side.ACTUAL: Style.ADDED,
    Side.POINTER: Style.ADDED,
}


def draw_failure(result: TestResult, pipeline: CompilationPipeline) -> list[StyledLine]:
    """All there is to say about it, below its name."""
    from ori_compiler.diagnostics.render.terminal import draw

    lines = list(_message(result.message))
    if result.panic is not None and result.panic.line:
        lines += _place(result.panic, pipeline)
        lines += _callers(result.panic)
    for diagnostic in sort_diagnostics(result.diagnostics, pipeline.origins):
        lines += [StyledLine(), *(line.indented(2) for line in draw(diagnostic, pipeline.origins))]
    return [*lines, *draw_output(result)]


def draw_output(result: TestResult) -> list[StyledLine]:
    """What a test wrote to its two streams."""
    lines: list[StyledLine] = []
    for what, text in (("output", result.output), ("standard error", result.errors)):
        if text:
            lines.append(StyledLine(f"  its {what}:"))
            lines += [StyledLine(f"    {line}") for line in visible_text(text).rstrip("\n").split("\n")]
    return lines


def _message(message: str) -> Iterator[StyledLine]:
    sides = unequal_sides(message)
    if sides is None:
        yield from (StyledLine(f"  {line}", Style.STRONG) for line in visible_text(message).split("\n"))
        return
    actual, expected = map(visible_line, sides)
    compared = difference(actual, expected)
    if not compared:
        yield StyledLine("  assertion failed: the values differ", Style.STRONG)
        yield StyledLine("    expected  ").add(expected, _STYLES[Side.EXPECTED])
        yield StyledLine("    actual    ").add(actual, _STYLES[Side.ACTUAL])
        if below := pointer(actual, expected):
            yield StyledLine(f"{'':14}").add(below, _STYLES[Side.POINTER])
        return
    head = StyledLine("  assertion failed: the values differ", Style.STRONG)
    yield (
        head.add(" (")
        .add("- expected", _STYLES[Side.EXPECTED])
        .add(", ")
        .add("+ actual", _STYLES[Side.ACTUAL])
        .add(")")
    )
    for line in compared:
        mark = " " if line.side is Side.POINTER else line.side.value
        yield StyledLine(f"    {mark} {line.text}", _STYLES[line.side])


def _callers(panic: PanicReport) -> Iterator[StyledLine]:
    """By which calls the test got there; that it called the function itself needs no words."""
    if len(panic.callers) > 1:
        for caller, same in groupby(map(str, panic.callers)):
            count = sum(1 for _ in same)
            times = f", {count} times" if count > 1 else ""
            yield StyledLine(f"    called by {visible_line(caller)}{times}")


def _place(panic: PanicReport, pipeline: CompilationPipeline) -> list[StyledLine]:
    """Where a test panicked, with the line of source."""
    from ori_compiler.diagnostics.render.snippet import Gutter, Mark, draw_snippet

    gutter = Gutter(len(str(panic.line)) + 2)
    where = f"{visible_line(panic.path)}:{panic.line}:{panic.column}"
    head = StyledLine(f"{'':{gutter.width}}--> ", Style.FRAME).add(where)
    text = pipeline.text(panic.path)
    if text is None:
        return [head]
    lines = LineIndex(text)
    start = lines.offset(panic.line, panic.column)
    mark = Mark(start, start + 1, "", True, Style.ERROR)
    return [head, *draw_snippet(lines, [mark], gutter)]
