"""How a type is laid out, and how a function takes and gives its values, on the machine at hand."""

from functools import cache

import msgspec

from ori_compiler.backend.target_machine import Target, find_target
from ori_compiler.codegen.abi_report import AbiReport, abi_report, render
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import add_definitions
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.capabilities import passed_parameters
from ori_compiler.types.definitions import Representation
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx


def item_abi(database: CompilerDatabase, item: ItemId) -> AbiReport | None:
    """The report on one type or function for this machine; none for other items, and for generic ones."""
    if item.kind is ItemKind.TYPE:
        return type_abi(database, database.declared_type(item)) if not database.generics(item).parameters else None
    return function_abi(database, item) if item.kind is ItemKind.FUNCTION else None


def type_abi(database: CompilerDatabase, type_: Idx) -> AbiReport | None:
    """The report on a declared type whose arguments are all known."""
    pool, triple = database.pool, _host_triple()
    is_open = pool.has_parameters(type_) or pool.has_variables(type_) or pool.has_errors(type_)
    if triple is None or is_open or not pool.is_nominal(type_):
        return None
    definitions: dict[Idx, Representation] = {}
    add_definitions(database, (type_,), definitions)
    return abi_report((type_,), (), definitions, pool.name, triple)


def function_abi(database: CompilerDatabase, function: ItemId | MemberId) -> AbiReport | None:
    """The report on a function or method that is not generic; `self` counts as its first parameter."""
    triple, signature = _host_triple(), database.signature(function)
    if triple is None or signature.type_parameters:
        return None
    signature = msgspec.structs.replace(signature, parameters=passed_parameters(database.pool, signature))
    definitions: dict[Idx, Representation] = {}
    mentioned = (*(parameter.type for parameter in signature.parameters), signature.result)
    if any(database.pool.has_parameters(type_) for type_ in mentioned):
        return None
    add_definitions(database, mentioned, definitions)
    return abi_report((), (signature,), definitions, database.pool.name, triple)


def abi_text(report: AbiReport) -> str:
    """A report as a table with aligned columns."""
    return render(report).rstrip()


@cache
def _host_triple() -> str | None:
    found = find_target(None)
    return found.triple if isinstance(found, Target) else None
