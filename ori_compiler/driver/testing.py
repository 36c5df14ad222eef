"""Finding and running tests."""

import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from ori_compiler.driver.execution import PANIC_EXIT_CODE, interpret, parse_panic
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, Finished, PanicReport, TestResult, TestStatus
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast


class TestCase(msgspec.Struct, frozen=True):
    """A test of a file.

    `skipped` says why it is not run; `expected_panic` is a part of the message it must panic with.
    """

    item: ItemId
    name: str
    line: int
    skipped: str | None
    expected_panic: str | None


_Run = Callable[[ItemId], Finished]
_Report = Callable[[TestResult], None]


def find_tests(pipeline: CompilationPipeline, path: str) -> tuple[TestCase, ...]:
    """The tests that a file declares, and the examples in its comments; each in order."""
    found: list[TestCase] = []
    for item in (*pipeline.items(path), *pipeline.examples(path)):
        if item.kind not in (ItemKind.TEST, ItemKind.EXAMPLE):
            continue
        syntax = pipeline.database.item_syntax(item).item
        if not isinstance(syntax, ast.TestItem):
            continue
        attributes = {attribute.name: attribute.arguments for attribute in syntax.attributes}
        line = pipeline.database.workspace.origins[item].location(syntax.name.span).line
        skipped = "".join(attributes["skip"]) if "skip" in attributes else None
        expected = "".join(attributes["fail"]) if "fail" in attributes else None
        name = item.name if item.kind is ItemKind.TEST else f"example of {item.name}"
        found.append(TestCase(item, name, line, skipped, expected))
    return tuple(found)


def run_tests(
    pipeline: CompilationPipeline, paths: Iterable[str], backend: Backend, name_part: str, report: _Report | None
) -> tuple[TestResult, ...] | Failed:
    """Runs the tests and examples of these files that `name_part` selects, file by file.

    A program with errors, in an example too, runs none.
    """
    names = list(paths)
    errors = pipeline.errors(names) or pipeline.errors_in_examples(names)
    if errors:
        return Failed(errors)
    results: list[TestResult] = []

    def keep(result: TestResult) -> None:
        results.append(result)
        if report is not None:
            report(result)

    for path in names:
        tests = [test for test in find_tests(pipeline, path) if name_part in test.name]
        if not tests:
            continue
        failure = _RUNNERS[backend](pipeline, path, tests, keep)
        if failure is not None:
            return failure
    return tuple(results)


def _run_each(tests: Sequence[TestCase], backend: Backend, run: _Run, keep: _Report) -> None:
    for test in tests:
        if test.skipped is not None:
            keep(_result(test, backend, TestStatus.SKIPPED, test.skipped, 0.0))
            continue
        started = time.perf_counter()
        finished = run(test.item)
        keep(_judge(test, backend, finished, time.perf_counter() - started))


def _judge(test: TestCase, backend: Backend, finished: Finished, duration: float) -> TestResult:
    """A test passes if it ends without a panic, or with the panic it asked for."""
    panic, expected = finished.panic, test.expected_panic
    if expected is None:
        status = TestStatus.PASSED if panic is None else TestStatus.FAILED
        message = panic.message if panic is not None else ""
    elif panic is None:
        wanted = f"a panic with `{expected}`" if expected else "a panic"
        status, message = TestStatus.FAILED, f"expected {wanted}, but the test ended normally"
    elif expected in panic.message:
        status, message, panic = TestStatus.PASSED, "", None
    else:
        status, message = TestStatus.FAILED, f"expected a panic with `{expected}`, but it was `{panic.message}`"
    return _result(test, backend, status, message, duration, finished.output, panic)


def _result(
    test: TestCase,
    backend: Backend,
    status: TestStatus,
    message: str,
    duration: float,
    output: str = "",
    panic: PanicReport | None = None,
) -> TestResult:
    is_example = test.item.kind is ItemKind.EXAMPLE
    return TestResult(
        test.item.path, test.name, test.line, status, message, backend, duration, output, panic, is_example
    )


def _interpret_tests(
    pipeline: CompilationPipeline, path: str, tests: Sequence[TestCase], keep: _Report
) -> Failed | None:
    program = pipeline.executable([test.item for test in tests if test.skipped is None], path)
    if isinstance(program, Failed):
        return program

    def run(item: ItemId) -> Finished:
        return interpret(pipeline.database, program, item)

    _run_each(tests, Backend.INTERPRETER, run, keep)
    return None


def _jit_tests(pipeline: CompilationPipeline, path: str, tests: Sequence[TestCase], keep: _Report) -> Failed | None:
    """One module for all tests of a file, compiled without optimisation: quick to start."""
    from ori_compiler.backend.jit import Jit, create_jit
    from ori_compiler.backend.jit import Panicked as NativePanic
    from ori_compiler.backend.target_machine import jit_target
    from ori_compiler.driver.native import generate

    jit = create_jit()
    if not isinstance(jit, Jit):
        return Failed((jit.into_diagnostic(),))
    items = [test.item for test in tests if test.skipped is None]
    program = pipeline.executable(items, path)
    if isinstance(program, Failed):
        return program
    module = generate(pipeline.database, program, items, jit_target().triple, 0, path)
    code = jit.load_ir(module.text, 0)

    def run(item: ItemId) -> Finished:
        outcome = code.call(module.entries[item], 0, 0, capture_output=True)
        if isinstance(outcome, NativePanic):
            panic = PanicReport(outcome.message, outcome.file, outcome.line, outcome.column, outcome.function)
            return Finished(0, outcome.output, panic)
        return Finished(0, outcome.output)

    _run_each(tests, Backend.JIT, run, keep)
    return None


def _aot_tests(pipeline: CompilationPipeline, path: str, tests: Sequence[TestCase], keep: _Report) -> Failed | None:
    """One program for all tests of a file, started anew for each of them."""
    from ori_compiler.backend.link import link_program
    from ori_compiler.backend.object_code import emit_object
    from ori_compiler.backend.program import run_program
    from ori_compiler.backend.target_machine import Target, find_target
    from ori_compiler.driver.native import generate

    host = find_target(None)
    if not isinstance(host, Target):
        return Failed((host.into_diagnostic(),))
    items = [test.item for test in tests if test.skipped is None]
    program = pipeline.executable(items, path)
    if isinstance(program, Failed):
        return program
    module = generate(pipeline.database, program, items, host.triple, 2, path, selects_entry=True)
    numbers = {item: str(number) for number, item in enumerate(items)}
    with tempfile.TemporaryDirectory(prefix="ori-") as folder:
        executable = Path(folder) / "tests"
        problem = link_program((emit_object(module.text, host, 2),), executable, host)
        if problem is not None:
            return Failed((problem.into_diagnostic(),))

        def run(item: ItemId) -> Finished:
            environment = {"ORI_PANIC_EXIT_CODE": str(PANIC_EXIT_CODE), "ORI_ENTRY": numbers[item]}
            ended = run_program(executable, capture=True, environment=environment)
            if ended.exit_code == 0:
                return Finished(0, ended.stdout)
            if ended.exit_code == PANIC_EXIT_CODE:
                return Finished(0, ended.stdout, parse_panic(ended.stderr))
            message = f"the program ended with exit code {ended.exit_code}"
            return Finished(ended.exit_code, ended.stdout, PanicReport(message, "", 0, 0, ""))

        _run_each(tests, Backend.AOT, run, keep)
    return None


_RUNNERS = {Backend.INTERPRETER: _interpret_tests, Backend.JIT: _jit_tests, Backend.AOT: _aot_tests}
