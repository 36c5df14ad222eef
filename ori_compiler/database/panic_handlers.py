"""Which function hears of the panics of a program that nothing catches: its `@panic`, of which there is at most one.

It may stand in the file of `@main` or in any module that this one imports, directly or not.
"""

from typing import TYPE_CHECKING, Final

from ori_compiler.database.module_graph import with_imports
from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.entry_points import is_panic_handler
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.pool import ERROR, VOID

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_FORM: Final = "write `@panic (info: PanicInfo) -> void = …`"


def panic_handlers(database: "CompilerDatabase", path: str) -> tuple[ItemId, ...]:
    """Every `@panic` of a module and of all that it imports, its own first."""
    modules = with_imports(database, [path])
    items = database.workspace.module_items
    known = (item for module in modules if items.contains(module) for item in items.get(module))
    return tuple(item for item in known if is_panic_handler(item) and database.is_active(item))


def check_panic_handlers(database: "CompilerDatabase", path: str, errors: PhaseErrors) -> None:
    """Reports what is wrong with the handlers of a module, and several of them where they come together."""
    found = database.panic_handlers(path)
    for item in found:
        if item.path == path:
            _check_form(database, item, errors)
    if len(found) < 2 or any(len(database.panic_handlers(other)) > 1 for other in database.imported_files(path)):
        return
    first, second = database.name_span(found[0]), database.name_span(found[1])
    if found[1].path == path:
        first, second = second, first
    message = "a program has one `@panic`, and this one has two"
    others = (Label(second, "the other one"),)
    help_ = "keep one of them; a module that is imported may have it"
    errors.emit(TypeProblem("E2075", message, first, "one of them", others, help_))


def _check_form(database: "CompilerDatabase", item: ItemId, errors: PhaseErrors) -> None:
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, ast.FunctionItem) or not is_panic_handler(item):
        return
    signature = database.signature(item)
    taken = [parameter.type for parameter in signature.parameters]
    environment = database.environment(item.path)
    information = environment.declared_type(environment.prelude_type("PanicInfo"))
    message, at = "", ItemSpan(item, syntax.name.span)
    if signature.type_parameters:
        message = "`@panic` has no type parameters"
    elif taken != [information] and not any(map(database.pool.has_errors, taken)):
        message = "`@panic` takes what there is to know about the panic, as `info: PanicInfo`"
        if syntax.parameters:
            at = ItemSpan(item, syntax.parameters[0].span)
    elif signature.result not in (VOID, ERROR):
        message, at = "`@panic` returns `void`: the program ends behind it", ItemSpan(item, syntax.result.span)
    if message:
        errors.emit(TypeProblem("E2075", message, at, "", (), _FORM))
