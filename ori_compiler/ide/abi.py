"""How a type is laid out, and how a function takes and gives its values, on the machine at hand."""

from ori_compiler.codegen.abi_report import AbiReport, abi_report
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import add_definitions
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.definitions import Definition
from ori_compiler.types.pool import Idx


def item_abi(database: CompilerDatabase, item: ItemId, triple: str) -> AbiReport | None:
    """The report on one type or function for a target; none for other items."""
    definitions: dict[Idx, Definition] = {}
    if item.kind is ItemKind.TYPE:
        type_ = database.declared_type(item)
        if not database.pool.is_nominal(type_):
            return None
        add_definitions(database, (type_,), definitions)
        return abi_report((type_,), (), definitions, database.pool.name, triple)
    if item.kind is ItemKind.FUNCTION:
        signature = database.signature(item)
        mentioned = (*(parameter.type for parameter in signature.parameters), signature.result)
        add_definitions(database, mentioned, definitions)
        return abi_report((), (signature,), definitions, database.pool.name, triple)
    return None
