"""What each operator of the canonical IR computes."""

import operator
from collections.abc import Callable
from typing import Any, Final

from ori_compiler.canon.ir import BinaryOperator, UnaryOperator
from ori_compiler.eval import floats, integers
from ori_compiler.eval.value import Value

BINARY: Final[dict[BinaryOperator, Callable[[Any, Any], Value]]] = {
    BinaryOperator.INT_ADD: integers.add,
    BinaryOperator.INT_SUBTRACT: integers.subtract,
    BinaryOperator.INT_MULTIPLY: integers.multiply,
    BinaryOperator.INT_DIVIDE: integers.divide,
    BinaryOperator.INT_FLOOR_DIVIDE: integers.floor_divide,
    BinaryOperator.INT_REMAINDER: integers.remainder,
    BinaryOperator.INT_POWER: integers.power,
    BinaryOperator.INT_SHIFT_LEFT: integers.shift_left,
    BinaryOperator.INT_SHIFT_RIGHT: integers.shift_right,
    BinaryOperator.INT_BIT_AND: operator.and_,
    BinaryOperator.INT_BIT_OR: operator.or_,
    BinaryOperator.INT_BIT_XOR: operator.xor,
    BinaryOperator.INT_WRAPPING_ADD: lambda left, right: integers.wrap(left + right),
    BinaryOperator.INT_WRAPPING_SUBTRACT: lambda left, right: integers.wrap(left - right),
    BinaryOperator.INT_WRAPPING_MULTIPLY: lambda left, right: integers.wrap(left * right),
    BinaryOperator.FLOAT_ADD: operator.add,
    BinaryOperator.FLOAT_SUBTRACT: operator.sub,
    BinaryOperator.FLOAT_MULTIPLY: operator.mul,
    BinaryOperator.FLOAT_DIVIDE: floats.divide,
    BinaryOperator.FLOAT_POWER: floats.power,
    BinaryOperator.EQUAL: operator.eq,
    BinaryOperator.NOT_EQUAL: operator.ne,
    BinaryOperator.LESS: operator.lt,
    BinaryOperator.LESS_OR_EQUAL: operator.le,
    BinaryOperator.GREATER: operator.gt,
    BinaryOperator.GREATER_OR_EQUAL: operator.ge,
    BinaryOperator.FLOAT_EQUAL: operator.eq,
    BinaryOperator.FLOAT_NOT_EQUAL: operator.ne,
    BinaryOperator.FLOAT_LESS: operator.lt,
    BinaryOperator.FLOAT_LESS_OR_EQUAL: operator.le,
    BinaryOperator.FLOAT_GREATER: operator.gt,
    BinaryOperator.FLOAT_GREATER_OR_EQUAL: operator.ge,
}
"""Python's floats are binary64 and its comparisons IEEE 754's, so only division and power need more than a name."""

UNARY: Final[dict[UnaryOperator, Callable[[Any], Value]]] = {
    UnaryOperator.INT_NEGATE: integers.negate,
    UnaryOperator.FLOAT_NEGATE: operator.neg,
    UnaryOperator.BOOL_NOT: operator.not_,
    UnaryOperator.INT_BIT_NOT: operator.invert,
}
