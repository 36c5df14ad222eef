"""The runtime's own tests in C, under sanitizers; and its sources, without a warning, on every target."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ori_compiler.backend.runtime_build import PROGRAM_ENTRY, c_sources, zig
from ori_compiler.backend.target_machine import TARGET_TRIPLES

SOURCES = Path(__file__).resolve().parents[3] / "runtime_c"
STRICT = ("-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-fexceptions", "-funwind-tables")

COMPILERS = {
    "zig with undefined-behaviour traps": (
        *zig("cc"),
        "-fsanitize=undefined",
        "-fsanitize-trap=undefined",
        "-lunwind",
    ),
}
if shutil.which("cc"):
    COMPILERS["cc with address and undefined-behaviour sanitizers"] = (
        "cc",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    )


@pytest.fixture(scope="module", params=COMPILERS, ids=str)
def test_program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = tmp_path_factory.mktemp("runtime") / "runtime_test"
    tests = SOURCES / "tests"
    sources = [str(path) for path in c_sources(SOURCES) if path.name != PROGRAM_ENTRY]
    sources += [str(path) for path in c_sources(tests)]
    ledger = ("-include", str(tests / "counting_allocator.h"))
    compiler = COMPILERS[request.param]
    run([*compiler, *STRICT, "-g", "-O1", *ledger, *sources, "-lm", "-pthread", "-o", str(program)])
    return program


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_the_tests_in_c_hold(test_program: Path) -> None:
    assert run([str(test_program)]).stdout.endswith(" 0 failures\n")


BOTH_PANICS = "".join(
    f"panic: {message}\n  at tests/a.ori:3:7\n    @f\n" for message in ("integer overflow", "division by zero")
)


@pytest.mark.parametrize(
    ("way", "output", "message"),
    [
        ("double-panic", "before\n", BOTH_PANICS + "fatal: panic while a panic unwinds"),
        ("panic-outside", "", "fatal: panic outside ori_try"),
        ("count-overflow", "", "fatal: reference count overflow"),
        ("count-overflow-in-tasks", "", "fatal: reference count overflow"),
        ("dead-object", "", "fatal: reference count of a dead object changed"),
        ("dead-object-in-tasks", "", "fatal: reference count of a dead object changed"),
        ("out-of-memory", "", "fatal: out of memory"),
        ("list-too-long", "", "fatal: out of memory"),
        ("list-too-large", "", "fatal: out of memory"),
    ],
)
def test_what_cannot_go_on_aborts_with_its_reason(test_program: Path, way: str, output: str, message: str) -> None:
    # The address sanitizer would end the program by itself where an allocation fails.
    environment = {**os.environ, "ASAN_OPTIONS": "allocator_may_return_null=1:log_path=/dev/null"}
    done = subprocess.run([test_program, way], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode < 0
    assert (done.stdout, done.stderr) == (output, f"{message}\n")


@pytest.mark.parametrize("target", TARGET_TRIPLES)
def test_the_sources_compile_without_a_warning(tmp_path: Path, target: str) -> None:
    for source in c_sources(SOURCES):
        output = str(tmp_path / f"{source.stem}.o")
        run(zig("cc", "-target", target, *STRICT, "-O2", "-fno-sanitize=all", "-c", str(source), "-o", output))


def test_webassembly_is_refused_with_the_reason(tmp_path: Path) -> None:
    command = zig("cc", "-target", "wasm32-wasi", "-c", str(SOURCES / "strings.c"), "-o", str(tmp_path / "s.o"))
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode != 0
    assert "needs stack unwinding" in done.stderr
