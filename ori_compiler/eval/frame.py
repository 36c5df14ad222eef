"""What compiled code works on: the frame of one call, and the ways control leaves a piece of code."""

from collections.abc import Callable
from typing import Any, Final

from ori_compiler.canon.ir import LabelId
from ori_compiler.types.functions import FunctionId

Frame = list[Any]
"""The locals of one call, by `LocalId`. Canonical IR is typed, so no value is checked at run time."""

Code = Callable[[Frame], Any]
"""An expression, ready to run: yields its value, or a `TailCall` if it stands in tail position."""


class _Unset:
    """The type of `UNSET`."""


UNSET: Final = _Unset()
"""What a local holds before its `Let`."""


class TailCall:
    """The call that remains to be made when the frame of the caller is no longer needed."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: FunctionId, arguments: list[Any]) -> None:
        self.function = function
        self.arguments = arguments


class BreakSignal(BaseException):
    """Control leaves the loop or block `label` with a value. Not an error, hence no `Exception`."""

    def __init__(self, label: LabelId, value: Any) -> None:
        self.label = label
        self.value = value


class ContinueSignal(BaseException):
    """Control goes to the next round of the loop `label`."""

    def __init__(self, label: LabelId) -> None:
        self.label = label


class ReturnSignal(BaseException):
    """Control leaves the function with a value (which may be a `TailCall`)."""

    def __init__(self, value: Any) -> None:
        self.value = value
