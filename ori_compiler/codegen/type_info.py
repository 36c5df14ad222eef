"""How LLVM spells each Ori type.

An operand and its bytes in memory are spelled alike except for `bool`: `i1` in a register, `i8` in memory. A sum
with payloads is its tag and as many integers as the union needs; to reach a payload its bytes are seen through the
struct of one variant.

    type Shape = Circle(radius: float) | Flag(on: bool)
        %Shape        = type { i8, [1 x i64] }
        %Shape.Circle = type { i8, [7 x i8], double }
        %Shape.Flag   = type { i8, [7 x i8], i8 }
"""

from typing import assert_never

from ori_compiler.arc.classify import Counting
from ori_compiler.arc.ir import Variable, VariableKind
from ori_compiler.codegen.abi_llvm import ValueTypes
from ori_compiler.codegen.config import CodegenConfig
from ori_compiler.codegen.ir_builder import IrBuilder, TypeId
from ori_compiler.codegen.layout import (
    CellShape,
    EmptyShape,
    FieldLayout,
    ListShape,
    ObjectShape,
    Scalar,
    ScalarShape,
    StrShape,
    StructShape,
    SumShape,
    TagShape,
    TypeLayout,
)
from ori_compiler.codegen.runtime_registry import LIST_ELEMENTS_OFFSET
from ori_compiler.types.pool import BOOL, Idx

VARIANT_FIRST_FIELD = 2
"""The index of the first payload field in the struct of a variant: tag and padding stand before it."""


class TypeInfo:
    """The LLVM types of one module, made when they are first asked for."""

    __slots__ = ("_builder", "_config", "_memory", "_variants")

    def __init__(self, config: CodegenConfig, builder: IrBuilder) -> None:
        self._config = config
        self._builder = builder
        self._memory: dict[Idx, TypeId] = {}
        self._variants: dict[tuple[Idx, int], TypeId] = {}

    def layout(self, idx: Idx) -> TypeLayout:
        """The bytes of the type."""
        return self._config.layouts.of(idx)

    def has_cell(self, idx: Idx) -> bool:
        """Whether a value of the type is a pointer to a cell with its content, since it has a `drop`."""
        return isinstance(self.layout(idx).shape, CellShape)

    def content_layout(self, idx: Idx) -> TypeLayout:
        """The bytes of a struct or sum, in their cell if it has one."""
        layout = self.layout(idx)
        return layout.shape.content if isinstance(layout.shape, CellShape) else layout

    def types(self, idx: Idx) -> ValueTypes:
        """Both spellings of a type."""
        return ValueTypes(self.value_type(idx), self.memory_type(idx), self.dereferenceable(idx))

    def dereferenceable(self, idx: Idx) -> int | None:
        """How many bytes may always be read from where a value points: a list has a header even if it is empty."""
        return LIST_ELEMENTS_OFFSET if isinstance(self.layout(idx).shape, ListShape) else None

    def value_type(self, idx: Idx) -> TypeId:
        """The type of an operand."""
        return self._builder.types.i1 if idx == BOOL else self.memory_type(idx)

    def memory_type(self, idx: Idx) -> TypeId:
        """The type of the bytes in memory; for a type without bytes, an empty struct."""
        return self._builder.types.ptr if self.has_cell(idx) else self.content_type(idx)

    def content_type(self, idx: Idx) -> TypeId:
        """The type of those bytes, or of those in a value's cell if it has one."""
        found = self._memory.get(idx)
        if found is None:
            found = self._memory[idx] = self._spell(self.content_layout(idx))
        return found

    def variable_type(self, variable: Variable) -> TypeId:
        """The type of an operand that holds a variable: a box or token is a pointer."""
        match variable.kind:
            case VariableKind.VALUE:
                return self.value_type(variable.type)
            case VariableKind.BOX | VariableKind.TOKEN:
                return self._builder.types.ptr
            case _:
                assert_never(variable.kind)

    def is_empty(self, idx: Idx) -> bool:
        """Whether values of the type have no bytes."""
        return self.layout(idx).size == 0

    def counting(self, idx: Idx) -> Counting:
        """How the type takes part in reference counting."""
        return self._config.classifier.type(idx)

    def variant_type(self, idx: Idx, variant: int) -> TypeId:
        """The struct through which one variant's payload is reached; fields start at `VARIANT_FIRST_FIELD`."""
        key = (idx, variant)
        found = self._variants.get(key)
        if found is None:
            shape = self.sum_shape(idx)
            types = self._builder.types
            tag = self.scalar_type(shape.tag)
            padding = types.array(shape.payload_offset - shape.tag.size, types.i8)
            fields = [self.field_type(field) for field in shape.variants[variant].fields]
            name = f"{self._config.type_name(idx)}.{shape.variants[variant].name}"
            found = self._variants[key] = types.named_struct(name, (tag, padding, *fields))
        return found

    def sum_shape(self, idx: Idx) -> SumShape:
        """The shape of a sum with payloads; raises `TypeError` for any other type."""
        shape = self.content_layout(idx).shape
        if not isinstance(shape, SumShape):
            raise TypeError(f"{self._config.type_name(idx)} is no sum with payloads")
        return shape

    def struct_fields(self, idx: Idx) -> tuple[FieldLayout, ...]:
        """The fields of a struct; raises `TypeError` for any other type."""
        shape = self.content_layout(idx).shape
        if not isinstance(shape, StructShape):
            raise TypeError(f"{self._config.type_name(idx)} is no struct")
        return shape.fields

    def element(self, idx: Idx) -> Idx:
        """The element type of a list; raises `TypeError` for any other type."""
        shape = self.layout(idx).shape
        if not isinstance(shape, ListShape):
            raise TypeError(f"{self._config.type_name(idx)} is no list")
        return shape.element

    def field_type(self, field: FieldLayout) -> TypeId:
        """The type of a field's bytes."""
        return self._builder.types.ptr if field.is_boxed else self.memory_type(field.type)

    def scalar_type(self, scalar: Scalar) -> TypeId:
        """The type of one scalar in memory."""
        types = self._builder.types
        match scalar:
            case Scalar.I8 | Scalar.I16 | Scalar.I32 | Scalar.I64:
                return types.integer(8 * scalar.size)
            case Scalar.F32:
                return types.float
            case Scalar.F64:
                return types.double
            case Scalar.POINTER:
                return types.ptr
            case _:
                assert_never(scalar)

    def _spell(self, layout: TypeLayout) -> TypeId:
        types = self._builder.types
        idx, shape = layout.type, layout.shape
        match shape:
            case EmptyShape():
                return types.struct(())
            case ScalarShape(scalar=scalar):
                return self.scalar_type(scalar)
            case TagShape(tag=tag):
                return self.scalar_type(tag)
            case StrShape():
                return types.named_struct("str", (types.ptr, types.i64))
            case ListShape() | CellShape():
                return types.ptr
            case ObjectShape():
                return types.struct((types.ptr, types.ptr))
            case StructShape(fields=fields):
                return types.named_struct(self._config.type_name(idx), [self.field_type(field) for field in fields])
            case SumShape(tag=tag, payload_offset=offset, payload_alignment=alignment):
                # The integers are aligned like the payloads, so that padding and size come out right by themselves.
                length = (layout.size - offset) // alignment
                storage = types.array(length, types.integer(8 * alignment))
                return types.named_struct(self._config.type_name(idx), (self.scalar_type(tag), storage))
            case _:
                assert_never(shape)
