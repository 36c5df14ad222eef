"""Which items are part of the program as it is configured."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ori_compiler.canon.ir import BoolConstant, Expr, StrConstant
from ori_compiler.resolve.configuration import Configuration, holds
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import NO_SPAN
from ori_compiler.syntax.ast.conditions import Condition, Fact
from ori_compiler.types.pool import BOOL, STR

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def false_condition(database: "CompilerDatabase", item: ItemId) -> Condition | None:
    """What keeps an item out of the program; the prelude is the same everywhere."""
    if is_prelude(item.path):
        return None
    return _false(database, item.path, (*_of_file(database, item.path), *database.outline(item).conditions))


def _false(database: "CompilerDatabase", path: str, conditions: tuple[Condition, ...]) -> Condition | None:
    if not conditions:
        return None
    configuration = configuration_of_file(database, path)
    return next((condition for condition in conditions if not holds(condition, configuration)), None)


def configuration_of_file(database: "CompilerDatabase", path: str) -> Configuration:
    """What a file is compiled for: the nearest folder that has a configuration of its own says it, else that of all."""
    folder = path
    while True:
        folder = folder.rpartition("/")[0]
        if not folder or database.configuration.contains(folder):
            return database.configuration.get(folder)


def _of_file(database: "CompilerDatabase", path: str) -> tuple[Condition, ...]:
    items = database.workspace.module_items
    first = items.get(path)[:1] if items.contains(path) else ()
    if not first or first[0].kind is not ItemKind.FILE_ATTRIBUTE:
        return ()
    return database.outline(first[0]).conditions


def active_items(database: "CompilerDatabase", path: str) -> tuple[ItemId, ...]:
    """The items of a file that are part of the program."""
    return active_among(database, path, database.workspace.module_items.get(path))


def active_among(database: "CompilerDatabase", path: str, items: Iterable[ItemId]) -> tuple[ItemId, ...]:
    """Those of some items of one file that are part of the program."""
    if is_prelude(path):
        return tuple(items)
    if _false(database, path, _of_file(database, path)) is not None:
        return ()
    return tuple(item for item in items if _false(database, path, database.outline(item).conditions) is None)


def configuration_constant(database: "CompilerDatabase", item: ItemId) -> Expr | None:
    """The value of `$target_os` and its like; none for any other constant of the prelude."""
    configuration = database.configuration.get("")
    values: dict[str, str | bool] = {
        "target_os": configuration.os,
        "target_arch": configuration.architecture,
        "target_family": configuration.family,
        "debug": configuration.is_debug,
        "release": not configuration.is_debug,
    }
    value = values.get(item.name) if item.kind is ItemKind.CONSTANT else None
    if isinstance(value, bool):
        return BoolConstant(BOOL, NO_SPAN, value)
    return StrConstant(STR, NO_SPAN, value) if value is not None else None


def explained(condition: Condition, configuration: Configuration) -> str:
    """Why a condition does not hold: what the program is compiled for instead."""
    match condition.fact:
        case Fact.OS | Fact.ARCHITECTURE | Fact.FAMILY:
            return f"compiled for {configuration.os} on {configuration.architecture}"
        case Fact.DEBUG:
            return f"compiled for {'debug' if configuration.is_debug else 'release'}"
        case Fact.FEATURE:
            names = ", ".join(f"`{value}`" for value in condition.values)
            return f"the feature {names} is {'on' if condition.is_negated else 'off'}"
        case Fact.FLAG:
            return f"the flag `{condition.values[0]}` is not given"
