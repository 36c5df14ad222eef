"""The compilation of one function: what its variables are bound to, and what every instruction family needs.

Most variables are SSA values. One that has to be seen through memory (a sum whose payload is taken apart, a
composite whose references are counted) has a slot in the entry block besides, filled where it is defined.
"""

from collections.abc import Iterator, Sequence

from ori_compiler.arc.classify import Counting
from ori_compiler.arc.ir import ArcFunction, VariableKind, VarId
from ori_compiler.arc.ordinary_lists import ordinary_lists
from ori_compiler.arc.sole_owners import changed_by_sole_owners
from ori_compiler.codegen.abi.function_abi import ByVal, Indirect, ParameterAbi, Reference
from ori_compiler.codegen.block_parameters import goes_in_parts, passed_to_blocks
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.glue import Direction
from ori_compiler.codegen.ir_builder import BlockId, FunctionId, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import Cast
from ori_compiler.codegen.module_context import DeclaredFunction, ModuleContext
from ori_compiler.codegen.runtime_calls import declare_runtime
from ori_compiler.codegen.runtime_registry import PERSONALITY, RUNTIME_FUNCTIONS, RuntimeType
from ori_compiler.codegen.scope import Immutable, Mutable, Scope
from ori_compiler.codegen.text_values import words
from ori_compiler.source.span import Span
from ori_compiler.types.pool import BOOL, STR, Idx


