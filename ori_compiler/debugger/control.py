"""Who decides when the program stops: breakpoints, steps, panics and the wish to pause.

The program runs on a thread of its own. While it is stopped, that thread does what it is asked to, so that values are
looked at and let go by the thread that made them, as their `drop` may run.
"""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum, auto
from typing import Final, Protocol, TypeVar

import msgspec

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.debugger.positions import Breakpoint, Position
from ori_compiler.eval.frame import Frame
from ori_compiler.types.functions import is_of_program

T = TypeVar("T")


class Step(Enum):
    """How far to go on."""

    CONTINUE = auto()
    OVER = auto()
    INTO = auto()
    OUT = auto()


class StopReason(Enum):
    """Why a program stops."""

    ENTRY = "entry"
    BREAKPOINT = "breakpoint"
    STEP = "step"
    PAUSE = "pause"
    PANIC = "panic"


class Stop(msgspec.Struct, frozen=True):
    """The program stops. `breakpoints` are the numbers of those it met, `message` is that of a panic."""

    reason: StopReason
    breakpoints: tuple[int, ...] = ()
    message: str = ""


class PanicFilter(Enum):
    """At which panics to stop."""

    ALL = "all"
    UNCAUGHT = "uncaught"


class NoAnswerError(Exception):
    """A question about the program has no answer; the message says why."""


class NotStoppedError(NoAnswerError):
    """The program runs, or is over: it cannot be looked at."""

    def __init__(self) -> None:
        super().__init__("the program is not stopped")


class DebuggingEndedError(BaseException):
    """Nobody wants the program to go on."""


class ActiveCall:
    """A call under way: its function, its locals, and the position that it has reached."""

    __slots__ = ("frame", "function", "is_of_program", "position")

    def __init__(self, function: CanonFunction, frame: Frame) -> None:
        self.function = function
        self.frame = frame
        self.is_of_program = is_of_program(function.id)
        self.position: Position | None = None


class Listener(Protocol):
    """Hears of what happens to the program; called on the program's thread."""

    def stopped(self, stop: Stop) -> None:
        """The program is stopped until it is told to go on."""
        ...

    def resumes(self) -> None:
        """What was seen of the program's values has to be let go."""
        ...

    def passes(self, breakpoint_: Breakpoint, call: ActiveCall) -> bool:
        """Whether to stop at a breakpoint that was met."""
        ...


class Controller:
    """The state of one run. `is_armed`: every position asks whether to stop, not only those with breakpoints."""

    def __init__(self, listener: Listener) -> None:
        self.calls: Final[list[ActiveCall]] = []
        self.is_armed = False
        self.panic_filters: frozenset[PanicFilter] = frozenset()
        # A panic with this in its message is what a test wants.
        self.expected_panic: str | None = None
        self._listener: Final = listener
        self._work: Final[queue.SimpleQueue[Callable[[], None]]] = queue.SimpleQueue()
        self._is_stopped = False
        self._looks = False
        self._pauses = False
        self._ends = False
        self._step = Step.CONTINUE
        self._step_depth = 0
        self._step_call: ActiveCall | None = None
        self._is_entry = False

    # What the program calls

    def begin(self, *, stops_on_entry: bool) -> None:
        """A function is about to be run."""
        self._is_entry = stops_on_entry
        self._resume(Step.INTO if stops_on_entry else Step.CONTINUE)

    def checkpoint(self) -> None:
        """Comes by at every call and every round of a loop, wherever it is."""
        if self._ends:
            raise DebuggingEndedError
        if self._pauses and self.calls and not self._looks:
            self._stop(Stop(StopReason.PAUSE))

    def reach(self, call: ActiveCall, previous: Position | None, position: Position) -> None:
        """The innermost call comes to a position."""
        if self._looks:
            return
        self.checkpoint()
        # What is further right on the same line belongs to where the call has been.
        if previous is not None and previous.line == position.line and previous.column < position.column:
            return
        met = tuple(each.number for each in position.breakpoints if self._listener.passes(each, call))
        if met:
            self._stop(Stop(StopReason.BREAKPOINT, met))
        elif self._step_ends(call):
            self._stop(Stop(StopReason.ENTRY if self._is_entry else StopReason.STEP))

    def returned(self) -> None:
        """A call came back to the one that is the innermost now."""
        if self._looks or self._step is Step.CONTINUE or not self.calls:
            return
        if self.calls[-1].is_of_program and len(self.calls) < self._step_depth:
            self._stop(Stop(StopReason.STEP))

    def panics(self, message: str, at: Position, *, is_caught: bool) -> None:
        """The innermost call panics."""
        if self._looks or not self.calls:
            return
        self.calls[-1].position = at
        is_expected = self.expected_panic is not None and self.expected_panic in message
        kind = PanicFilter.ALL if is_caught or is_expected else PanicFilter.UNCAUGHT
        if kind in self.panic_filters or PanicFilter.ALL in self.panic_filters:
            self._stop(Stop(StopReason.PANIC, message=message))

    def looking(self, work: Callable[[], T]) -> T:
        """Does something during which the program is not stopped."""
        self._looks = True
        try:
            return work()
        finally:
            self._looks = False

    # What others call

    @property
    def is_stopped(self) -> bool:
        """Whether questions are answered."""
        return self._is_stopped

    def ask(self, question: Callable[[], T]) -> T:
        """The answer of the program's thread. Raises `NotStoppedError` if the program is not stopped."""
        if not self._is_stopped:
            raise NotStoppedError
        answer: Future[T] = Future()

        def work() -> None:
            try:
                answer.set_result(self.looking(question))
            except NoAnswerError as error:
                # What the frames hold is let go here, on the program's thread.
                error.__traceback__ = error.__context__ = None
                answer.set_exception(error)
            except Exception as error:
                answer.set_exception(error)

        self._work.put(work)
        return answer.result()

    def resume(self, step: Step) -> None:
        """Lets the program go on. Raises `NotStoppedError` if it is not stopped."""
        self.ask(lambda: self._resume(step))

    def pause(self) -> None:
        """Makes the program stop at the next occasion."""
        self._pauses = self.is_armed = True

    def end(self) -> None:
        """Makes the program end at the next occasion."""
        self._ends = self.is_armed = True
        if self._is_stopped:
            self._work.put(lambda: None)

    def _resume(self, step: Step) -> None:
        self._step = step
        self._step_depth = len(self.calls)
        self._step_call = self.calls[-1] if self.calls else None
        self.is_armed = step is not Step.CONTINUE
        self._is_stopped = False

    def _stop(self, stop: Stop) -> None:
        self._pauses = self._is_entry = False
        self._is_stopped = True
        self._listener.stopped(stop)
        while self._is_stopped and not self._ends:
            self._work.get()()
        self._is_stopped = False
        self._listener.resumes()
        if self._ends:
            raise DebuggingEndedError

    def _step_ends(self, call: ActiveCall) -> bool:
        if not call.is_of_program:
            return False
        match self._step:
            case Step.CONTINUE:
                return False
            case Step.INTO:
                return True
            case Step.OVER:
                return call is self._step_call or len(self.calls) < self._step_depth
            case Step.OUT:
                return len(self.calls) < self._step_depth
