"""What the intrinsics yield, on values and at the borders of their ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.canon.ir import PANIC_PARTS, PLACES, Intrinsic
from ori_compiler.eval.intrinsics import intrinsics
from ori_compiler.eval.panic import OperationError
from ori_compiler.eval.value import Byte, Char

PERFORM = intrinsics(lambda text: None)


OF_THE_MACHINE = {Intrinsic.CATCH, Intrinsic.DEBUG_PRINT, *PLACES, *PANIC_PARTS}
"""What calls functions, knows its place, or the panic that is handled."""


def test_every_intrinsic_is_provided() -> None:
    assert set(PERFORM) | OF_THE_MACHINE == set(Intrinsic)


@pytest.mark.parametrize(
    ("intrinsic", "arguments", "expected"),
    [
        (Intrinsic.STR_CONCAT, ("na", "ïve"), "naïve"),
        (Intrinsic.STR_EQUAL, ("a", "a"), True),
        (Intrinsic.STR_EQUAL, ("a", "A"), False),
        (Intrinsic.STR_LENGTH, ("",), 0),
        (Intrinsic.STR_LENGTH, ("naïve",), 6),
        (Intrinsic.STR_LENGTH, ("😀",), 4),
        (Intrinsic.INT_TO_STR, (-17,), "-17"),
        (Intrinsic.STR_APPEND_INT, ("a", -17), "a-17"),
        (Intrinsic.BOOL_TO_STR, (True,), "true"),
        (Intrinsic.BOOL_TO_STR, (False,), "false"),
        (Intrinsic.BYTE_TO_STR, (Byte(200),), "200"),
        (Intrinsic.CHAR_TO_STR, (Char(0xE9),), "é"),
        (Intrinsic.STR_DEBUG, ("",), '""'),
        (Intrinsic.STR_DEBUG, ("\n\t\r\\\0\"'é",), r'"\n\t\r\\\0\"' + "'é\""),
        (Intrinsic.CHAR_DEBUG, (Char(ord("'")),), r"'\''"),
        (Intrinsic.CHAR_DEBUG, (Char(ord('"')),), "'\"'"),
        (Intrinsic.CHAR_DEBUG, (Char(0),), r"'\0'"),
        (Intrinsic.INT_TO_FLOAT, (2**53 + 1,), 2.0**53),
        (Intrinsic.BOOL_TO_INT, (True,), 1),
        (Intrinsic.BYTE_TO_INT, (Byte(255),), 255),
        (Intrinsic.CHAR_TO_INT, (Char(0x1F600),), 0x1F600),
        (Intrinsic.INT_TO_BYTE, (-1,), Byte(255)),
        (Intrinsic.INT_TO_BYTE, (256,), Byte(0)),
        (Intrinsic.INT_TO_BYTE_CHECKED, (255,), Byte(255)),
        (Intrinsic.INT_TO_CHAR_CHECKED, (0x10FFFF,), Char(0x10FFFF)),
        (Intrinsic.BYTE_TO_CHAR, (Byte(65),), Char(65)),
    ],
)
def test_result(intrinsic: Intrinsic, arguments: tuple, expected: object) -> None:
    result = PERFORM[intrinsic](*arguments)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("intrinsic", "argument"),
    [
        (Intrinsic.INT_TO_BYTE_CHECKED, -1),
        (Intrinsic.INT_TO_BYTE_CHECKED, 256),
        (Intrinsic.INT_TO_CHAR_CHECKED, -1),
        (Intrinsic.INT_TO_CHAR_CHECKED, 0xD800),
        (Intrinsic.INT_TO_CHAR_CHECKED, 0xDFFF),
        (Intrinsic.INT_TO_CHAR_CHECKED, 0x110000),
    ],
)
def test_conversion_out_of_range_panics(intrinsic: Intrinsic, argument: int) -> None:
    with pytest.raises(OperationError, match="conversion out of range"):
        PERFORM[intrinsic](argument)


@given(st.text(), st.text())
def test_strings_compare_as_their_bytes_do(left: str, right: str) -> None:
    first, second = left.encode(), right.encode()
    assert PERFORM[Intrinsic.STR_COMPARE](left, right) == (first > second) - (first < second)
