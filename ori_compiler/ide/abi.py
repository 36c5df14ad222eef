"""How a type is laid out, and how a function takes and gives its values, on the machine at hand."""

from functools import cache

from ori_compiler.backend.target_machine import Target, find_target
from ori_compiler.codegen.abi_report import AbiReport, abi_report, render
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import add_definitions
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.definitions import Representation
from ori_compiler.types.pool import Idx


def item_abi(database: CompilerDatabase, item: ItemId) -> AbiReport | None:
    """The report on one type or function for this machine; none for other items."""
    triple = _host_triple()
    if triple is None:
        return None
    definitions: dict[Idx, Representation] = {}
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


def abi_text(report: AbiReport) -> str:
    """A report as a table with aligned columns."""
    return render(report).rstrip()


@cache
def _host_triple() -> str | None:
    found = find_target(None)
    return found.triple if isinstance(found, Target) else None
