"""The calls of the interpreter that are under way, for the traces of panics: as many as native code remembers."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from ori_compiler.source.location import ItemSpan
from ori_compiler.types.functions import FunctionId, is_of_program

FIRST_PLACES: Final = 20
LAST_PLACES: Final = 10
"""How many places of a trace are kept from its beginning and end; see `ORI_TRACE_FIRST` in the runtime."""


class Place(msgspec.Struct, frozen=True):
    """A call: the function that it stands in, and where."""

    function: FunctionId
    at: ItemSpan


class Trace(msgspec.Struct, frozen=True):
    """The places that a panic came by, the most recent first; of many, so many are left out behind the first ones."""

    places: tuple[Place, ...] = ()
    left_out: int = 0


def trace(innermost: Iterable[Place], calls: Sequence[Place]) -> Trace:
    """The trace of a panic; what happens in the library tells the user nothing."""
    shown = [place for place in (*innermost, *reversed(calls)) if is_shown(place)]
    left_out = len(shown) - FIRST_PLACES - LAST_PLACES
    if left_out <= 0:
        return Trace(tuple(shown))
    return Trace((*shown[:FIRST_PLACES], *shown[-LAST_PLACES:]), left_out)


def is_shown(place: Place) -> bool:
    """Whether a place is in something that the user wrote."""
    return is_of_program(place.function)


def left_out_text(count: int) -> str:
    """What stands for frames that are left out."""
    return f"… {count:,} more frame{'' if count == 1 else 's'}"
