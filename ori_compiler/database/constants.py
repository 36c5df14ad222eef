"""Module constants: their initial values are pure, so they are computed at compile time by the interpreter."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.database.compile_time import FailedComputation, compute, limits_of
from ori_compiler.database.conditions import configuration_constant
from ori_compiler.database.programs import program_of
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.eval.droppable import DroppableValue
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.value import Byte, Char, ObjectValue, StructValue, SumValue, Value
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import BodyFunction, Instance, item_of
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, STR, VOID, Idx

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_LONGEST: Final = 1000
"""The most elements of a list that is written out wherever the constant is used."""


class ConstantValue(msgspec.Struct, frozen=True):
    """The value as an expression of literals; none with diagnostics that say why, or if the body is broken.

    What no literal can be, such as a function, is a call of the initial value: it is pure, so each call gives the same.
    `exact` tells values apart that compare equal: 0.0 and -0.0.
    """

    value: Expr | None
    diagnostics: tuple[Diagnostic, ...]
    exact: str = ""


def evaluate_constant(database: "CompilerDatabase", constant: BodyFunction) -> ConstantValue:
    """Runs a constant's initial value (language reference, part 2, 22)."""
    item = item_of(constant)
    known = configuration_constant(database, item) if is_prelude(item.path) else None
    if known is not None:
        return ConstantValue(known, ())
    typed = database.typed_body(constant.base if isinstance(constant, Instance) else constant)
    canonical = database.canonical(constant)
    if typed.has_errors or canonical.has_errors:
        return ConstantValue(None, ())
    program = program_of(database, (constant,))
    if program is None:
        return ConstantValue(None, ())
    at = ItemSpan(item, typed.body.span)
    errors = PhaseErrors()
    computed = compute(database, program, constant, limits_of(database, constant))
    if computed.output:
        message = "the value of a constant must be pure, and this prints"
        errors.emit(TypeProblem("E2058", message, at, "", (), "print where the constant is used"))
    elif computed.failure is not None:
        errors.emit(FailedComputation("this constant", computed.failure, at, "compute it in a function at run time"))
    if computed.output or computed.value is None:
        return ConstantValue(None, errors.diagnostics)
    type_ = canonical.function.result
    value = literal(database, computed.value, type_) or ir.Call(type_, NO_SPAN, constant, ())
    return ConstantValue(value, (), repr(computed.value))


def literal(database: "CompilerDatabase", value: Value, type_: Idx) -> Expr | None:
    """A value as an expression of literals; none if it holds what only runs of the program make."""
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
            values = _literals(database, value.fields, [field.type for field in definition.fields])
            return ir.StructNew(type_, NO_SPAN, values) if values is not None else None
        case SumValue():
            definition = database.definition(type_)
            if not isinstance(definition, SumDefinition):
                raise TypeError(f"{type_} is no sum")
            payload = [field.type for field in definition.variants[value.variant].fields]
            values = _literals(database, value.fields, payload)
            return ir.VariantNew(type_, NO_SPAN, value.variant, values) if values is not None else None
        case ListValue():
            if value.length > _LONGEST:
                return None
            elements = _literals(database, tuple(value), [database.pool.arguments(type_)[0]] * value.length)
            return ir.ListNew(type_, NO_SPAN, elements) if elements is not None else None
        case ObjectValue() | DroppableValue():
            return None
        case _:
            return ir.UnitConstant(VOID, NO_SPAN)


def _literals(database: "CompilerDatabase", values: tuple[Value, ...], types: Sequence[Idx]) -> tuple[Expr, ...] | None:
    found = [literal(database, value, type_) for value, type_ in zip(values, types, strict=True)]
    known = tuple(expression for expression in found if expression is not None)
    return known if len(known) == len(found) else None
