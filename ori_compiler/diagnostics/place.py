"""Where a diagnostic points to now.

In: item-relative spans, and where each item is. Out: absolute ranges of files, and an order for reports that does not
depend on the order in which phases found things.
"""

from collections.abc import Iterable

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import ItemSpan, Location, Origins


class Place(msgspec.Struct, frozen=True):
    """A range of a file, as absolute code-point offsets within the file's text."""

    path: str
    lines: LineIndex
    start: int
    end: int

    @property
    def location(self) -> Location:
        """The range as lines and columns."""
        return Location(self.path, *self.lines.position(self.start), *self.lines.position(self.end))


def locate(at: ItemSpan, origins: Origins) -> Place:
    """The absolute place of a span.

    An item that `origins` does not know (it has no text, such as a file that cannot be read) is shown as the
    beginning of its file. A range that leaves its text is cut off.
    """
    origin = origins.get(at.item)
    if origin is None:
        return Place(at.item.path, LineIndex(""), 0, 0)
    size = len(origin.lines.text)
    range_ = origin.absolute(at.span)
    start = min(range_.start, size)
    return Place(origin.path, origin.lines, start, min(max(range_.end, start), size))


def sort_diagnostics(diagnostics: Iterable[Diagnostic], origins: Origins) -> list[Diagnostic]:
    """By path, line, column and code; then by text, so that the order is always the same."""

    def key(diagnostic: Diagnostic) -> tuple[object, ...]:
        place = locate(diagnostic.primary.at, origins)
        return place.path, place.start, diagnostic.code, place.end, diagnostic.message

    return sorted(diagnostics, key=key)
