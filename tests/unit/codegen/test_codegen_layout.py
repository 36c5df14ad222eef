"""Layouts: by table, and held equal to what LLVM computes for the types we spell."""

import llvmlite.binding as llvm
import pytest
from arc_programs import AARCH64, X86_64, Types
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.backend.target_machine import Target, target_machine
from ori_compiler.codegen.ir_builder import IrBuilder
from ori_compiler.codegen.layout import (
    LayoutError,
    Layouts,
    Leaf,
    Scalar,
    StructShape,
    SumShape,
    type_layout,
)
from ori_compiler.codegen.type_info import TypeInfo
from ori_compiler.types.definitions import Field, StructDefinition, SumDefinition, Variant
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx

PRIMITIVES = {INT: (8, 8), FLOAT: (8, 8), BOOL: (1, 1), BYTE: (1, 1), CHAR: (4, 4), STR: (16, 8), VOID: (0, 1)}


def offsets(types: Types, idx: Idx) -> list[int]:
    shape = type_layout(idx, types.definitions).shape
    assert isinstance(shape, StructShape)
    return [field.offset for field in shape.fields]


@pytest.mark.parametrize(("idx", "expected"), PRIMITIVES.items())
def test_primitives(idx: Idx, expected: tuple[int, int]) -> None:
    layout = type_layout(idx, {})
    assert (layout.size, layout.alignment) == expected


def test_padding_between_fields_and_at_the_end_counts() -> None:
    types = Types()
    mixed = types.struct("Mixed", a=BYTE, b=INT, c=BYTE)
    layout = type_layout(mixed, types.definitions)
    assert (layout.size, layout.alignment, offsets(types, mixed)) == (24, 8, [0, 8, 16])


def test_nested_struct_keeps_its_own_padding() -> None:
    types = Types()
    inner = types.struct("Inner", a=CHAR, b=BYTE)
    outer = types.struct("Outer", x=BYTE, y=inner, z=BYTE)
    layout = type_layout(outer, types.definitions)
    assert (layout.size, layout.alignment, offsets(types, outer)) == (16, 4, [0, 4, 12])


def test_sum_is_a_tag_and_the_union_of_its_payloads() -> None:
    types = Types()
    shape = types.sum("Shape", Empty={}, Byte={"b": BYTE}, Wide={"x": INT, "y": BYTE})
    layout = type_layout(shape, types.definitions)
    assert isinstance(layout.shape, SumShape)
    assert (layout.size, layout.alignment, layout.shape.payload_offset) == (24, 8, 8)
    assert [[field.offset for field in variant.fields] for variant in layout.shape.variants] == [[], [8], [8, 16]]


def test_narrow_payload_starts_right_after_the_tag() -> None:
    types = Types()
    small = types.sum("Small", None_={}, Some={"value": BYTE})
    assert type_layout(small, types.definitions).size == 2


def test_recursive_payload_is_a_pointer() -> None:
    types = Types()
    idx = types.declare_sum("List")
    cons = (Field("head", BYTE), Field("tail", idx))
    definition = SumDefinition(types.pool.declaration(idx), idx, (Variant("Nil", ()), Variant("Cons", cons)))
    layouts = Layouts({idx: definition})
    assert layouts.of(idx).size == 24
    assert layouts.leaves(idx) == (Leaf(0, Scalar.I8), Leaf(8, Scalar.I8), Leaf(16, Scalar.POINTER))


def test_object_is_two_pointers() -> None:
    types = Types()
    adder = types.object((INT,), INT)
    layouts = Layouts(types.definitions)
    assert (layouts.of(adder).size, layouts.of(adder).alignment) == (16, 8)
    assert layouts.leaves(adder) == (Leaf(0, Scalar.POINTER), Leaf(8, Scalar.POINTER))


def test_type_without_layout_is_refused() -> None:
    types = Types()
    endless = types.pool.struct(types.pool.declaration(types.struct("Endless")))
    types.definitions[endless] = StructDefinition(types.pool.declaration(endless), endless, (Field("self", endless),))
    with pytest.raises(LayoutError, match="contains itself"):
        type_layout(endless, types.definitions)
    with pytest.raises(LayoutError):
        type_layout(ERROR, {})


field_types = st.recursive(
    st.sampled_from([INT, FLOAT, BOOL, BYTE, CHAR, STR, VOID, NEVER]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda fields: ("struct", fields)),
        st.lists(st.lists(inner, max_size=3), min_size=1, max_size=4).map(lambda variants: ("sum", variants)),
    ),
    max_leaves=12,
)


def declare(types: Types, tree: object) -> Idx:
    """The type that a drawn tree stands for."""
    match tree:
        case ("struct", list() as fields):
            parts = {f"f{index}": declare(types, each) for index, each in enumerate(fields)}
            return types.struct(f"S{len(types.definitions)}", **parts)
        case ("sum", list() as variants):
            payloads = {
                f"V{number}": {f"f{index}": declare(types, each) for index, each in enumerate(fields)}
                for number, fields in enumerate(variants)
            }
            return types.sum(f"T{len(types.definitions)}", **payloads)
        case _:
            return tree


@pytest.mark.parametrize("triple", [X86_64, AARCH64])
@given(tree=field_types)
def test_llvm_places_every_field_where_we_do(triple: str, tree: object) -> None:
    types = Types()
    root = declare(types, tree)
    builder = IrBuilder(checks=True)
    config = types.config(triple)
    info = TypeInfo(config, builder)
    expected: list[tuple[str, int, int]] = []
    offsets_expected: dict[str, list[int]] = {}
    for idx in (*types.definitions, root):
        layout = config.layouts.of(idx)
        memory = builder.types.spelling(info.memory_type(idx))
        expected.append((memory, layout.size, layout.alignment))
        if isinstance(layout.shape, StructShape):
            offsets_expected[memory] = [field.offset for field in layout.shape.fields]
        if isinstance(layout.shape, SumShape):
            for number, variant in enumerate(layout.shape.variants):
                spelled = builder.types.spelling(info.variant_type(idx, number))
                offsets_expected[spelled] = [0, layout.shape.tag.size, *(field.offset for field in variant.fields)]
    globals_ = [f"@g{index} = external global {each}" for index, (each, _, _) in enumerate(expected)]
    globals_ += [f"@h{index} = external global {each}" for index, each in enumerate(offsets_expected)]
    text = "\n".join((*builder.module_head("layouts", triple), *globals_))
    module = llvm.parse_assembly(text, llvm.create_context())
    target_data = machine_data(triple)
    for index, (_, size, alignment) in enumerate(expected):
        ir_type = module.get_global_variable(f"g{index}").global_value_type
        assert (ir_type.is_struct, target_data.get_abi_size(ir_type)) == (ir_type.is_struct, size)
        assert target_data.get_abi_alignment(ir_type) == alignment
    for index, places in enumerate(offsets_expected.values()):
        ir_type = module.get_global_variable(f"h{index}").global_value_type
        assert [target_data.get_element_offset(ir_type, position) for position in range(len(places))] == places


def machine_data(triple: str) -> llvm.TargetData:
    return target_machine(Target("", triple), 0).target_data
