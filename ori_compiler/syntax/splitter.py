"""From a file's text to the texts of its top-level items, and from an edit to the few that it changes.

What stands between two items (blank lines, comments) belongs to neither: an item's text begins at its first token, so
that adding lines above it leaves it equal.
"""

import re
from bisect import bisect_left, bisect_right
from typing import Final

import msgspec

from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax.chunks import Chunk, chunk_at

_BLOCK: Final = 1 << 14
"""How many characters are compared at once: so few that they stay in the processor's cache."""
_LONE_CR: Final = re.compile(r"\r(?!\n)")


class ItemText(msgspec.Struct, frozen=True, gc=False):
    """An item's identity, where its text begins in the file, and the text itself."""

    id: ItemId
    offset: int
    text: str


class Section:
    """A chunk and where it begins now."""

    __slots__ = ("chunk", "start")

    def __init__(self, start: int, chunk: Chunk) -> None:
        self.start = start
        self.chunk = chunk

    def begins(self) -> int:
        """Where it begins: the key to look sections up by."""
        return self.start


class Replacement(msgspec.Struct, frozen=True):
    """The sections that an edit took away, those it put in their place, and how many stand in front of them."""

    first: int
    old: tuple[Section, ...]
    new: tuple[Section, ...]


class SplitText:
    """A text and its sections, which follow its edits."""

    __slots__ = ("_overreach", "sections", "text")

    def __init__(self, text: str = "") -> None:
        self.text = ""
        self.sections: list[Section] = []
        # How far behind its own end any chunk was looked at most.
        self._overreach = 0
        self.edit(text)

    def edit(self, text: str) -> Replacement:
        """Takes a new text. Cuts only around what differs, with the same result as cutting all of it."""
        old, sections = self.text, self.sections
        if text == old:
            return Replacement(len(sections), (), ())
        before = _common_start(old, text)
        behind = len(old) - _common_end(old, text, before)
        shift = len(text) - len(old)
        # Whether a CR stands alone is seen at the character behind it.
        first = self._first_that_saw(before - 1 if "\r" in text or "\r" in old else before)
        last = bisect_left(sections, behind, first, key=Section.begins)
        at = sections[first].start if first < len(sections) else 0
        lines = _with_line_feeds(text)
        new: list[Section] = []
        while at < len(text):
            while last < len(sections) and sections[last].start + shift < at:
                last += 1
            if last < len(sections) and sections[last].start + shift == at:
                break
            new.append(self._cut(text, lines, at))
            at += new[-1].chunk.length
        else:
            last = len(sections)
        if shift:
            for section in sections[last:]:
                section.start += shift
        replaced = Replacement(first, tuple(sections[first:last]), tuple(new))
        sections[first:last] = new
        self.text = text
        return replaced

    def _cut(self, text: str, lines: str, at: int) -> Section:
        chunk = chunk_at(text, lines, at)
        self._overreach = max(self._overreach, chunk.reach - chunk.length)
        return Section(at, chunk)

    def _first_that_saw(self, at: int) -> int:
        """The first section that was cut in view of the character at `at`."""
        sections = self.sections
        first = index = bisect_right(sections, at, key=Section.begins)
        while index:
            index -= 1
            section = sections[index]
            if section.start + section.chunk.reach > at:
                first = index
            if section.start + self._overreach <= at:
                break
        return first


def split_items(path: str, text: str) -> tuple[ItemText, ...]:
    """The items of a file, in order. What is between them is trivia: white space and comments."""
    items: list[ItemText] = []
    counts: dict[tuple[ItemKind, str], int] = {}
    for section in SplitText(text).sections:
        for item in section.chunk.items:
            nth = counts.get((item.kind, item.name), 0)
            counts[item.kind, item.name] = nth + 1
            items.append(ItemText(ItemId(path, item.kind, item.name, nth), section.start + item.offset, item.text))
    return tuple(items)


def _with_line_feeds(text: str) -> str:
    """The text with every lone CR written as LF: it ends a line like any other line end."""
    has_lone = "\r" in text and text.count("\r") != text.count("\r\n")
    return _LONE_CR.sub("\n", text) if has_lone else text


def _common_start(old: str, new: str) -> int:
    """How many characters two texts have in common at their beginnings."""
    most, low = min(len(old), len(new)), 0
    while low < most and old.startswith(new[low : low + _BLOCK], low):
        low += _BLOCK
    low, high = min(low, most), min(low + _BLOCK, most)
    if old[low:high] == new[low:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _common_end(old: str, new: str, before: int) -> int:
    """How many characters two texts have in common at their ends, without those that are counted `before`."""
    most, low = min(len(old), len(new)) - before, 0
    old_end, new_end = len(old), len(new)
    while low + _BLOCK <= most and old.endswith(new[new_end - low - _BLOCK : new_end - low], 0, old_end - low):
        low += _BLOCK
    high = min(low + _BLOCK, most)
    if old[old_end - high : old_end - low] == new[new_end - high : new_end - low]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if old[old_end - middle : old_end - low] == new[new_end - middle : new_end - low]:
            low = middle
        else:
            high = middle
    return low
