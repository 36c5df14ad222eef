"""Stepping through programs and looking at all that can be seen changes nothing: not the outcome, not the output."""

import queue
from pathlib import Path

import pytest

from ori_compiler.debugger.control import PanicFilter, Step, Stop
from ori_compiler.debugger.program import launch
from ori_compiler.debugger.session import DebugSession
from ori_compiler.driver import CompilationPipeline, results
from ori_compiler.driver.results import Backend, Failed, Finished

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "tests" / "language"
FILES = (
    "blocks/values.ori",
    "capabilities/handlers.ori",
    "comprehensions/lists.ori",
    "errors/drops_under_panics.ori",
    "function_clauses/taken_apart.ori",
    "recurse/basics.ori",
)
MOST_STOPS = 400
"""So often each program is looked at; then it runs on."""
SECONDS = 60


class Seen:
    """What the program tells. An end is None."""

    def __init__(self) -> None:
        self.stops: queue.Queue[Stop | None] = queue.Queue()
        self.results: list[results.TestResult] = []
        self.output = ""
        self.problem: Exception | None = None

    def stopped(self, stop: Stop) -> None:
        self.stops.put(stop)

    def writes(self, text: str) -> None:
        self.output += text

    def tells(self, text: str) -> None:
        pytest.fail(f"nobody asked for `{text}`")

    def test_ended(self, result: results.TestResult) -> None:
        self.results.append(result)

    def main_ended(self, finished: Finished) -> None:
        self.output += f"exit code {finished.exit_code}"

    def ends(self, problem: Exception | None) -> None:
        self.problem = problem
        self.stops.put(None)


def stepped_through(pipeline: CompilationPipeline, path: str, tests: tuple[str, ...] | None) -> Seen:
    """Stops at every statement and panic, and looks at each frame there."""
    seen = Seen()
    session = DebugSession(pipeline, launch(pipeline, path, tests, ()), seen)
    session.set_panic_filters(PanicFilter)
    session.start(stops_on_entry=True)
    count = 0
    while seen.stops.get(timeout=SECONDS) is not None:
        count += 1
        for number in range(min(len(session.frames()), 3)):
            look(session, number)
        if count == MOST_STOPS:
            session.set_panic_filters(())
        session.resume(Step.INTO if count < MOST_STOPS else Step.CONTINUE)
    assert seen.problem is None
    assert count > 5
    return seen


def look(session: DebugSession, frame: int) -> None:
    """Opens every variable, and asks for each by its name."""
    scope = session.scope(frame)
    for variable in session.open(scope.reference, with_named=True, numbered=slice(None)):
        assert variable.text
        if variable.reference:
            session.open(variable.reference, with_named=True, numbered=slice(0, 3))
        assert session.evaluate(variable.path, frame, only_reads=True).text == variable.text


@pytest.mark.parametrize("file", FILES)
def test_tests_end_as_they_do_without_a_debugger(file: str) -> None:
    path = str(LANGUAGE / file)
    pipeline = CompilationPipeline.from_paths([path])
    expected = pipeline.test([path], backend=Backend.INTERPRETER)
    assert not isinstance(expected, Failed)
    seen = stepped_through(pipeline, path, ())
    assert [(each.name, each.status, each.message) for each in seen.results] == [
        (each.name, each.status, each.message) for each in expected
    ]
    assert seen.output == "".join(each.output for each in expected)


@pytest.mark.parametrize(
    "file", ["examples/todo_list.ori", "examples/json_printer.ori", "tests/language/drop/scopes.ori"]
)
def test_programs_print_what_they_do_without_a_debugger(file: str) -> None:
    path = str(ROOT / file)
    pipeline = CompilationPipeline.from_paths([path])
    expected = pipeline.run(path, backend=Backend.INTERPRETER)
    assert not isinstance(expected, Failed)
    assert stepped_through(pipeline, path, None).output == f"{expected.output}exit code {expected.exit_code}"
