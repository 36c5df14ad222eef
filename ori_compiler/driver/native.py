"""From functions to native code: what running, testing, calling and building share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ori_compiler.arc.ir import ArcFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.codegen.config import OptLevel, codegen_config
from ori_compiler.codegen.mangling import symbol
from ori_compiler.codegen.module import LlvmModule, compile_module
from ori_compiler.database.arc_queries import ArcQueries
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.driver.results import PanicReport, TraceFrame
from ori_compiler.types.functions import FunctionId

if TYPE_CHECKING:
    from ori_compiler.backend.jit import Panicked


def arc_queries(database: CompilerDatabase) -> ArcQueries:
    """The queries below canonical IR, made once for each session."""
    if database.arc is None:
        database.arc = ArcQueries(database)
    return database.arc


def arc_functions(database: CompilerDatabase, program: CanonProgram) -> list[ArcFunction]:
    """The finished ARC IR of a program, in a stable order."""
    queries = arc_queries(database)
    return [queries.function(function) for function in sorted(program.functions, key=symbol)]


def generate(
    database: CompilerDatabase,
    program: CanonProgram,
    entries: Sequence[FunctionId],
    triple: str,
    opt_level: int,
    module_name: str,
    *,
    main: FunctionId | None = None,
    handler: FunctionId | None = None,
    selects_entry: bool = False,
    exported: frozenset[FunctionId] = frozenset(),
) -> LlvmModule:
    """The LLVM IR of a whole program."""
    config = codegen_config(
        program.definitions,
        database.pool.name,
        triple,
        origins=database.workspace.origins,
        module_name=module_name,
        opt_level=OptLevel(opt_level),
        checks=database.checks,
        main=main,
        handler=handler,
        selects_entry=selects_entry,
    )
    return compile_module(arc_functions(database, program), entries, config, exported)


def native_panic(panic: "Panicked") -> PanicReport:
    """What to tell of a panic in native code."""
    callers = tuple(TraceFrame(each.function, each.file, each.line, each.column) for each in panic.callers)
    return PanicReport(panic.message, panic.file, panic.line, panic.column, panic.function, callers)
