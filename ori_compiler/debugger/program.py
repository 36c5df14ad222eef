"""What is debugged: the `@main` of a file or some of its tests, compiled and ready to run."""

from collections.abc import Sequence

import msgspec

from ori_compiler.canon.program import CanonProgram
from ori_compiler.diagnostics.render.terminal import render
from ori_compiler.driver.execution import MainCall, main_call
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Failed
from ori_compiler.driver.testing.discovery import TestCase, find_tests


class LaunchError(Exception):
    """There is nothing that could be run: the message says why; `errors` are those of the program, as text."""

    def __init__(self, message: str, errors: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors


class Launched(msgspec.Struct, frozen=True):
    """A program, and what of it is run: `main`, or tests one after the other."""

    path: str
    program: CanonProgram
    main: MainCall | None = None
    tests: tuple[TestCase, ...] = ()


def launch(pipeline: CompilationPipeline, path: str, tests: Sequence[str] | None, arguments: Sequence[str]) -> Launched:
    """Compiles what is to be run: tests by their names, all of the file if there are no names; else its `@main`.

    A file that has tests and no `@main` is run as its tests. Raises `LaunchError`.
    """
    known = find_tests(pipeline, path)
    if tests is None and known and pipeline.find_function(path, "main") is None:
        tests = ()
    if tests is None:
        return _main(pipeline, path, arguments)
    return _tests(pipeline, path, _chosen(path, known, tests))


def _main(pipeline: CompilationPipeline, path: str, arguments: Sequence[str]) -> Launched:
    call = main_call(pipeline, path, arguments)
    if isinstance(call, Failed):
        raise _errors(pipeline, call)
    return Launched(path, call.program, main=call)


def _chosen(path: str, known: Sequence[TestCase], names: Sequence[str]) -> tuple[TestCase, ...]:
    if not names:
        return tuple(known)
    wanted = [name.removeprefix("@") for name in names]
    found = {test.name for test in known}
    for name in wanted:
        if name not in found:
            raise LaunchError(f"`{path}` has no test `{name}`")
    return tuple(test for test in known if test.name in wanted)


def _tests(pipeline: CompilationPipeline, path: str, tests: tuple[TestCase, ...]) -> Launched:
    if not tests:
        raise LaunchError(f"`{path}` has no tests")
    executed = [test.item for test in tests if test.skipped is None and not test.expected_errors]
    program = pipeline.executable(executed, path)
    if isinstance(program, Failed):
        raise _errors(pipeline, program)
    return Launched(path, program, tests=tests)


def _errors(pipeline: CompilationPipeline, failed: Failed) -> LaunchError:
    first = failed.diagnostics[0]
    more = len(failed.diagnostics) - 1
    others = "" if not more else f" (and {more} more {'error' if more == 1 else 'errors'})"
    return LaunchError(f"the program has errors: {first.message}{others}", render(failed.diagnostics, pipeline.origins))
