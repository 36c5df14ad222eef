"""What a computation at compile time may take, and how it is watched (language reference, part 2, 22).

A step is a call or a round of a loop. The depth counts calls of the program's own functions that wait for each other.
Memory is what texts take, which alone grow faster than steps; it is looked at whenever so much was made anew.
"""

import sys
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

import msgspec

from ori_compiler.canon.ir import CanonFunction, Intrinsic
from ori_compiler.eval.compile import compile_function
from ori_compiler.eval.frame import Code, Frame, TailCall
from ori_compiler.eval.machine import Machine, Procedure
from ori_compiler.eval.panic import PanicError
from ori_compiler.resolve.module_path import is_library
from ori_compiler.types.functions import FunctionId, item_of

if sys.platform != "win32":
    import resource

_STEPS_BETWEEN_LOOKS: Final = 4096
"""How often somebody looks at the clock, which counts what this thread computes: other processes change nothing."""


class Limits(msgspec.Struct, frozen=True):
    """How much a computation may take."""

    steps: int = 1_000_000
    depth: int = 1000
    megabytes: int = 100
    seconds: int = 10


class Limit(StrEnum):
    """What can be exceeded."""

    STEPS = "steps"
    DEPTH = "depth"
    MEMORY = "memory"
    TIME = "time"


class LimitExceededError(Exception):
    """A computation takes more than it may."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(f"the computation exceeds its {limit.value}")
        self.limit = limit


class OpenCall(msgspec.Struct, frozen=True):
    """A call that has not come back. `before` is the call that made it as its last deed, and so is over."""

    function: FunctionId
    arguments: tuple[Any, ...]
    before: "OpenCall | None" = None


class Meter:
    """Watches one run. `chain` are the calls that were open when it failed, the outermost first."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._steps = 0
        self._open: list[OpenCall] = []
        self._left: OpenCall | None = None
        self._failure: BaseException | None = None
        self._made = 0
        self._memory_before = _peak_memory()
        self._ends_at = time.thread_time() + limits.seconds
        self.chain: tuple[OpenCall, ...] = ()

    def checkpoint(self) -> None:
        """Counts a step."""
        self._steps += 1
        if self._steps > self._limits.steps:
            raise LimitExceededError(Limit.STEPS)
        if self._steps % _STEPS_BETWEEN_LOOKS == 0 and time.thread_time() > self._ends_at:
            raise LimitExceededError(Limit.TIME)

    def compile(self, machine: Machine, function: CanonFunction) -> Procedure:
        """A function whose calls are watched; those of the library are part of whoever calls them."""
        machine.intrinsics[Intrinsic.STR_CONCAT] = self._concatenate
        compiled = compile_function(machine, function)
        if is_library(item_of(function.id).path):
            return compiled
        watched = self._watched(function, compiled.body)
        return Procedure(compiled.parameter_count, compiled.local_count, watched)

    def _watched(self, function: CanonFunction, body: Code) -> Code:
        count, open_ = function.parameter_count, self._open

        def run(frame: Frame) -> Any:
            arguments = tuple(frame[:count])
            open_.append(OpenCall(function.id, arguments, self._left))
            self._left = None
            try:
                if len(open_) > self._limits.depth:
                    raise LimitExceededError(Limit.DEPTH)
                result = body(frame)
                if isinstance(result, TailCall):
                    self._left = OpenCall(function.id, arguments)
                return result
            except (PanicError, LimitExceededError) as failure:
                if failure is not self._failure:
                    self._failure = failure
                    self.chain = tuple(c for call in open_ for c in (call.before, call) if c is not None)
                raise
            finally:
                open_.pop()

        return run

    def _concatenate(self, left: str, right: str) -> str:
        allowed = self._limits.megabytes * 1_000_000
        if len(left) + len(right) > allowed:
            raise LimitExceededError(Limit.MEMORY)
        self._made += len(left) + len(right)
        if self._made > allowed:
            self._made = 0
            if _peak_memory() - self._memory_before > allowed:
                raise LimitExceededError(Limit.MEMORY)
        return left + right


def _peak_memory() -> int:
    """The most bytes that this process has had; 0 where nobody can tell."""
    if sys.platform == "win32":
        return 0
    unit: Callable[[int], int] = (lambda n: n) if sys.platform == "darwin" else (lambda n: n * 1024)
    return unit(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
