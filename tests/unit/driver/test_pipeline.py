"""The library's front door: every operation, from sources in memory, without a disk."""

import builtins
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver import results
from ori_compiler.driver.calling import ArgumentError, PanicError, ProgramError
from ori_compiler.driver.results import Backend, Built, EmitKind, Emitted, Failed, Finished

MAIN = """
use "./shapes" { Point, length };

@main () -> void = print(msg: `length {length(of: Point { x: 3, y: 4 })}`);

@t tests @main () -> void = assert_eq(actual: length(of: Point { x: 1, y: 1 }), expected: 2);

@wrong tests @main () -> void = assert_eq(actual: 1, expected: 2);

#skip("later")
@skipped tests @main () -> void = panic(msg: "never run");

#fail("by zero")
@panics tests @main () -> void = print(msg: str(1 / 0));
"""
SHAPES = """
pub type Point = { x: int, y: int }

pub @length (of: Point) -> int = of.x * of.x + of.y * of.y;
"""
SOURCES = {"main.ori": MAIN, "shapes.ori": SHAPES}
CALLS = """
type Point = { x: int, y: float, name: str }

@add (a: int, b: int) -> int = a + b;
@greet (name: str, times: int) -> str = {
    let text = "";
    for _ in 0..times do text += `hello {name};`;
    text
}
@next (c: char) -> char = ((c as int) + 1) as char;
@half (x: float) -> float = x / 2.0;
@low (n: int) -> byte = byte(n);
@flip (b: bool) -> bool = !b;
@nothing () -> void = ();
@moved (p: Point, by: int) -> Point = Point { ...p, x: p.x + by, name: p.name + "!" };
@divide (a: int, b: int) -> int = a / b;
type S = A | B;
@sum () -> S = A;
@of_sum (s: S) -> int = 1;
@given (nothing: void) -> void = nothing;
"""


def pipeline() -> CompilationPipeline:
    return CompilationPipeline.from_sources(SOURCES)


@contextmanager
def no_disk() -> Iterator[None]:
    """Opening, reading, writing, listing or starting anything is an error.

    What the compiler loads of its own (modules, the prelude, the runtime) is loaded before.
    """
    warm = pipeline()
    warm.check()
    warm.run("main.ori", backend=Backend.INTERPRETER)
    warm.run("main.ori", backend=Backend.JIT)
    warm.call("shapes.ori", "length", {"x": 1, "y": 2})
    for kind in EmitKind:
        warm.emit(kind, "main.ori")

    def forbidden(*arguments: object, **keywords: object) -> None:
        raise AssertionError(f"the disk was touched: {arguments}")

    forbidden_functions = (
        (builtins, "open"),
        (io, "open"),
        (os, "open"),
        (os, "listdir"),
        (os, "scandir"),
        (os, "mkdir"),
        (subprocess, "Popen"),
    )
    with pytest.MonkeyPatch.context() as patch:
        for module, name in forbidden_functions:
            patch.setattr(module, name, forbidden)
        yield


def test_sources_in_memory_need_no_disk() -> None:
    with no_disk():
        found = pipeline()
        assert found.check() == ()
        assert found.run("main.ori", backend=Backend.INTERPRETER) == Finished(0, "length 25\n")
        assert found.run("main.ori", backend=Backend.JIT) == Finished(0, "length 25\n")
        assert found.call("shapes.ori", "length", {"x": 1, "y": 2}) == 5
        for kind in EmitKind:
            assert isinstance(found.emit(kind, "main.ori", "main"), Emitted)
        assert not isinstance(found.classify("shapes.ori", "length"), Failed)
        assert not isinstance(found.show_ir("main.ori", "main"), Failed)
        for backend in (Backend.INTERPRETER, Backend.JIT):
            assert not isinstance(found.test(backend=backend), Failed)


def test_missing_imports_are_not_looked_for_on_disk() -> None:
    with no_disk():
        found = CompilationPipeline.from_sources({"main.ori": MAIN})
        assert [diagnostic.code for diagnostic in found.check()] == ["E2067"]


@pytest.mark.parametrize("backend", list(Backend))
def test_a_program_runs(backend: Backend) -> None:
    assert pipeline().run("main.ori", backend=backend) == Finished(0, "length 25\n")


@pytest.mark.parametrize("backend", list(Backend))
def test_an_exit_code_comes_from_main(backend: Backend) -> None:
    program = CompilationPipeline.from_sources({"m.ori": "@main () -> int = 300 - 2;"})
    assert program.run("m.ori", backend=backend) == Finished(298 & 0xFF, "")


