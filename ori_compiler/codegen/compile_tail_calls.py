"""Calls in tail position, whose frames take the place of the caller's (language reference, part 3, 22).

Calls of a function by itself are loops already (`arc/tail_calls.py`); these are the calls of other functions. A call
cannot take the caller's frame away while an argument is in it, which is so for what is passed in memory.
"""

from typing import Final

from ori_compiler.arc.ir import Block, Call, Literal, Return
from ori_compiler.codegen.abi.function_abi import Coerce, Direct, Sret, Void
from ori_compiler.codegen.call_lowering import pass_arguments
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.module_context import DeclaredFunction
from ori_compiler.resolve.entry_points import is_first_frame
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.functions import enters_library
from ori_compiler.types.pool import VOID

_REPLACING: Final = ("x86_64", "aarch64", "arm64")
"""The processors for which LLVM can replace any frame by one that looks the same."""


def tail_call_of(state: FunctionState, block: Block) -> Call | None:
    """The call whose result a block returns at once, if nothing is left to do behind it."""
    rest = list(block.instructions)
    while rest and isinstance(rest[-1], Literal) and rest[-1].value is None:
        rest.pop()
    if not rest or not isinstance(block.terminator, Return) or not isinstance(rest[-1], Call):
        return None
    call = rest[-1]
    returned = block.terminator.value
    if isinstance(state.arc.id, ItemId) and is_first_frame(state.arc.id):
        return None
    if call.cleanup or enters_library(state.arc.id, call.function):
        return None
    is_returned = returned == call.target or state.type(returned) == state.type(call.target) == VOID
    return call if is_returned else None


def compile_tail_call(state: FunctionState, declared: DeclaredFunction, sret: ValueId | None, call: Call) -> bool:
    """Ends the function with a call, if the conventions of the two allow that."""
    context, builder = state.context, state.builder
    callee = context.function(call.function)
    if declared.shape.result != callee.shape.result or declared.abi.result != callee.abi.result:
        return False
    if not all(isinstance(each.passing, (Direct, Coerce, Void)) for each in callee.abi.parameters):
        return False
    addresses = (None,) * len(call.arguments)
    types = context.parameter_types(callee.shape)
    arguments = pass_arguments(callee.abi, state.values(call.arguments), addresses, types, builder)
    if isinstance(callee.abi.result.passing, Sret):
        if sret is None:
            return False
        arguments.insert(0, sret)
    is_able = context.config.triple.partition("-")[0] in _REPLACING
    builder.tail_call(callee.function, arguments, is_guaranteed=is_able and builder.may_replace(callee.function))
    return True
