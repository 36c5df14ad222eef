"""Operands: each is its spelling and its type."""

from typing import NamedTuple

from ori_compiler.codegen.ir_builder.ids import ForeignIdError, TypeId, ValueId
from ori_compiler.codegen.ir_builder.types import TypeArena


class Value(NamedTuple):
    """An operand. `typed` is its type and its spelling.

    `function` counts the function it is local to; constants and globals have 0.
    """

    spelling: str
    type: TypeId
    function: int
    typed: str


class ValueArena:
    """The operands of one module."""

    __slots__ = ("_base", "_constants", "_types", "_values")

    def __init__(self, base: int, types: TypeArena) -> None:
        self._base = base
        self._types = types
        self._values: list[Value] = []
        self._constants: dict[tuple[str, TypeId], ValueId] = {}

    def local(self, spelling: str, ir_type: TypeId, function: int) -> ValueId:
        """A new operand of one function."""
        values = self._values
        values.append(Value(spelling, ir_type, function, f"{self._types.spelling(ir_type)} {spelling}"))
        return ValueId(self._base + len(values) - 1)

    def constant(self, spelling: str, ir_type: TypeId) -> ValueId:
        """A constant or the address of a global; equal ones share an id."""
        key = (spelling, ir_type)
        found = self._constants.get(key)
        if found is None:
            found = self._constants[key] = self.local(spelling, ir_type, 0)
        return found

    def get(self, value: ValueId) -> Value:
        """What an operand is; raises `ForeignIdError` for another builder's."""
        try:
            return self._values[value - self._base]
        except IndexError:
            raise ForeignIdError(value, "value") from None
