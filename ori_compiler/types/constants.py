"""Arithmetic on constants that stand among types (language reference, part 2, 6.3 and 6.4).

Numbers are 64 bits wide; what does not fit, or has no result, is poisoned.
"""

from collections.abc import Callable
from typing import Final

from ori_compiler.types.functions import is_constant_member
from ori_compiler.types.pool import ERROR, Idx, Pool, Tag

_SMALLEST: Final = -(2**63)
_LARGEST: Final = 2**63 - 1


def _quotient(left: int, right: int) -> int:
    magnitude = abs(left) // abs(right)
    return magnitude if (left < 0) == (right < 0) else -magnitude


def _remainder(left: int, right: int) -> int:
    return left - right * _quotient(left, right)


_ON_NUMBERS: Final[dict[str, Callable[[int, int], int | bool]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _quotient,
    "%": _remainder,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << min(b, 64),
    ">>": lambda a, b: a >> min(b, 64),
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "&&": lambda a, b: bool(a and b),
    "||": lambda a, b: bool(a or b),
}
_ON_ONE: Final[dict[str, Callable[[int], int | bool]]] = {
    "-": lambda a: -a,
    "!": lambda a: not a,
    "~": lambda a: ~a,
}
_COMMUTATIVE: Final = frozenset(("+", "*", "&", "|", "^", "==", "!=", "&&", "||"))

OPERATORS: Final = frozenset(_ON_NUMBERS)
"""The operators that may stand in a constant expression among types."""


def fold(pool: Pool, operator: str, operands: tuple[Idx, ...]) -> Idx:
    """The result of an operation: a constant if all operands are known, the error type if it overflows."""
    if ERROR in operands:
        return ERROR
    values = [pool.value(operand) for operand in operands]
    known = [value for value in values if value is not None]
    if len(known) < len(operands):
        ordered = tuple(sorted(operands)) if operator in _COMMUTATIVE else operands
        return pool.operation(operator, ordered)
    try:
        result = _ON_ONE[operator](known[0]) if len(known) == 1 else _ON_NUMBERS[operator](known[0], known[1])
    except (KeyError, ZeroDivisionError, ValueError):
        return ERROR
    if not isinstance(result, bool) and not _SMALLEST <= result <= _LARGEST:
        return ERROR
    return pool.constant(result)


def is_constant(pool: Pool, idx: Idx) -> bool:
    """Whether an argument is a constant, known or not."""
    if idx < 0:
        return False
    tag = pool.tag(idx)
    if tag is Tag.PROJECTION:
        return is_constant_member(pool.operator(idx))
    return tag in (Tag.CONSTANT, Tag.OPERATION) or pool.is_constant_parameter(idx)
