"""Stages of a program as text: `oric emit`, hovers, and the IR view of editors."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, assert_never

import msgspec

from ori_compiler.codegen.abi_report import AbiReport, abi_report, render
from ori_compiler.database.function_names import method_by_name, methods_of, short_name
from ori_compiler.database.programs import add_definitions, instances_of
from ori_compiler.database.tests import must_not_compile
from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import EmitKind, Emitted, Failed, IrView
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.capabilities import passed_parameters
from ori_compiler.types.definitions import Representation
from ori_compiler.types.functions import BodyFunction, FunctionId, MemberId, item_of
from ori_compiler.types.pool import Idx

if TYPE_CHECKING:
    from ori_compiler.backend.target_machine import Target
    from ori_compiler.codegen.module import LlvmModule

_BODIES = (ItemKind.FUNCTION, ItemKind.TEST, ItemKind.CONSTANT)


def emit(
    pipeline: CompilationPipeline, kind: EmitKind, path: str, function: str | None, target: str | None, opt_level: int
) -> Emitted | Failed:
    """One stage of a file, or of the item that `function` names."""
    match kind:
        case EmitKind.TOKENS | EmitKind.TREE | EmitKind.AST:
            return _each_item(pipeline, path, function, _syntax_printer(pipeline, kind))
        case EmitKind.TYPES:
            return _each_item(pipeline, path, function, lambda item: _types(pipeline, item))
        case EmitKind.CANON:
            return _each_sound_item(pipeline, path, function, lambda item: _canon(pipeline, item))
        case EmitKind.ARC:
            return _each_sound_item(pipeline, path, function, lambda item: _arc(pipeline, item))
        case EmitKind.LLVM:
            view = show_ir(pipeline, path, function, target, opt_level)
            return view if isinstance(view, Failed) else Emitted(view.text)
        case EmitKind.ASM:
            return _assembly(pipeline, path, function, target, opt_level)
        case EmitKind.ABI:
            report = classify(pipeline, path, function, target)
            return report if isinstance(report, Failed) else Emitted(render(report))
        case _:
            assert_never(kind)


def _select(pipeline: CompilationPipeline, path: str, name: str | None) -> tuple[ItemId, ...] | Failed:
    """The items that are asked for: all, or those of one name."""
    readable = [d for d in pipeline.file_diagnostics(path) if d.code in ("E0016", "E0017")]
    if readable:
        return Failed(tuple(readable))
    items = pipeline.items(path)
    if name is None:
        return items
    wanted = name.lstrip("@$")
    found = tuple(item for item in items if item.name == wanted)
    return found or _not_found(pipeline, path, name)


def _not_found(pipeline: CompilationPipeline, path: str, name: str) -> Failed:
    methods = (short_name(pipeline.database, method) for method in methods_of(pipeline.database, path))
    similar = closest(name.lstrip("@$"), (*(item.name for item in pipeline.items(path)), *methods))
    help_ = (f"did you mean `{similar}`?",) if similar else ()
    at = Label(ItemSpan(file_item(path), Span(0, 0)))
    return Failed((Diagnostic("E2003", Severity.ERROR, f"`{path}` declares no `{name}`", at, help=help_),))


def _each_item(
    pipeline: CompilationPipeline, path: str, name: str | None, show: Callable[[ItemId], str]
) -> Emitted | Failed:
    items = _select(pipeline, path, name)
    return items if isinstance(items, Failed) else Emitted("\n".join(show(item) for item in items))


def _each_sound_item(
    pipeline: CompilationPipeline, path: str, name: str | None, show: Callable[[ItemId], str]
) -> Emitted | Failed:
    """Shows the items that have a body; errors in one of them stop it."""
    items = _select(pipeline, path, name)
    if isinstance(items, Failed):
        return items
    bodies = [
        item for item in items if item.kind in _BODIES and (name or not must_not_compile(pipeline.database, item))
    ]
    errors = _errors_of(pipeline, path, bodies)
    return Failed(errors) if errors else Emitted("\n".join(show(item) for item in bodies))


def _errors_of(pipeline: CompilationPipeline, path: str, items: list[ItemId]) -> tuple[Diagnostic, ...]:
    """The errors that keep these items from being compiled: their own, else the file's."""
    own = tuple(d for item in items for d in pipeline.database.item_errors(item) if d.severity is Severity.ERROR)
    if own or all(pipeline.program((item,)) is not None for item in items):
        return own
    return pipeline.errors([path])


