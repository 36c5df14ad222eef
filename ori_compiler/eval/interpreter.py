"""The interpreter's front door: a program, an entry and arguments in, an outcome out.

It is the oracle that the compiled program is compared with, so it does what the canonical IR says in the most
direct way; see `compile` for the meaning of each node.
"""

from collections.abc import Callable, Sequence

import msgspec

from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.compile import compile_function
from ori_compiler.eval.machine import Machine
from ori_compiler.eval.panic import PANIC_WHILE_UNWINDING, STACK_OVERFLOW, PanicError
from ori_compiler.eval.recursion import deep_recursion
from ori_compiler.eval.value import Value
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import FunctionId, item_of


class Completed(msgspec.Struct, frozen=True):
    """The entry returned."""

    value: Value


class Panicked(msgspec.Struct, frozen=True):
    """The program panicked: where, in which function, and why."""

    message: str
    at: ItemSpan
    function: FunctionId


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
) -> Outcome:
    """Calls `entry`; standard output goes to `write`, and what `dbg` shows goes to `note`, with its place.

    `locate` gives the file, line and column of a place, for what the program itself asks about places.
    `words` are those of the call, the program's name first.
    `checkpoint` runs at every call and every round of a loop; what it raises ends the run and is passed on.
    Raises `MalformedIrError` if the canonical IR breaks its own rules.
    """
    machine = Machine(program, compile_function, write, checkpoint, note, locate, words)
    with deep_recursion:
        outcome: Outcome
        try:
            outcome = Completed(machine.call(entry, list(arguments)))
        except PanicError as panic:
            # Lets go of what the frames hold, so that it is dropped while the machine runs.
            panic.__traceback__ = None
            outcome = _panicked(panic)
        except RecursionError:
            outcome = Panicked(STACK_OVERFLOW, ItemSpan(item_of(entry), NO_SPAN), entry)
        finally:
            left = machine.finish()
        if machine.was_aborted:
            return Panicked(PANIC_WHILE_UNWINDING, ItemSpan(item_of(entry), NO_SPAN), entry)
        return outcome if left is None else _panicked(left)


def _panicked(panic: PanicError) -> Panicked:
    return Panicked(panic.message, panic.at, panic.function)
