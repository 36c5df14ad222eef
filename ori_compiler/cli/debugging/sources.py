"""Files and places as a client knows them: by paths of the disk, lines and columns as it counts them."""

import posixpath

from ori_compiler.cli.debugging.requests import Initialize, Source
from ori_compiler.driver import CompilationPipeline
from ori_compiler.source.line_index import LineIndex


class Sources:
    """Translates places. Files of the library are on no disk: they have numbers, and their text is told on request."""

    def __init__(self, pipeline: CompilationPipeline, client: Initialize) -> None:
        self._pipeline = pipeline
        self._first_line = 1 if client.lines_start_at_1 else 0
        self._first_column = 1 if client.columns_start_at_1 else 0
        self._library: list[str] = []

    def source(self, path: str, *, is_library: bool) -> Source:
        """A file that a frame or breakpoint is in."""
        name = posixpath.basename(path)
        if not is_library:
            return Source(name, path)
        if path not in self._library:
            self._library.append(path)
        number = self._library.index(path) + 1
        return Source(name, "", number, "deemphasize", "the Ori library")

    def text(self, number: int) -> str | None:
        """The text of a file of the library."""
        if not 1 <= number <= len(self._library):
            return None
        return self._pipeline.text(self._library[number - 1])

    def line(self, line: int) -> int:
        """A 1-based line as the client counts."""
        return line - 1 + self._first_line

    def line_from(self, line: int) -> int:
        """A line of the client's, 1-based."""
        return line - self._first_line + 1

    def column(self, path: str, line: int, column: int) -> int:
        """A 1-based column in UTF-8 bytes as the client counts: in UTF-16 units."""
        text = self._pipeline.text(path)
        if text is None or line < 1:
            return self._first_column
        before = LineIndex(text).line_text(line).encode()[: column - 1].decode("utf-8", "ignore")
        return len(before.encode("utf-16-le")) // 2 + self._first_column
