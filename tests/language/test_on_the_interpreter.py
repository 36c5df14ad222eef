"""Runs every Ori file of this folder and of `examples/` on the interpreter."""

from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.driver.results import Backend, Failed

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"
PANIC_EXIT_CODE = 101

FILES = [*sorted(HERE.rglob("*.ori")), *sorted(EXAMPLES.rglob("*.ori"))]
WITHOUT_TESTS = {HERE / "reexports" / "facade.ori", HERE / "conditional_compilation" / "for_freebsd.ori"}
"""A module that only passes on names, which its importers test, and one that no system here compiles."""
PROGRAMS = [path for path in FILES if "@main ()" in path.read_text(encoding="utf-8")]


def named(path: Path) -> str:
    return str(path.relative_to(HERE.parent.parent))


def told(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} {diagnostic.primary.at.item}: {diagnostic.message}"


@pytest.mark.parametrize("path", FILES, ids=named)
def test_file_is_free_of_errors_and_its_tests_pass(path: Path) -> None:
    pipeline = CompilationPipeline.from_paths([path])
    assert [told(error) for error in pipeline.errors()] == []
    results = pipeline.test(backend=Backend.INTERPRETER)
    assert not isinstance(results, Failed)
    assert bool(results) is (path not in WITHOUT_TESTS) or path in PROGRAMS, "a file without tests"
    assert [(result.name, result.message) for result in results if result.status.value == "failed"] == []


@pytest.mark.parametrize("path", PROGRAMS, ids=named)
def test_program_prints_what_is_expected(path: Path) -> None:
    finished = CompilationPipeline.from_paths([path]).run(path, backend=Backend.INTERPRETER)
    assert not isinstance(finished, Failed)
    exit_code = finished.exit_code if finished.panic is None else PANIC_EXIT_CODE
    if path.is_relative_to(EXAMPLES):
        assert (exit_code, finished.panic) == (0, None)
        assert finished.output.count("\n") > 5
        return
    expected = path.with_suffix(".exit")
    assert exit_code == (int(expected.read_text()) if expected.exists() else 0)
    assert finished.output == path.with_suffix(".stdout").read_bytes().decode()
