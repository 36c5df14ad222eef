"""Arithmetic and comparisons, with the checks that the language demands.

An `int` never wraps silently: what could overflow goes through LLVM's `with.overflow` intrinsics, and what LLVM
leaves undefined (division by zero, shifts too far) is tested before.
"""

from typing import assert_never

from ori_compiler.arc.ir import Binary, Checked, CheckedUnary, Unary, VarId
from ori_compiler.canon.ir import BinaryOperator, UnaryOperator
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.ir_builder.arithmetic import (
    FloatOperation,
    FloatPredicate,
    IntOperation,
    IntPredicate,
    OverflowOperation,
)
from ori_compiler.source.span import Span
from ori_compiler.types.pool import INT

_INT_MIN = -(2**63)
_INT_BITS = 64

_PLAIN_INT = {
    BinaryOperator.INT_BIT_AND: IntOperation.AND,
    BinaryOperator.INT_BIT_OR: IntOperation.OR,
    BinaryOperator.INT_BIT_XOR: IntOperation.XOR,
    BinaryOperator.INT_WRAPPING_ADD: IntOperation.ADD,
    BinaryOperator.INT_WRAPPING_SUBTRACT: IntOperation.SUBTRACT,
    BinaryOperator.INT_WRAPPING_MULTIPLY: IntOperation.MULTIPLY,
}

_OVERFLOWING = {
    BinaryOperator.INT_ADD: OverflowOperation.ADD,
    BinaryOperator.INT_SUBTRACT: OverflowOperation.SUBTRACT,
    BinaryOperator.INT_MULTIPLY: OverflowOperation.MULTIPLY,
}

_FLOAT = {
    BinaryOperator.FLOAT_ADD: FloatOperation.ADD,
    BinaryOperator.FLOAT_SUBTRACT: FloatOperation.SUBTRACT,
    BinaryOperator.FLOAT_MULTIPLY: FloatOperation.MULTIPLY,
    BinaryOperator.FLOAT_DIVIDE: FloatOperation.DIVIDE,
}

_FLOAT_COMPARISONS = {
    BinaryOperator.FLOAT_EQUAL: FloatPredicate.EQUAL,
    BinaryOperator.FLOAT_NOT_EQUAL: FloatPredicate.NOT_EQUAL,
    BinaryOperator.FLOAT_LESS: FloatPredicate.LESS,
    BinaryOperator.FLOAT_LESS_OR_EQUAL: FloatPredicate.LESS_OR_EQUAL,
    BinaryOperator.FLOAT_GREATER: FloatPredicate.GREATER,
    BinaryOperator.FLOAT_GREATER_OR_EQUAL: FloatPredicate.GREATER_OR_EQUAL,
}

_SIGNED_COMPARISONS = {
    BinaryOperator.EQUAL: IntPredicate.EQUAL,
    BinaryOperator.NOT_EQUAL: IntPredicate.NOT_EQUAL,
    BinaryOperator.LESS: IntPredicate.SIGNED_LESS,
    BinaryOperator.LESS_OR_EQUAL: IntPredicate.SIGNED_LESS_OR_EQUAL,
    BinaryOperator.GREATER: IntPredicate.SIGNED_GREATER,
    BinaryOperator.GREATER_OR_EQUAL: IntPredicate.SIGNED_GREATER_OR_EQUAL,
}

_UNSIGNED_COMPARISONS = {
    BinaryOperator.EQUAL: IntPredicate.EQUAL,
    BinaryOperator.NOT_EQUAL: IntPredicate.NOT_EQUAL,
    BinaryOperator.LESS: IntPredicate.UNSIGNED_LESS,
    BinaryOperator.LESS_OR_EQUAL: IntPredicate.UNSIGNED_LESS_OR_EQUAL,
    BinaryOperator.GREATER: IntPredicate.UNSIGNED_GREATER,
    BinaryOperator.GREATER_OR_EQUAL: IntPredicate.UNSIGNED_GREATER_OR_EQUAL,
}

