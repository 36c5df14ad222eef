"""A piece of source with its labels drawn below and beside it.

In: a file's lines and the marked ranges in it. Out: lines of text in the manner of rustc. A range within a line is
underlined: the rightmost label stands beside its underline, the others hang below theirs. A range over several lines
gets a bar in the margin, from `/` or a `_` that leads to its beginning, to a `_` that leads to its end.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from ori_compiler.diagnostics.render.cells import DisplayedLine, display_line, visible_text
from ori_compiler.diagnostics.render.style import Style, StyledLine
from ori_compiler.source.line_index import LineIndex

_SHOWN_WHOLE: Final = 6
"""A marked range of up to so many lines is shown without a gap."""


class Mark(msgspec.Struct, frozen=True):
    """A range of a file's text with a remark; offsets are absolute."""

    start: int
    end: int
    text: str
    is_primary: bool
    style: Style


class _Span(msgspec.Struct, frozen=True):
    """A mark in lines (1-based) and characters of a line (0-based, end exclusive)."""

    mark: Mark
    line: int
    start: int
    end_line: int
    end: int

    @property
    def sign(self) -> str:
        return "^" if self.mark.is_primary else "-"


class _Bar(msgspec.Struct, frozen=True):
    """A span over several lines, and the column of the margin where its bar runs."""

    span: _Span
    slot: int


class Gutter:
    """The line numbers on the left, and the frame between them and the text."""

    __slots__ = ("width",)

    def __init__(self, width: int) -> None:
        self.width = width

    @property
    def text_column(self) -> int:
        """Where the text begins."""
        return self.width + 3

    def blank(self) -> StyledLine:
        """A line without number."""
        return StyledLine().put(self.width + 1, "|", Style.FRAME).add(" ")

    def numbered(self, line: int, sign: str = "|", style: Style = Style.FRAME) -> StyledLine:
        """A line with its number; `sign` is the frame."""
        return StyledLine(f"{line:>{self.width}} ", Style.FRAME).add(sign, style).add(" ")

    def gap(self) -> StyledLine:
        """Stands for lines left out."""
        return StyledLine("...", Style.FRAME)


def draw_snippet(lines: LineIndex, marks: Sequence[Mark], gutter: Gutter) -> list[StyledLine]:
    """The marked lines, with a blank line of the frame above."""
    spans = [_span(mark, lines) for mark in marks]
    bars = _assign_slots([span for span in spans if span.line != span.end_line])
    margin = 1 + max(bar.slot for bar in bars) + 1 if bars else 0
    drawn = [gutter.blank()]
    previous = 0
    for line in _shown_lines(spans):
        if previous and line > previous + 1:
            drawn.append(_with_bars(gutter.gap(), bars, previous + 1, gutter))
        drawn += _draw_line(lines, line, [span for span in spans if span.line == line], bars, margin, gutter)
        previous = line
    return drawn


def _span(mark: Mark, lines: LineIndex) -> _Span:
    line = lines.line(mark.start)
    end_line = lines.line(mark.end)
    end = mark.end
    if end_line > line and end == lines.line_start(end_line):
        # Up to and including a line end: that belongs to the line it ends.
        end_line -= 1
        end = lines.line_start(end_line) + len(lines.line_text(end_line))
    return _Span(mark, line, mark.start - lines.line_start(line), end_line, end - lines.line_start(end_line))


def _assign_slots(spans: list[_Span]) -> list[_Bar]:
    """Bars that overlap get different columns, the outer ones further left."""
    ends: list[int] = []
    bars: list[_Bar] = []
    for span in sorted(spans, key=lambda span: (span.line, -span.end_line)):
        slot = next((slot for slot, end in enumerate(ends) if end < span.line), len(ends))
        ends[slot : slot + 1] = [span.end_line]
        bars.append(_Bar(span, slot))
    return bars


def _shown_lines(spans: list[_Span]) -> list[int]:
    shown: set[int] = set()
    for span in spans:
        if span.end_line - span.line < _SHOWN_WHOLE:
            shown.update(range(span.line, span.end_line + 1))
        else:
            shown.update((span.line, span.line + 1, span.end_line))
    # A gap of one line takes as much room as the line itself.
    shown.update([line + 1 for line in shown if line + 2 in shown])
    return sorted(shown)


def _with_bars(drawn: StyledLine, bars: list[_Bar], line: int, gutter: Gutter) -> StyledLine:
    """Adds the bars that run past the top of a line."""
    for bar in bars:
        if bar.span.line < line <= bar.span.end_line:
            drawn.put(gutter.text_column + bar.slot, "|", bar.span.mark.style)
    return drawn


