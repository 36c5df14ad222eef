"""The running program: makes calls, in constant stack where they stand in tail position, and ends values."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from ori_compiler.canon.ir import CanonFunction, Intrinsic
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.frame import UNSET, BreakSignal, Code, ContinueSignal, ReturnSignal, TailCall
from ori_compiler.eval.intrinsics import intrinsics
from ori_compiler.eval.panic import (
    PANIC_IN_HANDLER,
    PANIC_WHILE_UNWINDING,
    AbortError,
    MalformedIrError,
    PanicError,
    StackOverflowError,
)
from ori_compiler.eval.stack import FIRST_PLACES, Place, Trace, left_out_text, trace
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.definitions import Representation, StructDefinition, SumDefinition
from ori_compiler.types.drops import holds_drop
from ori_compiler.types.functions import FunctionId, name_of
from ori_compiler.types.pool import Idx


class Procedure(msgspec.Struct, frozen=True):
    """A function, ready to run."""

    parameter_count: int
    local_count: int
    body: Code


class Machine:
    """Holds what all calls of one run share. `checkpoint` runs at every call and every round of a loop.

    `handler` hears of panics that nothing catches, and then `tell`. `aborted`: a panic met another one on its way. Once
    a run is over, no value is dropped any more. `calls` are those under way, but for tail calls; who makes one takes it
    away again.
    """

    __slots__ = (
        "_catches",
        "_compile",
        "_handled",
        "_handler",
        "_is_over",
        "_kept_panic",
        "_procedures",
        "_program",
        "_stop",
        "_tell",
        "_unwinding",
        "_write",
        "aborted",
        "calls",
        "checkpoint",
        "intrinsics",
        "locate",
        "note",
    )

    def __init__(
        self,
        program: CanonProgram,
        compile_function: "Callable[[Machine, CanonFunction], Procedure]",
        write: Callable[[str], None],
        checkpoint: Callable[[], None],
        note: Callable[[ItemSpan, str], None],
        locate: Callable[[ItemSpan], tuple[str, int, int]],
        words: Sequence[str],
        handler: FunctionId | None,
        tell: Callable[[PanicError], None] = lambda panic: None,
    ) -> None:
        self._program = program
        self._compile = compile_function
        self._procedures: dict[FunctionId, Procedure] = {}
        self._is_over = False
        self._write = write
        self._handler = handler
        self._tell = tell
        self._catches = 0
        self._unwinding: PanicError | None = None
        self._handled: PanicError | None = None
        self._kept_panic: PanicError | None = None
        self._stop: BaseException | None = None
        self.aborted: AbortError | None = None
        self.calls: list[Place] = []
        self.checkpoint = checkpoint
        self.note = note
        self.locate = locate
        self.intrinsics: dict[Intrinsic, Callable[..., Any]] = {**intrinsics(self._print, words), **self._told()}

    def call(self, function: FunctionId, arguments: list[Any]) -> Any:
        """The value of a call. Raises `PanicError` if the program panics in it."""
        while True:
            self.checkpoint()
            procedure = self._procedure(function)
            if len(arguments) != procedure.parameter_count:
                raise MalformedIrError(f"{function} is called with {len(arguments)} arguments")
            # The caller's list becomes the frame: nobody else holds on to an argument.
            frame = arguments
            frame.extend([UNSET] * (procedure.local_count - procedure.parameter_count))
            try:
                result = procedure.body(frame)
            except ReturnSignal as signal:
                result = signal.value
            except PanicError as panic:
                # Without this a panic deep in a recursion would keep every frame it passes alive.
                panic.__context__ = panic.__traceback__ = None
                # Before the temporaries of the caller, which go when the panic passes them.
                frame.clear()
                raise panic from None
            except (BreakSignal, ContinueSignal) as signal:
                raise MalformedIrError(f"label {signal.label} is not open in {function}") from None
            if not isinstance(result, TailCall):
                return result
            function, arguments = result.function, result.arguments

    def definition(self, idx: Idx) -> Representation | None:
        """What a type is made of; none for a primitive."""
        return self._program.definitions.get(idx)

    def drop_of(self, idx: Idx) -> FunctionId | None:
        """The `drop` of the user's for values of a type."""
        definition = self.definition(idx)
        return definition.drop if isinstance(definition, StructDefinition | SumDefinition) else None

    def holds_drop(self, idx: Idx) -> bool:
        """Whether the end of a value of a type may run a `drop`."""
        return holds_drop(idx, self._program.definitions)

    def drop(self, function: FunctionId, value: Any) -> None:
        """Runs the `drop` of a value that ends; nothing leaves it. During unwinding, a panic of it ends the run."""
        if self._is_over:
            return
        earlier, self._kept_panic = self._kept_panic, None
        unwinding, calls = self._unwinding, len(self.calls)
        try:
            self.call(function, [value])
        except PanicError as panic:
            panic.__traceback__ = None
            del self.calls[calls:]
            self._unwinding = unwinding
            self._kept_panic = panic
        except BaseException as stop:
            # What a checkpoint raises ends the run; so does a second panic.
            self._is_over, self._stop = True, stop
        if earlier is not None:
            if self._kept_panic is not None:
                self._abort(PANIC_WHILE_UNWINDING, earlier, self._kept_panic)
            self._kept_panic = earlier

    def begin_panic(self, panic: PanicError) -> PanicError:
        """The panic to raise: this one, or one that a `drop` left behind before."""
        if self._handled is not None:
            panic.came_by(self._trace(panic))
            raise self._abort(PANIC_IN_HANDLER, self._handled, panic)
        if self._unwinding is not None:
            panic.came_by(self._trace(panic))
            raise self._abort(PANIC_WHILE_UNWINDING, self._unwinding, panic)
        kept, self._kept_panic = self._kept_panic, None
        if isinstance(panic, StackOverflowError):
            # As in native code: there is no stack to run anything on.
            self._is_over = True
            panic.came_by(trace((), self.calls))
        elif kept is None and self._catches == 0:
            panic.came_by(self._trace(panic))
            self.handle(panic)
        self._unwinding = panic if kept is None else kept
        return self._unwinding

    def _trace(self, panic: PanicError) -> Trace:
        return trace((Place(panic.function, panic.at),), self.calls)

    def handle(self, panic: PanicError) -> None:
        """Lets the program's handler hear of a panic that nothing catches, and then who runs the program."""
        if self._handler is not None and self._stop is None:
            self._handled = panic
            self._unwinding = None
            try:
                self.call(self._handler, [])
            except RecursionError:
                overflow = StackOverflowError(panic.at, panic.function)
                raise self._abort(PANIC_IN_HANDLER, panic, overflow) from None
            self._handled = None
        self._report(panic)

    def raise_drop_panic(self) -> None:
        """Lets a panic that left a `drop` go on, or whatever else wants to end the run."""
        if self._stop is not None:
            raise self._stop
        if self._kept_panic is not None and self._unwinding is None:
            kept, self._kept_panic = self._kept_panic, None
            self._unwinding = kept
            raise kept

    def catch(self, body: Callable[[], Any]) -> tuple[Any, PanicError | None]:
        """What `body` gives, or its panic, which ends here. A stack overflow cannot be caught."""
        value: Any = None
        caught: PanicError | None = None
        unwinding, calls = self._unwinding, len(self.calls)
        self._catches += 1
        try:
            value = body()
        except PanicError as panic:
            if self._is_over:
                raise
            panic.__context__ = panic.__traceback__ = None
            caught = panic
            del self.calls[calls:]
        finally:
            self._catches -= 1
        # A `drop` may catch panics of its own while another one unwinds.
        self._unwinding = unwinding
        if caught is None and self._kept_panic is not None:
            # As in native code: a `drop` panicked last, and nothing came behind it.
            caught, self._kept_panic = self._kept_panic, None
        return value, caught

    @property
    def catches_panics(self) -> bool:
        """Whether a panic of now would end in a `catch`."""
        return self._catches > 0

    def finish(self) -> PanicError | None:
        """Ends the run; a panic that left a `drop` and has not gone on. Raises what a checkpoint raised in a `drop`."""
        self._is_over = True
        if self._stop is not None and self.aborted is None:
            raise self._stop
        return self._kept_panic

    def _abort(self, message: str, first: PanicError, second: PanicError) -> AbortError:
        self._is_over = True
        self.aborted = AbortError(message, first, second)
        self._report(first)
        self._report(second)
        return self.aborted

    def _report(self, panic: PanicError) -> None:
        if not panic.is_told:
            self._tell(panic)
            # Not before: after a stack overflow there may be too little room to tell it here, and more a few calls up.
            panic.is_told = True

    def _print(self, text: str) -> None:
        """Standard output; what the handler prints goes to standard error."""
        if self._handled is None:
            self._write(text)
        else:
            sys.stderr.write(text)

    def _told(self) -> dict[Intrinsic, Callable[..., Any]]:
        """What the handler asks about its panic."""

        def known() -> PanicError:
            if self._handled is None:
                raise MalformedIrError("no panic is handled")
            return self._handled

        def frame(number: int) -> tuple[str, str, int, int]:
            told = known().trace
            if told.left_out and number == FIRST_PLACES:
                return left_out_text(told.left_out), "", 0, 0
            place = told.places[number - (1 if told.left_out and number > FIRST_PLACES else 0)]
            return f"@{name_of(place.function)}", *self.locate(place.at)

        return {
            Intrinsic.PANIC_MESSAGE: lambda: known().message,
            Intrinsic.PANIC_FRAMES: lambda: len(known().trace.places) + bool(known().trace.left_out),
            Intrinsic.PANIC_FUNCTION: lambda number: frame(number)[0],
            Intrinsic.PANIC_FILE: lambda number: frame(number)[1],
            Intrinsic.PANIC_LINE: lambda number: frame(number)[2],
            Intrinsic.PANIC_COLUMN: lambda number: frame(number)[3],
        }

    def _procedure(self, function: FunctionId) -> Procedure:
        found = self._procedures.get(function)
        if found is None:
            canonical = self._program.functions.get(function)
            if canonical is None:
                raise MalformedIrError(f"{function} is not part of the program")
            found = self._procedures[function] = self._compile(self, canonical)
        return found
