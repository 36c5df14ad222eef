"""Functions that tell where they are: what the interpreter runs instead of the ordinary ones when it is debugged."""

from collections.abc import Callable
from typing import Any

from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.debugger.control import ActiveCall, Controller
from ori_compiler.debugger.positions import Position, Positions
from ori_compiler.eval.compile import FunctionCompiler
from ori_compiler.eval.frame import Code, Frame, ReturnSignal, TailCall
from ori_compiler.eval.machine import Machine, Procedure
from ori_compiler.eval.panic import PanicError
from ori_compiler.source.span import Span


def watched(controller: Controller, positions: Positions) -> Callable[[Machine, CanonFunction], Procedure]:
    """Compiles functions so that the controller hears of their calls and positions."""

    def compile_function(machine: Machine, function: CanonFunction) -> Procedure:
        compiler = _WatchedCompiler(machine, function, controller, positions)
        body = _call(controller, function, compiler.tail(function.body))
        return Procedure(function.parameter_count, len(function.locals), body)

    return compile_function


class _WatchedCompiler(FunctionCompiler):
    """Puts something that tells of a position in front of the expressions that have one."""

    __slots__ = ("_controller", "_id", "_positions", "_runs_on", "_waiting")

    def __init__(self, machine: Machine, function: CanonFunction, controller: Controller, positions: Positions) -> None:
        super().__init__(machine, function)
        self._controller = controller
        self._positions = positions
        self._id = function.id
        self._waiting = dict(positions.of(function))
        self._runs_on = machine

    def tail(self, expression: Expr) -> Code:
        position = self._waiting.pop(id(expression), None)
        code = super().tail(expression)
        return code if position is None else _reaching(self._controller, position, code)

    def code(self, expression: Expr) -> Code:
        position = self._waiting.pop(id(expression), None)
        code = super().code(expression)
        return code if position is None else _reaching(self._controller, position, code)

    def panic(self, message: str, span: Span) -> PanicError:
        calls = self._controller.calls
        known = calls[-1].position if calls else None
        at = self._positions.at(self._id, span, known.visible if known is not None else ())
        self._controller.panics(message, at, is_caught=self._runs_on.catches_panics)
        return super().panic(message, span)


def _reaching(controller: Controller, position: Position, code: Code) -> Code:
    calls = controller.calls

    def run(frame: Frame) -> Any:
        call = calls[-1]
        previous, call.position = call.position, position
        if controller.is_armed or position.breakpoints:
            controller.reach(call, previous, position)
        return code(frame)

    return run


def _call(controller: Controller, function: CanonFunction, body: Code) -> Code:
    calls = controller.calls

    def run(frame: Frame) -> Any:
        calls.append(ActiveCall(function, frame))
        try:
            result = body(frame)
        except ReturnSignal as signal:
            result = signal.value
        finally:
            calls.pop()
        if controller.is_armed and not isinstance(result, TailCall):
            controller.returned()
        return result

    return run
