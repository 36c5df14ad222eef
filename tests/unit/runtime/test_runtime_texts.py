"""What the runtime makes of numbers and characters, against Python."""

import ctypes
import locale
import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ori_compiler.backend.runtime_library import OriStr, RuntimeLibrary, load_runtime_library
from ori_compiler.codegen.runtime_registry import HEADER_SIZE, IMMORTAL_COUNT
from ori_compiler.codegen.text_form import INLINE_CAPACITY, inline_content, inline_words, is_inline
from ori_compiler.eval.text import float_in_scientific_notation

INT_MIN, INT_MAX = -(2**63), 2**63 - 1

ints = st.integers(INT_MIN, INT_MAX)
float_bits = st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0])
floats = st.one_of(
    float_bits,
    st.floats(),
    st.integers(-1080, 1030).map(lambda exponent: math.ldexp(1.0, exponent) if exponent < 1024 else math.inf),
    st.decimals(-1000, 1000, places=3).map(float),
)


def runtime() -> RuntimeLibrary:
    loaded = load_runtime_library()
    assert isinstance(loaded, RuntimeLibrary)
    return loaded


def made(name: str, *arguments: object) -> str:
    """Calls a function that makes a text."""
    out = OriStr()
    runtime().function(name)(ctypes.byref(out), *arguments)
    return runtime().take_text(out)


@contextmanager
def lent(text: str) -> Iterator[tuple[int, int]]:
    """A text as a call passes it."""
    content = text.encode()
    words = inline_words(content)
    if words is not None:
        yield words
        return
    memory = ctypes.create_string_buffer(struct.pack("<qq", len(content), IMMORTAL_COUNT) + content)
    yield ctypes.addressof(memory) + HEADER_SIZE, len(content)


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    before = runtime().live_objects()
    yield
    assert runtime().live_objects() == before


def expected_float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@given(floats)
@example(5e-324)
@example(2.2250738585072014e-308)
@example(1.7976931348623157e308)
@example(9007199254740993.0)
@example(2.0**-44)
@example(9.5e-8)
@example(999999999999999.9)
@example(-0.0)
def test_floats_are_shortest_and_read_back(value: float) -> None:
    text = made("ori_float_to_str", value)
    assert text == expected_float(value)
    assert "e" not in text.lower() or text == "-inf"
    assert math.isnan(value) or float(text) == value


@given(floats.filter(math.isfinite), st.integers(0, 1100))
@example(2.25, 1)
@example(-0.0, 0)
@example(1.7976931348623157e308, 1100)
def test_decimals_are_those_of_the_exact_value(value: float, decimals: int) -> None:
    assert made("ori_float_fixed", value, decimals) == f"{value:.{decimals}f}"
    assert made("ori_float_scientific", value, decimals) == f"{value:.{decimals}e}"


@given(floats.filter(math.isfinite))
@example(5e-324)
@example(2.0**-44)
@example(0.0)
def test_an_exponent_stands_behind_the_shortest_digits(value: float) -> None:
    text = made("ori_float_scientific", value, -1)
    assert text == float_in_scientific_notation(value, -1)
    assert float(text) == value
    digits, _, exponent = text.partition("e")
    assert exponent[0] in "+-"
    assert len(exponent) >= 3
    assert digits.endswith("0") == (value == 0.0)


def _can_set_locale(name: str) -> bool:
    previous = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_NUMERIC, previous)
    return True


COMMA_LOCALES = list(filter(_can_set_locale, ("de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR")))


@pytest.mark.skipif(not COMMA_LOCALES, reason="needs a locale whose decimal point is a comma")
def test_floats_do_not_follow_the_locale() -> None:
    previous = locale.setlocale(locale.LC_NUMERIC)
    locale.setlocale(locale.LC_NUMERIC, COMMA_LOCALES[0])
    try:
        assert made("ori_float_to_str", 0.1 + 0.2) == "0.30000000000000004"
        assert made("ori_float_to_str", 2.75) == "2.75"
    finally:
        locale.setlocale(locale.LC_NUMERIC, previous)


@given(ints)
@example(INT_MIN)
@example(INT_MAX)
@example(0)
def test_ints_are_decimal(value: int) -> None:
    assert made("ori_int_to_str", value) == str(value)


@given(st.integers(0, 255))
def test_bytes_are_decimal(value: int) -> None:
    assert made("ori_byte_to_str", value) == str(value)


@given(st.characters(exclude_categories=("Cs",)))
@example("\0")
@example("'")
@example("\U0010ffff")
def test_characters_become_themselves_or_their_quoted_form(character: str) -> None:
    assert made("ori_char_to_str", ord(character)) == character
    assert made("ori_char_debug", ord(character)) == quoted(character, "'")


@given(st.text(st.characters(exclude_categories=("Cs",))))
@example('\n\t\r\\\0"')
def test_texts_are_quoted_for_debugging(text: str) -> None:
    with lent(text) as words:
        assert made("ori_str_debug", *words) == quoted(text, '"')


def quoted(text: str, quote: str) -> str:
    escapes = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "\0": r"\0", quote: "\\" + quote}
    return quote + "".join(escapes.get(character, character) for character in text) + quote


@given(st.text(max_size=20), st.text(max_size=20))
@example("", "")
@example("a\0b", "a\0c")
def test_texts_compare_by_bytes(left: str, right: str) -> None:
    with lent(left) as first, lent(right) as second:
        order = runtime().function("ori_str_compare")(*first, *second)
        are_equal = runtime().function("ori_str_equal")(*first, *second)
    left_bytes, right_bytes = left.encode(), right.encode()
    assert (order > 0, order < 0) == (left_bytes > right_bytes, left_bytes < right_bytes)
    assert are_equal == (left == right)


@given(st.text(max_size=20).map(str.encode))
@example(b"")
@example(b"fifteen bytes..")
@example(b"sixteen bytes...")
def test_short_texts_are_in_their_words(content: bytes) -> None:
    words = inline_words(content)
    assert (words is not None) == (len(content) <= INLINE_CAPACITY)
    if words is not None:
        assert is_inline(words[1])
        assert inline_content(*words) == content


@given(st.text(max_size=20), st.text(max_size=20))
@example("", "")
@example("fifteen bytes..", "")
@example("fifteen bytes..", "!")
def test_equal_texts_have_one_form(left: str, right: str) -> None:
    out = OriStr()
    with lent(left) as first, lent(right) as second:
        runtime().function("ori_str_concat")(ctypes.byref(out), *first, *second)
        expected = inline_words((left + right).encode())
        assert expected is None or (out.data, out.length) == expected
        assert runtime().take_text(out) == left + right


def test_booleans_are_words() -> None:
    assert [made("ori_bool_to_str", value) for value in (False, True)] == ["false", "true"]


@given(ints | st.integers(-20, 20), st.integers(0, 70))
@example(-2, 63)
@example(0, 0)
def test_powers_that_fit_are_exact(base: int, exponent: int) -> None:
    exact = base**exponent
    assume(INT_MIN <= exact <= INT_MAX)
    assert runtime().function("ori_int_power")(base, exponent, None) == exact
