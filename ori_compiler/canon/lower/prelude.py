"""What the intrinsic functions of the prelude mean.

They are expanded where they are called, so that a failing assertion is located at the call.
"""

from collections.abc import Callable
from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.canon.structural import concatenate, debug, equals, text
from ori_compiler.source.span import Span
from ori_compiler.types.pool import BOOL, ERROR, FLOAT, INT, NEVER, STR, VOID

_Expand = Callable[[Lowering, list[Expr], Span], Expr]


def expand(s: Lowering, name: str, arguments: list[Expr], span: Span) -> Expr:
    """The canonical form of a call of the prelude's function `name`."""
    if any(argument.type == ERROR for argument in arguments):
        return ir.Poison(ERROR, span)
    return _FUNCTIONS[name](s, arguments, span)


def _panic(message: Expr, span: Span) -> Expr:
    return ir.CallIntrinsic(NEVER, span, Intrinsic.PANIC, (message,))


def _print(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    return ir.CallIntrinsic(VOID, span, Intrinsic.PRINT, tuple(arguments))


def _panic_call(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    return _panic(arguments[0], span)


def _todo(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    return _panic(text("not yet implemented", span), span)


def _unreachable(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    return _panic(text("entered unreachable code", span), span)


def _assert(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    return ir.If(VOID, span, arguments[0], unit(span), _panic(text("assertion failed", span), span))


def _bind(s: Lowering, arguments: list[Expr], span: Span) -> tuple[list[Expr], list[Expr]]:
    statements: list[Expr] = []
    reads: list[Expr] = []
    for argument in arguments:
        local = s.new_local(argument.type)
        statements.append(ir.Let(VOID, argument.span, local, argument))
        reads.append(s.read(local, argument.span))
    return statements, reads


def _assert_eq(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    statements, (actual, expected) = _bind(s, arguments, span)
    definition = s.environment.definition
    parts = [
        text("assertion failed: ", span),
        debug(actual, span, definition),
        text(" != ", span),
        debug(expected, span, definition),
    ]
    same = equals(actual, expected, span, definition)
    check = ir.If(VOID, span, same, unit(span), _panic(concatenate(parts, span), span))
    return ir.Block(VOID, span, tuple(statements), check)


def _assert_ne(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    statements, (actual, unexpected) = _bind(s, arguments, span)
    definition = s.environment.definition
    parts = [text("assertion failed: values are equal: ", span), debug(actual, span, definition)]
    same = equals(actual, unexpected, span, definition)
    check = ir.If(VOID, span, same, _panic(concatenate(parts, span), span), unit(span))
    return ir.Block(VOID, span, tuple(statements), check)


def _extreme(operator: BinaryOperator, on_floats: BinaryOperator) -> _Expand:
    """`left` unless `right` is beyond it; a NaN counts as greater than everything."""

    def expand_extreme(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
        statements, (left, right) = _bind(s, arguments, span)
        type_ = left.type
        if type_ == STR:
            compared = ir.CallIntrinsic(INT, span, Intrinsic.STR_COMPARE, (right, left))
            beyond: Expr = ir.Binary(BOOL, span, operator, compared, ir.IntConstant(INT, span, 0))
        elif type_ == FLOAT:
            # NaN sorts last: it is the greater one, and never the smaller one.
            special = left if operator is BinaryOperator.LESS else right
            is_nan: Expr = ir.Binary(BOOL, span, BinaryOperator.FLOAT_NOT_EQUAL, special, special)
            plain = ir.Binary(BOOL, span, on_floats, right, left)
            beyond = ir.If(BOOL, span, is_nan, ir.BoolConstant(BOOL, span, True), plain)
        else:
            beyond = ir.Binary(BOOL, span, operator, right, left)
        choice = ir.If(type_, span, beyond, right, left)
        return ir.Block(type_, span, tuple(statements), choice)

    return expand_extreme


def _len(s: Lowering, arguments: list[Expr], span: Span) -> Expr:
    return ir.CallIntrinsic(INT, span, Intrinsic.STR_LENGTH, tuple(arguments))


_FUNCTIONS: Final[dict[str, _Expand]] = {
    "print": _print,
    "panic": _panic_call,
    "todo": _todo,
    "unreachable": _unreachable,
    "assert": _assert,
    "assert_eq": _assert_eq,
    "assert_ne": _assert_ne,
    "min": _extreme(BinaryOperator.LESS, BinaryOperator.FLOAT_LESS),
    "max": _extreme(BinaryOperator.GREATER, BinaryOperator.FLOAT_GREATER),
    "len": _len,
}

INTRINSIC_FUNCTIONS: Final = frozenset(_FUNCTIONS)
"""The functions that the prelude declares with the body `intrinsic`."""
