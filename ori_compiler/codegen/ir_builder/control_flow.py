"""Control flow: branches, phis, calls, unwinding."""

from collections.abc import Sequence

from ori_compiler.codegen.ir_builder.core import Core, Function, IrError, Phi
from ori_compiler.codegen.ir_builder.ids import BlockId, FunctionId, TypeId, ValueId
from ori_compiler.codegen.ir_builder.types import TypeKind


class PhiId:
    """A phi: its value, and the handle by which its edges are added."""

    __slots__ = ("phi", "value")

    def __init__(self, value: ValueId, phi: Phi) -> None:
        self.value = value
        self.phi = phi


class ControlFlow(Core):
    """Terminators, phis and calls."""

    def branch(self, target: BlockId) -> None:
        """Goes on at `target`."""
        self._terminate(f"  br {self._label(target)}")

    def branch_if(self, condition: ValueId, then: BlockId, otherwise: BlockId) -> None:
        """Goes on by a bool."""
        self._require(condition, self.types.i1, "br")
        self._terminate(f"  br {self._typed(condition)}, {self._label(then)}, {self._label(otherwise)}")

    def switch(self, value: ValueId, cases: Sequence[tuple[int, BlockId]], default: BlockId) -> None:
        """Goes on by an integer; the cases are distinct."""
        self._require_kind(value, TypeKind.INTEGER, "switch")
        ir_type = self.types.spelling(self.type_of(value))
        targets = " ".join(f"{ir_type} {case}, {self._label(block)}" for case, block in cases)
        self._terminate(f"  switch {self._typed(value)}, {self._label(default)} [ {targets} ]")

    def unreachable(self) -> None:
        """Control never comes here."""
        self._terminate("  unreachable")

    def return_value(self, value: ValueId) -> None:
        """Leaves the function with a value."""
        self._require(value, self._function(self._open_body().function).result, "ret")
        self._terminate(f"  ret {self._typed(value)}")

    def return_void(self) -> None:
        """Leaves a function that returns nothing."""
        if self._checks and self._function(self._open_body().function).result != self.types.void:
            raise IrError("the function returns a value")
        self._terminate("  ret void")

    def phi(self, block: BlockId, ir_type: TypeId, name: str = "") -> PhiId:
        """A value of `block` that depends on where control came from; edges are added as they become known."""
        result = self._local(name or "phi")
        phi = Phi(result, self.types.spelling(ir_type))
        self._get_block(block).phis.append(phi)
        return PhiId(self.values.local(result, ir_type, self._bodies), phi)

    def add_incoming(self, phi: PhiId, value: ValueId, block: BlockId) -> None:
        """Coming from `block`, the phi is `value`."""
        self._require(value, self.type_of(phi.value), "phi")
        phi.phi.incoming.append(f"[ {self._operand(value)}, %{self._get_block(block).label} ]")

    def call(self, function: FunctionId, arguments: Sequence[ValueId], name: str = "") -> ValueId | None:
        """Calls a function; yields `None` if that returns nothing."""
        record = self._function(function)
        callee = self._call(record, arguments)
        if record.result == self.types.void:
            self._emit(f"  call {callee}")
            return None
        return self._result(name or "call", record.result, f"call {callee}")

    def tail_call(self, function: FunctionId, arguments: Sequence[ValueId]) -> None:
        """Leaves the function with the result of a call, which uses nothing in the caller's frame and replaces it.

        Both functions are of the `TAIL` convention and take nothing on the stack.
        """
        record = self._function(function)
        callee = self._call(record, arguments)
        if record.result == self.types.void:
            self._emit(f"  musttail call {callee}")
            self.return_void()
        else:
            self.return_value(self._result("call", record.result, f"musttail call {callee}"))

    def invoke(
        self, function: FunctionId, arguments: Sequence[ValueId], normal: BlockId, unwind: BlockId, name: str = ""
    ) -> ValueId | None:
        """Calls a function: goes on at `normal`, or at `unwind` when it unwinds. The result lives in `normal`."""
        record = self._function(function)
        rest = f"invoke {self._call(record, arguments)}"
        targets = f"to {self._label(normal)} unwind {self._label(unwind)}"
        if record.result == self.types.void:
            self._terminate(f"  {rest} {targets}")
            return None
        result = self._local(name or "call")
        self._terminate(f"  {result} = {rest} {targets}")
        return self.values.local(result, record.result, self._bodies)

    def cleanup_pad(self, personality: str) -> ValueId:
        """Where an unwind lands that only wants to clean up; `resume` lets it go on."""
        body = self._open_body()
        body.personality = personality
        if self.find_function(personality) is None:
            self.declare_function(personality, (), self.types.i32, is_variadic=True)
        pair = self.types.struct((self.types.ptr, self.types.i32))
        return self._result("unwind", pair, f"landingpad {self.types.spelling(pair)} cleanup")

    def resume(self, pad: ValueId) -> None:
        """The unwind goes on."""
        self._terminate(f"  resume {self._typed(pad)}")

    def _call(self, record: Function, arguments: Sequence[ValueId]) -> str:
        """Result type, callee and arguments, with the attributes the convention needs at the call too."""
        if len(arguments) != len(record.parameters):
            raise IrError(f"@{record.name} takes {len(record.parameters)} arguments, not {len(arguments)}")
        if self._checks:
            for argument, expected in zip(arguments, record.parameters, strict=True):
                self._require(argument, expected, f"call of @{record.name}")
        spelled = [
            f"{ir_type} {self._operand(argument)}"
            for ir_type, argument in zip(record.arguments, arguments, strict=True)
        ]
        return f"{record.callee}({', '.join(spelled)})"
