"""Running a program's `@main` on one of the three backends, with one kind of result."""

import ctypes
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Final

import msgspec

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, Finished, PanicReport, TraceFrame
from ori_compiler.eval import interpreter
from ori_compiler.eval.compile import compile_function
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.machine import Machine, Procedure
from ori_compiler.eval.stack import FIRST_PLACES, Place, left_out_text
from ori_compiler.eval.system import repaired
from ori_compiler.eval.value import Value
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import FunctionId, name_of

PANIC_EXIT_CODE = 101
"""How a program that we start tells that it panicked; see `ORI_PANIC_EXIT_CODE` in the runtime."""


class MainCall(msgspec.Struct, frozen=True):
    """A program, and how its `@main` is called; `words` are those of the call, the program's name first."""

    program: CanonProgram
    main: ItemId
    handler: ItemId | None
    arguments: tuple[Value, ...]
    words: tuple[str, ...]


def main_call(pipeline: CompilationPipeline, path: str, arguments: Sequence[str]) -> MainCall | Failed:
    """How the `@main` of a file is called with arguments of the command line."""
    main = pipeline.main_of(path)
    if isinstance(main, Failed):
        return main
    handler = pipeline.panic_handler_of(path)
    program = pipeline.executable((main,) if handler is None else (main, handler), path)
    if isinstance(program, Failed):
        return program
    taken = bool(pipeline.database.signature(main).parameters)
    values = (ListValue([repaired(each) for each in arguments]),) if taken else ()
    return MainCall(program, main, handler, values, (path, *arguments))


def run_main(
    pipeline: CompilationPipeline,
    path: str,
    backend: Backend,
    arguments: Sequence[str],
    write: Callable[[str], None] | None,
    report: Callable[[PanicReport], None] | None,
    inherit_output: bool,
) -> Finished | Failed:
    """Runs the `@main` of a file."""
    call = main_call(pipeline, path, arguments)
    if isinstance(call, Failed):
        return call
    if backend is Backend.INTERPRETER:
        return interpret_main(pipeline.database, call, write, report=report)
    if backend is Backend.JIT:
        return _run_jit(pipeline.database, call, path, arguments, inherit_output)
    return _run_program(pipeline, path, arguments, inherit_output)


def interpret_main(
    database: CompilerDatabase,
    call: MainCall,
    write: Callable[[str], None] | None,
    checkpoint: Callable[[], None] = lambda: None,
    compile_: Callable[[Machine, CanonFunction], Procedure] = compile_function,
    report: Callable[[PanicReport], None] | None = None,
) -> Finished:
    """Runs a `@main` in the interpreter."""
    return interpret(
        database, call.program, call.main, write, checkpoint, call.arguments, call.words, call.handler, compile_, report
    )


def interpret(
    database: CompilerDatabase,
    program: CanonProgram,
    entry: FunctionId,
    write: Callable[[str], None] | None = None,
    checkpoint: Callable[[], None] = lambda: None,
    arguments: Sequence[Value] = (),
    words: Sequence[str] = (),
    handler: FunctionId | None = None,
    compile_: Callable[[Machine, CanonFunction], Procedure] = compile_function,
    report: Callable[[PanicReport], None] | None = None,
) -> Finished:
    """Runs an entry in the interpreter; `words` are those of the call, the program's name first.

    `handler` hears of panics that nothing catches, and then `report`, both before the stack unwinds. `compile_` makes
    functions ready to run.
    """
    output: list[str] = []

    def note(at: ItemSpan, text: str) -> None:
        origin = database.workspace.origins.get(at.item)
        place = "" if origin is None else f"[{origin.path}:{origin.location(at.span).line}] "
        sys.stderr.write(f"{place}{text}\n")

    def locate(at: ItemSpan) -> tuple[str, int, int]:
        origin = database.workspace.origins.get(at.item)
        if origin is None:
            return "", 0, 0
        location = origin.location(at.span)
        return location.path, location.line, location.column

    def tell(panic: interpreter.Panicked) -> None:
        if report is not None:
            report(_panic_report(database, panic))

    outcome = interpreter.interpret(
        program, entry, arguments, write or output.append, checkpoint, note, locate, words, handler, compile_, tell
    )
    if isinstance(outcome, interpreter.Completed):
        value = outcome.value
        return Finished(value & 0xFF if isinstance(value, int) else 0, "".join(output))
    return Finished(0, "".join(output), _panic_report(database, outcome))


