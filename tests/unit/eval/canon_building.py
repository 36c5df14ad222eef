"""Canonical IR by hand, short enough to read in a test."""

import msgspec

from ori_compiler.canon.ir import (
    Binary,
    BinaryOperator,
    Block,
    BoolConstant,
    Call,
    CallIntrinsic,
    CanonFunction,
    Expr,
    If,
    IntConstant,
    Intrinsic,
    Let,
    Local,
    LocalId,
    LocalRef,
    StrConstant,
    UnitConstant,
)
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.interpreter import Outcome, Panicked, interpret
from ori_compiler.eval.stack import Trace
from ori_compiler.eval.value import Value
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import BOOL, INT, NEVER, STR, VOID, Idx

UNIT_NODE = UnitConstant(VOID, NO_SPAN)


def function_id(name: str) -> ItemId:
    return ItemId("main.ori", ItemKind.FUNCTION, name)


F = function_id("f")


def integer(value: int) -> Expr:
    return IntConstant(INT, NO_SPAN, value)


def boolean(value: bool) -> Expr:
    return BoolConstant(BOOL, NO_SPAN, value)


def text(value: str) -> Expr:
    return StrConstant(STR, NO_SPAN, value)


def local(index: int, type_: Idx = INT) -> Expr:
    return LocalRef(type_, NO_SPAN, LocalId(index))


def let(index: int, value: Expr) -> Expr:
    return Let(VOID, NO_SPAN, LocalId(index), value)


def binary(operator: BinaryOperator, left: Expr, right: Expr, span: Span = NO_SPAN, type_: Idx = INT) -> Expr:
    return Binary(type_, span, operator, left, right)


def add(left: Expr, right: Expr) -> Expr:
    return binary(BinaryOperator.INT_ADD, left, right)


def intrinsic(which: Intrinsic, *arguments: Expr, type_: Idx = VOID, span: Span = NO_SPAN) -> Expr:
    return CallIntrinsic(type_, span, which, arguments)


def say(words: str) -> Expr:
    return intrinsic(Intrinsic.PRINT, text(words))


def panic(message: str, span: Span = NO_SPAN) -> Expr:
    return intrinsic(Intrinsic.PANIC, text(message), type_=NEVER, span=span)


def block(*parts: Expr) -> Expr:
    """All but the last part are statements."""
    *statements, result = parts
    return Block(result.type, NO_SPAN, tuple(statements), result)


def when(condition: Expr, then: Expr, otherwise: Expr = UNIT_NODE) -> Expr:
    return If(then.type, NO_SPAN, condition, then, otherwise)


def call(function: FunctionId, *arguments: Expr, span: Span = NO_SPAN) -> Expr:
    return Call(INT, span, function, arguments)


def function(body: Expr, *names: str, id: FunctionId = F, parameters: int = 0, types: dict[str, Idx] | None = None):
    """A function whose locals have these names, the parameters first; they are ints unless `types` says else."""
    locals_ = tuple(Local(name, (types or {}).get(name, INT)) for name in names)
    return CanonFunction(id, parameters, locals_, body.type, body, NO_SPAN)


def run(*functions: CanonFunction, arguments: tuple[Value, ...] = (), **options) -> Outcome:
    """Interprets the first function."""
    return run_printing(*functions, arguments=arguments, **options)[0]


def run_printing(*functions: CanonFunction, arguments: tuple[Value, ...] = (), **options) -> tuple[Outcome, str]:
    """Interprets the first function; also what it printed. What led to a panic is left out."""
    written: list[str] = []
    program = CanonProgram({function.id: function for function in functions}, {})
    outcome = interpret(program, functions[0].id, arguments, written.append, **options)
    if isinstance(outcome, Panicked):
        outcome = msgspec.structs.replace(outcome, trace=Trace())
    return outcome, "".join(written)