class FunctionState:
    """One function under construction."""

    def __init__(
        self, context: ModuleContext, arc: ArcFunction, declared: DeclaredFunction, in_memory: frozenset[VarId]
    ) -> None:
        self.context = context
        self.arc = arc
        self.declared = declared
        self.builder = context.builder
        self.info = context.info
        self.glue = context.glue
        self.scope: Scope[VarId] = Scope()
        optimises = context.config.opt_level > OptLevel.NONE
        self.changed_by_sole_owners = changed_by_sole_owners(arc) if optimises else frozenset[VarId]()
        self.ordinary_lists = ordinary_lists(arc) if optimises else frozenset[VarId]()
        self.read_in_parts = frozenset(self._read_in_parts()) if optimises else frozenset[VarId]()
        self.known_elements: dict[VarId, ValueId] = {}
        self._in_memory = in_memory
        self._slots: dict[VarId, ValueId] = {}
        self._pads: dict[tuple[tuple[VarId, ...], Span | None], BlockId] = {}

    # Variables

    def value(self, variable: VarId) -> ValueId:
        """The current value of a variable; raises `UnboundVariableError`."""
        return self.scope.get(variable).value

    def values(self, variables: Sequence[VarId]) -> list[ValueId]:
        """The current values of several variables."""
        return [self.scope.get(variable).value for variable in variables]

    def type(self, variable: VarId) -> Idx:
        """The type of a variable, or of a box's content."""
        return self.arc.variables[variable].type

    def name(self, variable: VarId) -> str:
        """What the user calls a variable; empty for one that the compiler made."""
        return self.arc.variables[variable].name

    def address(self, variable: VarId) -> ValueId:
        """Memory that holds the variable's value."""
        binding = self.scope.get(variable)
        if isinstance(binding, Mutable):
            return binding.slot
        slot = self.slot_of(variable)
        self.builder.store(binding.value, slot)
        return slot

    def passed_addresses(self, parameters: Sequence[ParameterAbi], arguments: Sequence[VarId]) -> list[ValueId | None]:
        """The memory of those arguments of a call that go by address."""
        return [
            self.address(argument) if isinstance(parameter.passing, Indirect | ByVal | Reference) else None
            for parameter, argument in zip(parameters, arguments, strict=True)
        ]

    def define(self, variable: VarId, value: ValueId) -> None:
        """Binds a variable, and fills its slot if it needs one."""
        if variable in self._in_memory:
            slot = self.slot_of(variable)
            self.builder.store(value, slot)
            self.define_stored(variable, value, slot)
        else:
            self.scope = self.scope.bind(variable, Immutable(value))

    def define_stored(self, variable: VarId, value: ValueId, address: ValueId) -> None:
        """Binds a variable whose value is in memory that nobody writes while the variable lives."""
        self.scope = self.scope.bind(variable, Mutable(value, address))

    def slot_of(self, variable: VarId) -> ValueId:
        """The slot that belongs to a variable."""
        slot = self._slots.get(variable)
        if slot is None:
            slot = self._slots[variable] = self.new_slot(self.type(variable), f"{self.name(variable) or 'value'}.slot")
        return slot

    def new_slot(self, idx: Idx, name: str) -> ValueId:
        """Memory for one value of a type."""
        return self.builder.entry_slot(self.info.memory_type(idx), name, self.info.layout(idx).alignment)

    def empty(self, idx: Idx) -> ValueId:
        """The value of a type that has no bytes."""
        return self.builder.const_zero(self.info.value_type(idx))

    def _read_in_parts(self) -> Iterator[VarId]:
        """Variables that go to other blocks in parts, themselves or what is projected from them."""
        for variable in passed_to_blocks(self.arc):
            record = self.arc.variables[variable]
            if record.kind is VariableKind.VALUE and goes_in_parts(self.builder, self.info.variable_type(record)):
                yield variable

    # Values in memory

    def to_memory(self, value: ValueId, idx: Idx) -> ValueId:
        """An operand in the form it has in memory and in aggregates."""
        return self.builder.cast(Cast.ZERO_EXTEND, value, self.builder.types.i8, "byte") if idx == BOOL else value

    def from_memory(self, value: ValueId, idx: Idx, name: str) -> ValueId:
        """An operand from the form it has in memory."""
        return self.builder.cast(Cast.TRUNCATE, value, self.builder.types.i1, name) if idx == BOOL else value

    def load(self, idx: Idx, address: ValueId, name: str) -> ValueId:
        """The operand whose bytes are at an address."""
        facts = self.info.dereferenceable(idx)
        value = self.builder.load(self.info.memory_type(idx), address, name, dereferenceable=facts)
        return self.from_memory(value, idx, name)

    # Counting

    def retain(self, variable: VarId) -> None:
        """One more owner for every reference in the variable."""
        record = self.arc.variables[variable]
        if not self.context.config.classifier.is_counted(record):
            return
        if record.kind is VariableKind.BOX:
            self.glue.retain_box(self.value(variable))
        elif self.is_one_reference(record.type):
            self.glue.count_value(Direction.RETAIN, record.type, self.value(variable))
        else:
            self.glue.count_in_place(Direction.RETAIN, record.type, self.address(variable))

    def release(self, variable: VarId) -> None:
        """One owner fewer; a token's memory is freed."""
        record = self.arc.variables[variable]
        match record.kind:
            case VariableKind.TOKEN:
                self.call_runtime("ori_rc_free", (self.value(variable),))
            case VariableKind.BOX:
                self.glue.drop_box(self.value(variable), record.type)
            case VariableKind.VALUE if self.is_one_reference(record.type):
                self.glue.count_value(Direction.DROP, record.type, self.value(variable))
            case VariableKind.VALUE if self.context.config.classifier.is_counted(record):
                self.glue.count_in_place(Direction.DROP, record.type, self.address(variable))

    def is_one_reference(self, idx: Idx) -> bool:
        """Whether a value of the type is counted as it is, without being seen through memory."""
        return self.info.counting(idx) is Counting.DEFINITE_REF

    # Calls that may panic

    def landing_pad(self, cleanup: tuple[VarId, ...], entered: Span | None) -> BlockId | None:
        """Where a panic releases these variables and goes on; nothing to do needs no pad.

        `entered` is the call by which the program entered the library that panics.
        """
        if not cleanup and entered is None:
            return None
        pad = self._pads.get((cleanup, entered))
        if pad is None:
            builder = self.builder
            before = builder.current_block
            pad = self._pads[cleanup, entered] = builder.create_block("cleanup", is_cold=True)
            builder.position_at(pad)
            unwind = builder.cleanup_pad(PERSONALITY)
            if entered is not None:
                place = self.context.data.location(self.arc.id, entered)
                self.builder.call(declare_runtime("ori_panic_leaves_library", builder), (place,), "")
            for variable in cleanup:
                self.release(variable)
            builder.resume(unwind)
            builder.position_at(before)
        return pad

    def call(
        self,
        function: FunctionId,
        arguments: Sequence[ValueId],
        cleanup: tuple[VarId, ...],
        name: str = "",
        *,
        is_cold: bool = False,
        entered: Span | None = None,
    ) -> ValueId | None:
        """A call; an `invoke` if there is something to do when it panics, see `landing_pad`."""
        pad = self.landing_pad(cleanup, entered)
        if pad is None:
            return self.builder.call(function, arguments, name)
        normal = self.builder.create_block("never" if is_cold else "returned", is_cold=is_cold)
        value = self.builder.invoke(function, arguments, normal, pad, name)
        self.builder.position_at(normal)
        return value

    def call_runtime(
        self,
        function_name: str,
        arguments: Sequence[ValueId],
        *,
        span: Span | None = None,
        cleanup: tuple[VarId, ...] = (),
        name: str = "",
        is_cold: bool = False,
    ) -> ValueId:
        """Calls a runtime function; a `str` goes as its two parts. `span` is for one that takes a place last."""
        record = RUNTIME_FUNCTIONS[function_name]
        builder = self.builder
        scalars: list[ValueId] = []
        for argument, expected in zip(arguments, record.parameters, strict=False):
            if expected is RuntimeType.STR:
                scalars += words(builder, argument)
            else:
                scalars.append(argument)
        if span is not None and len(arguments) < len(record.parameters):
            scalars.append(self.context.data.location(self.arc.id, span))
        function = declare_runtime(function_name, builder)
        if record.result is RuntimeType.STR:
            slot = self.new_slot(STR, "text.slot")
            self.call(function, (slot, *scalars), cleanup if record.may_panic else (), is_cold=is_cold)
            return builder.load(self.info.memory_type(STR), slot, name or "text")
        returned = self.call(function, scalars, cleanup if record.may_panic else (), name, is_cold=is_cold)
        return builder.const_zero(builder.types.struct(())) if returned is None else returned

    def panic_if(self, condition: ValueId, panic: str, span: Span, cleanup: tuple[VarId, ...]) -> None:
        """Calls a runtime panic if the condition holds; the code goes on where it does not."""
        builder = self.builder
        failed = builder.create_block("panic", is_cold=True)
        passed = builder.create_block("ok")
        builder.branch_if(condition, failed, passed)
        builder.position_at(failed)
        self.call_runtime(panic, (), span=span, cleanup=cleanup, is_cold=True)
        builder.unreachable()
        builder.position_at(passed)
