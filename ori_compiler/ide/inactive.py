"""Items that the configuration leaves out of the program: editors fade them."""

import msgspec

from ori_compiler.database import CompilerDatabase
from ori_compiler.database.conditions import configuration_of_file, explained, false_condition
from ori_compiler.ide.position import item_range
from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.span import Span


class InactiveItem(msgspec.Struct, frozen=True):
    """The range (absolute) of an item, and why it is not part of the program."""

    range: Span
    why: str


def inactive_items(database: CompilerDatabase, path: str) -> tuple[InactiveItem, ...]:
    """The items of a file that are not part of the program."""
    items = database.workspace.module_items
    if not items.contains(path):
        return ()
    found: list[InactiveItem] = []
    active = frozenset(database.active_items(path))
    for item in items.get(path):
        if item.kind is ItemKind.FILE_ATTRIBUTE or item in active:
            continue
        condition = false_condition(database, item)
        if condition is not None:
            why = explained(condition, configuration_of_file(database, path))
            found.append(InactiveItem(item_range(database, item), f"not part of this program: {why}"))
    return tuple(found)
