"""Positions inside of members that no edit of another member moves.

In an item that holds members (an `impl`, a `trait`) the positions of what stands in the first member count from
`DISTANCE`, in the second from twice as much, and so on, each from the member's first token. So an edit in one method
leaves the syntax of the others as it is, with all that is derived from it. Positions keep their order. What stands
before the first member counts from the start of the item, as in items without members.
"""

from bisect import bisect_left, bisect_right
from typing import Final

import msgspec

from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.span import Span

DISTANCE: Final = 1 << 32
"""From one member's positions to those of the next: more than any text is long."""


WITH_MEMBERS: Final = frozenset((ItemKind.TRAIT, ItemKind.IMPL, ItemKind.EXTEND, ItemKind.EXTERN))
"""The kinds of items that hold members."""


class MemberPlaces(msgspec.Struct, frozen=True):
    """Where the members of an item begin now, as offsets in its text."""

    starts: tuple[int, ...] = ()

    def position(self, offset: int) -> int:
        """The position of what stands at an offset of the item's text."""
        members = bisect_right(self.starts, offset)
        return offset if members == 0 else members * DISTANCE + offset - self.starts[members - 1]

    def positions(self, offsets: list[int]) -> list[int]:
        """The positions of ascending offsets."""
        if not self.starts:
            return offsets
        found = offsets[: bisect_left(offsets, self.starts[0])]
        for number, start in enumerate(self.starts, 1):
            behind = self.starts[number] if number < len(self.starts) else None
            first = len(found)
            last = bisect_left(offsets, behind, first) if behind is not None else len(offsets)
            shift = number * DISTANCE - start
            found += [offset + shift for offset in offsets[first:last]]
        return found

    def offset(self, position: int) -> int:
        """Where a position is in the item's text now."""
        members = min(position // DISTANCE, len(self.starts)) if self.starts else 0
        return position if members == 0 else self.starts[members - 1] + position - members * DISTANCE

    def range(self, span: Span) -> Span:
        """Where a span is in the item's text now."""
        return Span(self.offset(span.start), self.offset(span.end))

    def span(self, range_: Span) -> Span:
        """The span of a range of the item's text."""
        return Span(self.position(range_.start), self.position(range_.end)) if self.starts else range_


NO_MEMBERS: Final = MemberPlaces()
