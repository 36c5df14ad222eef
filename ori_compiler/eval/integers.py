"""Integer arithmetic: signed, 64 bits, checked. Each operation raises `OperationError` where the language panics."""

from typing import Final

from ori_compiler.eval.panic import (
    DIVISION_BY_ZERO,
    INTEGER_OVERFLOW,
    MODULO_BY_ZERO,
    NEGATIVE_EXPONENT,
    NEGATIVE_SHIFT_COUNT,
    SHIFT_COUNT_TOO_LARGE,
    SHIFT_OVERFLOW,
    OperationError,
)

WIDTH: Final = 64
INT_MIN: Final = -(2 ** (WIDTH - 1))
INT_MAX: Final = 2 ** (WIDTH - 1) - 1


def _checked(exact: int, message: str = INTEGER_OVERFLOW) -> int:
    if INT_MIN <= exact <= INT_MAX:
        return exact
    raise OperationError(message)


def add(left: int, right: int) -> int:
    return _checked(left + right)


def subtract(left: int, right: int) -> int:
    return _checked(left - right)


def multiply(left: int, right: int) -> int:
    return _checked(left * right)


def negate(operand: int) -> int:
    return _checked(-operand)


def _truncated_quotient(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def divide(left: int, right: int) -> int:
    """The quotient, rounded toward zero."""
    if right == 0:
        raise OperationError(DIVISION_BY_ZERO)
    return _checked(_truncated_quotient(left, right))


def floor_divide(left: int, right: int) -> int:
    """The quotient, rounded toward negative infinity."""
    if right == 0:
        raise OperationError(DIVISION_BY_ZERO)
    return _checked(left // right)


def remainder(left: int, right: int) -> int:
    """What `divide` leaves: it has the sign of `left`. Overflows exactly where `divide` does."""
    if right == 0:
        raise OperationError(MODULO_BY_ZERO)
    return left - _checked(_truncated_quotient(left, right)) * right


def power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise OperationError(NEGATIVE_EXPONENT)
    if abs(base) > 1 and exponent >= WIDTH:
        # Certainly too large; the exact number could fill the memory.
        raise OperationError(INTEGER_OVERFLOW)
    exact: int = base**exponent
    return _checked(exact)


def _check_shift_count(count: int) -> None:
    if count < 0:
        raise OperationError(NEGATIVE_SHIFT_COUNT)
    if count >= WIDTH:
        raise OperationError(SHIFT_COUNT_TOO_LARGE)


def shift_left(operand: int, count: int) -> int:
    _check_shift_count(count)
    return _checked(operand << count, SHIFT_OVERFLOW)


def shift_right(operand: int, count: int) -> int:
    """The sign bit moves in from the left."""
    _check_shift_count(count)
    return operand >> count


def wrap(exact: int) -> int:
    """The 64-bit number whose low bits are those of `exact`."""
    return (exact - INT_MIN) % (1 << WIDTH) + INT_MIN
