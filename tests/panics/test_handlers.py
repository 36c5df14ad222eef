"""What a program writes when it panics: with `@panic`, with frames, and when a second panic meets the first.

A case is a function of a program in a folder beside this file, which runs the one that its argument names. Below it
stand the lines it writes to standard output and standard error. A place names the file without its folder; a line of
the case's own function is counted from there, as `+0` and so on, and in `@main` the case has a line of its own. Frames
that repeat, of which there are as many as the stack takes, are shown once, with `…`.
"""

import ctypes
import re
import subprocess
import sys
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from panicking_programs import executables_of, pipeline

from ori_compiler import CompilationPipeline
from ori_compiler.backend.frame_table import emit_traced_object
from ori_compiler.backend.jit import Jit, Panicked, create_jit
from ori_compiler.backend.target_machine import jit_target
from ori_compiler.canon.program import CanonProgram
from ori_compiler.codegen.trampolines import MAIN_SYMBOL
from ori_compiler.driver.native import generate, native_panic
from ori_compiler.driver.results import Backend, Failed, Finished

HERE: Final = Path(__file__).parent
PROGRAMS: Final = tuple(sorted((HERE / "handlers").glob("*.ori")))


REPEATED: Final = re.compile(r"(    @\w+ at [^\n]+\n)\1+    … [\d,]+ more frames\n\1+")

Run = Callable[[str], tuple[str, str]]
"""Runs a case: what it printed, and the report of its panic."""


class Case(NamedTuple):
    """A function of a program, and what it writes."""

    program: Path
    name: str
    line: int
    output: str
    errors: str

    @property
    def aborts(self) -> bool:
        return "\nfatal: " in self.errors

    @property
    def panics(self) -> bool:
        return "panic: " in self.errors


def cases_of(program: Path) -> list[Case]:
    found: list[Case] = []
    for number, line in enumerate(program.read_text("utf-8").splitlines(), 1):
        if function := re.match(r"@(\w+) \(\) -> void", line):
            found.append(Case(program, function[1], number, "", ""))
        elif written := re.match(r"// (out|err): (.*)", line):
            field = "output" if written[1] == "out" else "errors"
            found[-1] = found[-1]._replace(**{field: f"{getattr(found[-1], field)}{written[2]}\n"})
    return [case for case in found if case.output or case.errors]


CASES: Final = [case for program in PROGRAMS for case in cases_of(program)]
BY_NAME: Final = [f"{case.program.stem}.{case.name}" for case in CASES]