PANICKING_BINARY = frozenset(_OVERFLOWING) | {
    BinaryOperator.INT_DIVIDE,
    BinaryOperator.INT_FLOOR_DIVIDE,
    BinaryOperator.INT_REMAINDER,
    BinaryOperator.INT_POWER,
    BinaryOperator.INT_SHIFT_LEFT,
    BinaryOperator.INT_SHIFT_RIGHT,
}
"""The operators whose code calls a panic."""

PANICKING_UNARY = frozenset({UnaryOperator.INT_NEGATE})


def compile_binary(state: FunctionState, instruction: Binary | Checked) -> None:
    """Defines the target with the result of the operator."""
    cleanup = instruction.cleanup if isinstance(instruction, Checked) else ()
    operation = _BinaryOperation(state, instruction, cleanup)
    state.define(instruction.target, operation.compile(instruction.operator))


def compile_unary(state: FunctionState, instruction: Unary | CheckedUnary) -> None:
    """Defines the target with the result of the operator."""
    builder = state.builder
    operand = state.value(instruction.operand)
    name = state.name(instruction.target)
    match instruction.operator:
        case UnaryOperator.INT_NEGATE:
            cleanup = instruction.cleanup if isinstance(instruction, CheckedUnary) else ()
            zero = builder.const_i64(0)
            result, overflow = builder.with_overflow(OverflowOperation.SUBTRACT, zero, operand, name or "negated")
            state.panic_if(overflow, "ori_panic_integer_overflow", instruction.span, cleanup)
        case UnaryOperator.FLOAT_NEGATE:
            result = builder.float_negate(operand, name)
        case UnaryOperator.BOOL_NOT:
            result = builder.int_operation(IntOperation.XOR, operand, builder.const_bool(True), name or "not")
        case UnaryOperator.INT_BIT_NOT:
            result = builder.int_operation(IntOperation.XOR, operand, builder.const_i64(-1), name or "not")
        case _:
            assert_never(instruction.operator)
    state.define(instruction.target, result)