def _syntax_printer(pipeline: CompilationPipeline, kind: EmitKind) -> Callable[[ItemId], str]:
    from ori_compiler.syntax.printer import print_syntax, print_tokens, print_tree

    def show(item: ItemId) -> str:
        parsed = pipeline.database.item_syntax(item)
        if kind is EmitKind.TOKENS:
            return print_tokens(parsed.tree.tokens)
        return print_tree(parsed.tree) if kind is EmitKind.TREE else print_syntax(parsed.item)

    return show


def _types(pipeline: CompilationPipeline, item: ItemId) -> str:
    from ori_compiler.types.printer import print_types

    database = pipeline.database
    head = f"{item.kind} {item.name}\n"
    if item.kind not in _BODIES:
        return head
    source = database.workspace.item_text.get(item)
    return head + print_types(database.typed_body(item), source, database.pool.name)


def _canon(pipeline: CompilationPipeline, item: ItemId) -> str:
    from ori_compiler.canon.printer import print_function

    return print_function(pipeline.database.function(item), pipeline.database.pool.name)


def _arc(pipeline: CompilationPipeline, item: ItemId) -> str:
    from ori_compiler.arc.printer import format_function
    from ori_compiler.driver.native import arc_queries

    return format_function(arc_queries(pipeline.database).function(item), pipeline.database.pool.name)


def _target(name: str | None) -> "Target | Failed":
    from ori_compiler.backend.target_machine import Target, find_target

    found = find_target(name)
    return found if isinstance(found, Target) else Failed((found.into_diagnostic(),))


def classify(pipeline: CompilationPipeline, path: str, name: str | None, target: str | None) -> AbiReport | Failed:
    """Layout and passing of the types and functions of a file, or of one of them."""
    items = _select(pipeline, path, name)
    found = _target(target)
    if isinstance(items, Failed):
        return items
    if isinstance(found, Failed):
        return found
    database = pipeline.database
    types = [database.declared_type(item) for item in items if item.kind is ItemKind.TYPE]
    written = [database.signature(item) for item in items if item.kind is ItemKind.FUNCTION]
    functions = [msgspec.structs.replace(each, parameters=passed_parameters(database.pool, each)) for each in written]
    definitions: dict[Idx, Representation] = {}
    mentioned = [p.type for f in functions for p in f.parameters] + [f.result for f in functions]
    add_definitions(database, (*types, *mentioned), definitions)
    return abi_report(types, functions, definitions, database.pool.name, found.triple)


def _bodies(pipeline: CompilationPipeline, path: str, function: str | None) -> list[BodyFunction] | Failed:
    """The functions, tests and methods that are asked for and can be compiled; of a generic one its instances."""
    named = _functions(pipeline, path, function)
    if isinstance(named, Failed):
        return named
    if function is not None and not named:
        return _not_found(pipeline, path, function)
    errors = _errors_of(pipeline, path, list(dict.fromkeys(map(item_of, named))))
    if errors:
        return Failed(errors)
    found: list[BodyFunction] = []
    for each in named:
        is_generic = bool(pipeline.database.signature(each).type_parameters)
        found += instances_of(pipeline.database, each) if is_generic and function is not None else ()
        if not is_generic:
            found.append(each)
    return found if found or function is None else _no_instance(function, named[0])


def _functions(pipeline: CompilationPipeline, path: str, name: str | None) -> list[ItemId | MemberId] | Failed:
    """The functions and tests of a file, or those of a name; a method is named `Type.method`."""
    method = method_by_name(pipeline.database, path, name) if name is not None else None
    if method is not None:
        return [method]
    items = _select(pipeline, path, name)
    if isinstance(items, Failed):
        return items
    kinds = (ItemKind.FUNCTION, ItemKind.TEST)
    return [item for item in items if item.kind in kinds and (name or not must_not_compile(pipeline.database, item))]


def _no_instance(name: str, function: ItemId | MemberId) -> Failed:
    message = f"`{name}` is generic, and the program has no instance of it yet"
    help_ = ("code is generated for each choice of type arguments that the program calls it with",)
    at = Label(ItemSpan(item_of(function), Span(0, 1)))
    return Failed((Diagnostic("E2003", Severity.ERROR, message, at, help=help_),))


def show_ir(
    pipeline: CompilationPipeline, path: str, function: str | None, target: str | None, opt_level: int
) -> IrView | Failed:
    """LLVM IR of one function or of all, with the source line of each of its lines."""
    found = _target(target)
    bodies = _bodies(pipeline, path, function)
    if isinstance(found, Failed):
        return found
    if isinstance(bodies, Failed):
        return bodies
    if function is None:
        if opt_level:
            return _optimized(pipeline, bodies, found, opt_level, None)
        return _module(pipeline, bodies, found.triple)
    if opt_level:
        return _joined(_optimized(pipeline, [body], found, opt_level, function) for body in bodies)
    return _joined(_one_function(pipeline, body, found.triple) for body in bodies)


