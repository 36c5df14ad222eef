"""Objects: a value behind a table of functions, and calls through the table.

    table = { ptr drop, ptr slot0, ptr slot1, .. }      object = { ptr table, ptr data }

The table is static, one for each type of value and choice of methods; `drop` releases what a dying value holds, as
`Glue.drop_address` says. The slots are thunks (see `arc.thunks`): all take `data`, borrowed, then the arguments. In a
module that calls objects in tail position there is behind each slot one for that, which owns `data`, or null.
"""

from ori_compiler.arc.ir import CallObject, MakeObject
from ori_compiler.codegen.compile_calls import define_by_call
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.glue import OBJECT_DATA, OBJECT_TABLE
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.layout import Scalar
from ori_compiler.codegen.module_context import DeclaredFunction, FunctionShape, ModuleContext
from ori_compiler.types.functions import is_of_program
from ori_compiler.types.pool import VOID

_FIRST_SLOT = 1


def compile_make_object(state: FunctionState, instruction: MakeObject) -> None:
    """Defines an object, whose data is the box itself."""
    table = state.context.table(state.type(instruction.box), instruction.methods)
    memory = state.info.memory_type(state.type(instruction.target))
    name = state.name(instruction.target) or "object"
    parts = (table, state.value(instruction.box))
    state.define(instruction.target, state.builder.aggregate(memory, parts, name))


def entry_in_table(
    context: ModuleContext, value: ValueId, slot: int, *, is_tail: bool = False
) -> tuple[ValueId, ValueId]:
    """What is in a slot of an object's table, and the data it takes first. `is_tail`: for a call in tail position."""
    builder = context.builder
    table = builder.extract(value, OBJECT_TABLE, "table")
    data = builder.extract(value, OBJECT_DATA, "data")
    index = _FIRST_SLOT + (2 * slot + is_tail if context.has_tail_thunks else slot)
    at = builder.byte_address(table, index * Scalar.POINTER.size, "slot.at")
    return builder.load(builder.types.ptr, at, "slot"), data


def function_in_table(
    context: ModuleContext, value: ValueId, shape: FunctionShape, slot: int
) -> tuple[DeclaredFunction, ValueId]:
    """The function of that shape in a slot of an object's table, and the data it takes first."""
    pointer, data = entry_in_table(context, value, slot)
    return context.function_at(pointer, shape), data


def shape_in_table(state: FunctionState, instruction: CallObject, *, is_tail: bool = False) -> FunctionShape:
    """What is known of the function that a table holds. Of the box only that it is a pointer matters."""
    types = (VOID, *(state.type(argument) for argument in instruction.arguments))
    return FunctionShape(types, state.type(instruction.target), takes_box=True, chains_calls=is_tail)


def compile_call_object(state: FunctionState, instruction: CallObject) -> None:
    """Defines the target with the result of whatever function the table holds."""
    shape = shape_in_table(state, instruction)
    callee, data = function_in_table(state.context, state.value(instruction.object), shape, instruction.slot)
    addresses = [None, *state.passed_addresses(callee.abi.parameters[1:], instruction.arguments)]
    values = [data, *state.values(instruction.arguments)]
    # What is behind the table may belong to the library, such as a provider of a capability.
    entered = instruction.span if is_of_program(state.arc.id) else None
    cleanup = (*instruction.cleanup, instruction.object) if instruction.is_tail else instruction.cleanup
    define_by_call(state, instruction.target, callee, values, addresses, cleanup, entered)
    if instruction.is_tail:
        state.release(instruction.object)
