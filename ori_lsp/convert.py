"""Offsets of the compiler (code points) and positions of the protocol (lines and units of the client's encoding)."""

from lsprotocol import types

from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.span import Span
from ori_lsp.documents import code_points, units


def to_position(lines: LineIndex, offset: int, encoding: str) -> types.Position:
    """The position of an offset."""
    line = lines.line(offset)
    return types.Position(line - 1, units(lines.text[lines.line_start(line) : offset], encoding))


def to_range(lines: LineIndex, span: Span, encoding: str) -> types.Range:
    """The range of absolute offsets."""
    return types.Range(to_position(lines, span.start, encoding), to_position(lines, span.end, encoding))


def to_offset(lines: LineIndex, position: types.Position, encoding: str) -> int:
    """The offset of a position; beyond the text or its line, the end of it."""
    if position.line >= lines.line_count:
        return len(lines.text)
    line = position.line + 1
    return lines.line_start(line) + code_points(lines.line_text(line), position.character, encoding)


def plain_range(range_: types.Range) -> dict[str, dict[str, int]]:
    """A range inside of what the protocol does not describe, such as the arguments of a command."""
    ends = {"start": range_.start, "end": range_.end}
    return {name: {"line": end.line, "character": end.character} for name, end in ends.items()}
