"""Where two values differ, as lines that people can compare: what is equal is left out, but for its neighbours.

In: two values as `debug` writes them. Out: lines, each with a mark that says whose it is. Texts are compared line by
line, lists element by element, structs and maps by their keys.
"""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest
from typing import Final

import msgspec

from ori_compiler.cli.testing.written_values import Group, Part, group_of, lines_of_text

_SHORT: Final = 60
"""Two values that are not longer are shown as they are."""
_MOST_LINES: Final = 40
_MOST_COMPARED: Final = 1000
"""More than that many elements are compared place by place: finding what was inserted would take too long."""
_LEAD: Final = 30
"""How much of what is equal is shown around the difference of two long lines."""


class Side(Enum):
    """Whose a line is; the value is its mark."""

    BOTH = " "
    EXPECTED = "-"
    ACTUAL = "+"
    POINTER = "^"


class Line(msgspec.Struct, frozen=True):
    """A line of a comparison."""

    side: Side
    text: str


def difference(actual: str, expected: str) -> tuple[Line, ...]:
    """The lines that show how two values differ; none if they are short enough to be seen at once."""
    one, other = lines_of_text(actual), lines_of_text(expected)
    is_short = max(len(actual), len(expected)) <= _SHORT
    if one is not None and other is not None and len(one) + len(other) > 2:
        lines = list(_lines_of_texts(one, other))
    elif is_short:
        return ()
    else:
        lines = list(_compared(Part("", actual), Part("", expected), ""))
    if len(lines) <= _MOST_LINES:
        return tuple(lines)
    return (*lines[:_MOST_LINES], Line(Side.BOTH, f"… {len(lines) - _MOST_LINES} more lines"))


def pointer(actual: str, expected: str) -> str:
    """Spaces and carets below what differs in two lines that are mostly equal; else nothing."""
    start = _equal_at_start(actual, expected)
    end = _equal_at_start(actual[start:][::-1], expected[start:][::-1])
    longer = max(len(actual), len(expected))
    if longer < 8 or 2 * (start + end) < longer:
        return ""
    return " " * start + "^" * max(1, longer - end - start)


def _equal_at_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


_Pair = tuple[Part | None, Part | None]
"""The actual and the expected part at one place; one of them may be missing."""
_Compare = Callable[[Part, Part, str], Iterator[Line]]


def _lines_of_texts(actual: Sequence[str], expected: Sequence[str]) -> Iterator[Line]:
    one, other = ([Part("", _with_visible_end(line)) for line in lines] for lines in (actual, expected))
    yield from _told(_aligned(one, other), "", "lines", 2, _one_after_the_other)


def _with_visible_end(line: str) -> str:
    bare = line.rstrip(" ")
    return bare + "·" * (len(line) - len(bare))


def _compared(actual: Part, expected: Part, indent: str) -> Iterator[Line]:
    """Two parts that differ: by their own parts, if they are long and of one kind."""
    one, other = group_of(actual.text), group_of(expected.text)
    is_long = max(len(actual.text), len(expected.text)) > _SHORT
    if one is None or other is None or one.head != other.head or actual.key != expected.key or not is_long:
        yield from _one_after_the_other(actual, expected, indent)
        return
    yield Line(Side.BOTH, f"{indent}{f'{actual.key}: ' if actual.key else ''}{one.head}")
    if _has_keys(one) and _has_keys(other):
        what = "entries" if one.head == "{" else "fields"
        yield from _told(_by_key(one.parts, other.parts), f"{indent}  ", what, 1, _compared)
    else:
        yield from _told(_aligned(one.parts, other.parts), f"{indent}  ", "elements", 1, _compared)
    yield Line(Side.BOTH, f"{indent}{one.tail}")


def _has_keys(group: Group) -> bool:
    keys = {part.key for part in group.parts}
    return "" not in keys and len(keys) == len(group.parts)


def _by_key(actual: Sequence[Part], expected: Sequence[Part]) -> list[_Pair]:
    """In the order of the expected ones; then those that nobody expected."""
    found = {part.key: part for part in actual}
    pairs: list[_Pair] = [(found.pop(part.key, None), part) for part in expected]
    return [*pairs, *((part, None) for part in found.values())]


def _aligned(actual: Sequence[Part], expected: Sequence[Part]) -> list[_Pair]:
    """So that as many as possible are beside an equal one (Ratcliff and Obershelp, as `difflib` has it)."""
    if max(len(actual), len(expected)) > _MOST_COMPARED:
        return list(zip_longest(actual, expected))
    pairs: list[_Pair] = []
    matcher = SequenceMatcher(None, actual, expected, autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        pairs += zip_longest(actual[start:end], expected[other_start:other_end])
    return pairs


def _told(pairs: Sequence[_Pair], indent: str, what: str, around: int, compare: _Compare) -> Iterator[Line]:
    """The pairs that differ, with so many equal ones around them."""
    is_near = [
        any(one != other for one, other in pairs[max(0, at - around) : at + around + 1]) for at in range(len(pairs))
    ]
    at = 0
    while at < len(pairs):
        actual, expected = pairs[at]
        end = next((later for later in range(at, len(pairs)) if is_near[later]), len(pairs))
        if end - at > 1:
            yield Line(Side.BOTH, f"{indent}… {end - at} equal {what}")
            at = end
            continue
        at += 1
        if actual is not None and actual == expected:
            yield Line(Side.BOTH, f"{indent}{_cut(str(actual), 0)}")
        elif actual is not None and expected is not None:
            yield from compare(actual, expected, indent)
        elif expected is not None:
            yield Line(Side.EXPECTED, f"{indent}{_cut(str(expected), 0)}")
        else:
            yield Line(Side.ACTUAL, f"{indent}{_cut(str(actual), 0)}")


def _one_after_the_other(actual: Part, expected: Part, indent: str) -> Iterator[Line]:
    equal = _equal_at_start(str(actual), str(expected))
    one, other = _cut(str(actual), equal), _cut(str(expected), equal)
    yield Line(Side.EXPECTED, f"{indent}{other}")
    yield Line(Side.ACTUAL, f"{indent}{one}")
    below = pointer(one, other)
    if below:
        yield Line(Side.POINTER, f"{indent}{below}")


def _cut(text: str, where: int) -> str:
    """A long line around a place."""
    start = where - _LEAD if where > 2 * _LEAD else 0
    end = start + 4 * _LEAD
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
