"""LLVM IR and assembly of functions and files, with the source lines behind them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from ori_compiler.database.programs import add_definitions
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Emitted, Failed, Listing
from ori_compiler.driver.selection import select_bodies, select_target
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.definitions import Representation
from ori_compiler.types.functions import BodyFunction, FunctionId, item_of
from ori_compiler.types.pool import Idx

if TYPE_CHECKING:
    from ori_compiler.backend.target_machine import Target
    from ori_compiler.codegen.module import LlvmModule


def show_ir(
    pipeline: CompilationPipeline, path: str, function: str | None, target: str | None, opt_level: int
) -> Listing | Failed:
    """LLVM IR of one function or of all, with the source line of each of its lines."""
    found = select_target(target)
    bodies = select_bodies(pipeline, path, function)
    if isinstance(found, Failed):
        return found
    if isinstance(bodies, Failed):
        return bodies
    if function is None:
        if opt_level:
            return _optimized(pipeline, bodies, found, opt_level, None)
        return _module(pipeline, bodies, found.triple)
    if opt_level:
        return joined(_optimized(pipeline, [body], found, opt_level, function) for body in bodies)
    return joined(_one_function(pipeline, body, found.triple) for body in bodies)


def joined(views: Iterable[Listing | Failed]) -> Listing | Failed:
    """Several views, one below the other."""
    texts: list[str] = []
    lines: list[int | None] = []
    for view in views:
        if isinstance(view, Failed):
            return view
        texts.append(view.text)
        lines += view.line_map
    return Listing("\n".join(texts), tuple(lines))


def _one_function(pipeline: CompilationPipeline, function: BodyFunction, triple: str) -> Listing:
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
    return Listing(ir.text, (*(source_line(pipeline, span) for span in ir.line_map), None))


def source_line(pipeline: CompilationPipeline, at: ItemSpan | None) -> int | None:
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


def _module(pipeline: CompilationPipeline, functions: list[BodyFunction], triple: str) -> Listing | Failed:
    """Unoptimised IR of whole functions with all they call, each line mapped that is from this file."""
    module = _compile(pipeline, functions, triple, 0)
    if isinstance(module, Failed):
        return module
    lines: list[int | None] = [None] * (module.text.count("\n") + 1)
    for mapped in module.line_maps:
        for offset, span in enumerate(mapped.lines):
            if span is not None and span.item.path == item_of(functions[0]).path:
                lines[mapped.first - 1 + offset] = source_line(pipeline, span)
    return Listing(module.text, tuple(lines))


def _optimized(
    pipeline: CompilationPipeline, functions: list[BodyFunction], target: "Target", opt_level: int, function: str | None
) -> Listing | Failed:
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
    return Listing("\n".join(ir.lines), ir.sources)


class _Compiled(msgspec.Struct, frozen=True):
    """The functions that were asked for, and a module with them and all they need."""

    target: "Target"
    functions: list[BodyFunction]
    module: "LlvmModule"


def _compile_named(
    pipeline: CompilationPipeline, path: str, function: str | None, target: str | None, opt_level: int
) -> _Compiled | Failed:
    found = select_target(target)
    bodies = select_bodies(pipeline, path, function)
    if isinstance(found, Failed):
        return found
    if isinstance(bodies, Failed):
        return bodies
    module = (missing_runtime() if opt_level else None) or _compile(pipeline, bodies, found.triple, opt_level)
    return module if isinstance(module, Failed) else _Compiled(found, bodies, module)


def assembly(
    pipeline: CompilationPipeline, path: str, function: str | None, target: str | None, opt_level: int
) -> Emitted | Failed:
    """The target's assembly of a file or function, with all it needs, as an assembler takes it."""
    from ori_compiler.backend.object_code import emit_assembly

    compiled = _compile_named(pipeline, path, function, target, opt_level)
    if isinstance(compiled, Failed):
        return compiled
    return Emitted(emit_assembly(compiled.module.text, compiled.target, opt_level))


def assembly_listing(
    pipeline: CompilationPipeline, path: str, function: str | None, target: str | None, opt_level: int
) -> Listing | Failed:
    """The same for people, with the source line of each instruction."""
    from ori_compiler.backend.object_code import emit_assembly
    from ori_compiler.codegen.assembly_lines import readable_assembly
    from ori_compiler.codegen.debug_lines import with_locations

    compiled = _compile_named(pipeline, path, function, target, opt_level)
    if isinstance(compiled, Failed):
        return compiled
    text = emit_assembly(with_locations(compiled.module, pipeline.origins), compiled.target, opt_level)
    symbols = [compiled.module.symbols[body] for body in compiled.functions] if function is not None else [None]
    parts = [readable_assembly(text, path, symbol) for symbol in symbols]
    return joined(Listing("\n".join(part.lines), part.sources) for part in parts)