def _panic_report(database: CompilerDatabase, panic: interpreter.Panicked) -> PanicReport:
    here = _frame(database, Place(panic.function, panic.at))
    if not here.path or panic.at.span == NO_SPAN:
        met = tuple(_panic_report(database, each) for each in panic.met)
        return PanicReport(panic.message, "", 0, 0, "", met=met)
    frames = [_frame(database, place) for place in panic.trace.places]
    if panic.trace.left_out:
        frames.insert(FIRST_PLACES, TraceFrame(left_out_text(panic.trace.left_out), "", 0, 0))
    return PanicReport(panic.message, here.path, here.line, here.column, here.function, tuple(frames[1:]))


def _frame(database: CompilerDatabase, place: Place) -> TraceFrame:
    origin = database.workspace.origins.get(place.at.item)
    if origin is None:
        return TraceFrame(function_name(place.function), "", 0, 0)
    location = origin.location(place.at.span)
    return TraceFrame(function_name(place.function), location.path, location.line, location.column)


def function_name(function: FunctionId) -> str:
    """A function as reports name it."""
    return f"@{name_of(function)}"


def _run_jit(
    database: CompilerDatabase,
    call: MainCall,
    path: str,
    arguments: Sequence[str],
    inherit_output: bool,
) -> Finished | Failed:
    from ori_compiler.backend.frame_table import emit_traced_object
    from ori_compiler.backend.jit import Jit, create_jit
    from ori_compiler.backend.jit import Panicked as NativePanic
    from ori_compiler.backend.target_machine import jit_target
    from ori_compiler.codegen.trampolines import MAIN_SYMBOL
    from ori_compiler.driver.native import generate, native_panic

    jit = create_jit()
    if not isinstance(jit, Jit):
        return Failed((jit.into_diagnostic(),))
    module = generate(database, call.program, (), jit_target().triple, 2, path, main=call.main, handler=call.handler)
    code = jit.load(emit_traced_object(module, database.workspace.origins, jit_target(), 2))
    result = ctypes.c_int64(0)
    with jit.program_arguments((path, *arguments)) as list_:
        outcome = code.call(
            MAIN_SYMBOL,
            list_,
            ctypes.addressof(result),
            reports_panics=inherit_output,
            capture_output=not inherit_output,
        )
    if isinstance(outcome, NativePanic):
        return Finished(0, outcome.output, native_panic(outcome))
    is_output_lost = inherit_output and not jit.has_written_all_output()
    return Finished(result.value & 0xFF, outcome.output, is_output_lost=is_output_lost)


def _run_program(
    pipeline: CompilationPipeline, path: str, arguments: Sequence[str], inherit_output: bool
) -> Finished | Failed:
    """Builds the program in a folder of its own, and runs it there."""
    from ori_compiler.backend.program import run_program
    from ori_compiler.driver.building import build

    with tempfile.TemporaryDirectory(prefix="ori-") as folder:
        program = Path(folder) / ("program.exe" if os.name == "nt" else "program")
        built = build(pipeline, path, str(program), None, 2)
        if isinstance(built, Failed):
            return built
        environment = {"ORI_PANIC_EXIT_CODE": str(PANIC_EXIT_CODE)}
        ended = run_program(program, arguments, capture=not inherit_output, environment=environment)
    # A program may return that number itself; only one that panicked says so.
    has_panicked = ended.exit_code == PANIC_EXIT_CODE and (inherit_output or "panic: " in ended.stderr)
    if has_panicked:
        return Finished(0, ended.stdout, parse_panic(ended.stderr))
    return Finished(ended.exit_code, ended.stdout)


_PANIC: Final = re.compile(r"^panic: ", re.MULTILINE)
"""How a program's report of a panic begins."""


def without_panic(text: str) -> str:
    """What a program wrote itself, before its panic was reported."""
    report = _PANIC.search(text)
    return text[: report.start()] if report else text


def parse_panic(text: str) -> PanicReport:
    """The panic that a program reported on its standard error; the message may have several lines."""
    # What the program itself wrote stands before.
    report = _PANIC.search(text)
    body = text[report.end() :] if report else text
    message, _, place = body.partition("\n  at ")
    where, *functions = place.rstrip().split("\n")
    frames = tuple(map(_parsed_frame, takewhile(lambda line: line.startswith("    "), functions)))
    parts = where.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        function = frames[0].function if frames else ""
        return PanicReport(message, parts[0], int(parts[1]), int(parts[2]), function, frames[1:])
    return PanicReport(message.strip(), "", 0, 0, "")


def _parsed_frame(line: str) -> TraceFrame:
    found = re.fullmatch(r"(\S+) at (.*):(\d+):(\d+)", line.strip())
    if found is None:
        return TraceFrame(line.strip(), "", 0, 0)
    return TraceFrame(found[1], found[2], int(found[3]), int(found[4]))
