"""The values of a running program.

`int`, `float`, `bool` and `str` are Python's own; `void` is the empty tuple. The other types have classes of their
own, so that a `byte` is never mistaken for an `int`, nor a `char` for a `str`. All values are immutable, lists to
all appearances: a copy is the same object, and nothing can tell.
"""

from typing import Final

import msgspec

from ori_compiler.eval.droppable import DroppableValue
from ori_compiler.eval.lists import ListValue
from ori_compiler.types.functions import FunctionId


class Byte(msgspec.Struct, frozen=True, order=True):
    """A `byte`: 0 to 255."""

    value: int


class Char(msgspec.Struct, frozen=True, order=True):
    """A `char`: a Unicode scalar value."""

    code_point: int


class StructValue(msgspec.Struct, frozen=True):
    """A value of a struct type; `fields` are in declaration order."""

    fields: tuple["Value", ...]


class SumValue(msgspec.Struct, frozen=True):
    """A value of a sum type: which variant, by declaration index, and its payload."""

    variant: int
    fields: tuple["Value", ...]


class ObjectValue(msgspec.Struct, frozen=True, eq=False):
    """A closure or trait object: a value behind the functions of its methods."""

    value: "Value"
    methods: tuple[FunctionId, ...]


Value = (
    int
    | float
    | bool
    | str
    | Byte
    | Char
    | StructValue
    | SumValue
    | ListValue
    | ObjectValue
    | DroppableValue
    | tuple[()]
)

UNIT: Final[tuple[()]] = ()
"""The one value of type `void`."""
