"""How far a run of tests is, on one line of a terminal that is drawn again and again, and gone in the end."""

import shutil
from typing import Final

from ori_compiler.cli.console import Console
from ori_compiler.diagnostics.render.cells import cell_width, visible_line

_ERASE: Final = "\r\x1b[2K"
"""To the beginning of the line, and nothing on it any more (ECMA-48, EL)."""


class Progress:
    """The line; where there is no terminal, nothing is ever drawn."""

    def __init__(self, console: Console, *, is_wanted: bool = True) -> None:
        self._console = console
        self._is_wanted = is_wanted and console.is_terminal
        self._is_drawn = False
        self._total = 0
        self._ended = 0
        self._now = ""

    def say(self, what: str) -> None:
        """Draws the line for something that is not a test."""
        self._draw(what)

    def begin(self, total: int) -> None:
        """So many tests are going to end."""
        self._total, self._ended = total, 0

    def starts(self, name: str) -> None:
        """A test runs now."""
        self._now = name
        self.draw()

    def ended(self) -> None:
        """One more is done."""
        self._ended += 1

    def draw(self) -> None:
        """Draws the line as it is to be."""
        if self._total:
            self._draw(f"{self._ended}/{self._total}  {self._now}")

    def clear(self) -> None:
        """Makes room for text."""
        if self._is_drawn:
            self._console.print(_ERASE)
            self._is_drawn = False

    def _draw(self, line: str) -> None:
        if self._is_wanted:
            width = shutil.get_terminal_size().columns - 1
            self._console.print(f"{_ERASE}{_cropped(visible_line(line), width)}")
            self._is_drawn = True


def _cropped(line: str, width: int) -> str:
    while cell_width(line) > width > 0:
        line = f"{line[: width - 1]}…" if line.isascii() else line[:-1]
    return line
