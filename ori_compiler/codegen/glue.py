"""Functions that count all references inside a value of one type: `ori.retain.T` and `ori.drop.T`.

Both take the address of the value; `ori.drop_elements.T` takes the data of a list of type `T`. They are made on demand
and defined after the functions that ask for them. A drop function is also what the runtime calls for the content of a
dying cell; a long chain of cells does not need a deep stack, because the runtime postpones destruction beyond a fixed
depth.
"""

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import assert_never

from ori_compiler.arc.classify import Counting
from ori_compiler.codegen.config import CodegenConfig
from ori_compiler.codegen.ir_builder import FunctionId, IrBuilder, TypeId, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import IntOperation, IntPredicate
from ori_compiler.codegen.ir_builder.attributes import FunctionAttribute, Linkage
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
)
from ori_compiler.codegen.mangling import escaped, item_symbol
from ori_compiler.codegen.runtime_calls import declare_runtime
from ori_compiler.codegen.runtime_registry import LIST_ELEMENTS_OFFSET, LIST_OWNER_OFFSET, LIST_POINTER_OFFSET
from ori_compiler.codegen.text_values import counted_object
from ori_compiler.codegen.type_info import VARIANT_FIRST_FIELD, TypeInfo
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.functions import FunctionId as ProgramFunctionId
from ori_compiler.types.pool import STR, Idx

OBJECT_TABLE, OBJECT_DATA = 0, 1
"""The parts of an object's value."""


class Direction(Enum):
    """Which way the counts go."""

    RETAIN = "retain"
    DROP = "drop"


