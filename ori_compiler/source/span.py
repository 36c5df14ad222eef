"""Positions inside one item's text."""

import msgspec


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """A half-open range of code points, relative to the start of the item it belongs to.

    Relative positions keep an item's tree, types and IR unchanged when the item moves in its file.
    Absolute positions exist only at the edge: see `ori_compiler.source.location`.
    """

    start: int
    end: int


NO_SPAN = Span(0, 0)
"""The span of code that the compiler generated."""


def join(first: Span, last: Span) -> Span:
    """The smallest span that covers both, given in source order."""
    return Span(first.start, last.end)
