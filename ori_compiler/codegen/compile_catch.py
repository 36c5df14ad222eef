"""`CATCH`: calls a function value, and another one with the message if the first panics.

catcher(arguments, result):              its own function, which the runtime calls inside `ori_try`
*result = call the function value at `arguments`

code = ori_try(catcher, address of body, slot, panic)
if code != 0: *slot = handler(panic.message)
target = *slot
"""

from ori_compiler.arc.ir import CallIntrinsic, VarId
from ori_compiler.codegen.abi.function_abi import Sret
from ori_compiler.codegen.call_lowering import pass_arguments, result_value
from ori_compiler.codegen.compile_objects import function_in_table
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.ir_builder import FunctionId, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import IntPredicate
from ori_compiler.codegen.ir_builder.attributes import Linkage
from ori_compiler.codegen.module_context import FunctionShape, ModuleContext
from ori_compiler.codegen.trampolines import call_and_store, declare_entry
from ori_compiler.types.pool import STR, VOID, Idx

_POINTER_ALIGNMENT = 8


def compile_catch(state: FunctionState, instruction: CallIntrinsic) -> None:
    """Defines the target with the result of the body, or of the handler."""
    builder, info = state.builder, state.info
    body, handler = instruction.arguments
    result = state.type(instruction.target)
    slot = state.new_slot(result, "caught")
    pointer, i32 = builder.types.ptr, builder.types.i32
    panic_type = builder.types.struct((info.memory_type(STR), pointer, pointer, i32, i32, pointer, builder.types.i8))
    panic = builder.entry_slot(panic_type, "panic", _POINTER_ALIGNMENT)
    catcher = builder.function_address(_catcher(state.context, state.type(body), result))
    code = state.call_runtime("ori_try", (catcher, state.address(body), slot, panic), name="code")
    is_fine = builder.int_compare(IntPredicate.EQUAL, code, builder.const_int(i32, 0), "is_fine")
    panicked, done = builder.create_block("panicked", is_cold=True), builder.create_block("caught")
    builder.branch_if(is_fine, done, panicked)
    builder.position_at(panicked)
    message = builder.load(info.memory_type(STR), panic, "message")
    _handle(state, handler, message, result, slot, instruction.cleanup)
    builder.branch(done)
    builder.position_at(done)
    if info.is_empty(result):
        state.define(instruction.target, state.empty(result))
        return
    name = state.name(instruction.target) or "result"
    state.define(instruction.target, state.load(result, slot, name))


def _handle(
    state: FunctionState, handler: VarId, message: ValueId, result: Idx, slot: ValueId, cleanup: tuple[VarId, ...]
) -> None:
    """Stores what the handler makes of the message, which it owns."""
    builder, context = state.builder, state.context
    shape = FunctionShape((VOID, STR), result, takes_box=True)
    callee, data = function_in_table(context, state.value(handler), shape, 0)
    arguments = pass_arguments(callee.abi, (data, message), (None, None), context.parameter_types(shape), builder)
    if isinstance(callee.abi.result.passing, Sret):
        state.call(callee.function, (slot, *arguments), cleanup)
        return
    returned = state.call(callee.function, arguments, cleanup, "handled")
    if not state.info.is_empty(result):
        value = result_value(callee.abi, returned, None, state.info.types(result), "handled", builder)
        builder.store(state.to_memory(value, result), slot)


def _catcher(context: ModuleContext, body: Idx, result: Idx) -> FunctionId:
    found = context.catchers.get((body, result))
    if found is None:
        name = f"catcher.{len(context.catchers)}"
        found = context.catchers[body, result] = declare_entry(context, name, (body,), result, Linkage.INTERNAL)
    return found


def define_catchers(context: ModuleContext) -> None:
    """Defines the functions that `ori_try` calls."""
    builder = context.builder
    for (body, result), catcher in context.catchers.items():
        arguments, slot = builder.begin_function(catcher, ("arguments", "result"))
        builder.position_at(builder.create_block("entry"))
        value = builder.load(context.info.memory_type(body), arguments, "body")
        callee, data = function_in_table(context, value, FunctionShape((VOID,), result, takes_box=True), 0)
        call_and_store(context, callee, [data], [None], slot)
        builder.return_void()
        builder.end_function()
