"""What a block receives from the jumps to it: phis, one for each part of a struct.

The optimiser sees through a phi of a number or pointer, but hardly through one of a whole struct: the state of an
iterator, which goes round a loop as a struct, would stay opaque to it.
"""

from typing import Final

import msgspec

from ori_compiler.arc.ir import ArcFunction, Jump, Project, VarId
from ori_compiler.codegen.ir_builder.builder import IrBuilder
from ori_compiler.codegen.ir_builder.control_flow import PhiId
from ori_compiler.codegen.ir_builder.ids import BlockId, TypeId, ValueId
from ori_compiler.codegen.ir_builder.types import TypeKind

_MOST_PARTS: Final = 32
"""A larger struct stays in one piece."""


class BlockParameter(msgspec.Struct, frozen=True):
    """The phi of a value that has no parts, or the parameters of its parts."""

    type: TypeId
    name: str
    phi: PhiId | None
    parts: tuple["BlockParameter", ...]


def create_parameter(builder: IrBuilder, block: BlockId, ir_type: TypeId, name: str) -> BlockParameter:
    """A parameter of a block, whose phis have no edges yet."""
    return _create(builder, block, ir_type, name, goes_in_parts(builder, ir_type))


def goes_in_parts(builder: IrBuilder, ir_type: TypeId) -> bool:
    """Whether a value of the type is handed to other blocks part by part."""
    return 1 < _count_parts(builder, ir_type) <= _MOST_PARTS


def _create(builder: IrBuilder, block: BlockId, ir_type: TypeId, name: str, is_split: bool) -> BlockParameter:
    types = builder.types
    if not is_split or not _is_aggregate(builder, ir_type):
        return BlockParameter(ir_type, name, builder.phi(block, ir_type, name), ())
    elements = (types.element(ir_type, index) for index in range(types.length(ir_type)))
    return BlockParameter(
        ir_type, name, None, tuple(_create(builder, block, element, name, True) for element in elements)
    )


def _is_aggregate(builder: IrBuilder, ir_type: TypeId) -> bool:
    return builder.types.get(ir_type).kind in (TypeKind.STRUCT, TypeKind.ARRAY)


def _count_parts(builder: IrBuilder, ir_type: TypeId) -> int:
    """How many numbers and pointers a value consists of; of a long array, just too many."""
    types = builder.types
    if not _is_aggregate(builder, ir_type):
        return 1
    length = types.length(ir_type)
    if length > _MOST_PARTS:
        return length
    return sum(_count_parts(builder, types.element(ir_type, index)) for index in range(length))


def passed_to_blocks(arc: ArcFunction) -> set[VarId]:
    """What jumps hand to blocks, and the structs of which that is a field.

    Read as a whole from memory, such a struct would keep the optimiser from seeing that a field stays the same.
    """
    bases = {
        instruction.target: instruction.base
        for block in arc.blocks
        for instruction in block.instructions
        if isinstance(instruction, Project)
    }
    found: set[VarId] = set()
    for block in arc.blocks:
        for argument in block.terminator.arguments if isinstance(block.terminator, Jump) else ():
            variable: VarId | None = argument
            while variable is not None and variable not in found:
                found.add(variable)
                variable = bases.get(variable)
    return found


def received_value(builder: IrBuilder, parameter: BlockParameter) -> ValueId:
    """The value, put together in the block that receives it."""
    if parameter.phi is not None:
        return parameter.phi.value
    parts = [received_value(builder, part) for part in parameter.parts]
    return builder.aggregate(parameter.type, parts, parameter.name)


def pass_value(builder: IrBuilder, parameter: BlockParameter, value: ValueId) -> None:
    """The value for a jump from the current block."""
    if parameter.phi is not None:
        builder.add_incoming(parameter.phi, value, builder.current_block)
        return
    for index, part in enumerate(parameter.parts):
        pass_value(builder, part, builder.extract(value, index))
