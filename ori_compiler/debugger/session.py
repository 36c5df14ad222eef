"""One program that is debugged: it runs on a thread of its own, and questions are answered while it is stopped."""

import threading
import time
from collections.abc import Iterable
from typing import Protocol

import msgspec

from ori_compiler.debugger.conditions import enough_hits, filled_in
from ori_compiler.debugger.control import (
    ActiveCall,
    Controller,
    DebuggingEndedError,
    NoAnswerError,
    PanicFilter,
    Step,
    Stop,
)
from ori_compiler.debugger.evaluation import EvaluationError, Evaluator
from ori_compiler.debugger.paths import part_at
from ori_compiler.debugger.positions import Breakpoint, Placed, Positions
from ori_compiler.debugger.program import Launched
from ori_compiler.debugger.values import Part, Parts, ValueReader
from ori_compiler.debugger.watching import watched
from ori_compiler.driver.execution import function_name, interpret, interpret_main
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Backend, Finished, TestResult, TestStatus
from ori_compiler.driver.testing.discovery import TestCase
from ori_compiler.driver.testing.judgement import judge, judge_compilation, result_of
from ori_compiler.eval.compile import compile_function
from ori_compiler.eval.frame import UNSET
from ori_compiler.resolve.module_path import is_library
from ori_compiler.types.functions import LambdaFunction


class Observer(Protocol):
    """Hears of what the program does; called on the program's thread."""

    def stopped(self, stop: Stop) -> None:
        """The program stops."""
        ...

    def writes(self, text: str) -> None:
        """The program writes to its standard output."""
        ...

    def tells(self, text: str) -> None:
        """The debugger has something to say: the message of a logpoint, a condition that is wrong."""
        ...

    def test_ended(self, result: TestResult) -> None:
        """A test ended."""
        ...

    def main_ended(self, finished: Finished) -> None:
        """The `@main` ended."""
        ...

    def ends(self, problem: Exception | None) -> None:
        """Nothing runs any more. A problem is a mistake of the debugger."""
        ...


class Frame(msgspec.Struct, frozen=True):
    """A call under way, as a stack shows it. Lines and columns are 1-based, columns count UTF-8 bytes."""

    function: str
    path: str
    line: int
    column: int
    is_library: bool


class Variable(msgspec.Struct, frozen=True):
    """A value as it is shown. `reference` opens it if it is not 0: so many named parts, so many numbered ones."""

    name: str
    text: str
    type: str
    path: str
    reference: int = 0
    named: int = 0
    numbered: int = 0


class UnknownReferenceError(NoAnswerError):
    """A frame or a value that is asked for is not there, or not any more."""

    def __init__(self) -> None:
        super().__init__("this is no longer known: the program has gone on")


