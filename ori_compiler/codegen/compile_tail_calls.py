"""Calls in tail position whose frames take the place of the caller's (language reference, part 3, 22).

Calls of a function by itself are loops already (`arc/tail_calls.py`); these are the calls of others in functions from
which chains of such calls may have no end. Both sides follow a convention that leaves the stack alone. The counting
passes have released before the call what the caller owned.
"""

from ori_compiler.arc.ir import Call, CallObject, Instruction
from ori_compiler.codegen.abi.function_abi import Sret
from ori_compiler.codegen.call_lowering import pass_arguments
from ori_compiler.codegen.compile_objects import entry_in_table, shape_in_table
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.ir_builder.arithmetic import IntPredicate
from ori_compiler.codegen.module_context import DeclaredFunction


def compile_tail_call(state: FunctionState, instruction: Instruction, sret: ValueId | None) -> bool:
    """Whether the function ends with the instruction: a call in tail position, which replaces it.

    `sret` is where the function's result goes, if that is in memory.
    """
    match instruction:
        case Call(function=function, arguments=arguments, is_tail=True):
            callee = state.context.function(function)
            if not _replaces(state, callee):
                return False
            _end_with(state, callee, state.values(arguments), sret)
            return True
        case CallObject(is_tail=True):
            return _compile_object_call(state, instruction, sret)
        case _:
            return False


def _compile_object_call(state: FunctionState, instruction: CallObject, sret: ValueId | None) -> bool:
    """Calls what the table has for calls in tail position; where it has nothing, code goes on with an ordinary call."""
    context, builder = state.context, state.builder
    shape = shape_in_table(state, instruction, is_tail=True)
    if not context.replaces_frames(state.declared.shape):
        return False
    pointer, data = entry_in_table(context, state.value(instruction.object), instruction.slot, is_tail=True)
    present, absent = builder.create_block("tail"), builder.create_block("ordinary", is_cold=True)
    is_absent = builder.int_compare(IntPredicate.EQUAL, pointer, builder.const_null(), "is_absent")
    builder.branch_if(is_absent, absent, present)
    builder.position_at(present)
    _end_with(state, context.function_at(pointer, shape), [data, *state.values(instruction.arguments)], sret)
    builder.position_at(absent)
    return False


def _replaces(state: FunctionState, callee: DeclaredFunction) -> bool:
    """Whether the callee's frame can take the place of the one of the function that is compiled."""
    own, context = state.declared, state.context
    are_able = context.replaces_frames(own.shape) and context.replaces_frames(callee.shape)
    return are_able and own.abi.result == callee.abi.result and own.shape.result == callee.shape.result


def _end_with(state: FunctionState, callee: DeclaredFunction, values: list[ValueId], sret: ValueId | None) -> None:
    context, builder = state.context, state.builder
    memory = context.passed_memory.of_one_call()
    addresses = (None,) * len(values)
    arguments = pass_arguments(callee.abi, values, addresses, context.parameter_types(callee.shape), builder, memory)
    if isinstance(callee.abi.result.passing, Sret) and sret is not None:
        arguments.insert(0, sret)
    builder.tail_call(callee.function, arguments)
