"""Ids into an `IrBuilder`'s arenas.

An id is the builder's number in the high bits and an index in the low ones, so that looking an id up in another
builder's arena fails instead of finding something else.
"""

from collections.abc import Sequence
from typing import Final, NewType, TypeVar

ValueId = NewType("ValueId", int)
"""An operand: a constant, a parameter, an instruction's result."""

TypeId = NewType("TypeId", int)
"""An LLVM type."""

BlockId = NewType("BlockId", int)
"""A basic block of a function that is being built."""

FunctionId = NewType("FunctionId", int)
"""A function that is declared or defined in the module."""

INDEX_BITS: Final = 32

_T = TypeVar("_T")


class ForeignIdError(Exception):
    """An id was given to a builder that did not make it."""

    def __init__(self, identifier: int, what: str) -> None:
        super().__init__(f"{what} {identifier & ((1 << INDEX_BITS) - 1)} belongs to another builder")


def look_up(arena: Sequence[_T], base: int, identifier: int, what: str) -> _T:
    """The arena's entry for an id; raises `ForeignIdError` if the id is not of this arena.

    The numbers of two builders are further apart than any arena is long, so that a foreign id misses the list
    on either side, also where Python counts from its end.
    """
    try:
        return arena[identifier - base]
    except IndexError:
        raise ForeignIdError(identifier, what) from None
