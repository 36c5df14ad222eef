"""Open documents: texts that are edited in place.

In: full texts and incremental edits, in the client's position encoding. Out: the text. These classes stand in for
those of pygls 2.1.1, which split lines as Python does (also at form feeds and U+2028, where the protocol does not) and
rebuild the whole document for each edit. They override names that pygls keeps private, so its version is pinned.
"""

import re
from collections.abc import Sequence
from typing import Final

from lsprotocol import types
from pygls.workspace import PositionCodec, ServerTextPosition, TextDocument, Workspace

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def split_lines(text: str) -> list[str]:
    """The lines of a text with their ends, which are LF, CR LF or CR; no empty line after the last end."""
    return _LINE.findall(text)


class LineCodec(PositionCodec):
    """Positions of the client as code points. A column beyond the end of its line means the end of the line."""

    def position_from_client_units(self, lines: Sequence[str], position: types.Position) -> ServerTextPosition:
        if position.line >= len(lines):
            if lines and not lines[-1].endswith(("\n", "\r")):
                return ServerTextPosition(len(lines) - 1, len(lines[-1]))
            return ServerTextPosition(len(lines), 0)
        line = lines[position.line].rstrip("\r\n")
        return ServerTextPosition(position.line, code_points(line, position.character, self.encoding))

    def client_num_units(self, chars: str) -> int:
        return units(chars, self.encoding)


def units(text: str, encoding: types.PositionEncodingKind | str | None) -> int:
    """How many units of an encoding a text takes; without one, of UTF-16."""
    if encoding == types.PositionEncodingKind.Utf32 or text.isascii():
        return len(text)
    if encoding == types.PositionEncodingKind.Utf8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


def code_points(line: str, column: int, encoding: types.PositionEncodingKind | str | None) -> int:
    """The index of the character at a column; inside of a character, of the next; at most the line's length."""
    if encoding == types.PositionEncodingKind.Utf32 or line.isascii():
        return min(column, len(line))
    at = 0
    for index, character in enumerate(line):
        if at >= column:
            return index
        at += units(character, encoding)
    return len(line)


class Document(TextDocument):
    """A document as a list of lines; the text is joined when it is asked for."""

    _lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        if self._lines is None:
            self._lines = split_lines(self.source)
        return self._lines

    @property
    def source(self) -> str:
        if self._source is None:
            self._source = "".join(self._lines or ())
        return self._source

    def _apply_full_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        self._source = change.text
        self._lines = None

    def _apply_incremental_change(self, change: types.TextDocumentContentChangePartial) -> None:
        lines, codec = self.lines, self._position_codec
        start = codec.position_from_client_units(lines, change.range.start)
        end = codec.position_from_client_units(lines, change.range.end)
        head = lines[start.line][: start.character] if start.line < len(lines) else ""
        tail = lines[end.line][end.character :] if end.line < len(lines) else ""
        first, last = min(start.line, len(lines)), min(end.line + 1, len(lines))
        text = head + change.text + tail
        # A CR before the new text and a LF at its start, or at its end and behind it, become one line end.
        if first > 0 and lines[first - 1].endswith("\r") and text.startswith("\n"):
            first -= 1
            text = lines[first] + text
        if text and last < len(lines) and not text.endswith("\n"):
            text += lines[last]
            last += 1
        lines[first:last] = split_lines(text)
        self._source = None


class Documents(Workspace):
    """The open documents of a client."""

    def __init__(
        self,
        root_uri: str | None,
        sync_kind: types.TextDocumentSyncKind,
        folders: Sequence[types.WorkspaceFolder],
        encoding: types.PositionEncodingKind | str | None,
    ) -> None:
        super().__init__(root_uri, sync_kind, folders, encoding)
        self._position_codec = LineCodec(encoding)

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> Document:
        return Document(
            doc_uri,
            source=source if source is not None else "",
            version=version,
            language_id=language_id,
            sync_kind=self._sync_kind,
            position_codec=self._position_codec,
        )
