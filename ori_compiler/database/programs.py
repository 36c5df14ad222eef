"""Closed sets of functions for the backends."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.clauses import takes_every_argument
from ori_compiler.database.instances import representation
from ori_compiler.database.members import bodies_of
from ori_compiler.diagnostics.diagnostic import Severity
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.definitions import (
    Definition,
    Representation,
    StructDefinition,
    SumDefinition,
)
from ori_compiler.types.functions import DerivedFunction, FunctionId, Instance, LambdaFunction, MemberId, Thunk, item_of
from ori_compiler.types.pool import Idx
from ori_compiler.types.recursion import contained_types, is_endless, mentioned_types

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def program_of(database: "CompilerDatabase", entries: Iterable[FunctionId]) -> CanonProgram | None:
    """Everything reachable from the entries; none if some of it has errors."""
    found = program_or_obstacle(database, entries)
    return found if isinstance(found, CanonProgram) else None


def program_or_obstacle(database: "CompilerDatabase", entries: Iterable[FunctionId]) -> CanonProgram | FunctionId:
    """Everything reachable from the entries, or a function among it that cannot run."""
    functions: dict[FunctionId, CanonFunction] = {}
    definitions: dict[Idx, Representation] = {}
    work = list(entries)
    while work:
        function = work.pop()
        if function in functions:
            continue
        types = [function.type] if isinstance(function, DerivedFunction) else []
        if not _can_be_executed(database, function) or not _add_usable(database, types, definitions):
            return function
        functions[function] = database.function(function)
        known = len(definitions)
        mentioned = database.references(function)
        if mentioned.has_poison or not _add_usable(database, mentioned.types, definitions):
            return function
        work.extend(mentioned.functions)
        for definition in list(definitions.values())[known:]:
            if isinstance(definition, (StructDefinition, SumDefinition)) and definition.drop is not None:
                work.append(definition.drop)
    return CanonProgram(functions, definitions)


def instances_of(database: "CompilerDatabase", function: ItemId | MemberId) -> tuple[Instance, ...]:
    """The choices of type arguments with which the loaded program uses a generic function."""
    found: dict[FunctionId, None] = {}
    seen: set[FunctionId] = set()
    work = [*_ungeneric_bodies(database)]
    while work:
        user = work.pop()
        if user in seen or not _can_be_executed(database, user):
            continue
        seen.add(user)
        if isinstance(user, Instance) and user.base == function:
            found[user] = None
        work.extend(database.references(user).functions)
    return tuple(sorted((each for each in found if isinstance(each, Instance)), key=lambda each: each.symbol))


def _ungeneric_bodies(database: "CompilerDatabase") -> Iterator[FunctionId]:
    workspace = database.workspace
    for path in workspace.modules.get(""):
        for item in database.active_items(path):
            for body in bodies_of(database, item):
                if not is_library(path) and not database.signature(body).type_parameters:
                    yield body


def _can_be_executed(database: "CompilerDatabase", function: FunctionId) -> bool:
    match function:
        case DerivedFunction():
            return True
        case Thunk(function=behind):
            return _can_be_executed(database, behind)
        case LambdaFunction(owner=owner):
            return _can_be_executed(database, owner)
        case Instance(base=base):
            return _can_be_executed(database, base) and not database.canonical(function).has_errors
        case ItemId() if not takes_every_argument(database, function):
            return False
        case ItemId() | MemberId():
            if database.typed_body(function).has_errors or not database.is_well_formed(item_of(function)):
                return False
            return not any(d.severity is Severity.ERROR for d in database.canonical(function).diagnostics)


def _add_usable(database: "CompilerDatabase", types: Iterable[Idx], definitions: dict[Idx, Representation]) -> bool:
    """Adds definitions as `add_definitions` does; False if one of them is broken or endless."""
    known = len(definitions)
    add_definitions(database, types, definitions)
    added = list(definitions)[known:]
    nominal = [d for idx in added if isinstance(d := definitions[idx], (StructDefinition, SumDefinition))]
    return all(_is_usable(database, definition, definitions) for definition in nominal)


def _is_usable(database: "CompilerDatabase", definition: Definition, definitions: Mapping[Idx, Representation]) -> bool:
    parts = contained_types(definition.type, definitions)
    if any(database.pool.has_errors(part) for part in parts):
        return False
    is_declared = definition.declaration.kind is not ItemKind.FILE
    if is_declared and not database.is_sound(definition.declaration):
        return False
    return not is_endless(definition, definitions)


def add_definitions(database: "CompilerDatabase", types: Iterable[Idx], definitions: dict[Idx, Representation]) -> None:
    """Adds the representations of these types and of all that they contain or refer to."""
    pending = list(types)
    while pending:
        idx = pending.pop()
        if idx in definitions or idx < 0 or database.pool.has_errors(idx):
            continue
        found = representation(database, idx)
        if found is None:
            continue
        definitions[idx] = found
        pending.extend(mentioned_types(idx, definitions))
