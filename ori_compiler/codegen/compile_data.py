"""Constants, and building and taking apart structs and sums."""

from ori_compiler.arc.ir import (
    CallIntrinsic,
    Construct,
    ConstructVariant,
    GetVariant,
    Literal,
    Project,
    ProjectPayload,
    ReplaceField,
    VarId,
)
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.glue import Direction
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.ir_builder.arithmetic import Cast
from ori_compiler.codegen.layout import FieldLayout, TagShape
from ori_compiler.codegen.type_info import VARIANT_FIRST_FIELD


def compile_literal(state: FunctionState, instruction: Literal) -> None:
    """Binds the target to a constant."""
    builder = state.builder
    idx = state.type(instruction.target)
    value_type = state.info.value_type(idx)
    match instruction.value:
        case bool() as value:
            constant = builder.const_bool(value)
        case int() as value:
            constant = builder.const_int(value_type, value)
        case float() as value:
            constant = builder.const_double(value)
        case str() as value:
            constant = state.context.data.string(value, value_type)
        case None:
            constant = builder.const_zero(value_type)
    state.define(instruction.target, constant)


def compile_place(state: FunctionState, instruction: CallIntrinsic) -> bool:
    """Binds the target to a part of the instruction's own place; False for any other intrinsic."""
    builder, data = state.builder, state.context.data
    value_type = state.info.value_type(state.type(instruction.target))
    path, function, line, column = data.place(state.arc.id, instruction.span)
    match instruction.intrinsic:
        case Intrinsic.PLACE_FILE:
            constant = data.string(path, value_type)
        case Intrinsic.PLACE_FUNCTION:
            constant = data.string(function, value_type)
        case Intrinsic.PLACE_LINE:
            constant = builder.const_i64(line)
        case Intrinsic.PLACE_COLUMN:
            constant = builder.const_i64(column)
        case _:
            return False
    state.define(instruction.target, constant)
    return True


def compile_construct(state: FunctionState, instruction: Construct) -> None:
    """Defines a struct, part by part."""
    idx = state.type(instruction.target)
    parts = [state.to_memory(state.value(field), state.type(field)) for field in instruction.fields]
    name = state.name(instruction.target) or "struct"
    _define_content(state, instruction.target, state.builder.aggregate(state.info.content_type(idx), parts, name))


def _define_content(state: FunctionState, target: VarId, content: ValueId) -> None:
    """Defines a struct or sum with that content, which goes into a new cell if it has one."""
    if state.info.has_cell(state.type(target)):
        cell = _new_cell(state, target)
        state.builder.store(content, cell)
        content = cell
    state.define(target, content)


def _new_cell(state: FunctionState, target: VarId) -> ValueId:
    size = state.builder.const_i64(state.info.content_layout(state.type(target)).size)
    return state.call_runtime("ori_rc_alloc", (size,), name=state.name(target) or "cell")


def compile_construct_variant(state: FunctionState, instruction: ConstructVariant) -> None:
    """Defines a sum: the tag alone, or the tag and the payload, written through the variant's struct."""
    builder, info = state.builder, state.info
    idx = state.type(instruction.target)
    shape = info.content_layout(idx).shape
    name = state.name(instruction.target) or "variant"
    if isinstance(shape, TagShape):
        _define_content(state, instruction.target, builder.const_int(info.content_type(idx), instruction.variant))
        return
    tag = builder.const_int(info.scalar_type(info.sum_shape(idx).tag), instruction.variant)
    if not instruction.fields:
        # Not poison: tag and payload may share a register, and poison would take the tag with it.
        content = info.content_type(idx)
        payload = builder.const_zero(builder.types.element(content, 1))
        _define_content(state, instruction.target, builder.const_struct(content, (tag, payload)))
        return
    struct = info.variant_type(idx, instruction.variant)
    has_cell = info.has_cell(idx)
    slot = _new_cell(state, instruction.target) if has_cell else state.slot_of(instruction.target)
    builder.store(tag, builder.field_address(struct, slot, 0, "tag"))
    fields = info.sum_shape(idx).variants[instruction.variant].fields
    for index, (field, variable) in enumerate(zip(fields, instruction.fields, strict=True)):
        address = builder.field_address(struct, slot, VARIANT_FIRST_FIELD + index, field.name)
        value = state.value(variable)
        builder.store(value if field.is_boxed else state.to_memory(value, field.type), address)
    if has_cell:
        state.define(instruction.target, slot)
    else:
        state.define_stored(instruction.target, builder.load(info.memory_type(idx), slot, name), slot)


