"""Literal and range patterns as ranges of numbers."""

from itertools import pairwise

from ori_compiler.syntax import ast

Bounds = tuple[int, int]
"""The least and the greatest number of a range; it is empty if they cross."""


def _number(value: ast.LiteralValue) -> int:
    match value:
        case ast.CharValue():
            return value.code_point
        case ast.ByteValue():
            return value.value
        case int():
            return value
        case _:
            raise TypeError(f"{value!r} is no number")


def range_bounds(pattern: ast.Pattern) -> Bounds:
    """The least and the greatest number that a literal or range pattern matches; empty if they cross."""
    match pattern:
        case ast.LiteralPattern(value=value):
            return _number(value), _number(value)
        case ast.RangePattern(low=low, high=high, is_inclusive=is_inclusive):
            return _number(low), _number(high) - (0 if is_inclusive else 1)
        case _:
            raise TypeError(f"{pattern!r} has no bounds")


def disjoint(bounds: list[Bounds]) -> list[Bounds]:
    """Disjoint pieces, ascending, such that each given range is a union of some of them."""
    starts = sorted({low for low, _ in bounds} | {high + 1 for _, high in bounds})
    pieces: list[Bounds] = []
    for low, after in pairwise(starts):
        if any(first <= low and after - 1 <= last for first, last in bounds):
            pieces.append((low, after - 1))
    return pieces


def covers(pieces: list[Bounds], low: int, high: int) -> bool:
    """Whether ascending pieces leave no number out between these two."""
    expected = low
    for first, last in pieces:
        if first > expected:
            return False
        expected = max(expected, last + 1)
    return bool(pieces) and expected > high
