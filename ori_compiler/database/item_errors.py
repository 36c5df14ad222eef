"""Everything that is wrong with one item."""

from typing import TYPE_CHECKING

from ori_compiler.database.clauses import clause_errors
from ori_compiler.database.constant_functions import constant_function_errors
from ori_compiler.database.declaration_checks import declaration_errors
from ori_compiler.database.declarations import declarations
from ori_compiler.database.members import bodies_of, is_constant
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.syntax.errors import ItemSyntaxError
from ori_compiler.types.errors import CompileError

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def item_errors(database: "CompilerDatabase", item: ItemId) -> tuple[Diagnostic, ...]:
    """What is wrong with an item by itself, in source order."""
    errors = PhaseErrors()
    parsed = database.item_syntax(item)
    for problem in parsed.problems:
        if problem.code == "E2040" and (_is_misplaced(database, item) or not database.is_active(item)):
            continue
        error = ItemSyntaxError(item, problem)
        if problem.is_warning:
            errors.warn(error)
        else:
            errors.emit(error)
    found = list(errors.diagnostics)
    if not database.is_active(item):
        return tuple(dict.fromkeys(found))
    if isinstance(parsed.item, ast.CompileErrorItem):
        found.append(CompileError(parsed.item.message, ItemSpan(item, parsed.item.span)).into_diagnostic())
    for declared in declarations(database, item):
        if declared is not None:
            found += declared.diagnostics
    found += declaration_errors(database, item)
    found += clause_errors(database, item)
    found += constant_function_errors(database, item)
    for function in bodies_of(database, item):
        typed = database.typed_body(function)
        found += typed.diagnostics
        if typed.has_match or typed.ends_early or typed.calls_constants:
            found += database.canonical(function).diagnostics
        if is_constant(database, function) and not database.signature(function).type_parameters:
            found += database.constant_value(function).diagnostics
    return tuple(dict.fromkeys(found))


def _is_misplaced(database: "CompilerDatabase", item: ItemId) -> bool:
    """Whether a file attribute does not stand first, which is what there is to say about it."""
    return item.kind is ItemKind.FILE_ATTRIBUTE and database.workspace.module_items.get(item.path)[0] != item
