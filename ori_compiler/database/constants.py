"""Module constants: their initial values are pure, so they are computed at compile time by the interpreter."""

from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.database.programs import program_of
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.eval.interpreter import Completed, StepLimitExceededError, interpret, step_limit
from ori_compiler.eval.value import Byte, Char, StructValue, SumValue, Value
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, STR, VOID, Idx

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_STEPS: Final = 1_000_000


class ConstantValue(msgspec.Struct, frozen=True):
    """The value as an expression of literals; none with diagnostics that say why, or if the body is broken.

    `exact` tells values apart that compare equal: 0.0 and -0.0.
    """

    value: Expr | None
    diagnostics: tuple[Diagnostic, ...]
    exact: str = ""


def evaluate_constant(database: "CompilerDatabase", item: ItemId) -> ConstantValue:
    """Runs a constant's initial value (language reference, part 2, 22)."""
    typed = database.typed_body(item)
    if typed.has_errors or database.canonical(item).has_errors:
        return ConstantValue(None, ())
    program = program_of(database, (item,))
    if program is None:
        return ConstantValue(None, ())
    at = ItemSpan(item, typed.body.span)
    errors = PhaseErrors()
    output: list[str] = []
    try:
        outcome = interpret(program, item, (), output.append, step_limit(_STEPS), lambda _, text: output.append(text))
    except StepLimitExceededError:
        message = "computing this constant takes more than 1,000,000 steps"
        errors.emit(TypeProblem("E0500", message, at, "", (), "compute it in a function at run time"))
        return ConstantValue(None, errors.diagnostics)
    if output:
        message = "the value of a constant must be pure, and this prints"
        errors.emit(TypeProblem("E2058", message, at, "", (), "print where the constant is used"))
        return ConstantValue(None, errors.diagnostics)
    if not isinstance(outcome, Completed):
        labels = (Label(outcome.at, "panics here"),) if outcome.at.item != item else ()
        where = outcome.at if outcome.at.item == item else at
        errors.emit(TypeProblem("E2058", f"computing this constant panics: {outcome.message}", where, "", labels))
        return ConstantValue(None, errors.diagnostics)
    return ConstantValue(literal(database, outcome.value, typed.result), (), repr(outcome.value))


def literal(database: "CompilerDatabase", value: Value, type_: Idx) -> Expr:
    """A value as an expression of literals."""
    match value:
        case bool():
            return ir.BoolConstant(BOOL, NO_SPAN, value)
        case int():
            return ir.IntConstant(INT, NO_SPAN, value)
        case float():
            return ir.FloatConstant(FLOAT, NO_SPAN, value)
        case str():
            return ir.StrConstant(STR, NO_SPAN, value)
        case Byte():
            return ir.IntConstant(BYTE, NO_SPAN, value.value)
        case Char():
            return ir.CharConstant(CHAR, NO_SPAN, value.code_point)
        case StructValue():
            definition = database.definition(type_)
            if not isinstance(definition, StructDefinition):
                raise TypeError(f"{type_} is no struct")
            fields = zip(value.fields, definition.fields, strict=True)
            return ir.StructNew(type_, NO_SPAN, tuple(literal(database, v, f.type) for v, f in fields))
        case SumValue():
            definition = database.definition(type_)
            if not isinstance(definition, SumDefinition):
                raise TypeError(f"{type_} is no sum")
            payload = zip(value.fields, definition.variants[value.variant].fields, strict=True)
            parts = tuple(literal(database, v, f.type) for v, f in payload)
            return ir.VariantNew(type_, NO_SPAN, value.variant, parts)
        case _:
            return ir.UnitConstant(VOID, NO_SPAN)
