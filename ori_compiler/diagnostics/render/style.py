"""Lines of coloured text, and the question whether colour is wanted."""

from collections.abc import Mapping
from enum import Enum
from itertools import groupby
from typing import Protocol

from ori_compiler.diagnostics.diagnostic import Severity


class Style(Enum):
    """What a piece of text is for; the value is its ANSI escape code (ECMA-48, SGR)."""

    PLAIN = ""
    STRONG = "1"
    ERROR = "1;31"
    WARNING = "1;33"
    FRAME = "1;34"
    ADDED = "32"
    CHANGED = "33"
    REMOVED = "31"


def severity_style(severity: Severity) -> Style:
    """The colour of a severity."""
    return Style.ERROR if severity is Severity.ERROR else Style.WARNING


class StyledLine:
    """One line of output, written in any order; a column is one character of the result."""

    __slots__ = ("_characters", "_styles")

    def __init__(self, text: str = "", style: Style = Style.PLAIN) -> None:
        self._characters = list(text)
        self._styles = [style] * len(text)

    def put(self, column: int, text: str, style: Style) -> "StyledLine":
        """Writes over what is there, filling up with spaces."""
        missing = column + len(text) - len(self._characters)
        self._characters.extend(" " * missing)
        self._styles.extend([Style.PLAIN] * missing)
        self._characters[column : column + len(text)] = text
        self._styles[column : column + len(text)] = [style] * len(text)
        return self

    def add(self, text: str, style: Style = Style.PLAIN) -> "StyledLine":
        """Writes at the end."""
        return self.put(len(self._characters), text, style)

    def indented(self, width: int) -> "StyledLine":
        """The same further to the right."""
        line = StyledLine(" " * width)
        line._characters += self._characters
        line._styles += self._styles
        return line

    def text(self, color: bool) -> str:
        """The line without trailing spaces, with escape codes if `color`."""
        plain = "".join(self._characters).rstrip()
        if not color:
            return plain
        parts: list[str] = []
        for style, group in groupby(zip(plain, self._styles, strict=False), lambda pair: pair[1]):
            piece = "".join(character for character, _ in group)
            parts.append(f"\x1b[{style.value}m{piece}\x1b[0m" if style.value else piece)
        return "".join(parts)


class _Stream(Protocol):
    def isatty(self) -> bool: ...


def wants_color(stream: _Stream, environ: Mapping[str, str]) -> bool:
    """Whether output to `stream` should be coloured.

    `NO_COLOR` (no-color.org) wins over `FORCE_COLOR` and `CLICOLOR_FORCE`, which win over `TERM=dumb`. Each counts
    unless it is empty, and the forcing ones unless they are `0`. Otherwise a terminal is coloured.
    """
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()