def test_what_cannot_run_says_why() -> None:
    broken = CompilationPipeline.from_sources({"m.ori": "@main () -> void = unknown();", "n.ori": "@f () -> int = 1;"})
    failed = broken.run("m.ori")
    assert isinstance(failed, Failed) and [d.code for d in failed.diagnostics] == ["E2003"]
    failed = broken.run("n.ori")
    assert isinstance(failed, Failed) and [d.code for d in failed.diagnostics] == ["E2069"]


@pytest.mark.parametrize("backend", list(Backend))
def test_tests_pass_fail_and_are_skipped(backend: Backend) -> None:
    heard: list[str] = []
    found = pipeline().test(backend=backend, report=lambda result: heard.append(result.name))
    assert not isinstance(found, Failed)
    assert [(result.name, result.status.value) for result in found] == [
        ("t", "passed"),
        ("wrong", "failed"),
        ("skipped", "skipped"),
        ("panics", "passed"),
    ]
    assert heard == [result.name for result in found]
    wrong, skipped = found[1], found[2]
    assert (wrong.message, wrong.line) == ("assertion failed: 1 != 2", 8)
    assert wrong.panic is not None and (wrong.panic.path, wrong.panic.line) == ("main.ori", 8)
    assert skipped.message == "later"


@pytest.mark.parametrize("backend", list(Backend))
def test_a_panic_of_the_library_is_shown_at_its_call(backend: Backend) -> None:
    source = """
@first (of: [int]) -> int =
    of.first().unwrap();

@each (of: [int]) -> [int] = of.map(n -> 10 / n);

@none tests @first () -> void = assert_eq(actual: first(of: []), expected: 1);

@own tests @each () -> void = assert_eq(actual: each(of: [0]), expected: [1]);

@expected tests _ () -> void = {
    let text = "kept".repeat(count: 2);
    let missing: Option<str> = None;
    print(msg: missing.expect(msg: text));
}
"""
    found = CompilationPipeline.from_sources({"main.ori": source}).test(backend=backend)
    assert not isinstance(found, Failed)
    panics = [result.panic for result in found if result.panic is not None]
    assert [(panic.path, panic.line, panic.column, panic.function) for panic in panics] == [
        ("main.ori", 3, 5, "@first"),
        ("main.ori", 5, 42, "@each"),
        ("main.ori", 14, 16, "@expected"),
    ]


@pytest.mark.parametrize("backend", list(Backend))
def test_a_panic_of_a_standard_module_is_shown_at_its_call(backend: Backend) -> None:
    source = """
use std.testing { expect_ok };

@bad () -> Result<int, str> = Err("no");

@wrong tests @bad () -> void = {
    let _ = expect_ok(result: bad());
}
"""
    found = CompilationPipeline.from_sources({"main.ori": source}).test(backend=backend)
    assert not isinstance(found, Failed)
    panics = [result.panic for result in found if result.panic is not None]
    assert [(panic.path, panic.line, panic.column, panic.function) for panic in panics] == [
        ("main.ori", 7, 13, "@wrong")
    ]


def test_tests_can_be_chosen_by_name_and_file() -> None:
    assert isinstance(found := pipeline().test(name_part="wro"), tuple)
    assert [result.name for result in found] == ["wrong"]
    assert pipeline().test(["shapes.ori"]) == ()


