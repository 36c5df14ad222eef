"""How the types and functions of a file are laid out and passed."""

import msgspec

from ori_compiler.codegen.abi_report import AbiReport, abi_report
from ori_compiler.database.function_names import method_by_name
from ori_compiler.database.programs import add_definitions
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Failed
from ori_compiler.driver.selection import select_items, select_target
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.capabilities import passed_parameters
from ori_compiler.types.definitions import Representation
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx


class Classified(msgspec.Struct, frozen=True):
    """A report, and the declarations that its types and then its functions are about, in its order."""

    report: AbiReport
    declarations: tuple[ItemId | MemberId, ...]


def classify(pipeline: CompilationPipeline, path: str, name: str | None, target: str | None) -> Classified | Failed:
    """Layout and passing of the types and functions of a file, or of one of them; a method is named `Type.method`."""
    database = pipeline.database
    method = method_by_name(database, path, name) if name is not None else None
    items = select_items(pipeline, path, name) if method is None else ()
    found = select_target(target)
    if isinstance(items, Failed):
        return items
    if isinstance(found, Failed):
        return found
    types = [item for item in items if item.kind is ItemKind.TYPE]
    functions: list[ItemId | MemberId] = [item for item in items if item.kind is ItemKind.FUNCTION]
    functions += [method] if method is not None else []
    declared = [database.declared_type(item) for item in types]
    written = [database.signature(function) for function in functions]
    passed = [msgspec.structs.replace(each, parameters=passed_parameters(database.pool, each)) for each in written]
    definitions: dict[Idx, Representation] = {}
    mentioned = [p.type for f in passed for p in f.parameters] + [f.result for f in passed]
    add_definitions(database, (*declared, *mentioned), definitions)
    report = abi_report(declared, passed, definitions, database.pool.name, found.triple)
    return Classified(report, (*types, *functions))
