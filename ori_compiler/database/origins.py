"""Where items are now, found by their identities."""

from collections.abc import Callable, Iterator, Mapping

from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemOrigin
from ori_compiler.source.member_places import NO_MEMBERS, WITH_MEMBERS, MemberPlaces
from ori_compiler.syntax.splitter import Section


class ItemOrigins(Mapping[ItemId, ItemOrigin]):
    """The places of items, as their sections have them: those of items that only move need no update."""

    __slots__ = ("_files", "_items", "_members_of")

    def __init__(self, members_of: Callable[[ItemId], MemberPlaces]) -> None:
        """Without places; `members_of` tells where an item's members are, and is asked when an origin is."""
        self._members_of = members_of
        self._files: dict[ItemId, ItemOrigin] = {}
        self._items: dict[ItemId, tuple[Section, int, ItemId]] = {}

    def set_file(self, file: ItemId, origin: ItemOrigin) -> None:
        """Tells where a whole file is, which is at offset 0."""
        self._files[file] = origin

    def set_item(self, item: ItemId, section: Section, offset: int, file: ItemId) -> None:
        """Tells the section of an item, and how far behind its start the item begins."""
        self._items[item] = section, offset, file

    def forget(self, item: ItemId) -> None:
        """Takes away an item or a file."""
        self._items.pop(item, None)
        self._files.pop(item, None)

    def __getitem__(self, item: ItemId) -> ItemOrigin:
        place = self._items.get(item)
        if place is None:
            return self._files[item]
        section, offset, file = place
        origin = self._files[file]
        members = self._members_of(item) if item.kind in WITH_MEMBERS else NO_MEMBERS
        return ItemOrigin(origin.path, section.start + offset, origin.lines, members)

    def offset(self, item: ItemId) -> int:
        """Where an item begins in its file."""
        section, offset, _ = self._items[item]
        return section.start + offset

    def section(self, item: ItemId) -> Section:
        """The section that holds an item."""
        return self._items[item][0]

    def __iter__(self) -> Iterator[ItemId]:
        yield from self._files
        yield from self._items

    def __len__(self) -> int:
        return len(self._files) + len(self._items)
