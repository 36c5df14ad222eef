"""Equality, order, hashes, copies and text forms of any type, as canonical expressions (part 4, 6 and 27).

On primitives they are operations; on any other type they are calls of the user's function or of one the compiler
writes, see `derived`.
"""

from typing import Final

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import (
    Binary,
    BinaryOperator,
    Block,
    BoolConstant,
    Call,
    CallIntrinsic,
    Expr,
    FloatConstant,
    If,
    IntConstant,
    Intrinsic,
    Poison,
    StrConstant,
)
from ori_compiler.canon.object_tables import object_call
from ori_compiler.source.span import Span
from ori_compiler.types.functions import TRAIT_OF, DerivedOperation
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx, Tag

_TO_STR: Final = {
    INT: Intrinsic.INT_TO_STR,
    FLOAT: Intrinsic.FLOAT_TO_STR,
    BOOL: Intrinsic.BOOL_TO_STR,
    BYTE: Intrinsic.BYTE_TO_STR,
    CHAR: Intrinsic.CHAR_TO_STR,
}
_DEBUG: Final = {**_TO_STR, CHAR: Intrinsic.CHAR_DEBUG, STR: Intrinsic.STR_DEBUG}
_SIMPLE: Final = frozenset((INT, BOOL, BYTE, CHAR))


def text(value: str, span: Span) -> Expr:
    """A string constant."""
    return StrConstant(STR, span, value)


def concatenate(parts: list[Expr], span: Span) -> Expr:
    """Strings one after another; evaluated left to right."""
    if not parts:
        return text("", span)
    result = parts[0]
    for part in parts[1:]:
        result = append(result, part, span)
    return result


def append(left: Expr, right: Expr, span: Span) -> Expr:
    """Two strings as one.

    What the right one is made of goes behind the left one part by part, digits of a number too, which saves a string
    for the right one alone. The parts are evaluated in the same order.
    """
    parts: list[Expr] = []
    while isinstance(right, CallIntrinsic) and right.intrinsic in (Intrinsic.STR_CONCAT, Intrinsic.STR_APPEND_INT):
        right, part = right.arguments
        parts.append(part)
    parts.append(right)
    for part in reversed(parts):
        left = _with_part(left, part, span)
    return left


def _with_part(left: Expr, part: Expr, span: Span) -> Expr:
    if isinstance(part, CallIntrinsic) and part.intrinsic is Intrinsic.INT_TO_STR:
        return CallIntrinsic(STR, span, Intrinsic.STR_APPEND_INT, (left, *part.arguments))
    is_number = part.type == INT
    intrinsic = Intrinsic.STR_APPEND_INT if is_number else Intrinsic.STR_CONCAT
    return CallIntrinsic(STR, span, intrinsic, (left, part))


