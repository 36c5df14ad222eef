"""Float arithmetic never panics, and its text reads back."""

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.canon.ir import BinaryOperator, Intrinsic
from ori_compiler.eval import floats
from ori_compiler.eval.intrinsics import intrinsics
from ori_compiler.eval.operators import BINARY
from ori_compiler.eval.panic import OperationError
from ori_compiler.eval.text import float_to_text

INF, NAN = math.inf, math.nan

float_to_int = intrinsics(lambda text: None)[Intrinsic.FLOAT_TO_INT]


def same(left: float, right: float) -> bool:
    """Equal bit for bit, all NaNs alike."""
    return (math.isnan(left) and math.isnan(right)) or struct.pack("d", left) == struct.pack("d", right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (1.0, 0.0, INF),
        (-1.0, 0.0, -INF),
        (1.0, -0.0, -INF),
        (-1.0, -0.0, INF),
        (INF, 0.0, INF),
        (0.0, 0.0, NAN),
        (-0.0, 0.0, NAN),
        (NAN, 0.0, NAN),
        (7.0, 2.0, 3.5),
        (1e308, 1e-308, INF),
        (0.0, -5.0, -0.0),
    ],
)
def test_division_follows_ieee(left: float, right: float, expected: float) -> None:
    assert same(floats.divide(left, right), expected)


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (2.0, 10.0, 1024.0),
        (2.0, 0.5, math.sqrt(2.0)),
        (NAN, 0.0, 1.0),
        (1.0, NAN, 1.0),
        (10.0, 400.0, INF),
        (-10.0, 401.0, -INF),
        (-10.0, 400.0, INF),
        (10.0, -400.0, 0.0),
        (0.0, -1.0, INF),
        (-0.0, -1.0, -INF),
        (-0.0, -2.0, INF),
        (0.0, -0.5, INF),
        (-8.0, 1 / 3, NAN),
        (-INF, 3.0, -INF),
        (0.0, -INF, INF),
    ],
)
def test_power_follows_c(base: float, exponent: float, expected: float) -> None:
    assert same(floats.power(base, exponent), expected)


@given(st.floats(), st.floats())
def test_no_operation_raises(left: float, right: float) -> None:
    for operator in BinaryOperator:
        if operator.name.startswith("FLOAT"):
            BINARY[operator](left, right)


def test_nan_is_unordered_and_unequal_to_itself() -> None:
    for operator in BinaryOperator:
        if operator.name.startswith(("FLOAT_LESS", "FLOAT_GREATER", "FLOAT_EQUAL", "FLOAT_NOT_EQUAL")):
            assert BINARY[operator](NAN, NAN) is (operator is BinaryOperator.FLOAT_NOT_EQUAL)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "-0"),
        (3.0, "3"),
        (2.75, "2.75"),
        (0.1, "0.1"),
        (-12.5, "-12.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e16, "10000000000000000"),
        (1e22, "10000000000000000000000"),
        (1e23, "100000000000000000000000"),
        (1.5e-7, "0.00000015"),
        (INF, "inf"),
        (-INF, "-inf"),
        (NAN, "NaN"),
        (-NAN, "NaN"),
    ],
)
def test_text_of_a_float(number: float, text: str) -> None:
    assert float_to_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_text_reads_back_and_has_no_exponent(number: float) -> None:
    text = float_to_text(number)
    assert same(float(text), number)
    assert set(text) <= set("-.0123456789")
    assert not text.endswith((".", ".0"))


@given(st.floats())
def test_conversion_to_int_truncates_or_panics(number: float) -> None:
    if math.isfinite(number) and -(2**63) <= math.trunc(number) < 2**63:
        assert float_to_int(number) == math.trunc(number)
    else:
        with pytest.raises(OperationError, match="conversion out of range"):
            float_to_int(number)


def test_conversion_to_int_at_the_edges() -> None:
    assert float_to_int(-9.2233720368547758e18) == -(2**63)
    with pytest.raises(OperationError):
        float_to_int(9.2233720368547758e18)