@pytest.fixture(scope="module")
def executables(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Each program, built."""
    return executables_of(PROGRAMS, tmp_path_factory.mktemp("handlers"))


@pytest.fixture(scope="module")
def compiled() -> dict[Path, Run]:
    """Each program in this process."""
    return {program: loaded(program) for program in PROGRAMS}


def loaded(program: Path) -> Run:
    compiler = pipeline(program)
    main, handler = compiler.main_of(program), compiler.panic_handler_of(program)
    assert not isinstance(main, Failed)
    canonical = compiler.executable((main,) if handler is None else (main, handler), program)
    jit = create_jit()
    assert isinstance(canonical, CanonProgram)
    assert isinstance(jit, Jit)
    triple = jit_target().triple
    module = generate(compiler.database, canonical, (), triple, 2, str(program), main=main, handler=handler)
    code = jit.load(emit_traced_object(module, compiler.origins, jit_target(), 2))

    def run(case: str) -> tuple[str, str]:
        result = ctypes.c_int64(0)
        with jit.program_arguments(["program", case]) as arguments:
            outcome = code.call(MAIN_SYMBOL, arguments, ctypes.addressof(result), capture_output=True)
        return outcome.output, f"{native_panic(outcome)}\n" if isinstance(outcome, Panicked) else ""

    return run


def told(case: Case, text: str) -> str:
    """A text as the comments of a case write it."""
    lines = case.program.read_text("utf-8").splitlines()
    main = next(number for number, line in enumerate(lines, 1) if line.startswith("@main "))
    later = (other.line for other in CASES if other.program == case.program and other.line > case.line)
    end = next(later, main)

    def place(found: re.Match[str]) -> str:
        line = int(found[1])
        shown = "main" if line >= main else f"+{line - case.line}" if case.line <= line < end else str(line)
        return f"{case.program.name}:{shown}:"

    text = text.replace(f"{case.program.parent}/", "")
    text = REPEATED.sub(r"\1    …\n", text)
    return re.sub(rf"{re.escape(case.program.name)}:(\d+):", place, text)


def test_every_case_is_run_by_its_name() -> None:
    for case in CASES:
        assert f'    "{case.name}" -> {case.name}(),\n' in case.program.read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=BY_NAME)
def test_of_a_program(case: Case, executables: dict[Path, Path]) -> None:
    done = subprocess.run(
        [executables[case.program], case.name], capture_output=True, timeout=60, check=False, encoding="utf-8"
    )
    assert (done.stdout, told(case, done.stderr)) == (case.output, case.errors)
    if case.aborts:
        assert done.returncode not in (0, 1, 2)
    else:
        assert done.returncode == (1 if case.panics else 0)


@pytest.mark.parametrize("case", CASES, ids=BY_NAME)
def test_in_the_interpreter(case: Case, capfd: pytest.CaptureFixture[str]) -> None:
    ended = pipeline(case.program).run(case.program, backend=Backend.INTERPRETER, arguments=[case.name])
    assert isinstance(ended, Finished)
    report = f"{ended.panic}\n" if ended.panic is not None else ""
    assert (ended.output, told(case, capfd.readouterr().err + report)) == (case.output, case.errors)


@pytest.mark.parametrize("case", [case for case in CASES if not case.aborts], ids=attrgetter("name"))
def test_in_this_process(case: Case, compiled: dict[Path, Run], capfd: pytest.CaptureFixture[str]) -> None:
    """By the JIT."""
    output, report = compiled[case.program](case.name)
    assert (output, told(case, capfd.readouterr().err + report)) == (case.output, case.errors)


@pytest.mark.parametrize("case", [case for case in CASES if case.aborts][:2], ids=attrgetter("name"))
def test_an_abort_ends_the_process(case: Case) -> None:
    command = [sys.executable, "-m", "ori_compiler", "run", "--backend", "jit", str(case.program), "--", case.name]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, encoding="utf-8")
    assert (done.stdout, told(case, done.stderr)) == (case.output, case.errors)
    assert done.returncode not in (0, 1, 2, 101)


@pytest.mark.parametrize("case", [case for case in CASES if case.aborts], ids=attrgetter("name"))
def test_both_panics_are_told_once(case: Case) -> None:
    """As they begin, by `oric run`."""
    command = [sys.executable, "-m", "ori_compiler", "run", "--backend", "interp", str(case.program), "--", case.name]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, encoding="utf-8")
    assert (done.stdout, told(case, done.stderr)) == (case.output, case.errors)
    assert done.returncode == 101


LIBRARY: Final = """
@panic (info: PanicInfo) -> void = print(msg: `crashed: {info.message}`);

pub @fail () -> void = panic(msg: "no seats");
"""


def test_a_handler_may_stand_in_an_imported_module(capfd: pytest.CaptureFixture[str]) -> None:
    files = {"crash.ori": LIBRARY, "main.ori": 'use "./crash" { fail };\n@main () -> void = fail();\n'}
    pipeline = CompilationPipeline.from_sources(files)
    for backend in (Backend.INTERPRETER, Backend.JIT):
        ended = pipeline.run("main.ori", backend=backend)
        assert isinstance(ended, Finished)
        assert ended.panic is not None
        assert (ended.panic.message, capfd.readouterr().err) == ("no seats", "crashed: no seats\n")


def test_two_handlers_are_told_where_they_come_together() -> None:
    files = {
        "crash.ori": LIBRARY,
        "between.ori": 'use "./crash" { fail };\n@panic (info: PanicInfo) -> void = ();\n',
        "main.ori": 'use "./between" as between;\n@main () -> void = ();\n',
    }
    found = CompilationPipeline.from_sources(files).check()
    assert [(each.code, each.primary.at.item.path) for each in found] == [("E2075", "between.ori")]
    assert [label.at.item.path for label in found[0].secondary] == ["crash.ori"]


def test_tests_do_not_use_the_handler(capfd: pytest.CaptureFixture[str]) -> None:
    source = f"{LIBRARY}\n@t tests @fail () -> void = fail();\n"
    pipeline = CompilationPipeline.from_sources({"crash.ori": source})
    for backend in (Backend.INTERPRETER, Backend.JIT, Backend.AOT):
        results = pipeline.test(backend=backend)
        assert not isinstance(results, Failed)
        assert [result.message for result in results] == ["no seats"]
    assert "crashed" not in capfd.readouterr().err