def to_str(value: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """The `Printable` text of a value."""
    return text_form(value, span, environment, DerivedOperation.TO_STR)


def debug(value: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """The `Debug` text of a value."""
    return text_form(value, span, environment, DerivedOperation.DEBUG)


def text_form(value: Expr, span: Span, environment: CanonEnvironment, operation: DerivedOperation) -> Expr:
    """One of the two texts of a value."""
    type_ = value.type
    if type_ == VOID:
        return Block(STR, span, (value,), text("()", span))
    if type_ == NEVER or (type_ == STR and operation is DerivedOperation.TO_STR):
        return value
    intrinsic = (_TO_STR if operation is DerivedOperation.TO_STR else _DEBUG).get(type_)
    if intrinsic is not None:
        return CallIntrinsic(STR, span, intrinsic, (value,))
    return _called(operation, type_, (value,), STR, span, environment)


def _called(
    operation: DerivedOperation,
    type_: Idx,
    values: tuple[Expr, ...],
    result: Idx,
    span: Span,
    environment: CanonEnvironment,
) -> Expr:
    if environment.pool.tag(type_) is Tag.OBJECT:
        trait, method = TRAIT_OF[operation]
        return object_call(environment, environment.prelude_type(trait), method, values[0], values[1:], result, span)
    function = environment.operation(operation, type_)
    return Poison(ERROR, span) if function is None else Call(result, span, function, values)


def equals(left: Expr, right: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """Equality of two values of one type; IEEE 754 on floats."""
    type_ = left.type if left.type != NEVER else right.type
    if ERROR in (left.type, right.type):
        return Poison(ERROR, span)
    if type_ == VOID:
        return Block(BOOL, span, (left, right), BoolConstant(BOOL, span, True))
    if type_ == STR:
        return CallIntrinsic(BOOL, span, Intrinsic.STR_EQUAL, (left, right))
    if type_ == FLOAT:
        return Binary(BOOL, span, BinaryOperator.FLOAT_EQUAL, left, right)
    if type_ in _SIMPLE or type_ == NEVER:
        return Binary(BOOL, span, BinaryOperator.EQUAL, left, right)
    return _called(DerivedOperation.EQUALS, type_, (left, right), BOOL, span, environment)


def compare(left: Expr, right: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """The order of two values of one type, as an `int`: negative, 0 or positive.

    Both are expressions that may be evaluated more than once, or of a type on which one operation tells.
    """
    type_ = left.type if left.type != NEVER else right.type
    if type_ == STR:
        return CallIntrinsic(INT, span, Intrinsic.STR_COMPARE, (left, right))
    if type_ == VOID:
        return Block(INT, span, (left, right), IntConstant(INT, span, 0))
    if type_ == FLOAT:
        return Call(INT, span, environment.prelude_function("compare_floats"), (left, right))
    if type_ in _SIMPLE:
        less = Binary(BOOL, span, BinaryOperator.LESS, left, right)
        greater = Binary(BOOL, span, BinaryOperator.GREATER, left, right)
        one, none = IntConstant(INT, span, 1), IntConstant(INT, span, 0)
        return If(INT, span, less, IntConstant(INT, span, -1), If(INT, span, greater, one, none))
    ordering = environment.declared_type(environment.prelude_type("Ordering"))
    order = _called(DerivedOperation.COMPARE, type_, (left, right), ordering, span, environment)
    if order.type == ERROR:
        return order
    return Call(INT, span, environment.prelude_function("ordering_number"), (order,))


def ordering(number: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """`Less`, `Equal` or `Greater` for a negative number, 0 or a positive one."""
    type_ = environment.declared_type(environment.prelude_type("Ordering"))
    return Call(type_, span, environment.prelude_function("ordering_of"), (number,))


def hash_of(value: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """The hash of a value."""
    match value.type:
        case t if t == INT:
            return value
        case t if t == STR:
            return CallIntrinsic(INT, span, Intrinsic.STR_HASH, (value,))
        case t if t == FLOAT:
            return Call(INT, span, environment.prelude_function("hash_float"), (value,))
        case t if t == BOOL:
            return CallIntrinsic(INT, span, Intrinsic.BOOL_TO_INT, (value,))
        case t if t == BYTE:
            return CallIntrinsic(INT, span, Intrinsic.BYTE_TO_INT, (value,))
        case t if t == CHAR:
            return CallIntrinsic(INT, span, Intrinsic.CHAR_TO_INT, (value,))
        case t if t == VOID:
            return Block(INT, span, (value,), IntConstant(INT, span, 0))
        case type_:
            return _called(DerivedOperation.HASH, type_, (value,), INT, span, environment)


def clone(value: Expr, span: Span, environment: CanonEnvironment) -> Expr:
    """A copy of a value."""
    if value.type <= STR:
        return value
    return _called(DerivedOperation.CLONE, value.type, (value,), value.type, span, environment)


def default(type_: Idx, span: Span, environment: CanonEnvironment) -> Expr:
    """The default value of a type."""
    match type_:
        case t if t in (INT, BYTE):
            return IntConstant(type_, span, 0)
        case t if t == FLOAT:
            return FloatConstant(FLOAT, span, 0.0)
        case t if t == BOOL:
            return BoolConstant(BOOL, span, False)
        case t if t == STR:
            return text("", span)
        case _:
            return _called(DerivedOperation.DEFAULT, type_, (), type_, span, environment)


def structural_call(
    operation: DerivedOperation, receiver: Expr, others: list[Expr], span: Span, environment: CanonEnvironment
) -> Expr:
    """A method that every composite type has."""
    match operation:
        case DerivedOperation.EQUALS:
            return equals(receiver, others[0], span, environment) if others else Poison(ERROR, span)
        case DerivedOperation.CLONE:
            return clone(receiver, span, environment)
        case DerivedOperation.DEBUG:
            return debug(receiver, span, environment)
        case DerivedOperation.TO_STR:
            return to_str(receiver, span, environment)
        case _:
            return Poison(ERROR, span)
