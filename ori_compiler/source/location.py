"""From item-relative spans to places a person can find."""

from collections.abc import Mapping

import msgspec

from ori_compiler.source.item_id import ItemId
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.member_places import NO_MEMBERS, MemberPlaces
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
    """Where an item's text begins now, and its members in it."""

    path: str
    offset: int
    lines: LineIndex
    members: MemberPlaces = NO_MEMBERS

    def absolute(self, span: Span) -> Span:
        """A span relative to this item as a range of the file."""
        inside = self.members.range(span)
        return Span(self.offset + inside.start, self.offset + inside.end)

    def relative(self, offset: int) -> int:
        """An offset in the file as a position in this item."""
        return self.members.position(offset - self.offset)

    def location(self, span: Span) -> Location:
        """The absolute place of a span relative to this item."""
        range_ = self.absolute(span)
        line, column = self.lines.position(range_.start)
        end_line, end_column = self.lines.position(range_.end)
        return Location(self.path, line, column, end_line, end_column)


Origins = Mapping[ItemId, ItemOrigin]
"""Where each item is; read only at the edge: rendering, panic sites, line maps."""
