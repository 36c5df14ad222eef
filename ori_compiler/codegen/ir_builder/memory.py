"""Memory and aggregates."""

from collections.abc import Sequence

from ori_compiler.codegen.ir_builder.core import Core, IrError
from ori_compiler.codegen.ir_builder.ids import TypeId, ValueId
from ori_compiler.codegen.ir_builder.types import TypeKind


class Memory(Core):
    """Slots, loads, stores, addresses, and the parts of aggregates."""

    def entry_slot(self, ir_type: TypeId, name: str, alignment: int) -> ValueId:
        """Memory that lives as long as the call; made in the entry block wherever the builder stands."""
        body = self._open_body()
        operand = self._local(name)
        body.allocas.append(f"  {operand} = alloca {self.types.spelling(ir_type)}, align {alignment}")
        return self.values.local(operand, self.types.ptr, self._bodies)

    def load(self, ir_type: TypeId, pointer: ValueId, name: str = "", *, dereferenceable: int | None = None) -> ValueId:
        """Reads a value; from the address that it is, so many bytes, aligned to 8, may be read at any time."""
        self._require(pointer, self.types.ptr, "load")
        line = f"load {self.types.spelling(ir_type)}, {self._typed(pointer)}"
        if dereferenceable is not None:
            line += f", !nonnull !{{}}, !dereferenceable !{{i64 {dereferenceable}}}, !align !{{i64 8}}"
        return self._result(name or "load", ir_type, line)

    def load_in_parts(self, ir_type: TypeId, pointer: ValueId, name: str = "") -> ValueId:
        """Reads a value; of a struct or array each number and pointer by itself.

        The optimiser looks through parts that are put together, but not through a struct that is read as a whole.
        """
        if self.types.get(ir_type).kind not in (TypeKind.STRUCT, TypeKind.ARRAY):
            return self.load(ir_type, pointer, name)
        parts = [
            self.load_in_parts(self.types.element(ir_type, index), self.field_address(ir_type, pointer, index), name)
            for index in range(self.types.length(ir_type))
        ]
        return self.aggregate(ir_type, parts, name)

    def load_count(self, pointer: ValueId, name: str) -> ValueId:
        """Reads an `i64` that is never negative."""
        self._require(pointer, self.types.ptr, "load")
        return self._result(
            name, self.types.i64, f"load i64, {self._typed(pointer)}, !range !{{i64 0, i64 {2**63 - 1}}}"
        )

    def store(self, value: ValueId, pointer: ValueId) -> None:
        """Writes a value."""
        self._require(pointer, self.types.ptr, "store")
        self._emit(f"  store {self._typed(value)}, {self._typed(pointer)}")

    def field_address(self, struct: TypeId, pointer: ValueId, index: int, name: str = "") -> ValueId:
        """The address of one field of the struct that `pointer` points to."""
        self._require(pointer, self.types.ptr, "getelementptr")
        self.types.element(struct, index)
        line = f"getelementptr inbounds {self.types.spelling(struct)}, {self._typed(pointer)}, i32 0, i32 {index}"
        return self._result(name or "field", self.types.ptr, line)

    def byte_address(self, pointer: ValueId, offset: int, name: str = "") -> ValueId:
        """The address so many bytes further on."""
        self._require(pointer, self.types.ptr, "getelementptr")
        if offset == 0:
            return pointer
        line = f"getelementptr inbounds i8, {self._typed(pointer)}, i64 {offset}"
        return self._result(name or "address", self.types.ptr, line)

    def element_address(self, ir_type: TypeId, pointer: ValueId, index: ValueId, name: str = "") -> ValueId:
        """The address of one of the values of a type that follow each other from `pointer` on."""
        self._require(pointer, self.types.ptr, "getelementptr")
        self._require(index, self.types.i64, "getelementptr")
        line = f"getelementptr inbounds {self.types.spelling(ir_type)}, {self._typed(pointer)}, {self._typed(index)}"
        return self._result(name or "element", self.types.ptr, line)

    def insert(self, aggregate: ValueId, value: ValueId, index: int, name: str = "") -> ValueId:
        """The aggregate with one part replaced."""
        self._require(value, self.types.element(self.type_of(aggregate), index), "insertvalue")
        line = f"insertvalue {self._typed(aggregate)}, {self._typed(value)}, {index}"
        return self._result(name or "insert", self.type_of(aggregate), line)

    def extract(self, aggregate: ValueId, index: int, name: str = "") -> ValueId:
        """One part of an aggregate; no more code if that was put together, or this block has extracted the part."""
        parts = self._constant_parts.get(aggregate) or self._known_parts.get(aggregate)
        if parts:
            return parts[index]
        known = self._current().extracted
        found = known.get((aggregate, index))
        if found is None:
            part = self.types.element(self.type_of(aggregate), index)
            found = self._result(name or "extract", part, f"extractvalue {self._typed(aggregate)}, {index}")
            known[aggregate, index] = found
        return found

    def aggregate(self, ir_type: TypeId, parts: Sequence[ValueId], name: str = "") -> ValueId:
        """An aggregate of these parts, which fill it whole; only the finished one gets the name."""
        if self._checks and self.types.length(ir_type) != len(parts):
            raise IrError(f"{self.types.spelling(ir_type)} does not have {len(parts)} parts")
        current = self.values.constant("poison", ir_type)
        for index, part in enumerate(parts):
            is_last = index == len(parts) - 1
            current = self.insert(current, part, index, name if is_last else f"{name or 'whole'}.partial")
        self._known_parts[current] = tuple(parts)
        return current
