"""The functions of a program that nobody in it calls: `@main`, and `@panic`, which hears of panics.

Their arguments and capabilities come from outside. `panic` in a call is the function of the prelude.
"""

from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId, ItemKind


def is_main(item: ItemId) -> bool:
    """Whether a function is a `@main`."""
    return item.kind is ItemKind.FUNCTION and item.name == "main"


def is_panic_handler(item: ItemId) -> bool:
    """Whether a function is a `@panic` of a program."""
    return item.kind is ItemKind.FUNCTION and item.name == "panic" and not is_library(item.path)


def is_entry_point(item: ItemId) -> bool:
    """Whether nobody in the program calls a function."""
    return is_main(item) or is_panic_handler(item)


def is_first_frame(item: ItemId) -> bool:
    """Whether nothing of the program is below a function on the stack: traces end there, so it stays until its end."""
    return is_entry_point(item) or item.kind in (ItemKind.TEST, ItemKind.EXAMPLE)
