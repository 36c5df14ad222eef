"""Constants and global data."""

from collections.abc import Sequence

from ori_compiler.codegen.ir_builder import text
from ori_compiler.codegen.ir_builder.core import Core
from ori_compiler.codegen.ir_builder.ids import TypeId, ValueId


class Constants(Core):
    """Operands that are known now."""

    def const_int(self, ir_type: TypeId, value: int) -> ValueId:
        """An integer constant, not a bool."""
        return self.values.constant(str(value), ir_type)

    def const_i64(self, value: int) -> ValueId:
        """A 64-bit integer constant."""
        return self.values.constant(str(value), self.types.i64)

    def const_bool(self, value: bool) -> ValueId:
        """`true` or `false`."""
        return self.values.constant("true" if value else "false", self.types.i1)

    def const_double(self, value: float) -> ValueId:
        """A floating-point constant, bit for bit."""
        return self.values.constant(text.double(value), self.types.double)

    def const_null(self) -> ValueId:
        """The null pointer."""
        return self.values.constant("null", self.types.ptr)

    def const_word_as_pointer(self, word: int) -> ValueId:
        """A pointer whose 64 bits are no address but data."""
        return self.values.constant(f"inttoptr (i64 {word} to ptr)", self.types.ptr) if word else self.const_null()

    def const_zero(self, ir_type: TypeId) -> ValueId:
        """All bits zero, of any type."""
        return self.values.constant("zeroinitializer", ir_type)

    def const_struct(self, ir_type: TypeId, parts: Sequence[ValueId]) -> ValueId:
        """A struct of constants."""
        constant = self.values.constant(f"{{ {', '.join(map(self._typed, parts))} }}", ir_type)
        self._constant_parts[constant] = tuple(parts)
        return constant

    def const_bytes(self, data: bytes) -> ValueId:
        """An array of bytes."""
        return self.values.constant(f'c"{text.escape(data)}"', self.types.array(len(data), self.types.i8))

    def const_offset(self, pointer: ValueId, offset: int) -> ValueId:
        """The address so many bytes after a constant one."""
        spelling = f"getelementptr inbounds (i8, {self._typed(pointer)}, i64 {offset})"
        return self.values.constant(spelling, self.types.ptr)

    def private_constant(self, name: str, value: ValueId, alignment: int) -> ValueId:
        """The address of read-only data that only this module sees; the caller sees to a fresh name."""
        symbol = f"@{text.name(name)}"
        self._globals.append(f"{symbol} = private unnamed_addr constant {self._typed(value)}, align {alignment}")
        return self.values.constant(symbol, self.types.ptr)

    def global_address(self, name: str) -> ValueId:
        """The address of a global by its name; somebody has to define it."""
        return self.values.constant(f"@{text.name(name)}", self.types.ptr)

    def define_memory(self, name: str, size: int, alignment: int) -> None:
        """Memory that only this module sees, all zeros at first."""
        self._globals.append(f"@{text.name(name)} = internal global [{size} x i8] zeroinitializer, align {alignment}")
