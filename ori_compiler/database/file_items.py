"""The items of one file, which keep their identities while its text is edited."""

from itertools import chain

import msgspec

from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax.chunks import ChunkItem
from ori_compiler.syntax.splitter import Section, SplitText

Key = tuple[ItemKind, str]


class PlacedItem(msgspec.Struct, frozen=True):
    """An item with its identity, the section that holds it, and how it stands in there."""

    id: ItemId
    section: Section
    item: ChunkItem


class Change(msgspec.Struct, frozen=True):
    """What an edit did: items that are gone, and those that are new, or may have another text or section."""

    removed: tuple[ItemId, ...]
    placed: tuple[PlacedItem, ...]
    is_reordered: bool
    """Whether the file's list of items is another one."""


class FileItems:
    """Sections and, for each, the identities of the items in it."""

    __slots__ = ("_counts", "_ids", "_path", "_split")

    def __init__(self, path: str) -> None:
        self._path = path
        self._split = SplitText()
        self._ids: list[tuple[ItemId, ...]] = []
        # How many items of the file have a kind and name.
        self._counts: dict[Key, int] = {}

    def ids(self) -> tuple[ItemId, ...]:
        """All items in order."""
        return tuple(chain.from_iterable(self._ids))

    def edit(self, text: str) -> Change:
        """Takes a new text, and touches only what the edit changed."""
        replaced = self._split.edit(text)
        first, last = replaced.first, replaced.first + len(replaced.old)
        old_ids = tuple(chain.from_iterable(self._ids[first:last]))
        new_keys = [_key(item) for section in replaced.new for item in section.chunk.items]
        if [(id_.kind, id_.name) for id_ in old_ids] == new_keys:
            dealt = _dealt(old_ids, replaced.new)
            self._ids[first:last] = dealt
            return Change((), _placed(dealt, replaced.new), False)
        if self._count(old_ids, new_keys):
            return self._number_again()
        new_ids = tuple(ItemId(self._path, kind, name) for kind, name in new_keys)
        dealt = _dealt(new_ids, replaced.new)
        self._ids[first:last] = dealt
        kept = set(new_ids)
        removed = tuple(id_ for id_ in old_ids if id_ not in kept)
        return Change(removed, _placed(dealt, replaced.new), True)

    def _count(self, old: tuple[ItemId, ...], new: list[Key]) -> bool:
        """Counts what comes and goes; true if any of it is, or was, not the only one of its kind and name."""
        counts = self._counts
        has_namesakes = False
        for id_ in old:
            key = id_.kind, id_.name
            has_namesakes = has_namesakes or counts[key] > 1
            counts[key] -= 1
        for key in new:
            counts[key] = counts.get(key, 0) + 1
            has_namesakes = has_namesakes or counts[key] > 1
        for id_ in old:
            if counts.get((id_.kind, id_.name)) == 0:
                del counts[id_.kind, id_.name]
        return has_namesakes

    def _number_again(self) -> Change:
        """Counts items of equal names from the top: one of them came, went or moved, so others may be meant now."""
        old = set(self.ids())
        counts: dict[Key, int] = {}
        self._ids = []
        for section in self._split.sections:
            ids: list[ItemId] = []
            for item in section.chunk.items:
                nth = counts.get(_key(item), 0)
                counts[_key(item)] = nth + 1
                ids.append(ItemId(self._path, item.kind, item.name, nth))
            self._ids.append(tuple(ids))
        removed = tuple(old - set(self.ids()))
        return Change(removed, _placed(self._ids, self._split.sections), True)


def _key(item: ChunkItem) -> Key:
    return item.kind, item.name


def _dealt(ids: tuple[ItemId, ...], sections: tuple[Section, ...]) -> list[tuple[ItemId, ...]]:
    """The identities of all items of these sections, section by section."""
    dealt: list[tuple[ItemId, ...]] = []
    at = 0
    for section in sections:
        count = len(section.chunk.items)
        dealt.append(ids[at : at + count])
        at += count
    return dealt


def _placed(ids: list[tuple[ItemId, ...]], sections: list[Section] | tuple[Section, ...]) -> tuple[PlacedItem, ...]:
    return tuple(
        PlacedItem(id_, section, item)
        for section_ids, section in zip(ids, sections, strict=True)
        for id_, item in zip(section_ids, section.chunk.items, strict=True)
    )
