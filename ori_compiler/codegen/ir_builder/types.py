"""LLVM types, interned: equal types have equal ids."""

from collections.abc import Sequence
from enum import Enum

import msgspec

from ori_compiler.codegen.ir_builder import text
from ori_compiler.codegen.ir_builder.ids import ForeignIdError, TypeId, look_up


class TypeKind(Enum):
    """The constructor of an LLVM type."""

    VOID = "void"
    INTEGER = "integer"
    FLOAT = "float"
    POINTER = "pointer"
    STRUCT = "struct"
    ARRAY = "array"
    VECTOR = "vector"


class IrType(msgspec.Struct, frozen=True):
    """A type: its spelling, and what it is made of. `length` counts bits, elements of an array or vector."""

    spelling: str
    kind: TypeKind
    parts: tuple[TypeId, ...] = ()
    length: int = 0


class TypeArena:
    """The types of one module."""

    __slots__ = (
        "_base",
        "_definitions",
        "_ids",
        "_spellings",
        "_types",
        "double",
        "float",
        "i1",
        "i8",
        "i32",
        "i64",
        "ptr",
        "void",
    )

    def __init__(self, base: int) -> None:
        self._base = base
        self._types: list[IrType] = []
        self._spellings: list[str] = []
        self._ids: dict[str, TypeId] = {}
        self._definitions: list[str] = []
        self.void = self._intern(IrType("void", TypeKind.VOID))
        self.i1 = self.integer(1)
        self.i8 = self.integer(8)
        self.i32 = self.integer(32)
        self.i64 = self.integer(64)
        self.float = self._intern(IrType("float", TypeKind.FLOAT, length=32))
        self.double = self._intern(IrType("double", TypeKind.FLOAT, length=64))
        self.ptr = self._intern(IrType("ptr", TypeKind.POINTER))

    def _intern(self, ir_type: IrType) -> TypeId:
        found = self._ids.get(ir_type.spelling)
        if found is None:
            found = TypeId(self._base + len(self._types))
            self._types.append(ir_type)
            self._spellings.append(ir_type.spelling)
            self._ids[ir_type.spelling] = found
        return found

    def integer(self, bits: int) -> TypeId:
        """An integer of any width."""
        return self._intern(IrType(f"i{bits}", TypeKind.INTEGER, length=bits))

    def struct(self, fields: Sequence[TypeId]) -> TypeId:
        """A struct without a name, naturally aligned."""
        inside = ", ".join(self.spelling(field) for field in fields)
        return self._intern(IrType(f"{{ {inside} }}" if fields else "{}", TypeKind.STRUCT, tuple(fields)))

    def named_struct(self, name: str, fields: Sequence[TypeId]) -> TypeId:
        """A struct with a definition of its own; every call makes a new type, under a name not yet taken."""
        spelling = "%" + text.name(name)
        taken = 0
        while spelling in self._ids:
            taken += 1
            spelling = "%" + text.name(f"{name}.{taken}")
        inside = ", ".join(self.spelling(field) for field in fields)
        self._definitions.append(f"{spelling} = type {{ {inside} }}" if fields else f"{spelling} = type {{}}")
        return self._intern(IrType(spelling, TypeKind.STRUCT, tuple(fields)))

    def array(self, length: int, element: TypeId) -> TypeId:
        """So many elements in a row."""
        spelling = f"[{length} x {self.spelling(element)}]"
        return self._intern(IrType(spelling, TypeKind.ARRAY, (element,), length))

    def vector(self, length: int, element: TypeId) -> TypeId:
        """A SIMD vector."""
        spelling = f"<{length} x {self.spelling(element)}>"
        return self._intern(IrType(spelling, TypeKind.VECTOR, (element,), length))

    def get(self, ir_type: TypeId) -> IrType:
        """What a type is; raises `ForeignIdError` for another builder's."""
        return look_up(self._types, self._base, ir_type, "type")

    def spelling(self, ir_type: TypeId) -> str:
        """A type as it stands in IR text."""
        try:
            return self._spellings[ir_type - self._base]
        except IndexError:
            raise ForeignIdError(ir_type, "type") from None

    def element(self, aggregate: TypeId, index: int) -> TypeId:
        """The type of one field or element; raises `IndexError` if there is none such."""
        ir_type = self.get(aggregate)
        if ir_type.kind is TypeKind.ARRAY and 0 <= index < ir_type.length:
            return ir_type.parts[0]
        if ir_type.kind is TypeKind.STRUCT and 0 <= index < len(ir_type.parts):
            return ir_type.parts[index]
        raise IndexError(f"{ir_type.spelling} has no element {index}")

    def length(self, aggregate: TypeId) -> int:
        """How many parts an aggregate has."""
        ir_type = self.get(aggregate)
        return ir_type.length if ir_type.kind is TypeKind.ARRAY else len(ir_type.parts)

    @property
    def definitions(self) -> Sequence[str]:
        """The definitions of the named structs, in the order they were made."""
        return self._definitions