def compile_project(state: FunctionState, instruction: Project) -> None:
    """Defines the target with a field of a struct."""
    idx = state.type(instruction.target)
    field = state.info.struct_fields(state.type(instruction.base))[instruction.index]
    name = state.name(instruction.target) or field.name
    base = state.type(instruction.base)
    if state.info.has_cell(base):
        content, cell = state.info.content_type(base), state.value(instruction.base)
        address = state.builder.field_address(content, cell, instruction.index, f"{name}.at")
        state.define(instruction.target, _load_field(state, field, address, name))
    else:
        part = state.builder.extract(state.value(instruction.base), instruction.index, name)
        state.define(instruction.target, state.from_memory(part, idx, name))


def compile_project_payload(state: FunctionState, instruction: ProjectPayload) -> None:
    """Defines the target with a payload field, read through the variant's struct."""
    builder, info = state.builder, state.info
    idx = state.type(instruction.base)
    field = info.sum_shape(idx).variants[instruction.variant].fields[instruction.index]
    name = state.name(instruction.target) or field.name or "payload"
    struct = info.variant_type(idx, instruction.variant)
    index = VARIANT_FIRST_FIELD + instruction.index
    base = state.value(instruction.base) if info.has_cell(idx) else state.address(instruction.base)
    address = builder.field_address(struct, base, index, f"{name}.at")
    state.define(instruction.target, _load_field(state, field, address, name))


def _load_field(state: FunctionState, field: FieldLayout, address: ValueId, name: str) -> ValueId:
    if field.is_boxed:
        return state.builder.load(state.builder.types.ptr, address, name)
    return state.load(field.type, address, name)


def compile_replace_field(state: FunctionState, instruction: ReplaceField) -> None:
    """Defines the target with one field replaced; the old field is released."""
    builder = state.builder
    field = state.info.struct_fields(state.type(instruction.base))[instruction.index]
    base = state.value(instruction.base)
    old = builder.extract(base, instruction.index, f"{field.name}.old")
    value = state.to_memory(state.value(instruction.value), field.type)
    name = state.name(instruction.target) or "replaced"
    state.define(instruction.target, builder.insert(base, value, instruction.index, name))
    _release_part(state, instruction.value, old)


def _release_part(state: FunctionState, like: VarId, part: ValueId) -> None:
    """Releases a value of the type of `like` that no variable holds."""
    idx = state.type(like)
    if state.is_one_reference(idx):
        state.glue.count_value(Direction.DROP, idx, part)
    elif state.context.config.classifier.is_counted(state.arc.variables[like]):
        slot = state.new_slot(idx, "old.slot")
        state.builder.store(part, slot)
        state.glue.count_in_place(Direction.DROP, idx, slot)


def compile_get_variant(state: FunctionState, instruction: GetVariant) -> None:
    """Defines the target with the tag, as an `int`."""
    builder = state.builder
    base, idx = state.value(instruction.base), state.type(instruction.base)
    shape = state.info.content_layout(idx).shape
    if state.info.has_cell(idx):
        scalar = shape.tag if isinstance(shape, TagShape) else state.info.sum_shape(idx).tag
        tag = builder.load(state.info.scalar_type(scalar), base, "tag")
    else:
        tag = base if isinstance(shape, TagShape) else builder.extract(base, 0, "tag")
    name = state.name(instruction.target) or "variant"
    state.define(instruction.target, builder.cast(Cast.ZERO_EXTEND, tag, builder.types.i64, name))