class Glue:
    """The counting functions of one module. `thunk_address` is where a table would have a function of the program."""

    __slots__ = ("_builder", "_config", "_elements", "_info", "_pending", "_thunk_address")

    def __init__(
        self,
        config: CodegenConfig,
        info: TypeInfo,
        builder: IrBuilder,
        thunk_address: Callable[[ProgramFunctionId], ValueId],
    ) -> None:
        self._thunk_address = thunk_address
        self._config = config
        self._info = info
        self._builder = builder
        self._pending: list[tuple[FunctionId, Callable[[ValueId], None]]] = []
        self._elements: dict[Idx, ValueId] = {}

    def count_value(self, direction: Direction, idx: Idx, value: ValueId) -> None:
        """Counts the one reference that a value of a definite reference type, such as a text or an object, is."""
        is_retained = direction is Direction.RETAIN
        if idx == STR:
            text = counted_object(self._builder, value)
            return self._increment(text) if is_retained else self._decrement(text, self._builder.const_null())
        match self._info.layout(idx).shape:
            case ObjectShape():
                data = self._builder.extract(value, OBJECT_DATA, "data")
                if is_retained:
                    return self._increment(data)
                table = self._builder.extract(value, OBJECT_TABLE, "table")
                release = declare_runtime("ori_object_release", self._builder)
                self._builder.call(release, (data, table))
                return None
            case CellShape():
                return self._increment(value) if is_retained else self._decrement(value, self._end_cell(idx))
            case ListShape():
                return self._increment(value) if is_retained else self._decrement(value, self._drop_elements(idx))
            case _:
                raise TypeError(f"{self._config.type_name(idx)} is not one reference")

    def retain_box(self, box: ValueId) -> None:
        """One more owner for a cell."""
        self._increment(box)

    def drop_box(self, box: ValueId, content: Idx) -> None:
        """One owner fewer for a cell; the last one drops its content too."""
        self._decrement(box, self.drop_address(content))

    def count_in_place(self, direction: Direction, idx: Idx, address: ValueId) -> None:
        """Counts every reference in the value of type `idx` at an address."""
        counting = self._info.counting(idx)
        if counting is Counting.SCALAR:
            return
        if counting is Counting.DEFINITE_REF:
            self._count_reference(direction, idx, address)
            return
        self._builder.call(self._function(direction, idx), (address,))

    def drop_address(self, content: Idx) -> ValueId:
        """What the runtime has to call for the content of a dying cell: a function, or null if nothing is in it."""
        if self._info.counting(content) is Counting.SCALAR:
            return self._builder.const_null()
        return self._builder.function_address(self._function(Direction.DROP, content))

    def retain_address(self, content: Idx) -> ValueId:
        """What counts one more owner for everything in a value: a function, or null if nothing is in it."""
        if self._info.counting(content) is Counting.SCALAR:
            return self._builder.const_null()
        return self._builder.function_address(self._function(Direction.RETAIN, content))

    def element(self, idx: Idx) -> ValueId:
        """The `OriElement` of a list type, by which the runtime knows its elements."""
        found = self._elements.get(idx)
        if found is None:
            builder, element = self._builder, self._info.element(idx)
            size = builder.const_i64(self._info.layout(element).size)
            parts = (size, self.retain_address(element), self.drop_address(element), self._drop_elements(idx))
            element_type = builder.types.struct([builder.type_of(part) for part in parts])
            value = builder.const_struct(element_type, parts)
            found = self._elements[idx] = builder.private_constant(f"element.{len(self._elements)}", value, 8)
        return found

    def _end_cell(self, idx: Idx) -> ValueId:
        """What the runtime has to call for the dying cell of a value with a `drop`."""
        name = f"ori.end.{self._type_symbol(idx)}"
        return self._builder.function_address(self._made(name, partial(self._define_end_cell, idx)))

    def _define_end_cell(self, idx: Idx, cell: ValueId) -> None:
        """The user's `drop`, which takes the value as any function does, then the fields, the last one first."""
        builder = self._builder
        definition = self._config.definitions.get(idx)
        if not isinstance(definition, StructDefinition | SumDefinition) or definition.drop is None:
            raise TypeError(f"{self._config.type_name(idx)} has no drop")
        slot = builder.entry_slot(builder.types.ptr, "self.slot", Scalar.POINTER.size)
        builder.store(cell, slot)
        builder.call(declare_runtime("ori_run_drop", builder), (self._thunk_address(definition.drop), slot))
        match self._info.content_layout(idx).shape:
            case StructShape(fields=fields):
                self._count_fields(Direction.DROP, fields, self._info.content_type(idx), 0, cell)
            case SumShape() as shape:
                self._count_variants(Direction.DROP, idx, shape, cell)
            case _:
                pass

    def _drop_elements(self, idx: Idx) -> ValueId:
        """What the runtime has to call for the elements of a dying list, or for what a view shares."""
        if self._info.counting(self._info.element(idx)) is Counting.SCALAR:
            return self._builder.function_address(declare_runtime("ori_list_end", self._builder))
        name = f"ori.drop_elements.{self._type_symbol(idx)}"
        return self._builder.function_address(self._made(name, partial(self._define_drop_elements, idx)))

    def _define_drop_elements(self, idx: Idx, data: ValueId) -> None:
        """A loop from the last element to the first; a view releases its owner. Leaves the builder behind it."""
        builder, element = self._builder, self._info.element(idx)
        elements_at = builder.byte_address(data, LIST_POINTER_OFFSET, "elements.at")
        elements = builder.load(builder.types.ptr, elements_at, "elements")
        own_elements = builder.byte_address(data, LIST_ELEMENTS_OFFSET, "own_elements")
        is_own = builder.int_compare(IntPredicate.EQUAL, elements, own_elements, "is_own")
        own, view, done = builder.create_block("own"), builder.create_block("view"), builder.create_block("done")
        loop, body = builder.create_block("loop"), builder.create_block("body")
        builder.branch_if(is_own, own, view)
        builder.position_at(view)
        owner_at = builder.byte_address(data, LIST_OWNER_OFFSET, "owner.at")
        self._decrement(builder.load(builder.types.ptr, owner_at, "owner"), self._drop_elements(idx))
        builder.branch(done)
        builder.position_at(own)
        length = builder.load(builder.types.i64, data, "length")
        builder.branch(loop)
        builder.position_at(loop)
        left = builder.phi(loop, builder.types.i64, "left")
        builder.add_incoming(left, length, own)
        zero = builder.const_i64(0)
        builder.branch_if(builder.int_compare(IntPredicate.EQUAL, left.value, zero, "is_done"), done, body)
        builder.position_at(body)
        index = builder.int_operation(IntOperation.SUBTRACT, left.value, builder.const_i64(1), "index")
        address = builder.element_address(self._info.memory_type(element), elements, index, "element")
        self.count_in_place(Direction.DROP, element, address)
        builder.add_incoming(left, index, builder.current_block)
        builder.branch(loop)
        builder.position_at(done)

    def define_pending(self) -> None:
        """Defines the functions asked for since the last time, and those they ask for in turn."""
        while self._pending:
            function, define_body = self._pending.pop()
            (address,) = self._builder.begin_function(function, ("value",))
            self._builder.position_at(self._builder.create_block("entry"))
            define_body(address)
            self._builder.return_void()
            self._builder.end_function()

    def _increment(self, data: ValueId) -> None:
        self._builder.call(declare_runtime("ori_rc_increment", self._builder), (data,))

    def _decrement(self, data: ValueId, drop: ValueId) -> None:
        self._builder.call(declare_runtime("ori_rc_decrement", self._builder), (data, drop))

    def _function(self, direction: Direction, idx: Idx) -> FunctionId:
        return self._made(f"ori.{direction.value}.{self._type_symbol(idx)}", partial(self._define_body, direction, idx))

    def _made(self, name: str, define_body: Callable[[ValueId], None]) -> FunctionId:
        """The function of that name; its body is defined with the others that are pending."""
        found = self._builder.find_function(name)
        if found is None:
            found = self._builder.declare_function(
                name,
                (self._builder.types.ptr,),
                self._builder.types.void,
                attributes=(FunctionAttribute.NOUNWIND, FunctionAttribute.UWTABLE),
                linkage=Linkage.MERGED,
            )
            self._pending.append((found, define_body))
        return found

    def _type_symbol(self, idx: Idx) -> str:
        """By declaration, so that equal functions of two objects can be merged; the primitive's name for `str`."""
        definition = self._config.definitions.get(idx)
        if definition is None:
            return self._config.type_name(idx)
        if isinstance(definition, (StructDefinition, SumDefinition)) and not definition.symbol:
            return item_symbol(definition.declaration)
        return escaped(definition.symbol)

    def _define_body(self, direction: Direction, idx: Idx, address: ValueId) -> None:
        shape = self._info.layout(idx).shape
        match shape:
            case StructShape(fields=fields):
                self._count_fields(direction, fields, self._info.memory_type(idx), 0, address)
            case SumShape():
                self._count_variants(direction, idx, shape, address)
            case StrShape() | ListShape() | ObjectShape() | CellShape():
                self._count_reference(direction, idx, address)
            case EmptyShape() | ScalarShape() | TagShape():
                raise TypeError(f"{self._config.type_name(idx)} holds no references")
            case _:
                assert_never(shape)

    def _count_reference(self, direction: Direction, idx: Idx, address: ValueId) -> None:
        name = "text" if idx == STR else "reference"
        self.count_value(direction, idx, self._builder.load(self._info.memory_type(idx), address, name))

    def _count_variants(self, direction: Direction, idx: Idx, shape: SumShape, address: ValueId) -> None:
        """Leaves the builder in the block where all variants come together."""
        builder = self._builder
        tag = builder.load(self._info.scalar_type(shape.tag), address, "tag")
        done = builder.create_block("done")
        counted = [
            (number, builder.create_block(variant.name))
            for number, variant in enumerate(shape.variants)
            if any(self._is_counted(field) for field in variant.fields)
        ]
        builder.switch(tag, counted, done)
        for number, block in counted:
            builder.position_at(block)
            variant_type = self._info.variant_type(idx, number)
            self._count_fields(direction, shape.variants[number].fields, variant_type, VARIANT_FIRST_FIELD, address)
            builder.branch(done)
        builder.position_at(done)

    def _is_counted(self, field: FieldLayout) -> bool:
        return field.is_boxed or self._info.counting(field.type) is not Counting.SCALAR

    def _count_fields(
        self, direction: Direction, fields: tuple[FieldLayout, ...], struct: TypeId, first: int, base: ValueId
    ) -> None:
        """Counts the references in `fields`, which stand in `struct` from index `first` on; drops the last first."""
        places = list(enumerate(fields))
        if direction is Direction.DROP:
            places.reverse()
        for index, field in places:
            if not self._is_counted(field):
                continue
            address = self._builder.field_address(struct, base, first + index, field.name)
            if not field.is_boxed:
                self.count_in_place(direction, field.type, address)
                continue
            box = self._builder.load(self._builder.types.ptr, address, "box")
            if direction is Direction.RETAIN:
                self.retain_box(box)
            else:
                self.drop_box(box, field.type)