class DebugSession:
    """Runs what was launched, under control. Questions raise `NotStoppedError` while the program runs."""

    def __init__(
        self, pipeline: CompilationPipeline, launched: Launched, observer: Observer, *, is_watched: bool = True
    ) -> None:
        """One that is not watched only runs, as fast as it does elsewhere."""
        self._pipeline = pipeline
        self._launched = launched
        self._observer = observer
        self._controller = Controller(self)
        self._positions = Positions(pipeline.database, launched.program)
        self._evaluator = Evaluator(pipeline, launched.program, observer.writes)
        watch = watched(self._controller, self._positions)
        self._compile = watch if is_watched else compile_function
        self._opened: dict[int, Parts] = {}
        self._thread = threading.Thread(target=self._run, name="program", daemon=True)
        self._stops_on_entry = False

    # Running

    def start(self, *, stops_on_entry: bool) -> None:
        """Lets the program begin."""
        self._stops_on_entry = stops_on_entry
        self._thread.start()

    def resume(self, step: Step) -> None:
        """Lets the program go on."""
        self._controller.resume(step)

    @property
    def is_stopped(self) -> bool:
        """Whether the program waits to be told to go on."""
        return self._controller.is_stopped

    def pause(self) -> None:
        """Makes the program stop as soon as it can."""
        self._controller.pause()

    def end(self) -> None:
        """Ends the program."""
        self._controller.end()

    def set_breakpoints(self, path: str, wanted: Iterable[Breakpoint]) -> list[Placed]:
        """Replaces the breakpoints of a file."""
        return self._positions.set_breakpoints(path, wanted)

    def set_panic_filters(self, filters: Iterable[PanicFilter]) -> None:
        """Says at which panics to stop."""
        self._controller.panic_filters = frozenset(filters)

    # Looking

    def frames(self) -> list[Frame]:
        """The calls under way, the innermost first."""
        return self._controller.ask(lambda: [self._frame(call) for call in reversed(self._controller.calls)])

    def scope(self, frame: int) -> Variable:
        """What opens into the variables that can be seen in a frame, by its place in `frames`."""

        def scope() -> Variable:
            parts = Parts(tuple(self._visible(self._call(frame)).values()))
            return Variable("", "", "", "", self._reference(parts), len(parts.named))

        return self._controller.ask(scope)

    def open(self, reference: int, *, with_named: bool, numbered: slice) -> list[Variable]:
        """The parts of a value: those with names, and a range of the numbered ones."""

        def parts() -> list[Variable]:
            found = self._opened.get(reference)
            if found is None:
                raise UnknownReferenceError
            named = found.named if with_named else ()
            return [self._shown(part) for part in (*named, *found.elements(numbered))]

        return self._controller.ask(parts)

    def evaluate(self, expression: str, frame: int, *, only_reads: bool) -> Variable:
        """The value of an expression. One that `only_reads` leads to a variable or a part of one, and nothing runs.

        Raises `EvaluationError`.
        """
        return self._controller.ask(
            lambda: self._shown(self._value(expression, self._call(frame), only_reads=only_reads))
        )

    # What the controller tells

    def stopped(self, stop: Stop) -> None:
        """The program stops."""
        self._observer.stopped(stop)

    def resumes(self) -> None:
        """The values that were shown are let go on this thread: their `drop` may run."""
        self._controller.looking(self._opened.clear)

    def passes(self, breakpoint_: Breakpoint, call: ActiveCall) -> bool:
        """Whether to stop at a breakpoint: its condition holds, it was hit often enough, and it is no logpoint."""
        if breakpoint_.condition and not self._holds(breakpoint_.condition, call):
            return False
        breakpoint_.hits += 1
        if not enough_hits(breakpoint_.wanted_hits, breakpoint_.hits):
            return False
        if not breakpoint_.message:
            return True
        self._observer.tells(filled_in(breakpoint_.message, lambda expression: self._text(expression, call)))
        return False

    def _holds(self, condition: str, call: ActiveCall) -> bool:
        """A condition that cannot be evaluated holds, so that somebody sees that it is wrong."""
        try:
            value = self._controller.looking(lambda: self._value(condition, call, only_reads=False)).value
        except EvaluationError as error:
            self._observer.tells(f"the condition `{condition}` cannot be evaluated: {error}")
            return True
        if not isinstance(value, bool):
            self._observer.tells(f"the condition `{condition}` is not a `bool`")
            return True
        return value

    def _text(self, expression: str, call: ActiveCall) -> str:
        def text() -> str:
            part = self._value(expression, call, only_reads=False)
            return part.value if isinstance(part.value, str) else self._reader.text(part.value, part.type)

        try:
            return self._controller.looking(text)
        except EvaluationError as error:
            return f"<{error}>"

    # On the program's thread

    def _run(self) -> None:
        problem: Exception | None = None
        try:
            if self._launched.main is not None:
                self._run_main()
            for test in self._launched.tests:
                self._observer.test_ended(self._run_test(test))
        except DebuggingEndedError:
            pass
        except Exception as error:
            problem = error
        self._observer.ends(problem)

    def _run_main(self) -> None:
        call = self._launched.main
        if call is not None:
            self._controller.begin(stops_on_entry=self._stops_on_entry)
            finished = interpret_main(
                self._pipeline.database, call, self._observer.writes, self._controller.checkpoint, self._compile
            )
            self._observer.main_ended(finished)

    def _run_test(self, test: TestCase) -> TestResult:
        if test.skipped is not None:
            return result_of(test, Backend.INTERPRETER, TestStatus.SKIPPED, test.skipped)
        started = time.perf_counter()
        if test.expected_errors:
            found = self._pipeline.database.test_errors(test.item)
            return judge_compilation(test, Backend.INTERPRETER, found, time.perf_counter() - started)
        self._controller.expected_panic = test.expected_panic
        self._controller.begin(stops_on_entry=self._stops_on_entry)
        finished = interpret(
            self._pipeline.database,
            self._launched.program,
            test.item,
            self._observer.writes,
            self._controller.checkpoint,
            compile_=self._compile,
        )
        return judge(test, Backend.INTERPRETER, finished, time.perf_counter() - started)

    @property
    def _reader(self) -> ValueReader:
        return ValueReader(self._pipeline.database.pool, self._evaluator.known)

    def _call(self, frame: int) -> ActiveCall:
        calls = self._controller.calls
        if not 0 <= frame < len(calls):
            raise UnknownReferenceError
        return calls[len(calls) - 1 - frame]

    def _frame(self, call: ActiveCall) -> Frame:
        at = call.position or self._positions.start_of(call.function)
        name = function_name(call.function.id)
        is_lambda = isinstance(call.function.id, LambdaFunction)
        shown = f"lambda in {name}" if is_lambda else name
        return Frame(shown, at.path, at.line, at.column, not call.is_of_program or is_library(at.path))

    def _visible(self, call: ActiveCall) -> dict[str, Part]:
        """The variables of a call; one that is hidden by another of its name is not seen."""
        function = call.function
        visible = call.position.visible if call.position is not None else range(function.parameter_count)
        found: dict[str, Part] = {}
        for index in visible:
            local, value = function.locals[index], call.frame[index]
            if local.name and value is not UNSET:
                found[local.name] = Part(local.name, value, local.type, local.name)
        return found

    def _value(self, expression: str, call: ActiveCall, *, only_reads: bool) -> Part:
        visible = self._visible(call)
        found = part_at(expression, visible, self._reader.parts)
        if found is not None:
            return found
        if only_reads:
            raise EvaluationError("this is not a variable that can be seen here")
        return self._evaluator.value(expression, call.function, visible)

    def _shown(self, part: Part) -> Variable:
        reader = self._reader
        parts = reader.parts(part)
        reference = self._reference(parts) if parts.named or parts.count else 0
        text, type_ = reader.text(part.value, part.type), reader.type_name(part.type)
        return Variable(part.name, text, type_, part.path, reference, len(parts.named), parts.count)

    def _reference(self, parts: Parts) -> int:
        reference = len(self._opened) + 1
        self._opened[reference] = parts
        return reference
