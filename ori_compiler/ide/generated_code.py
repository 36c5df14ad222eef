"""Which function's generated code an editor can ask for."""

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.function_names import unambiguous_name
from ori_compiler.ide.bodies import function_at
from ori_compiler.ide.position import place_at
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.functions import MemberId, item_of


class FunctionName(msgspec.Struct, frozen=True):
    """A function, test or method by its file and a name that means only it: `function`, `Type.method`."""

    path: str
    name: str


def function_name(database: CompilerDatabase, function: ItemId | MemberId) -> FunctionName:
    """The name by which the code of a function is asked for."""
    return FunctionName(item_of(function).path, unambiguous_name(database, function))


def function_name_at(database: CompilerDatabase, path: str, offset: int) -> FunctionName | None:
    """The function, test or method around a place."""
    place = place_at(database, path, offset)
    function = function_at(place) if place is not None else None
    if function is None or item_of(function).kind is ItemKind.CONSTANT:
        return None
    return function_name(database, function)
