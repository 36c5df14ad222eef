"""Interpreter, JIT and native program do the same on every Ori file of the repository, and leave nothing behind.

That the interpreter does what is expected is tested in `tests/language`; here the others are compared with it.
"""

import re
from pathlib import Path
from typing import Final

import msgspec
import pytest
from corpus import PROGRAMS, named, text_of

from ori_compiler import CompilationPipeline
from ori_compiler.backend.runtime_library import RuntimeLibrary, load_runtime_library
from ori_compiler.driver import results as outcome_types
from ori_compiler.driver.results import Backend, Failed, Finished, PanicReport
from ori_compiler.eval.panic import STACK_OVERFLOW

Outcome = tuple[str, outcome_types.TestStatus, str, str, PanicReport | None]

WITH_TESTS: Final = [
    path
    for path in PROGRAMS
    if (" tests " in text_of(path) or "// > " in text_of(path)) and not text_of(path).startswith("#!target(")
]
WITH_MAIN: Final = [path for path in PROGRAMS if "@main ()" in text_of(path)]
_EXPECTATION: Final = re.compile(r'#fail\("(?:[^"\\\n]|\\.)*"\)')


@pytest.fixture(autouse=True)
def no_object_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Native programs end with an exit code of their own if they leak."""
    monkeypatch.setenv("ORI_CHECK_LEAKS", "1")


def live_objects() -> int:
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    return runtime.live_objects()


def with_panics_shown(path: Path) -> CompilationPipeline:
    """The file without its `#fail` attributes, so that each expected panic is reported with its place."""
    pipeline = CompilationPipeline.from_paths([path])
    text = _EXPECTATION.sub(lambda found: " " * len(found.group()), text_of(path))
    pipeline.set_source(path, text)
    return pipeline


def outcomes(pipeline: CompilationPipeline, path: Path, backend: Backend) -> list[Outcome]:
    results = pipeline.test([path], backend=backend)
    assert not isinstance(results, Failed)
    assert all(result.backend is backend for result in results)
    return [(result.name, result.status, result.message, result.output, comparable(result.panic)) for result in results]


def comparable(panic: PanicReport | None) -> PanicReport | None:
    """How many calls the stack takes is up to the backend."""
    if panic is None or panic.message != STACK_OVERFLOW:
        return panic
    return msgspec.structs.replace(panic, callers=())


def ran(pipeline: CompilationPipeline, path: Path, backend: Backend) -> Finished:
    finished = pipeline.run(path, backend=backend)
    assert isinstance(finished, Finished)
    return msgspec.structs.replace(finished, panic=comparable(finished.panic))


@pytest.mark.parametrize("path", WITH_TESTS, ids=named)
def test_the_tests_of_a_file_have_one_outcome(path: Path) -> None:
    pipeline = with_panics_shown(path)
    expected = outcomes(pipeline, path, Backend.INTERPRETER)
    assert expected
    before = live_objects()
    assert outcomes(pipeline, path, Backend.JIT) == expected
    assert live_objects() == before
    assert outcomes(pipeline, path, Backend.AOT) == expected


@pytest.mark.parametrize("path", WITH_MAIN, ids=named)
def test_a_program_has_one_outcome(path: Path) -> None:
    pipeline = CompilationPipeline.from_paths([path])
    expected = ran(pipeline, path, Backend.INTERPRETER)
    before = live_objects()
    assert ran(pipeline, path, Backend.JIT) == expected
    assert live_objects() == before
    assert ran(pipeline, path, Backend.AOT) == expected


def test_expected_panics_are_among_what_is_compared() -> None:
    panics = [
        panic
        for path in WITH_TESTS
        if "#fail(" in text_of(path)
        for *_, panic in outcomes(with_panics_shown(path), path, Backend.INTERPRETER)
        if panic is not None
    ]
    assert len(panics) > 20
    assert all(panic.message for panic in panics)
