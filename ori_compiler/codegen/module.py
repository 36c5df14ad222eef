"""Whole modules, and single functions for people to read.

In goes final ARC IR (ownership explicit); out comes LLVM IR text, with the source each line stands for. Functions
are declared first and defined then, so that their order does not matter.
"""

from collections.abc import Mapping, Sequence

import msgspec

from ori_compiler.arc.ir import ArcFunction, Call, VariableKind
from ori_compiler.arc.tail_calls import calls_in_tail_position
from ori_compiler.arc.thunks import call_objects_in_tail_position, thunks
from ori_compiler.codegen.compile_catch import define_catchers
from ori_compiler.codegen.config import CodegenConfig
from ori_compiler.codegen.function_compiler import define_function
from ori_compiler.codegen.ir_builder import FunctionText
from ori_compiler.codegen.ir_builder.attributes import Linkage
from ori_compiler.codegen.mangling import symbol
from ori_compiler.codegen.module_context import FunctionShape, MissingFunctionError, ModuleContext
from ori_compiler.codegen.trampolines import define_entry, define_main, define_selecting_main
from ori_compiler.codegen.unwinding import functions_that_never_panic
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId, item_of

__all__ = [
    "FunctionIr",
    "FunctionLines",
    "FunctionShape",
    "LlvmModule",
    "MissingFunctionError",
    "compile_module",
    "compile_one",
    "function_shape",
]


class FunctionLines(msgspec.Struct, frozen=True):
    """Where a function stands in a module's text: from line `first` (1-based) on, with the source of each line.

    `tail_calls` are the places of the functions that it calls in tail position.
    """

    function: FunctionId
    first: int
    lines: tuple[ItemSpan | None, ...]
    tail_calls: frozenset[Span] = frozenset()


class LlvmModule(msgspec.Struct, frozen=True):
    """A module's text. `symbols` and `entries` name each function and each trampoline in object code."""

    text: str
    symbols: Mapping[FunctionId, str]
    entries: Mapping[FunctionId, str]
    line_maps: tuple[FunctionLines, ...]


class FunctionIr(msgspec.Struct, frozen=True):
    """The IR of one function, a module of its own. `line_map` has one entry a line of `text`."""

    text: str
    line_map: tuple[ItemSpan | None, ...]


def function_shape(function: ArcFunction) -> FunctionShape:
    """What callers of a function have to know."""
    parameters = [function.variables[parameter] for parameter in function.parameters]
    takes_box = bool(parameters) and parameters[0].kind is VariableKind.BOX
    types = tuple(parameter.type for parameter in parameters)
    return FunctionShape(types, function.result, takes_box, function.chains_calls)


def compile_module(
    functions: Sequence[ArcFunction],
    entries: Sequence[FunctionId],
    config: CodegenConfig,
    exported: frozenset[FunctionId] = frozenset(),
) -> LlvmModule:
    """The module of a set of functions that is closed under calls; each entry gets a trampoline.

    The thunks of the functions in tables of objects are added.

    Of the functions themselves, only those that are `exported` are visible from outside.

    Raises `MissingFunctionError` if a callee, an entry or `config.main` is not among the functions.
    """
    functions = [*functions, *thunks(functions, config.definitions, verify=config.checks)]
    by_id = {function.id: function for function in functions}
    shapes = {function.id: function_shape(function) for function in functions}
    context = ModuleContext(
        config,
        shapes,
        functions_that_never_panic(functions),
        has_tail_thunks=call_objects_in_tail_position(functions),
    )
    for function in functions:
        context.function(function.id, Linkage.EXTERNAL if function.id in exported else Linkage.INTERNAL)
    finished = [(function.id, define_function(context, function)) for function in functions]
    entry_symbols = {entry: define_entry(context, _member(by_id, entry)) for entry in entries}
    if config.main is not None:
        handler = None if config.handler is None else define_entry(context, _member(by_id, config.handler))
        define_main(context, _member(by_id, config.main), handler)
    elif config.selects_entry:
        define_selecting_main(context, tuple(entry_symbols.values()))
    define_catchers(context)
    context.glue.define_pending()
    context.passed_memory.define()
    return _assemble(context, finished, entry_symbols, by_id)


def compile_one(
    function: ArcFunction, config: CodegenConfig, signatures: Mapping[FunctionId, FunctionShape]
) -> FunctionIr:
    """The IR of one function; of everything it uses there are declarations only.

    `signatures` holds every function it calls. Raises `MissingFunctionError` for one that is not there.
    """
    shapes = {**signatures, function.id: function_shape(function)}
    context = ModuleContext(config, shapes, has_tail_thunks=call_objects_in_tail_position((function,)))
    context.function(function.id, Linkage.EXTERNAL)
    finished = define_function(context, function)
    context.passed_memory.define()
    head = [*context.builder.module_head(config.module_name, config.triple), ""]
    line_map = (*(None for _ in head), *_item_spans(function.id, finished))
    return FunctionIr("\n".join((*head, *finished.lines, "")), line_map)


def _member(functions: Mapping[FunctionId, ArcFunction], function: FunctionId) -> ArcFunction:
    found = functions.get(function)
    if found is None:
        raise MissingFunctionError(symbol(function))
    return found


def _assemble(
    context: ModuleContext,
    finished: Sequence[tuple[FunctionId, FunctionText]],
    entries: Mapping[FunctionId, str],
    functions: Mapping[FunctionId, ArcFunction],
) -> LlvmModule:
    config = context.config
    lines = context.builder.module_head(config.module_name, config.triple)
    owners = {text.function: function for function, text in finished}
    line_maps: list[FunctionLines] = []
    for text in context.builder.finished_functions:
        lines.append("")
        owner = owners.get(text.function)
        if owner is not None:
            calls = calls_in_tail_position(functions[owner])
            tail_calls = frozenset(call.span for call in calls if isinstance(call, Call))
            line_maps.append(FunctionLines(owner, len(lines) + 1, _item_spans(owner, text), tail_calls))
        lines.extend(text.lines)
    lines.append("")
    symbols = {function: symbol(function) for function, _ in finished}
    return LlvmModule("\n".join(lines), symbols, entries, tuple(line_maps))


def _item_spans(function: FunctionId, text: FunctionText) -> tuple[ItemSpan | None, ...]:
    item = item_of(function)
    return tuple(None if span is None else ItemSpan(item, span) for span in text.spans)
