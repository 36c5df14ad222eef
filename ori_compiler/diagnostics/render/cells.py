"""Source text as a terminal shows it.

In: one line of source and the part of it that matters. Out: text without tabs and invisible characters, cropped if the
line is long, and the terminal column of each character, so that an underline stands below what it means.
"""

import unicodedata
from typing import Final

import msgspec

TAB_WIDTH: Final = 4

WIDEST: Final = 140
"""Terminal columns of a source line; a longer one is cropped."""

_LEAD: Final = 40
"""Terminal columns before the part that matters, if the line is cropped on its left."""

ELLIPSIS: Final = "…"


def visible(character: str) -> str:
    """A character as something that can be seen and cannot steer a terminal; a tab stays a tab."""
    if character.isprintable() or character == "\t":
        return character
    if character < " ":
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "\u2421"
    return f"<U+{ord(character):04X}>"


def visible_text(text: str) -> str:
    """A message with every character visible; only line ends keep their meaning, and a tab is a space."""
    if text.isprintable():
        return text
    return "".join(character if character == "\n" else visible(character) for character in text.replace("\t", " "))


def visible_line(text: str) -> str:
    """What has to stay on one line, such as a path, with every character visible, line ends too."""
    return visible_text(text).replace("\n", visible("\n"))


def cell_width(text: str) -> int:
    """The terminal columns of visible text, by East Asian Width (UAX #11); combining marks take none."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class DisplayedLine(msgspec.Struct, frozen=True):
    """A line or a window of it. `columns[i]` is where character `first + i` begins; the last one is where all ends."""

    text: str
    first: int
    columns: tuple[int, ...]

    def column(self, character: int) -> int:
        """The terminal column of a character of the line; of the crop mark for one outside the window."""
        if character < self.first:
            return 0
        return self.columns[min(character - self.first, len(self.columns) - 1)]

    def column_range(self, start: int, end: int) -> tuple[int, int]:
        """The terminal columns of a range of characters, at least one wide."""
        first = self.column(start)
        return first, max(self.column(end), first + 1)


def display_line(line: str, focus: int = 0) -> DisplayedLine:
    """The line, cropped to a window around the character `focus` if it is too long."""
    displayed = _fill(line, 0)
    size = len(displayed.columns) - 1
    if size == len(line) or (focus < size and displayed.column(focus) <= WIDEST - _LEAD):
        return displayed
    return _fill(line, _window_start(line, focus))


def _window_start(line: str, focus: int) -> int:
    room = _LEAD
    while focus > 0 and room > 0:
        focus -= 1
        room -= TAB_WIDTH if line[focus] == "\t" else cell_width(visible(line[focus]))
    return focus


def _fill(line: str, first: int) -> DisplayedLine:
    """As much of the line from character `first` on as there is room for."""
    parts = [ELLIPSIS] if first else []
    column = len(parts)
    columns = [column]
    position = first
    while position < len(line):
        character = line[position]
        text = " " * (TAB_WIDTH - column % TAB_WIDTH) if character == "\t" else visible(character)
        width = cell_width(text)
        if column + width > WIDEST:
            parts.append(ELLIPSIS)
            break
        parts.append(text)
        column += width
        columns.append(column)
        position += 1
    return DisplayedLine("".join(parts), first, tuple(columns))
