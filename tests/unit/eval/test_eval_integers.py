"""Integer operators agree with exact arithmetic wherever it fits 64 bits, and panic where it does not."""

from fractions import Fraction
from math import floor, trunc

import pytest
from canon_building import F, binary, function, integer, run
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.canon.ir import BinaryOperator, Unary, UnaryOperator
from ori_compiler.eval.interpreter import Completed, Panicked
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.types.pool import INT

MIN, MAX = -(2**63), 2**63 - 1
AT = Span(3, 9)

INTS = st.one_of(
    st.integers(MIN, MAX),
    st.integers(-20, 70),
    st.sampled_from([MIN, MIN + 1, -1, 0, 1, MAX - 1, MAX, 2**31, 2**32, -(2**31)]),
)


def computed(operator: BinaryOperator, left: int, right: int) -> int | str:
    """The value of the operation, or the message it panics with."""
    outcome = run(function(binary(operator, integer(left), integer(right), AT)))
    if isinstance(outcome, Completed):
        return outcome.value
    assert outcome == Panicked(outcome.message, ItemSpan(F, AT), F)
    return outcome.message


def fitting(exact: int, message: str = "integer overflow") -> int | str:
    return exact if MIN <= exact <= MAX else message


@given(INTS, INTS)
def test_sums_differences_and_products_are_exact_or_overflow(left: int, right: int) -> None:
    assert computed(BinaryOperator.INT_ADD, left, right) == fitting(left + right)
    assert computed(BinaryOperator.INT_SUBTRACT, left, right) == fitting(left - right)
    assert computed(BinaryOperator.INT_MULTIPLY, left, right) == fitting(left * right)


@given(INTS, INTS.filter(bool))
def test_quotients_are_the_rounded_fraction(left: int, right: int) -> None:
    fraction = Fraction(left, right)
    assert computed(BinaryOperator.INT_DIVIDE, left, right) == fitting(trunc(fraction))
    assert computed(BinaryOperator.INT_FLOOR_DIVIDE, left, right) == fitting(floor(fraction))


@given(INTS, INTS.filter(bool))
def test_remainder_is_what_division_leaves(left: int, right: int) -> None:
    if (left, right) == (MIN, -1):
        assert computed(BinaryOperator.INT_REMAINDER, left, right) == "integer overflow"
        return
    remainder = computed(BinaryOperator.INT_REMAINDER, left, right)
    assert isinstance(remainder, int)
    assert trunc(Fraction(left, right)) * right + remainder == left
    assert abs(remainder) < abs(right)
    assert remainder == 0 or (remainder < 0) == (left < 0)


@given(INTS)
def test_zero_divisor_panics(left: int) -> None:
    assert computed(BinaryOperator.INT_DIVIDE, left, 0) == "division by zero"
    assert computed(BinaryOperator.INT_FLOOR_DIVIDE, left, 0) == "division by zero"
    assert computed(BinaryOperator.INT_REMAINDER, left, 0) == "modulo by zero"


@given(INTS, st.integers(0, 100))
def test_powers_are_exact_or_overflow(base: int, exponent: int) -> None:
    assert computed(BinaryOperator.INT_POWER, base, exponent) == fitting(base**exponent)


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (0, 0, 1),
        (-2, 63, MIN),
        (2, 63, "integer overflow"),
        (1, MAX, 1),
        (-1, MAX, -1),
        (0, MAX, 0),
        (2, MAX, "integer overflow"),
        (2, -1, "negative exponent on integer"),
        (1, -1, "negative exponent on integer"),
    ],
)
def test_power_at_the_edges(base: int, exponent: int, expected: int | str) -> None:
    assert computed(BinaryOperator.INT_POWER, base, exponent) == expected


@given(INTS, st.integers(0, 63))
def test_shifts_multiply_and_floor_divide_by_powers_of_two(operand: int, count: int) -> None:
    assert computed(BinaryOperator.INT_SHIFT_LEFT, operand, count) == fitting(operand * 2**count, "shift overflow")
    assert computed(BinaryOperator.INT_SHIFT_RIGHT, operand, count) == floor(Fraction(operand, 2**count))


@given(INTS, INTS)
def test_shift_count_outside_the_width_panics(operand: int, count: int) -> None:
    if 0 <= count < 64:
        return
    message = "negative shift count" if count < 0 else "shift count exceeds bit width"
    assert computed(BinaryOperator.INT_SHIFT_LEFT, operand, count) == message
    assert computed(BinaryOperator.INT_SHIFT_RIGHT, operand, count) == message


def bits(number: int) -> str:
    return format(number % 2**64, "064b")


@given(INTS, INTS)
def test_bitwise_operators_work_on_each_bit_of_twos_complement(left: int, right: int) -> None:
    pairs = list(zip(bits(left), bits(right), strict=True))
    for operator, bit in [
        (BinaryOperator.INT_BIT_AND, lambda a, b: a == b == "1"),
        (BinaryOperator.INT_BIT_OR, lambda a, b: "1" in (a, b)),
        (BinaryOperator.INT_BIT_XOR, lambda a, b: a != b),
    ]:
        result = computed(operator, left, right)
        assert isinstance(result, int)
        assert bits(result) == "".join("01"[bit(a, b)] for a, b in pairs)


@given(INTS, INTS)
def test_wrapping_operations_keep_the_low_bits(left: int, right: int) -> None:
    for operator, exact in [
        (BinaryOperator.INT_WRAPPING_ADD, left + right),
        (BinaryOperator.INT_WRAPPING_SUBTRACT, left - right),
        (BinaryOperator.INT_WRAPPING_MULTIPLY, left * right),
    ]:
        result = computed(operator, left, right)
        assert isinstance(result, int)
        assert MIN <= result <= MAX
        assert (result - exact) % 2**64 == 0


@given(INTS, INTS)
def test_comparisons_are_those_of_numbers(left: int, right: int) -> None:
    assert computed(BinaryOperator.EQUAL, left, right) is (left == right)
    assert computed(BinaryOperator.NOT_EQUAL, left, right) is (left != right)
    assert computed(BinaryOperator.LESS, left, right) is (left < right)
    assert computed(BinaryOperator.LESS_OR_EQUAL, left, right) is (left <= right)
    assert computed(BinaryOperator.GREATER, left, right) is (left > right)
    assert computed(BinaryOperator.GREATER_OR_EQUAL, left, right) is (left >= right)


@given(INTS)
def test_negation_overflows_on_the_smallest_number_only(operand: int) -> None:
    outcome = run(function(Unary(INT, NO_SPAN, UnaryOperator.INT_NEGATE, integer(operand))))
    if operand == MIN:
        assert isinstance(outcome, Panicked)
        assert outcome.message == "integer overflow"
    else:
        assert outcome == Completed(-operand)


@given(INTS)
def test_bit_complement_is_one_less_than_the_negative(operand: int) -> None:
    outcome = run(function(Unary(INT, NO_SPAN, UnaryOperator.INT_BIT_NOT, integer(operand))))
    assert outcome == Completed(-operand - 1)