def _draw_line(
    lines: LineIndex, line: int, spans: list[_Span], bars: list[_Bar], margin: int, gutter: Gutter
) -> list[StyledLine]:
    """A line of source, then what is marked in it, then the bars that begin and end there."""
    text = lines.line_text(line)
    within = [span for span in spans if span.end_line == line]
    beginning = [bar for bar in bars if bar.span.line == line]
    ending = [bar for bar in bars if bar.span.end_line == line]
    displayed = display_line(text, _focus(within, beginning, ending))
    running = [bar for bar in bars if bar.span.line < line <= bar.span.end_line]

    source = gutter.numbered(line)
    for bar in running:
        source.put(gutter.text_column + bar.slot, "|", bar.span.mark.style)
    leading_space = len(text) - len(text.lstrip())
    for bar in list(beginning):
        if bar.span.start <= leading_space:
            source.put(gutter.text_column + bar.slot, "/", bar.span.mark.style)
            beginning.remove(bar)
            running.append(bar)
    drawn = [source.put(gutter.text_column + margin, displayed.text, Style.PLAIN)]

    def beside(running: list[_Bar]) -> StyledLine:
        row = gutter.blank()
        for bar in running:
            row.put(gutter.text_column + bar.slot, "|", bar.span.mark.style)
        return row

    for marks_row in _draw_marks(within, displayed):
        row = beside(running)
        for column, piece, style in marks_row:
            row.put(gutter.text_column + margin + column, piece, style)
        drawn.append(row)
    for bar in beginning:
        row = beside(running)
        _lead(row, bar, displayed.column(bar.span.start), margin, gutter)
        drawn.append(row)
        running.append(bar)
    for bar in sorted(ending, key=lambda bar: -bar.slot):
        row = beside(running)
        _lead(row, bar, displayed.column(max(bar.span.end - 1, 0)), margin, gutter)
        drawn.append(row.add(_label(bar.span), bar.span.mark.style))
        running.remove(bar)
    return drawn


def _lead(row: StyledLine, bar: _Bar, column: int, margin: int, gutter: Gutter) -> None:
    """A `_` from a bar to where its span begins or ends."""
    first = gutter.text_column + bar.slot + 1
    last = gutter.text_column + margin + column
    row.put(first, "_" * (last - first) + bar.span.sign, bar.span.mark.style)


def _focus(within: list[_Span], beginning: list[_Bar], ending: list[_Bar]) -> int:
    """The character that must stay visible if the line is cropped."""
    candidates = [(not span.mark.is_primary, span.start) for span in within]
    candidates += [(not bar.span.mark.is_primary, bar.span.start) for bar in beginning]
    candidates += [(not bar.span.mark.is_primary, max(bar.span.end - 1, 0)) for bar in ending]
    return min(candidates)[1] if candidates else 0


def _label(span: _Span) -> str:
    text = visible_text(span.mark.text).replace("\n", " ")
    return f" {text}" if text else ""


_Piece = tuple[int, str, Style]
"""Text at a column, counted from where the source begins."""


def _draw_marks(spans: list[_Span], displayed: DisplayedLine) -> list[list[_Piece]]:
    """The underlines of one line, then the labels that do not fit beside them."""
    if not spans:
        return []
    ranges = {span: displayed.column_range(span.start, span.end) for span in spans}
    # A range inside another one is drawn over it; of equal ones the primary one wins.
    drawing = sorted(spans, key=lambda span: (ranges[span][0] - ranges[span][1], span.mark.is_primary))
    underlines: list[_Piece] = [
        (ranges[span][0], span.sign * (ranges[span][1] - ranges[span][0]), span.mark.style) for span in drawing
    ]
    anchors = _anchors(drawing, ranges)
    labelled = sorted(
        (span for span in spans if span.mark.text), key=lambda span: (anchors[span], span.mark.is_primary)
    )
    if labelled and _stands_free(labelled[-1], ranges):
        last = labelled.pop()
        underlines.append((ranges[last][1], _label(last), last.mark.style))
    rows = [underlines]
    if labelled:
        rows.append(_connectors(labelled, anchors))
    while labelled:
        span = labelled.pop()
        rows.append([*_connectors(labelled, anchors), (anchors[span], _label(span)[1:], span.mark.style)])
    return rows


def _stands_free(span: _Span, ranges: dict[_Span, tuple[int, int]]) -> bool:
    """Whether nothing is marked right of this range, so that its label can be written there."""
    return all(end <= ranges[span][1] for _, end in ranges.values())


def _anchors(drawing: list[_Span], ranges: dict[_Span, tuple[int, int]]) -> dict[_Span, int]:
    """The column each label hangs from: the first of its range that nothing drawn later covers."""
    owners = {column: span for span in drawing for column in range(*ranges[span])}
    anchors = {span: ranges[span][0] for span in drawing}
    for column, span in sorted(owners.items(), key=lambda owned: -owned[0]):
        anchors[span] = column
    return anchors


def _connectors(spans: list[_Span], anchors: dict[_Span, int]) -> list[_Piece]:
    return [(anchors[span], "|", span.mark.style) for span in spans]
