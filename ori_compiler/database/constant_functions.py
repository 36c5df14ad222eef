"""What a constant function may not do: whatever is not a computation alone (language reference, part 1, 13)."""

from typing import TYPE_CHECKING, Final

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.module_path import is_library, is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import MemberId, base_of, item_of
from ori_compiler.types.typed_body import CapabilityReference, FunctionReference, Reference, TraitMethodReference

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_WRITING: Final = frozenset(("print", "dbg"))
_HELP: Final = "make it an ordinary function: `@name (…) -> type = …`"


def constant_function_errors(database: "CompilerDatabase", item: ItemId) -> tuple[Diagnostic, ...]:
    """What a constant function does although it may not; nothing for any other item."""
    syntax = database.item_syntax(item).item
    if not isinstance(syntax, ast.FunctionItem) or not syntax.is_constant:
        return ()
    errors = PhaseErrors()
    typed = database.typed_body(item)
    found = {**typed.references, **typed.methods}
    for span in sorted(found):
        if isinstance(found[span], CapabilityReference) and span not in typed.evidence:
            # That nothing provides it was reported.
            continue
        _check(database, ItemSpan(item, span), found[span], errors)
    return errors.diagnostics


def _check(database: "CompilerDatabase", at: ItemSpan, reference: Reference, errors: PhaseErrors) -> None:
    function: ItemId | MemberId | None = None
    match reference:
        case CapabilityReference(capability=capability, name=name):
            message = f"`{capability.name}.{name}` is an operation of a capability, and a constant function has none"
            errors.emit(TypeProblem("E0504", message, at, f"uses `{capability.name}`", (), _HELP))
        case FunctionReference(function=called):
            function = called
        case TraitMethodReference(trait=trait, name=name, arguments=arguments):
            if not any(database.pool.has_parameters(argument) for argument in arguments):
                chosen = database.dispatch.implementation(trait, name, arguments)
                function = base_of(chosen) if chosen is not None else None
        case _:
            pass
    if function is not None:
        _check_function(database, at, function, errors)


def _check_function(
    database: "CompilerDatabase", at: ItemSpan, function: ItemId | MemberId, errors: PhaseErrors
) -> None:
    path = item_of(function).path
    if is_prelude(path) and function.name in _WRITING:
        message = f"`{function.name}` writes something, and a constant function only computes"
        errors.emit(TypeProblem("E0504", message, at, "not while compiling", (), _HELP))
    elif not is_library(path) and not database.signature(function).is_constant:
        what = "a method" if isinstance(function, MemberId) else "an ordinary function"
        message = f"a constant function calls only constant functions, and `{function.name}` is {what}"
        environment = database.environment(path)
        declared = Label(environment.member_span(function), "declared here")
        help_ = (
            _HELP
            if isinstance(function, MemberId)
            else f"make `{function.name}` constant, too: `${function.name} (…) …`"
        )
        errors.emit(TypeProblem("E0504", message, at, "not constant", (declared,), help_))
