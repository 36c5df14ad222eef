"""What all syntax nodes share, and the values of literals."""

from enum import Enum

import msgspec

from ori_compiler.source.span import Span


class Syntax(msgspec.Struct, frozen=True, gc=False):
    """What every node has: the source it was written as.

    No node holds one around it, so that Python's cyclic garbage collector need not look at them.
    """

    span: Span


class Name(Syntax, frozen=True):
    """A name where it is declared or mentioned, without its sigil."""

    text: str


class Missing(Syntax, frozen=True):
    """Nothing usable; an error was reported here."""


class CharValue(msgspec.Struct, frozen=True):
    """The value of a character literal."""

    code_point: int


class ByteValue(msgspec.Struct, frozen=True):
    """The value of a byte literal."""

    value: int


class QuantityUnit(Enum):
    """What a quantity counts."""

    NANOSECONDS = "ns"
    BYTES = "b"


class QuantityValue(msgspec.Struct, frozen=True):
    """The value of a duration or size literal, in its base unit."""

    amount: int
    unit: QuantityUnit


LiteralValue = int | float | bool | str | CharValue | ByteValue
"""The values of literals whose types are supported."""