def _joined(views: Iterable[IrView | Failed]) -> IrView | Failed:
    """Several views, one below the other."""
    texts: list[str] = []
    lines: list[int | None] = []
    for view in views:
        if isinstance(view, Failed):
            return view
        texts.append(view.text)
        lines += view.line_map
    return IrView("\n".join(texts), tuple(lines))


def _one_function(pipeline: CompilationPipeline, function: BodyFunction, triple: str) -> IrView:
    from ori_compiler.codegen.config import codegen_config
    from ori_compiler.codegen.module import compile_one, function_shape
    from ori_compiler.driver.native import arc_queries

    database = pipeline.database
    queries = arc_queries(database)
    callees = database.references(function).functions
    shapes = {callee: function_shape(queries.lowered(callee).function) for callee in callees}
    definitions: dict[Idx, Representation] = dict(queries.definitions(function))
    for shape in shapes.values():
        add_definitions(database, (*shape.parameters, shape.result), definitions)
    origins = database.workspace.origins
    config = codegen_config(
        definitions, database.pool.name, triple, origins=origins, module_name=item_of(function).path
    )
    ir = compile_one(queries.function(function), config, shapes)
    # The text ends with a line end, behind which editors count one more line.
    return IrView(ir.text, (*(_source_line(pipeline, span) for span in ir.line_map), None))


def _source_line(pipeline: CompilationPipeline, at: ItemSpan | None) -> int | None:
    origin = pipeline.database.workspace.origins.get(at.item) if at is not None else None
    return origin.location(at.span).line if origin is not None and at is not None else None


def missing_runtime() -> Failed | None:
    """What is said if the runtime, parts of which are inlined by optimisation, was not built."""
    from ori_compiler.backend.errors import RuntimeMissing
    from ori_compiler.backend.runtime_files import find_runtime_files

    found = find_runtime_files()
    return Failed((found.into_diagnostic(),)) if isinstance(found, RuntimeMissing) else None


def _compile(
    pipeline: CompilationPipeline, functions: list[BodyFunction], triple: str, opt_level: int
) -> "LlvmModule | Failed":
    """One module with these functions visible and everything they need."""
    from ori_compiler.driver.native import generate

    path = item_of(functions[0]).path if functions else ""
    program = pipeline.executable(functions, path)
    if isinstance(program, Failed):
        return program
    exported: frozenset[FunctionId] = frozenset(functions)
    return generate(pipeline.database, program, (), triple, opt_level, path, exported=exported)


def _module(pipeline: CompilationPipeline, functions: list[BodyFunction], triple: str) -> IrView | Failed:
    """Unoptimised IR of whole functions with all they call, each line mapped that is from this file."""
    module = _compile(pipeline, functions, triple, 0)
    if isinstance(module, Failed):
        return module
    lines: list[int | None] = [None] * (module.text.count("\n") + 1)
    for mapped in module.line_maps:
        for offset, span in enumerate(mapped.lines):
            if span is not None and span.item.path == item_of(functions[0]).path:
                lines[mapped.first - 1 + offset] = _source_line(pipeline, span)
    return IrView(module.text, tuple(lines))


def _optimized(
    pipeline: CompilationPipeline, functions: list[BodyFunction], target: "Target", opt_level: int, function: str | None
) -> IrView | Failed:
    """What LLVM makes of the functions; source lines travel through it as debug locations."""
    from ori_compiler.backend.object_code import optimized_ir
    from ori_compiler.codegen.debug_lines import only_function, with_locations, without_locations

    module = missing_runtime() or _compile(pipeline, functions, target.triple, opt_level)
    if isinstance(module, Failed):
        return module
    text = optimized_ir(with_locations(module, pipeline.origins), target, opt_level)
    ir = without_locations(text)
    if function is not None:
        ir = only_function(ir, module.symbols[functions[0]])
    return IrView("\n".join(ir.lines), ir.sources)


def _assembly(
    pipeline: CompilationPipeline, path: str, function: str | None, target: str | None, opt_level: int
) -> Emitted | Failed:
    from ori_compiler.backend.object_code import emit_assembly

    found = _target(target)
    bodies = _bodies(pipeline, path, function)
    if isinstance(found, Failed):
        return found
    if isinstance(bodies, Failed):
        return bodies
    module = (missing_runtime() if opt_level else None) or _compile(pipeline, bodies, found.triple, opt_level)
    return module if isinstance(module, Failed) else Emitted(emit_assembly(module.text, found, opt_level))
