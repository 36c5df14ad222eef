"""Floating-point arithmetic: IEEE 754 binary64, which never panics where Python's would raise."""

import math
from collections.abc import Callable


def divide(left: float, right: float) -> float:
    """The IEEE 754 quotient: a zero divisor gives an infinity, or NaN for 0/0 and NaN/0."""
    if right != 0.0:
        return left / right
    if left == 0.0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _is_odd(number: float) -> bool:
    return math.fmod(number, 2.0) in (1.0, -1.0)


def power(base: float, exponent: float) -> float:
    """C's `pow` (ISO C annex F.10.4.4): poles and overflow give infinities, a domain error gives NaN."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0.0 and _is_odd(exponent) else math.inf
    except ValueError:
        if base == 0.0:
            return math.copysign(math.inf, base) if _is_odd(exponent) else math.inf
        return math.nan


def root(number: float) -> float:
    """The square root; NaN of a negative number."""
    return math.sqrt(number) if number >= 0.0 else math.nan


def exponential(number: float) -> float:
    """C's `exp`: an infinity where it overflows."""
    try:
        return math.exp(number)
    except OverflowError:
        return math.inf


def logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    """A logarithm: of 0 it is an infinity, of a negative number NaN."""

    def of(number: float) -> float:
        if number > 0.0:
            return function(number)
        return -math.inf if number == 0.0 else math.nan

    return of


def defined(function: Callable[[float], float]) -> Callable[[float], float]:
    """A function that is NaN where Python's raises."""

    def of(number: float) -> float:
        try:
            return function(number)
        except ValueError:
            return math.nan

    return of
