"""The running program: makes calls, in constant stack where they stand in tail position."""

from collections.abc import Callable
from typing import Any

import msgspec

from ori_compiler.canon.ir import CanonFunction, Intrinsic
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.frame import UNSET, BreakSignal, Code, ContinueSignal, ReturnSignal, TailCall
from ori_compiler.eval.intrinsics import intrinsics
from ori_compiler.eval.panic import MalformedIrError, PanicError
from ori_compiler.types.functions import FunctionId


class Procedure(msgspec.Struct, frozen=True):
    """A function, ready to run."""

    parameter_count: int
    local_count: int
    body: Code


class Machine:
    """Holds what all calls of one run share. `checkpoint` runs at every call and every round of a loop."""

    __slots__ = ("_compile", "_procedures", "_program", "checkpoint", "intrinsics")

    def __init__(
        self,
        program: CanonProgram,
        compile_function: "Callable[[Machine, CanonFunction], Procedure]",
        write: Callable[[str], None],
        checkpoint: Callable[[], None],
    ) -> None:
        self._program = program
        self._compile = compile_function
        self._procedures: dict[FunctionId, Procedure] = {}
        self.checkpoint = checkpoint
        self.intrinsics: dict[Intrinsic, Callable[..., Any]] = intrinsics(write)

    def call(self, function: FunctionId, arguments: list[Any]) -> Any:
        """The value of a call. Raises `PanicError` if the program panics in it."""
        while True:
            self.checkpoint()
            procedure = self._procedure(function)
            if len(arguments) != procedure.parameter_count:
                raise MalformedIrError(f"{function} is called with {len(arguments)} arguments")
            frame = arguments + [UNSET] * (procedure.local_count - procedure.parameter_count)
            try:
                result = procedure.body(frame)
            except ReturnSignal as signal:
                result = signal.value
            except PanicError as panic:
                # Without this a panic deep in a recursion would keep every frame it passes alive.
                raise panic.with_traceback(None) from None
            except (BreakSignal, ContinueSignal) as signal:
                raise MalformedIrError(f"label {signal.label} is not open in {function}") from None
            if not isinstance(result, TailCall):
                return result
            function, arguments = result.function, result.arguments

    def _procedure(self, function: FunctionId) -> Procedure:
        found = self._procedures.get(function)
        if found is None:
            canonical = self._program.functions.get(function)
            if canonical is None:
                raise MalformedIrError(f"{function} is not part of the program")
            found = self._procedures[function] = self._compile(self, canonical)
        return found
