"""A suggested repair as the line it would give, or as a small diff.

In: a suggestion and where the items are. Out: lines of text. Where a line is only added to or reworded, the new line is
shown with `+` below what is new and `~` below what is different; otherwise removed and added lines stand one above the
other, marked `-` and `+`.
"""

from itertools import groupby
from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Suggestion
from ori_compiler.diagnostics.edits import PlacedEdit, apply_edits, placed_edits
from ori_compiler.diagnostics.render.cells import display_line, visible_text
from ori_compiler.diagnostics.render.snippet import Gutter
from ori_compiler.diagnostics.render.style import Style, StyledLine
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import Origins

_LONGEST_DIFF: Final = 12
"""Lines of one side of a diff; the rest is left out."""


class _Block(msgspec.Struct, frozen=True):
    """Neighbouring lines that one or more edits change; the edits are relative to `old`."""

    line: int
    old: str
    edits: tuple[tuple[int, int, str], ...]


def draw_suggestion(suggestion: Suggestion, origins: Origins, primary_path: str, gutter: Gutter) -> list[StyledLine]:
    """The suggestion's title, and what would change in each file."""
    title = visible_text(suggestion.title).replace("\n", " ")
    drawn = [StyledLine("help", Style.STRONG).add(f": {title}")]
    for path, group in groupby(placed_edits(suggestion, origins), lambda edit: edit[0].path):
        edits = list(group)
        if path != primary_path:
            drawn.append(StyledLine(f"{'':{gutter.width}}--> ", Style.FRAME).add(path))
        drawn.append(gutter.blank())
        for block in _blocks(edits):
            drawn += _draw_block(block, gutter)
    return drawn


def last_line(suggestion: Suggestion, origins: Origins) -> int:
    """The greatest line number that drawing the suggestion may need."""
    edits = placed_edits(suggestion, origins)
    added = sum(replacement.count("\n") for _, replacement in edits)
    return max((place.lines.line(place.end) + added for place, _ in edits), default=1)


def _blocks(edits: list[PlacedEdit]) -> list[_Block]:
    """Edits of one file, joined where they touch the same line."""
    lines = edits[0][0].lines
    joined: list[tuple[int, int, list[PlacedEdit]]] = []
    for edit in edits:
        first, last = lines.line(edit[0].start), lines.line(edit[0].end)
        if joined and first <= joined[-1][1]:
            start, end, members = joined.pop()
            joined.append((start, max(end, last), [*members, edit]))
        else:
            joined.append((first, last, [edit]))
    return [_block(lines, first, last, members) for first, last, members in joined]


def _block(lines: LineIndex, first: int, last: int, edits: list[PlacedEdit]) -> _Block:
    start = lines.line_start(first)
    end = lines.line_start(last) + len(lines.line_text(last))
    relative = [
        (min(place.start, end) - start, min(place.end, end) - start, replacement) for place, replacement in edits
    ]
    return _Block(first, lines.text[start:end], tuple(relative))


def _draw_block(block: _Block, gutter: Gutter) -> list[StyledLine]:
    only_adds = all(replacement and "\n" not in replacement for _, _, replacement in block.edits)
    if only_adds and "\n" not in block.old:
        return _draw_new_line(block, gutter)
    return _draw_diff(block, gutter)


def _draw_new_line(block: _Block, gutter: Gutter) -> list[StyledLine]:
    """The line as it would be, with signs below what the edits put there."""
    new = apply_edits(block.old, block.edits)
    moved = 0
    placed: list[tuple[int, int, str, Style]] = []
    for start, end, replacement in block.edits:
        first = start + moved
        sign, style = ("+", Style.ADDED) if start == end else ("~", Style.CHANGED)
        placed.append((first, first + len(replacement), sign, style))
        moved += len(replacement) - (end - start)
    displayed = display_line(new, placed[0][0])
    signs = gutter.blank()
    for first, last, sign, style in placed:
        column, end_column = displayed.column_range(first, last)
        signs.put(gutter.text_column + column, sign * (end_column - column), style)
    return [gutter.numbered(block.line).add(displayed.text), signs]


def _draw_diff(block: _Block, gutter: Gutter) -> list[StyledLine]:
    """The lines that go and the lines that come, without what both begin or end with."""
    old = block.old.splitlines()
    new = apply_edits(block.old, block.edits).splitlines()
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    drawn: list[StyledLine] = []
    for sign, style, lines in (
        ("-", Style.REMOVED, old[first : len(old) - last]),
        ("+", Style.ADDED, new[first : len(new) - last]),
    ):
        for number, line in enumerate(lines[:_LONGEST_DIFF], block.line + first):
            drawn.append(gutter.numbered(number, sign, style).add(display_line(line).text, style))
        if len(lines) > _LONGEST_DIFF:
            drawn.append(gutter.gap())
    return drawn
