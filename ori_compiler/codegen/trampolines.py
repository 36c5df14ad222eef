"""How the host enters a program: functions `void (ptr arguments, ptr result)`.

The arguments lie in memory like the fields of a struct, in order, each naturally aligned; the result is stored as
the type's layout says. Arguments are borrowed (the host still owns them afterwards), the result is owned.
"""

from collections.abc import Sequence

from ori_compiler.arc.ir import ArcFunction, Ownership
from ori_compiler.codegen.abi.function_abi import Convention, ParameterShape, Sret, ValueShape, value_shape
from ori_compiler.codegen.abi_llvm import lower_signature
from ori_compiler.codegen.call_lowering import pass_arguments, result_value
from ori_compiler.codegen.glue import Direction
from ori_compiler.codegen.ir_builder import FunctionId, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import Cast
from ori_compiler.codegen.ir_builder.attributes import FunctionAttribute, Linkage
from ori_compiler.codegen.layout import Layouts, round_up
from ori_compiler.codegen.mangling import entry_symbol
from ori_compiler.codegen.module_context import DeclaredFunction, MissingFunctionError, ModuleContext
from ori_compiler.codegen.runtime_calls import declare_runtime
from ori_compiler.types.pool import BOOL, VOID, Idx

MAIN_SYMBOL = "ori_main"
"""What the runtime's program entry calls."""


def argument_offsets(parameters: Sequence[Idx], layouts: Layouts) -> tuple[tuple[int, ...], int]:
    """Where each argument lies behind the `arguments` pointer, and how many bytes they take together."""
    offsets: list[int] = []
    end = 0
    for idx in parameters:
        layout = layouts.of(idx)
        end = round_up(end, layout.alignment)
        offsets.append(end)
        end += layout.size
    return tuple(offsets), end


def define_entry(context: ModuleContext, arc: ArcFunction) -> str:
    """Defines the trampoline of a function and returns its symbol."""
    return _define(context, arc, entry_symbol(arc.id))


def define_main(context: ModuleContext, arc: ArcFunction, handler: str | None) -> str:
    """Defines what the program entry calls; its one parameter, if it has any, is the list of arguments.

    `handler` is the trampoline of what hears of panics.
    """
    return _define(context, arc, MAIN_SYMBOL, handler)


def define_selecting_main(context: ModuleContext, entries: Sequence[str]) -> None:
    """Defines a program entry that calls the trampoline whose number in `entries` the run selects."""
    builder = context.builder
    main = declare_entry(context, MAIN_SYMBOL, (), VOID)
    arguments, result = builder.begin_function(main, ("arguments", "result"))
    builder.position_at(builder.create_block("entry"))
    selected = builder.call(declare_runtime("ori_selected_entry", builder), (), "selected")
    if selected is None:
        raise TypeError("ori_selected_entry has a result")
    done = builder.create_block("done")
    blocks = [builder.create_block(f"entry{number}") for number in range(len(entries))]
    builder.switch(selected, list(enumerate(blocks)), done)
    for entry, block in zip(entries, blocks, strict=True):
        function = builder.find_function(entry)
        if function is None:
            raise MissingFunctionError(entry)
        builder.position_at(block)
        builder.call(function, (arguments, result))
        builder.branch(done)
    builder.position_at(done)
    builder.return_void()
    builder.end_function()


def declare_entry(
    context: ModuleContext,
    symbol: str,
    parameters: Sequence[Idx],
    result: Idx,
    linkage: Linkage = Linkage.EXTERNAL,
) -> FunctionId:
    """A function that C calls: it works on the caller's memory for the arguments and the result."""
    builder, layouts = context.builder, context.config.layouts
    _, size = argument_offsets(parameters, layouts)
    alignment = max((layouts.of(idx).alignment for idx in parameters), default=1)
    block = ValueShape(size, alignment, (), is_composite=True)
    references = tuple(ParameterShape(each, by_reference=True) for each in (block, value_shape(result, layouts)))
    abi = context.config.abi.function_abi(references, value_shape(VOID, layouts), Convention.C)
    nothing = context.info.types(VOID)
    signature = lower_signature(abi, (nothing, nothing), nothing, builder, context.config.opt_level)
    return builder.declare_function(
        symbol,
        signature.parameters,
        signature.result,
        parameter_attributes=signature.parameter_attributes,
        attributes=(FunctionAttribute.UWTABLE,),
        linkage=linkage,
    )


def _define(context: ModuleContext, arc: ArcFunction, symbol: str, handler: str | None = None) -> str:
    builder = context.builder
    callee = context.function(arc.id)
    trampoline = declare_entry(context, symbol, callee.shape.parameters, callee.shape.result)
    arguments, result = builder.begin_function(trampoline, ("arguments", "result"))
    builder.position_at(builder.create_block("entry"))
    if handler is not None:
        _set_handler(context, handler)
    values, addresses = _load_arguments(context, callee, arc, arguments)
    call_and_store(context, callee, values, addresses, result)
    builder.return_void()
    builder.end_function()
    return symbol


def _set_handler(context: ModuleContext, handler: str) -> None:
    builder = context.builder
    function = builder.find_function(handler)
    if function is None:
        raise MissingFunctionError(handler)
    builder.call(declare_runtime("ori_panic_set_handler", builder), (builder.function_address(function),))


def _load_arguments(
    context: ModuleContext, callee: DeclaredFunction, arc: ArcFunction, arguments: ValueId
) -> tuple[list[ValueId], list[ValueId]]:
    """The arguments' values and addresses; what the callee will own is counted once more."""
    builder, info = context.builder, context.info
    offsets, _ = argument_offsets(callee.shape.parameters, context.config.layouts)
    values: list[ValueId] = []
    addresses: list[ValueId] = []
    for index, idx in enumerate(callee.shape.parameters):
        name = arc.variables[arc.parameters[index]].name or f"arg{index}"
        address = builder.byte_address(arguments, offsets[index], f"{name}.at")
        value = builder.load(info.memory_type(idx), address, name)
        if idx == BOOL:
            value = builder.cast(Cast.TRUNCATE, value, builder.types.i1, name)
        if arc.ownership[index] is Ownership.OWNED:
            context.glue.count_in_place(Direction.RETAIN, idx, address)
        values.append(value)
        addresses.append(address)
    return values, addresses


def call_and_store(
    context: ModuleContext,
    callee: DeclaredFunction,
    values: Sequence[ValueId],
    addresses: Sequence[ValueId | None],
    result: ValueId,
) -> None:
    """Calls a function and stores its result as it is in memory."""
    builder, info = context.builder, context.info
    idx = callee.shape.result
    types = context.parameter_types(callee.shape)
    passed = pass_arguments(callee.abi, values, addresses, types, builder)
    if isinstance(callee.abi.result.passing, Sret):
        builder.call(callee.function, (result, *passed))
        return
    returned = builder.call(callee.function, passed, "returned")
    if info.is_empty(idx):
        return
    value = result_value(callee.abi, returned, None, info.types(idx), "value", builder)
    if idx == BOOL:
        value = builder.cast(Cast.ZERO_EXTEND, value, builder.types.i8, "byte")
    builder.store(value, result)
