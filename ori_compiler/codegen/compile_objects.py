"""Objects: a value behind a table of functions, and calls through the table.

    table = { ptr drop, ptr slot0, ptr slot1, .. }      object = { ptr table, ptr data }

The table is static, one for each type of value and choice of methods; `drop` releases what a dying value holds, as
`Glue.drop_address` says. The slots are thunks (see `arc.thunks`): all take `data`, borrowed, then the arguments.
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


def function_in_table(
    context: ModuleContext, value: ValueId, shape: FunctionShape, slot: int
) -> tuple[DeclaredFunction, ValueId]:
    """What is in a slot of an object's table, and the data it takes first."""
    builder = context.builder
    table = builder.extract(value, OBJECT_TABLE, "table")
    data = builder.extract(value, OBJECT_DATA, "data")
    at = builder.byte_address(table, (_FIRST_SLOT + slot) * Scalar.POINTER.size, "slot.at")
    pointer = builder.load(builder.types.ptr, at, "slot")
    return context.function_at(pointer, shape), data


def compile_call_object(state: FunctionState, instruction: CallObject) -> None:
    """Defines the target with the result of whatever function the table holds."""
    # Of the box only that it is a pointer matters; what is in it nobody knows here.
    types = (VOID, *(state.type(argument) for argument in instruction.arguments))
    shape = FunctionShape(types, state.type(instruction.target), takes_box=True)
    callee, data = function_in_table(state.context, state.value(instruction.object), shape, instruction.slot)
    addresses = [None, *state.passed_addresses(callee.abi.parameters[1:], instruction.arguments)]
    values = [data, *state.values(instruction.arguments)]
    # What is behind the table may belong to the library, such as a provider of a capability.
    entered = instruction.span if is_of_program(state.arc.id) else None
    define_by_call(state, instruction.target, callee, values, addresses, instruction.cleanup, entered)
