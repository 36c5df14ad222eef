"""How a panic travels through the interpreter, and what else can stop a run."""

from typing import Final

from ori_compiler.eval.stack import Trace
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.functions import FunctionId

INTEGER_OVERFLOW: Final = "integer overflow"
DIVISION_BY_ZERO: Final = "division by zero"
MODULO_BY_ZERO: Final = "modulo by zero"
NEGATIVE_EXPONENT: Final = "negative exponent on integer"
NEGATIVE_SHIFT_COUNT: Final = "negative shift count"
SHIFT_COUNT_TOO_LARGE: Final = "shift count exceeds bit width"
SHIFT_OVERFLOW: Final = "shift overflow"
CONVERSION_OUT_OF_RANGE: Final = "conversion out of range"
PANIC_WHILE_UNWINDING: Final = "panic while a panic unwinds"
PANIC_IN_HANDLER: Final = "panic in `@panic`"
STACK_OVERFLOW: Final = "stack overflow"


class OperationError(Exception):
    """An operation on primitive values panics; it does not know where in the program it stands."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class PanicError(Exception):
    """The program panics with `message` at `at`, in `function`; `trace` is known if nothing catches it.

    `is_told`: whoever wants to hear of such panics has.
    """

    def __init__(self, message: str, at: ItemSpan, function: FunctionId) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.function = function
        self.trace = Trace()
        self.is_told = False

    def came_by(self, trace: Trace) -> None:
        """The panic happened at the first place of a trace; the library itself tells the user nothing."""
        self.trace = trace
        if trace.places:
            self.function, self.at = trace.places[0].function, trace.places[0].at


class StackOverflowError(PanicError):
    """The program has used up its stack: a panic that nothing catches, and that no `drop` hears of."""

    def __init__(self, at: ItemSpan, function: FunctionId) -> None:
        super().__init__(STACK_OVERFLOW, at, function)


class AbortError(BaseException):
    """A second panic while one unwinds or is handled: nothing of the program runs any more."""

    def __init__(self, message: str, first: PanicError, second: PanicError) -> None:
        super().__init__(message)
        self.message = message
        self.panics = (first, second)


class MalformedIrError(Exception):
    """The canonical IR breaks its own rules: a mistake of the compiler, never of the program."""
