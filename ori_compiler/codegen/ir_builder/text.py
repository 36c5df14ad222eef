"""The lexical part of LLVM IR: how names, strings and numbers are spelled.

Source: LLVM Language Reference Manual, "Identifiers" and "Simple Constants".
"""

import math
import re
import struct
from functools import lru_cache

_PLAIN_NAME = re.compile(r"[-a-zA-Z$._][-a-zA-Z$._0-9]*")
_PRINTABLE = frozenset(range(0x20, 0x7F)) - {ord('"'), ord("\\")}


@lru_cache(maxsize=4096)
def name(text: str) -> str:
    """A name as it stands after `%` or `@`: in quotes if it needs them."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    return f'"{escape(text.encode("utf-8"))}"'


def escape(data: bytes) -> str:
    """Bytes as they stand between the quotes of a string constant."""
    return "".join(chr(byte) if byte in _PRINTABLE else f"\\{byte:02X}" for byte in data)


def double(value: float) -> str:
    """A double constant: the shortest decimal that reads back, or the bits of what is not finite."""
    if not math.isfinite(value):
        return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
    digits, exponent, power = repr(value).partition("e")
    return f"{digits}{exponent}{power}" if "." in digits else f"{digits}.0{exponent}{power}"
