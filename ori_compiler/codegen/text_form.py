"""The two words of a `str`, which `runtime_c/ori_runtime.h` describes.

A long text is the address of its bytes, behind the header of a counted object, and their number. A text of up to
`INLINE_CAPACITY` bytes is in the words themselves: the bytes, then zeros, and in the last byte `INLINE_FLAG` and the
number of bytes, which makes the second word negative.

    "héllo"     68 C3 A9 6C 6C 6F 00 00   00 00 00 00 00 00 00 86
"""

import struct
from typing import Final

INLINE_CAPACITY: Final = 15
"""The most bytes that stand in the words; so many always do."""

INLINE_FLAG: Final = 0x80
"""What is added to the number of bytes in the last byte."""

INLINE_LENGTH_SHIFT: Final = 56
"""Where in the second word that byte is."""

_WORDS: Final = struct.Struct("<Qq")


def inline_words(content: bytes) -> tuple[int, int] | None:
    """The words of a text, the first one unsigned; none if it is a long one."""
    if len(content) > INLINE_CAPACITY:
        return None
    data, length = _WORDS.unpack(content.ljust(INLINE_CAPACITY, b"\0") + bytes([INLINE_FLAG + len(content)]))
    return data, length


def is_inline(length: int) -> bool:
    """Whether the words with this second one hold the text."""
    return length < 0


def inline_content(data: int, length: int) -> bytes:
    """The bytes of a text that is in its words."""
    size = length >> INLINE_LENGTH_SHIFT & INLINE_CAPACITY
    return _WORDS.pack(data, length)[:size]
