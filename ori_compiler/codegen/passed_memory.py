"""Where the arguments of a call in tail position lie that travel in memory, since the caller's frame is gone by then.

One area of static memory serves all such calls of a module: a function that may be called so copies what it gets there
before it does anything else.
"""

from collections.abc import Callable
from typing import Final

from ori_compiler.codegen.ir_builder import IrBuilder, TypeId, ValueId
from ori_compiler.codegen.layout import round_up

_AREA: Final = "tail_arguments"
_ALIGNMENT: Final = 16

Memory = Callable[[TypeId, int, int], ValueId]
"""Gives memory for a value, of which it is told type, size and alignment."""


class PassedMemory:
    """The area of one module: as large as the call needs that passes the most."""

    __slots__ = ("_builder", "_size")

    def __init__(self, builder: IrBuilder) -> None:
        self._builder = builder
        self._size = 0

    def of_one_call(self) -> Memory:
        """Memory for the arguments of a call, from the beginning of the area on."""
        end = 0

        def memory(_: TypeId, size: int, alignment: int) -> ValueId:
            nonlocal end
            start = round_up(end, alignment)
            end = start + size
            self._size = max(self._size, end)
            return self._builder.const_offset(self._builder.global_address(_AREA), start)

        return memory

    def define(self) -> None:
        """Defines the area, if any call uses it."""
        if self._size:
            self._builder.define_memory(_AREA, self._size, _ALIGNMENT)
