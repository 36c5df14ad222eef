"""Closed sets of functions for the backends."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ori_compiler.canon.ir import CanonFunction, DerivedFunction, FunctionId
from ori_compiler.canon.program import CanonProgram
from ori_compiler.types.definitions import Definition
from ori_compiler.types.pool import Idx
from ori_compiler.types.recursion import contained_types

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def program_of(database: "CompilerDatabase", entries: Iterable[FunctionId]) -> CanonProgram | None:
    """Everything reachable from the entries; none if some of it has errors."""
    functions: dict[FunctionId, CanonFunction] = {}
    definitions: dict[Idx, Definition] = {}
    work = list(entries)
    while work:
        function = work.pop()
        if function in functions:
            continue
        if not isinstance(function, DerivedFunction):
            canonical = database.canonical(function)
            if database.typed_body(function).has_errors or not database.is_well_formed(function):
                return None
            if canonical.has_errors:
                return None
        functions[function] = database.function(function)
        mentioned = database.references(function)
        if mentioned.has_poison:
            return None
        work.extend(mentioned.functions)
        add_definitions(database, mentioned.types, definitions)
    return CanonProgram(functions, definitions)


def add_definitions(database: "CompilerDatabase", types: Iterable[Idx], definitions: dict[Idx, Definition]) -> None:
    """Adds the definitions of these types and of all that they contain."""
    pending = list(types)
    while pending:
        idx = pending.pop()
        if idx in definitions:
            continue
        definition = database.definition(idx)
        if definition is not None:
            definitions[idx] = definition
            pending.extend(contained_types(idx, definitions))
