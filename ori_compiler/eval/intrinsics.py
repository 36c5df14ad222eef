"""What each intrinsic of the canonical IR does."""

import math
import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NoReturn

from ori_compiler.canon.ir import Intrinsic
from ori_compiler.eval import floats, integers
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.panic import CONVERSION_OUT_OF_RANGE, OperationError
from ori_compiler.eval.system import System
from ori_compiler.eval.text import float_in_scientific_notation, float_to_text, quoted
from ori_compiler.eval.value import UNIT, Byte, Char, Value
from ori_compiler.source.text_bytes import bytes_of

_LAST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


def _panic(message: str) -> NoReturn:
    raise OperationError(message)


def _compare(left: str, right: str) -> int:
    # UTF-8 was made so that its bytes sort as code points do, which is how Python sorts.
    return (left > right) - (left < right)


def _float_to_int(number: float) -> int:
    if math.isfinite(number):
        truncated = math.trunc(number)
        if integers.INT_MIN <= truncated <= integers.INT_MAX:
            return truncated
    raise OperationError(CONVERSION_OUT_OF_RANGE)


def _int_to_byte_checked(number: int) -> Byte:
    if 0 <= number <= 0xFF:
        return Byte(number)
    raise OperationError(CONVERSION_OUT_OF_RANGE)


def _int_to_char_checked(number: int) -> Char:
    if 0 <= number <= _LAST_CODE_POINT and number not in _SURROGATES:
        return Char(number)
    raise OperationError(CONVERSION_OUT_OF_RANGE)


@lru_cache(maxsize=16)
def _utf8(text: str) -> bytes:
    """The bytes of a text; programs look at one text byte after byte."""
    return bytes_of(text)


def _str_hash(text: str) -> int:
    result = 0xCBF29CE484222325
    for byte in _utf8(text):
        result = (result ^ byte) * 0x100000001B3 % 2**64
    return result - 2**64 if result >= 2**63 else result


def intrinsics(write: Callable[[str], None], words: Sequence[str] = ()) -> dict[Intrinsic, Callable[..., Value]]:
    """The intrinsics of a run whose standard output goes to `write`, and that was called with these words."""

    def print_line(text: str) -> Value:
        write(text + "\n")
        return UNIT

    return {Intrinsic.PRINT: print_line, **System(write, words).intrinsics(), **_PURE}


def _fill(cell: ListValue, value: Value) -> Value:
    cell.fill(value)
    return UNIT


_PURE: Final[dict[Intrinsic, Callable[..., Value]]] = {
    # Nothing is left to raise: `EndScope` and `Assign` do it, which this stands for below canonical IR.
    Intrinsic.RAISE_DROP_PANIC: lambda: UNIT,
    Intrinsic.PANIC: _panic,
    Intrinsic.STR_CONCAT: lambda left, right: left + right,
    Intrinsic.STR_APPEND_INT: lambda text, number: text + str(number),
    Intrinsic.STR_EQUAL: lambda left, right: left == right,
    Intrinsic.STR_COMPARE: _compare,
    Intrinsic.STR_LENGTH: lambda text: len(_utf8(text)),
    Intrinsic.INT_TO_STR: str,
    Intrinsic.FLOAT_TO_STR: float_to_text,
    Intrinsic.BOOL_TO_STR: lambda truth: "true" if truth else "false",
    Intrinsic.BYTE_TO_STR: lambda byte: str(byte.value),
    Intrinsic.CHAR_TO_STR: lambda char: chr(char.code_point),
    Intrinsic.STR_DEBUG: lambda text: quoted(text, '"'),
    Intrinsic.CHAR_DEBUG: lambda char: quoted(chr(char.code_point), "'"),
    Intrinsic.INT_TO_FLOAT: float,
    Intrinsic.FLOAT_TO_INT: _float_to_int,
    Intrinsic.BOOL_TO_INT: int,
    Intrinsic.BYTE_TO_INT: lambda byte: byte.value,
    Intrinsic.CHAR_TO_INT: lambda char: char.code_point,
    Intrinsic.INT_TO_BYTE: lambda number: Byte(number & 0xFF),
    Intrinsic.INT_TO_BYTE_CHECKED: _int_to_byte_checked,
    Intrinsic.INT_TO_CHAR_CHECKED: _int_to_char_checked,
    Intrinsic.BYTE_TO_CHAR: lambda byte: Char(byte.value),
    Intrinsic.STR_HASH: _str_hash,
    Intrinsic.STR_BYTE: lambda text, offset: Byte(_utf8(text)[offset]),
    Intrinsic.STR_FIND: lambda text, part, start: _utf8(text).find(part.encode(), start),
    Intrinsic.STR_TO_BYTES: lambda text: ListValue([Byte(byte) for byte in _utf8(text)]),
    Intrinsic.STR_AS_BYTES: lambda text: ListValue([Byte(byte) for byte in _utf8(text)]),
    Intrinsic.STR_FROM_BYTES: lambda list_: bytes(byte.value for byte in list_).decode(),
    Intrinsic.STR_SLICE: lambda text, start, end: _utf8(text)[start:end].decode(),
    Intrinsic.FLOAT_FIXED: lambda number, decimals: f"{number:.{decimals}f}",
    Intrinsic.FLOAT_SCIENTIFIC: float_in_scientific_notation,
    Intrinsic.FLOAT_BITS: lambda number: struct.unpack("<q", struct.pack("<d", number))[0],
    Intrinsic.STR_TO_FLOAT: float,
    Intrinsic.FLOAT_SQRT: floats.root,
    Intrinsic.FLOAT_CBRT: math.cbrt,
    Intrinsic.FLOAT_EXP: floats.exponential,
    Intrinsic.FLOAT_LN: floats.logarithm(math.log),
    Intrinsic.FLOAT_LOG2: floats.logarithm(math.log2),
    Intrinsic.FLOAT_LOG10: floats.logarithm(math.log10),
    Intrinsic.FLOAT_SIN: floats.defined(math.sin),
    Intrinsic.FLOAT_COS: floats.defined(math.cos),
    Intrinsic.FLOAT_TAN: floats.defined(math.tan),
    Intrinsic.FLOAT_ASIN: floats.defined(math.asin),
    Intrinsic.FLOAT_ACOS: floats.defined(math.acos),
    Intrinsic.FLOAT_ATAN: math.atan,
    Intrinsic.FLOAT_ATAN2: math.atan2,
    Intrinsic.LIST_LENGTH: lambda list_: list_.length,
    Intrinsic.CELL_TAKE: ListValue.taken_out,
    Intrinsic.CELL_PUT: _fill,
    Intrinsic.SEEN_AS: lambda function: function,
    Intrinsic.LIST_GET: ListValue.get,
    Intrinsic.LIST_SET: ListValue.replaced,
    Intrinsic.LIST_PUSH: ListValue.pushed,
    Intrinsic.LIST_TRUNCATE: ListValue.truncated,
    Intrinsic.LIST_SLICE: ListValue.sliced,
    Intrinsic.LIST_RESERVE: lambda list_, capacity: list_,
}
