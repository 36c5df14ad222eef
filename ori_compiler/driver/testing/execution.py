"""How the tests of one file are executed, on each backend: compiled together, then run one by one.

What is counted has to be gone when a test ends: on the native backends a test that leaves something behind fails.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from ori_compiler.driver.execution import PANIC_EXIT_CODE, interpret, parse_panic, without_panic
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, Finished, PanicReport
from ori_compiler.source.item_id import ItemId

if TYPE_CHECKING:
    from ori_compiler.backend.program import ProgramResult

Execute: TypeAlias = Callable[[ItemId], Finished]
"""Runs one test to its end or panic."""

_Prepared: TypeAlias = AbstractContextManager[Execute | Failed]

_LEAK_EXIT_CODE: Final = 2
"""How a program that checks itself for leaks ends if it has one; see `EXIT_LEAK` in the runtime."""


def prepare(pipeline: CompilationPipeline, path: str, items: Sequence[ItemId], backend: Backend) -> _Prepared:
    """Compiles tests of a file; what it gives can execute them for as long as the context lasts."""
    match backend:
        case Backend.INTERPRETER:
            return _interpreted(pipeline, path, items)
        case Backend.JIT:
            return _compiled_in_memory(pipeline, path, items)
        case Backend.AOT:
            return _compiled_to_a_program(pipeline, path, items)


@contextmanager
def _interpreted(pipeline: CompilationPipeline, path: str, items: Sequence[ItemId]) -> Iterator[Execute | Failed]:
    program = pipeline.executable(items, path)
    if isinstance(program, Failed):
        yield program
        return
    executed = program

    def execute(item: ItemId) -> Finished:
        return interpret(pipeline.database, executed, item)

    yield execute


@contextmanager
def _compiled_in_memory(
    pipeline: CompilationPipeline, path: str, items: Sequence[ItemId]
) -> Iterator[Execute | Failed]:
    """One module for all tests of a file, compiled without optimisation: quick to start."""
    from ori_compiler.backend.frame_table import emit_traced_object
    from ori_compiler.backend.jit import Jit, create_jit
    from ori_compiler.backend.jit import Panicked as NativePanic
    from ori_compiler.backend.target_machine import jit_target
    from ori_compiler.driver.native import generate, native_panic

    jit = create_jit()
    if not isinstance(jit, Jit):
        yield Failed((jit.into_diagnostic(),))
        return
    program = pipeline.executable(items, path)
    if isinstance(program, Failed):
        yield program
        return
    module = generate(pipeline.database, program, items, jit_target().triple, 0, path)
    code = jit.load(emit_traced_object(module, pipeline.origins, jit_target(), 0))
    running = jit

    def execute(item: ItemId) -> Finished:
        before = running.live_objects()
        outcome = code.call(module.entries[item], 0, 0, capture_output=True)
        if isinstance(outcome, NativePanic):
            return Finished(0, outcome.output, native_panic(outcome))
        return Finished(0, outcome.output, leaked=running.live_objects() - before)

    yield execute


@contextmanager
def _compiled_to_a_program(
    pipeline: CompilationPipeline, path: str, items: Sequence[ItemId]
) -> Iterator[Execute | Failed]:
    """One program for all tests of a file, started anew for each of them."""
    from ori_compiler.backend.frame_table import emit_traced_object, program_objects
    from ori_compiler.backend.link import link_program
    from ori_compiler.backend.program import run_program
    from ori_compiler.backend.target_machine import Target, find_target
    from ori_compiler.driver.native import generate

    host = find_target(None)
    if not isinstance(host, Target):
        yield Failed((host.into_diagnostic(),))
        return
    program = pipeline.executable(items, path)
    if isinstance(program, Failed):
        yield program
        return
    module = generate(pipeline.database, program, items, host.triple, 2, path, selects_entry=True)
    numbers = {item: str(number) for number, item in enumerate(items)}
    with tempfile.TemporaryDirectory(prefix="ori-") as folder:
        executable = Path(folder) / "tests"
        traced = emit_traced_object(module, pipeline.origins, host, 2)
        problem = link_program(program_objects(traced, host), executable, host)
        if problem is not None:
            yield Failed((problem.into_diagnostic(),))
            return

        def execute(item: ItemId) -> Finished:
            environment = {
                "ORI_PANIC_EXIT_CODE": str(PANIC_EXIT_CODE),
                "ORI_ENTRY": numbers[item],
                "ORI_CHECK_LEAKS": "1",
            }
            ended = run_program(executable, capture=True, environment=environment)
            sys.stderr.write(_own_words(ended))
            if ended.exit_code == 0:
                return Finished(0, ended.stdout)
            if ended.exit_code == PANIC_EXIT_CODE:
                return Finished(0, ended.stdout, parse_panic(ended.stderr))
            if ended.exit_code == _LEAK_EXIT_CODE and "leak: " in ended.stderr:
                return Finished(0, ended.stdout, leaked=_leaked(ended.stderr))
            return Finished(ended.exit_code, ended.stdout, PanicReport(death(ended.exit_code), "", 0, 0, ""))

        yield execute


def _own_words(ended: "ProgramResult") -> str:
    """What a test wrote to standard error, without what the runtime reports there."""
    if ended.exit_code == PANIC_EXIT_CODE:
        return without_panic(ended.stderr)
    return ended.stderr.rpartition("leak: ")[0] if ended.exit_code == _LEAK_EXIT_CODE else ended.stderr


def _leaked(text: str) -> int:
    """How many objects a program says it has left."""
    told = text.rpartition("leak: ")[2].split(" ")[0]
    return int(told) if told.isdigit() else 1


def death(exit_code: int) -> str:
    """How a process that reported nothing ended; above 128 a signal ended it."""
    import signal

    try:
        name = signal.Signals(exit_code - 128).name
    except ValueError:
        return f"the program ended with exit code {exit_code}"
    return f"the program crashed: {name}"
