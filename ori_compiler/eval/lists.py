"""Lists as values that nobody sees changing, and that are changed in constant time all the same.

Lists that came from each other by changes share one Python list. The newest has it; an older one knows in which
slice it differs from the one that was made of it (Baker, "Shallow Binding Makes Functional Arrays Fast", SIGPLAN
Notices 26(8), 1991). An older one that is looked at all the same gets a copy of its own then, once.

A part of a list is a view of it, until it is changed: then it gets elements of its own.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

_FREE_CHANGES: Final = 16
"""So many more changes than there are elements are recorded; then a copy costs less than the record does."""


class ListValue:
    """A value of a list type. `length` is how many elements it has."""

    __slots__ = ("_base", "_changes", "_difference", "_items", "_newer", "_start", "length")

    def __init__(self, items: Sequence[Any] = ()) -> None:
        self.length = len(items)
        self._items: list[Any] = list(items)
        self._newer: ListValue | None = None
        self._difference: tuple[int, int, list[Any]] = (0, 0, [])
        self._changes = 0
        self._base: ListValue | None = None
        self._start = 0

    def get(self, index: int) -> Any:
        """The element at an index that is in range."""
        if self._base is not None:
            return self._base.get(self._start + index)
        return self._items[index] if self._newer is None else self._own()[index]

    def replaced(self, index: int, value: Any) -> "ListValue":
        """The list with another element at an index that is in range."""
        items = self._own()
        old = items[index]
        newer = self._changed(index, index + 1, [old])
        newer._items[index] = value
        return newer

    def pushed(self, value: Any) -> "ListValue":
        """The list with one more element."""
        newer = self._changed(self.length, self.length + 1, [])
        newer._items.append(value)
        newer.length += 1
        return newer

    def truncated(self, length: int) -> "ListValue":
        """The first elements."""
        if length >= self.length:
            return self
        newer = self._changed(length, length, self._own()[length:])
        del newer._items[length:]
        newer.length = length
        return newer

    def sliced(self, start: int, end: int) -> "ListValue":
        """The elements from one index to before another, which are in range; none if the first is not the smaller."""
        if start == 0 and end == self.length:
            return self
        part = ListValue()
        if start < end:
            part._base, part._start, part.length = self, start, end - start
            if self._base is not None:
                part._base, part._start = self._base, self._start + start
        return part

    def taken_out(self) -> Any:
        """Empties a list that is a cell; whoever else has it sees that."""
        self.length = 0
        return self._own().pop()

    def fill(self, value: Any) -> None:
        """Fills an empty cell."""
        self._own().append(value)
        self.length = 1

    def __iter__(self) -> Iterator[Any]:
        return iter(self._elements())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListValue) and self._elements() == other._elements()

    def __hash__(self) -> int:
        return hash(self._elements())

    def __repr__(self) -> str:
        return f"ListValue({list(self._elements())!r})"

    def _elements(self) -> tuple[Any, ...]:
        """The elements; those of a view stay where they are."""
        if self._base is None:
            return tuple(self._own())
        return tuple(self._base._own()[self._start : self._start + self.length])

    def _own(self) -> list[Any]:
        """The elements, in a Python list that is this list's own."""
        if self._base is not None:
            self._items, self._base = list(self._elements()), None
        older: list[ListValue] = []
        node = self
        while node._newer is not None:
            older.append(node)
            node = node._newer
        if older:
            items = list(node._items)
            for version in reversed(older):
                start, end, before = version._difference
                items[start:end] = before
            self._items, self._newer, self._changes = items, None, 0
        return self._items

    def _changed(self, start: int, end: int, before: list[Any]) -> "ListValue":
        """A newer list that has the elements; its slice from `start` to `end` is about to differ from `before`."""
        items = self._own()
        newer = ListValue()
        newer.length = self.length
        if self._changes > self.length + _FREE_CHANGES:
            newer._items = list(items)
        else:
            newer._items, newer._changes = items, self._changes + 1
            self._items, self._newer, self._difference = [], newer, (start, end, before)
        return newer
