"""The interpreter's front door: a program, an entry and arguments in, an outcome out.

It is the oracle that the compiled program is compared with, so it does what the canonical IR says in the most
direct way; see `compile` for the meaning of each node.
"""

from collections.abc import Callable, Sequence

import msgspec

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.compile import compile_function
from ori_compiler.eval.machine import Machine, Procedure
from ori_compiler.eval.panic import AbortError, PanicError, StackOverflowError
from ori_compiler.eval.recursion import deep_recursion
from ori_compiler.eval.stack import Trace
from ori_compiler.eval.value import Value
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import FunctionId, item_of


class Completed(msgspec.Struct, frozen=True):
    """The entry returned."""

    value: Value


class Panicked(msgspec.Struct, frozen=True):
    """The program panicked: where, in which function, and why.

    `trace` says how it got there, if that is known, from the place itself on.
    `met` are two panics that met each other; then this one only says how.
    """

    message: str
    at: ItemSpan
    function: FunctionId
    trace: Trace = Trace()
    met: "tuple[Panicked, ...]" = ()


Outcome = Completed | Panicked


class StepLimitExceededError(Exception):
    """A run made more calls and loop rounds than it was allowed."""


def step_limit(steps: int) -> Callable[[], None]:
    """A checkpoint that raises `StepLimitExceededError` after `steps` calls and loop rounds."""
    left = steps

    def checkpoint() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise StepLimitExceededError(f"the program did not end within {steps} calls and loop rounds")

    return checkpoint


def interpret(
    program: CanonProgram,
    entry: FunctionId,
    arguments: Sequence[Value],
    write: Callable[[str], None],
    checkpoint: Callable[[], None] = lambda: None,
    note: Callable[[ItemSpan, str], None] = lambda at, text: None,
    locate: Callable[[ItemSpan], tuple[str, int, int]] = lambda at: ("", 0, 0),
    words: Sequence[str] = (),
    handler: FunctionId | None = None,
    compile_: Callable[[Machine, CanonFunction], Procedure] = compile_function,
    tell: Callable[[Panicked], None] = lambda panic: None,
) -> Outcome:
    """Calls `entry`; standard output goes to `write`, and what `dbg` shows goes to `note`, with its place.

    `locate` gives the file, line and column of a place, for what the program itself asks about places.
    `words` are those of the call, the program's name first. `handler` hears of panics that nothing catches.
    `compile_` makes functions ready to run. `tell` hears of a panic that nothing catches before the stack unwinds.
    `checkpoint` runs at every call and every round of a loop; what it raises ends the run and is passed on.
    Raises `MalformedIrError` if the canonical IR breaks its own rules.
    """
    machine = Machine(
        program, compile_, write, checkpoint, note, locate, words, handler, lambda panic: tell(_panicked(panic))
    )
    with deep_recursion:
        try:
            outcome = _run(machine, entry, arguments)
        finally:
            left = machine.finish()
        if machine.aborted is not None:
            aborted = _aborted(machine.aborted, entry)
            tell(aborted)
            return aborted
        return outcome if left is None else _panicked(left)


def _run(machine: Machine, entry: FunctionId, arguments: Sequence[Value]) -> Outcome:
    try:
        try:
            return Completed(machine.call(entry, list(arguments)))
        except PanicError as raised:
            # Lets go of what the frames hold, so that it is dropped while the machine runs.
            raised.__traceback__ = None
            panic = raised
        except RecursionError:
            panic = StackOverflowError(ItemSpan(item_of(entry), NO_SPAN), entry)
        if isinstance(panic, StackOverflowError):
            machine.handle(panic)
        return _panicked(panic)
    except AbortError as abort:
        abort.__traceback__ = None
        return _aborted(abort, entry)


def _panicked(panic: PanicError) -> Panicked:
    return Panicked(panic.message, panic.at, panic.function, panic.trace)


def _aborted(abort: AbortError, entry: FunctionId) -> Panicked:
    met = tuple(_panicked(panic) for panic in abort.panics)
    return Panicked(abort.message, ItemSpan(item_of(entry), NO_SPAN), entry, met=met)
