"""Ranges of arms that have some values in common: of these nothing in the later arm tells (part 3, section 14.3).

    1..=10 -> "few",
    5..=20 -> "more",       5 to 10 are "few"

A range inside of an earlier one is never chosen, which is another warning; one around an earlier one is how a general
case follows a special one.
"""

from collections.abc import Iterator

from ori_compiler.canon.errors import OverlappingRange
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.canon.pattern_ranges import range_bounds
from ori_compiler.syntax import ast

_Range = tuple[int, int, ast.Pattern]
"""The first and the last value."""


def warn_of_overlaps(s: Lowering, arms: tuple[ast.Arm, ...]) -> None:
    """Warns of each range that shares values with one above it; that of a guarded arm may leave its values."""
    above: list[_Range] = []
    for arm in arms:
        ranges = list(_ranges(s, arm.pattern))
        for first, last, pattern in ranges:
            earlier = next((each for each in above if _crosses(each, (first, last, pattern))), None)
            if earlier is not None:
                low, high = max(first, earlier[0]), min(last, earlier[1])
                shared = _shown(pattern, low) if low == high else f"{_shown(pattern, low)}..={_shown(pattern, high)}"
                s.errors.warn(OverlappingRange(s.at(pattern.span), shared, s.at(earlier[2].span)))
        if arm.guard is None:
            above += ranges


def _crosses(one: _Range, other: _Range) -> bool:
    """Whether both have values of their own besides shared ones."""
    return one[0] < other[0] <= one[1] < other[1] or other[0] < one[0] <= other[1] < one[1]


def _ranges(s: Lowering, pattern: ast.Pattern) -> Iterator[_Range]:
    match pattern:
        case ast.OrPattern(alternatives=alternatives):
            for alternative in alternatives:
                yield from _ranges(s, alternative)
        case ast.AtPattern(pattern=inner):
            yield from _ranges(s, inner)
        case ast.RangePattern():
            yield (*range_bounds(pattern), pattern)
        case ast.ConstantRangePattern(span=span, is_inclusive=is_inclusive) if span in s.typed.ranges:
            low, high = s.typed.ranges[span]
            yield (*range_bounds(ast.RangePattern(span, low, high, is_inclusive)), pattern)
        case _:
            pass


def _shown(pattern: ast.Pattern, value: int) -> str:
    match pattern:
        case ast.RangePattern(low=ast.CharValue()):
            return f"'{chr(value)}'"
        case ast.RangePattern(low=ast.ByteValue()) if 0x20 < value < 0x7F:
            return f"b'{chr(value)}'"
        case _:
            return str(value)
