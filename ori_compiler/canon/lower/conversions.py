"""Conversions, durations and sizes to canonical IR."""

from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic
from ori_compiler.canon.lower import calls, expressions
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.canon.structural import to_str
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx
from ori_compiler.types.typed_body import TraitMethodReference

_BUILT_IN: Final = frozenset((INT, FLOAT, BOOL, BYTE, CHAR, STR))

_CONVERSIONS: Final = {
    (INT, FLOAT): Intrinsic.INT_TO_FLOAT,
    (FLOAT, INT): Intrinsic.FLOAT_TO_INT,
    (BOOL, INT): Intrinsic.BOOL_TO_INT,
    (BYTE, INT): Intrinsic.BYTE_TO_INT,
    (CHAR, INT): Intrinsic.CHAR_TO_INT,
    (BYTE, CHAR): Intrinsic.BYTE_TO_CHAR,
}

_OF_TEXT: Final = {INT: "int_of_text", FLOAT: "float_of_text", BYTE: "byte_of_text"}


def conversion(s: Lowering, e: ast.Call, target: Idx) -> Expr:
    """`int(value)` and its like."""
    if len(e.arguments) != 1:
        return ir.Poison(ERROR, e.span)
    return convert(s, expressions.lower(s, e.arguments[0].value), target, e.span, is_checked=False)


def as_conversion(s: Lowering, e: ast.Convert) -> Expr:
    """`value as type`."""
    value = expressions.lower(s, e.value)
    if e.span in s.typed.methods:
        return by_trait(s, e, value)
    return convert(s, value, s.type_of(e), e.span, is_checked=True)


def by_trait(s: Lowering, e: ast.Convert | ast.TryConvert, value: Expr) -> Expr:
    """A conversion that is a method of `As` or `TryAs`."""
    method = s.typed.methods.get(e.span)
    if value.type == NEVER:
        return value
    if not isinstance(method, TraitMethodReference):
        return ir.Poison(ERROR, e.span)
    return calls.trait_operation(s, method, (value,), s.type_of(e), e.span)


def convert(s: Lowering, value: Expr, target: Idx, span: Span, *, is_checked: bool) -> Expr:
    """A conversion: `as` checks the range of a number, the conversion functions keep its low bits."""
    if ERROR in (value.type, target):
        return ir.Poison(ERROR, span)
    if value.type in (target, NEVER):
        return value
    if target == STR:
        return to_str(value, span, s.environment)
    if value.type == STR and target in _OF_TEXT:
        return ir.Call(target, span, s.environment.prelude_function(_OF_TEXT[target]), (value,))
    if target == BYTE:
        intrinsic = Intrinsic.INT_TO_BYTE_CHECKED if is_checked else Intrinsic.INT_TO_BYTE
    elif target == CHAR and value.type == INT:
        intrinsic = Intrinsic.INT_TO_CHAR_CHECKED
    else:
        found = _CONVERSIONS.get((value.type, target))
        if found is None:
            return value if value.type not in _BUILT_IN else ir.Poison(ERROR, span)
        intrinsic = found
    return ir.CallIntrinsic(target, span, intrinsic, (value,))


def quantity(s: Lowering, e: ast.Quantity) -> Expr:
    """A duration or size: a struct of the prelude around a number."""
    type_ = s.type_of(e)
    if type_ == ERROR:
        return ir.Poison(ERROR, e.span)
    return ir.StructNew(type_, e.span, (ir.IntConstant(INT, e.span, e.value.amount),))