class _BinaryOperation:
    """One operator applied to two operands."""

    __slots__ = ("_builder", "_cleanup", "_is_int", "_left", "_name", "_right", "_span", "_state")

    def __init__(self, state: FunctionState, instruction: Binary | Checked, cleanup: tuple[VarId, ...]) -> None:
        self._state = state
        self._builder = state.builder
        self._left = state.value(instruction.left)
        self._right = state.value(instruction.right)
        self._is_int = state.type(instruction.left) == INT
        self._name = state.name(instruction.target)
        self._span: Span = instruction.span
        self._cleanup = cleanup

    def compile(self, operator: BinaryOperator) -> ValueId:
        """The result."""
        if operator in _PLAIN_INT:
            return self._builder.int_operation(_PLAIN_INT[operator], self._left, self._right, self._name)
        if operator in _OVERFLOWING:
            result, overflow = self._builder.with_overflow(
                _OVERFLOWING[operator], self._left, self._right, self._name or _SPOKEN[operator]
            )
            self._panic_if(overflow, "integer_overflow")
            return result
        if operator in _FLOAT:
            return self._builder.float_operation(_FLOAT[operator], self._left, self._right, self._name)
        if operator in _FLOAT_COMPARISONS:
            return self._builder.float_compare(_FLOAT_COMPARISONS[operator], self._left, self._right, self._name)
        comparisons = _SIGNED_COMPARISONS if self._is_int else _UNSIGNED_COMPARISONS
        if operator in comparisons:
            return self._builder.int_compare(comparisons[operator], self._left, self._right, self._name)
        return self._special(operator)

    def _special(self, operator: BinaryOperator) -> ValueId:
        match operator:
            case BinaryOperator.INT_DIVIDE:
                self._check_divisor("division_by_zero")
                return self._int(IntOperation.DIVIDE_SIGNED, self._name or "quotient")
            case BinaryOperator.INT_FLOOR_DIVIDE:
                self._check_divisor("division_by_zero")
                return self._floor_divide()
            case BinaryOperator.INT_REMAINDER:
                self._check_divisor("modulo_by_zero")
                return self._int(IntOperation.REMAINDER_SIGNED, self._name or "remainder")
            case BinaryOperator.INT_SHIFT_LEFT:
                self._check_count()
                return self._shift_left()
            case BinaryOperator.INT_SHIFT_RIGHT:
                self._check_count()
                return self._int(IntOperation.SHIFT_RIGHT_SIGNED, self._name or "shifted")
            case BinaryOperator.INT_POWER:
                return self._state.call_runtime(
                    "ori_int_power",
                    (self._left, self._right),
                    span=self._span,
                    cleanup=self._cleanup,
                    name=self._name or "power",
                )
            case BinaryOperator.FLOAT_POWER:
                operands = (self._left, self._right)
                return self._state.call_runtime("ori_float_power", operands, name=self._name or "power")
            case _:
                raise TypeError(f"no code for {operator.value}")

    def _int(self, operation: IntOperation, name: str) -> ValueId:
        return self._builder.int_operation(operation, self._left, self._right, name)

    def _panic_if(self, condition: ValueId, panic: str) -> None:
        self._state.panic_if(condition, f"ori_panic_{panic}", self._span, self._cleanup)

    def _check_divisor(self, by_zero: str) -> None:
        """Neither zero nor, under the smallest int, minus one."""
        builder = self._builder
        zero, minus_one = builder.const_i64(0), builder.const_i64(-1)
        self._panic_if(builder.int_compare(IntPredicate.EQUAL, self._right, zero, "is_zero"), by_zero)
        is_smallest = builder.int_compare(IntPredicate.EQUAL, self._left, builder.const_i64(_INT_MIN), "is_min")
        is_minus_one = builder.int_compare(IntPredicate.EQUAL, self._right, minus_one, "is_minus_one")
        both = builder.int_operation(IntOperation.AND, is_smallest, is_minus_one, "overflow")
        self._panic_if(both, "integer_overflow")

    def _floor_divide(self) -> ValueId:
        """The truncated quotient, less one if there is a remainder and its sign is not the divisor's."""
        builder = self._builder
        zero = builder.const_i64(0)
        quotient = self._int(IntOperation.DIVIDE_SIGNED, "quotient")
        remainder = self._int(IntOperation.REMAINDER_SIGNED, "remainder")
        is_inexact = builder.int_compare(IntPredicate.NOT_EQUAL, remainder, zero, "is_inexact")
        signs = builder.int_operation(IntOperation.XOR, remainder, self._right, "signs")
        is_opposite = builder.int_compare(IntPredicate.SIGNED_LESS, signs, zero, "is_opposite")
        is_above = builder.int_operation(IntOperation.AND, is_inexact, is_opposite, "is_above")
        below = builder.int_operation(IntOperation.SUBTRACT, quotient, builder.const_i64(1), "below")
        return builder.select(is_above, below, quotient, self._name or "floored")

    def _check_count(self) -> None:
        """Between 0 and 63."""
        builder = self._builder
        is_negative = builder.int_compare(IntPredicate.SIGNED_LESS, self._right, builder.const_i64(0), "is_negative")
        self._panic_if(is_negative, "shift_negative")
        width = builder.const_i64(_INT_BITS)
        is_too_far = builder.int_compare(IntPredicate.SIGNED_GREATER_OR_EQUAL, self._right, width, "is_too_far")
        self._panic_if(is_too_far, "shift_exceeds_width")

    def _shift_left(self) -> ValueId:
        """Shifting back must give the operand again."""
        builder = self._builder
        shifted = self._int(IntOperation.SHIFT_LEFT, self._name or "shifted")
        back = builder.int_operation(IntOperation.SHIFT_RIGHT_SIGNED, shifted, self._right, "back")
        self._panic_if(builder.int_compare(IntPredicate.NOT_EQUAL, back, self._left, "overflow"), "shift_overflow")
        return shifted


_SPOKEN = {
    BinaryOperator.INT_ADD: "sum",
    BinaryOperator.INT_SUBTRACT: "difference",
    BinaryOperator.INT_MULTIPLY: "product",
}