def test_a_program_is_built(tmp_path: Path) -> None:
    program = tmp_path / "program"
    assert pipeline().build("main.ori", program) == Built(str(program))
    done = subprocess.run([program], capture_output=True, check=True)
    assert done.stdout == b"length 25\n"


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        ("add", (2, 3), 5),
        ("@add", (-(2**63), 1), -(2**63) + 1),
        ("greet", ("Ada", 2), "hello Ada;hello Ada;"),
        ("greet", ("", 0), ""),
        ("next", ("é",), "ê"),
        ("half", (5,), 2.5),
        ("half", (0.5,), 0.25),
        ("low", (258,), 2),
        ("flip", (True,), False),
        ("nothing", (), None),
        ("given", (None,), None),
        ("moved", ({"x": 1, "y": 0.5, "name": "é"}, 2), {"x": 3, "y": 0.5, "name": "é!"}),
    ],
)
def test_functions_are_called_with_python_values(
    function: str, arguments: tuple[object, ...], expected: object
) -> None:
    found = CompilationPipeline.from_sources({"m.ori": CALLS}).call("m.ori", function, *arguments)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("add", (1,)),
        ("add", (1, "2")),
        ("add", (1, 2.0)),
        ("add", (1, True)),
        ("add", (1, 2**63)),
        ("greet", (b"bytes", 1)),
        ("next", ("ab",)),
        ("low", (1.5,)),
        ("flip", (1,)),
        ("moved", ({"x": 1, "y": 1.0}, 2)),
        ("moved", (3, 2)),
        ("missing", ()),
        ("sum", ()),
        ("of_sum", (0,)),
        ("given", (0,)),
    ],
)
def test_values_that_do_not_fit_are_refused(function: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(ArgumentError):
        CompilationPipeline.from_sources({"m.ori": CALLS}).call("m.ori", function, *arguments)


def test_a_panic_of_a_called_function_is_an_exception() -> None:
    with pytest.raises(PanicError) as caught:
        CompilationPipeline.from_sources({"m.ori": CALLS}).call("m.ori", "divide", 1, 0)
    report = caught.value.report
    assert (report.message, report.path, report.line) == ("division by zero", "m.ori", 16)


def test_a_program_with_errors_is_not_called() -> None:
    with pytest.raises(ProgramError) as caught:
        CompilationPipeline.from_sources({"m.ori": "@f () -> int = 1.5;"}).call("m.ori", "f")
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["E2001"]


def test_sources_can_be_replaced_and_removed() -> None:
    found = pipeline()
    assert found.check() == ()
    found.set_source("shapes.ori", SHAPES.replace("length", "size"))
    assert [diagnostic.code for diagnostic in found.check()] == ["E2067"]
    found.remove_source("shapes.ori")
    assert [diagnostic.code for diagnostic in found.check()] == ["E2067"]
    found.set_source("shapes.ori", SHAPES)
    assert found.check() == ()
    assert found.roots == ("main.ori", "shapes.ori")
    assert found.text("shapes.ori") == SHAPES
    assert found.text("unknown.ori") is None


def test_only_what_is_asked_for_is_checked_with_its_imports() -> None:
    sources = {**SOURCES, "broken.ori": "@f () -> int = 1.5;"}
    found = CompilationPipeline.from_sources(sources)
    assert found.check(["main.ori"]) == ()
    assert [diagnostic.code for diagnostic in found.check()] == ["E2001"]


def test_files_are_read_with_what_they_import(tmp_path: Path) -> None:
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = CompilationPipeline.from_paths([tmp_path / "main.ori"])
    assert found.check() == ()
    assert len(found.roots) == 1
    assert found.run(tmp_path / "main.ori", backend=Backend.INTERPRETER) == Finished(0, "length 25\n")
    assert len(CompilationPipeline.from_paths([tmp_path]).roots) == 2


@pytest.mark.parametrize("content", [b'@f () -> str = "\xff";', b"@f\0", "\ufeff@f () -> int = 1;".encode()])
def test_what_is_not_text_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.ori").write_bytes(content)
    found = CompilationPipeline.from_paths([tmp_path / "bad.ori"])
    assert [diagnostic.code for diagnostic in found.check()] == ["E0016"]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    found = CompilationPipeline.from_paths([tmp_path / "none.ori"])
    assert [diagnostic.code for diagnostic in found.check()] == ["E0017"]
    assert isinstance(found.run(tmp_path / "none.ori"), Failed)


@pytest.mark.parametrize("kind", list(EmitKind))
def test_every_stage_can_be_shown(kind: EmitKind) -> None:
    whole, one = pipeline().emit(kind, "main.ori"), pipeline().emit(kind, "main.ori", "@main")
    assert isinstance(whole, Emitted) and isinstance(one, Emitted)
    assert whole.text and one.text


def test_an_unknown_name_to_show_is_told() -> None:
    failed = pipeline().emit(EmitKind.CANON, "main.ori", "mian")
    assert isinstance(failed, Failed)
    assert failed.diagnostics[0].help == ("did you mean `main`?",)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    found = pipeline()
    found.check()
    found.run("main.ori")
    found.test()
    for kind in EmitKind:
        found.emit(kind, "main.ori")
    assert capfd.readouterr() == ("", "")


def test_importing_the_library_loads_no_back_end() -> None:
    program = "import ori_compiler, sys; ori_compiler.CompilationPipeline; print('llvmlite' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"


def test_results_tell_their_backend() -> None:
    found = pipeline().test(backend=Backend.INTERPRETER)
    assert not isinstance(found, Failed)
    assert {result.backend for result in found} == {Backend.INTERPRETER}
    assert all(isinstance(result, results.TestResult) and result.duration >= 0 for result in found)
