"""Every panic that the language reference lists: its message, its place and the exit code, however a program is run.

A case is a function of a program beside this file, which runs the one that its argument names. Above a case, or the
first of several, stands the row of the reference that it is about; below the line that panics, where and what it says.
"""

import ctypes
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from panicking_programs import executables_of, pipeline

from ori_compiler.backend.frame_table import emit_traced_object
from ori_compiler.backend.jit import Jit, Panicked, create_jit
from ori_compiler.backend.target_machine import jit_target
from ori_compiler.driver.native import generate, native_panic
from ori_compiler.driver.results import Backend, Failed, Finished

HERE: Final = Path(__file__).parent
PROGRAMS: Final = tuple(sorted(HERE.glob("*.ori")))

ROWS: Final = (
    "03 30.1: `+ - *`, negation out of range",
    "03 30.1: `int.min / -1`, `div -1`, `% -1`",
    "03 30.1: division, `div` by zero",
    "03 30.1: `%` by zero",
    "03 30.1: `int ** negative`",
    "03 30.1: shift count < 0",
    "03 30.1: shift count ≥ width",
    "03 30.1: left shift result too large",
    "03 30.1: `Duration` overflow",
    "03 30.1: `Size` below zero; times or divided by a negative",
    "03 30.1: list index",
    "03 30.1: string index",
    "03 30.1: `as` out of range",
    "03 30.1: `int(str)`, `float(str)` on bad text",
    "03 30.1: `unwrap()` on `None`",
    "03 30.1: `unwrap()` on `Err(e)`",
    "03 30.1: `expect(..)`",
    "03 30.1: `unwrap_err()` / `expect_err(..)` on `Ok`",
    "03 30.1: range step 0",
    "03 30.1: push on a full fixed list",
    "03 30.1: `to_fixed` of a longer list",
    "03 30.1: `panic(msg:)`",
    "03 30.1: `todo()` / `todo(reason:)`",
    "03 30.1: `unreachable()` / with reason",
    "03 30.1: `assert`",
    "03 30.1: `assert_eq`, `assert_ne`, other assertions",
    "03 30.1: contract",
    "03 30.1: `to_digit(radix:)` outside 2–36",
    "03 30.1: `recurse` depth > 1000",
    "03 30.1: stack exhausted",
    "04 30.1: `cpu_has_feature` unknown",
    "04 24: an endless range",
    "04 30.1: `updated`, `insert`, `remove`",
    "04 30.1: `step_by`, `nth`",
    "04 30.1: integer methods",
)
"""Rows of the tables of panics, most of which stand in both. Forms that there are not yet have none."""


class Case(NamedTuple):
    """A function that panics, and the report that is expected. `line` is 0 if the place is not known."""

    program: Path
    name: str
    row: str
    line: int
    column: int
    message: str

    @property
    def report(self) -> str:
        place = f"\n  at {self.program}:{self.line}:{self.column}\n    @{self.name}" if self.line else ""
        return f"panic: {self.message}{place}"


def told(report: str) -> str:
    """A report without what led to the panic, and without a place where none is expected."""
    lines = [line for line in report.splitlines() if not re.match("    (@.* at |… )", line)]
    return "\n".join(lines if lines[0] != "panic: stack overflow" else lines[:1])


def cases_of(program: Path) -> list[Case]:
    found: list[Case] = []
    row = name = ""
    for number, line in enumerate(program.read_text("utf-8").splitlines(), 1):
        if heading := re.match(r"// (0[34] .*)", line):
            row = heading[1]
        elif function := re.match(r"@(\w+) ", line):
            name = function[1]
        elif marker := re.match(r" *(// *([\^<?])) ?(.*)", line):
            starts = {"^": marker.start(2) + 1, "<": marker.start(1) + 1, "?": 0}
            column = starts[marker[2]]
            found.append(Case(program, name, row, number - 1 if column else 0, column, marker[3]))
    return found


CASES: Final = [case for program in PROGRAMS for case in cases_of(program)]
BY_NAME: Final = [f"{case.program.stem}.{case.name}" for case in CASES]


@pytest.fixture(scope="module")
def executables(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Each program, built."""
    return executables_of(PROGRAMS, tmp_path_factory.mktemp("panics"))


def test_every_row_of_the_reference_has_cases() -> None:
    assert {case.row for case in CASES} == set(ROWS)


def test_every_case_is_run_by_its_name() -> None:
    for case in CASES:
        assert re.search(rf'"{case.name}" -> (\{{\s*)?{case.name}\(\)', case.program.read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=BY_NAME)
def test_a_panic_is_reported(case: Case, executables: dict[Path, Path]) -> None:
    interpreted = pipeline(case.program).run(case.program, backend=Backend.INTERPRETER, arguments=[case.name])
    assert isinstance(interpreted, Finished)
    assert (told(str(interpreted.panic)), interpreted.output) == (case.report, "")
    done = subprocess.run([executables[case.program], case.name], capture_output=True, timeout=60, check=False)
    assert (told(done.stderr.decode("utf-8")), done.stdout, done.returncode) == (case.report, b"", 1)
    if "more frames" not in str(interpreted.panic):
        assert done.stderr.decode("utf-8") == f"{interpreted.panic}\n"


@pytest.fixture(scope="module")
def compiled() -> dict[Path, Callable[[str], str]]:
    """Runs a case of each program by the JIT, and gives its report."""
    return {program: loaded(program) for program in PROGRAMS}


def loaded(program: Path) -> Callable[[str], str]:
    compiler = pipeline(program)
    main = compiler.main_of(program)
    assert not isinstance(main, Failed)
    canonical = compiler.executable((main,), program)
    assert not isinstance(canonical, Failed)
    jit = create_jit()
    assert isinstance(jit, Jit)
    module = generate(compiler.database, canonical, (main,), jit_target().triple, 2, str(program))
    code = jit.load(emit_traced_object(module, compiler.origins, jit_target(), 2))

    def run(case: str) -> str:
        result = ctypes.c_int64(0)
        with jit.program_arguments(["program", case]) as arguments:
            outcome = code.call(module.entries[main], arguments, ctypes.addressof(result), capture_output=True)
        assert isinstance(outcome, Panicked)
        return str(native_panic(outcome))

    return run


@pytest.mark.parametrize("case", CASES, ids=BY_NAME)
def test_a_panic_is_reported_by_the_jit(case: Case, compiled: dict[Path, Callable[[str], str]]) -> None:
    assert told(compiled[case.program](case.name)) == case.report
