"""Floating-point arithmetic: IEEE 754 binary64, which never panics where Python's would raise."""

import math


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
