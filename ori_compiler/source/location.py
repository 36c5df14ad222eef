"""From item-relative spans to places a person can find."""

from collections.abc import Mapping

import msgspec

from ori_compiler.source.item_id import ItemId
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.span import Span


class ItemSpan(msgspec.Struct, frozen=True, order=True):
    """A span together with the item it is relative to.

    An item of kind `FILE` stands for a whole file: its spans are absolute.
    """

    item: ItemId
    span: Span


class Location(msgspec.Struct, frozen=True, order=True):
    """A range in a file: 1-based lines, 1-based columns in UTF-8 bytes, end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class ItemOrigin(msgspec.Struct, frozen=True):
    """Where an item's text begins now."""

    path: str
    offset: int
    lines: LineIndex

    def location(self, span: Span) -> Location:
        """The absolute place of a span relative to this item."""
        line, column = self.lines.position(self.offset + span.start)
        end_line, end_column = self.lines.position(self.offset + span.end)
        return Location(self.path, line, column, end_line, end_column)


Origins = Mapping[ItemId, ItemOrigin]
"""Where each item is; read only at the edge: rendering, panic sites, line maps."""
