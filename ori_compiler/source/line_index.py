"""Offsets to lines and columns."""

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_FEED = re.compile("\n")


class LineIndex:
    """Maps code-point offsets of one text to 1-based lines and columns, and back.

    A line ends at LF, CR LF or a lone CR. Columns count UTF-8 bytes from the line's start.
    Lines are looked for when somebody asks for one: most texts are replaced before.
    """

    __slots__ = ("_ascii", "_found", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._ascii = text.isascii()
        self._found: list[int] | None = None

    @property
    def _starts(self) -> list[int]:
        if self._found is None:
            line_end = _LINE_END if "\r" in self.text else _LINE_FEED
            self._found = [0, *(found.end() for found in line_end.finditer(self.text))]
        return self._found

    @property
    def line_count(self) -> int:
        """The number of lines, counting an empty one after a final line end."""
        return len(self._starts)

    def line(self, offset: int) -> int:
        """The 1-based line that holds `offset`."""
        return bisect_right(self._starts, offset)

    def line_start(self, line: int) -> int:
        """The offset of the first character of a 1-based line."""
        return self._starts[line - 1]

    def line_text(self, line: int) -> str:
        """A 1-based line without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column of `offset`."""
        line = self.line(offset)
        start = self._starts[line - 1]
        if self._ascii:
            return line, offset - start + 1
        return line, len(self.text[start:offset].encode("utf-8", "surrogatepass")) + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and byte column, clamped to the line."""
        text = self.line_text(line)
        start = self._starts[line - 1]
        if self._ascii:
            return start + min(column - 1, len(text))
        head = text.encode("utf-8", "surrogatepass")[: column - 1]
        return start + len(head.decode("utf-8", "ignore"))
