"""The state of a module under construction: types, operands, functions, blocks, and where the next line goes.

Text is collected as lines, each with the source span it stands for, and joined once at the end.
"""

from collections.abc import Sequence
from itertools import count
from typing import Final

from ori_compiler.codegen.ir_builder import text
from ori_compiler.codegen.ir_builder.attributes import (
    NO_ATTRIBUTES,
    CallingConvention,
    FunctionAttribute,
    Linkage,
    ValueAttributes,
)
from ori_compiler.codegen.ir_builder.ids import INDEX_BITS, BlockId, FunctionId, TypeId, ValueId, look_up
from ori_compiler.codegen.ir_builder.types import TypeArena, TypeKind
from ori_compiler.codegen.ir_builder.values import Value, ValueArena
from ori_compiler.source.span import Span

_BUILDER_NUMBERS: Final = count(1)


class IrError(Exception):
    """The compiler asked for IR that makes no sense: a bug of the compiler."""


class Phi:
    """A phi whose incoming edges are still being collected."""

    __slots__ = ("incoming", "result", "type")

    def __init__(self, result: str, ir_type: str) -> None:
        self.result = result
        self.type = ir_type
        self.incoming: list[str] = []

    def line(self) -> str:
        """The instruction."""
        return f"  {self.result} = phi {self.type} {', '.join(self.incoming)}"


class Block:
    """A basic block: its label, its lines, and for each the source it stands for."""

    __slots__ = ("extracted", "function", "is_cold", "is_placed", "is_terminated", "label", "lines", "phis", "spans")

    def __init__(self, label: str, function: int, is_cold: bool) -> None:
        self.label = label
        self.function = function
        self.is_cold = is_cold
        self.is_terminated = False
        self.is_placed = False
        self.phis: list[Phi] = []
        self.extracted: dict[tuple[ValueId, int], ValueId] = {}
        self.lines: list[str] = []
        self.spans: list[Span | None] = []


class Function:
    """A declared function: what a call has to know.

    `callee` and `arguments` are what stands at each call before the parenthesis and before each argument's operand.
    A function behind a pointer has no name.
    """

    __slots__ = (
        "arguments",
        "attributes",
        "callee",
        "convention",
        "is_defined",
        "is_variadic",
        "linkage",
        "name",
        "parameter_attributes",
        "parameters",
        "result",
        "result_attributes",
    )

    def __init__(
        self,
        name: str,
        parameters: tuple[TypeId, ...],
        result: TypeId,
        parameter_attributes: tuple[ValueAttributes, ...],
        result_attributes: ValueAttributes,
        attributes: tuple[FunctionAttribute, ...],
        linkage: Linkage,
        is_variadic: bool,
        convention: CallingConvention,
    ) -> None:
        self.convention = convention
        self.name = name
        self.parameters = parameters
        self.result = result
        self.parameter_attributes = parameter_attributes
        self.result_attributes = result_attributes
        self.attributes = attributes
        self.linkage = linkage
        self.is_variadic = is_variadic
        self.is_defined = False
        self.callee = ""
        self.arguments: tuple[str, ...] = ()


class FunctionText:
    """A finished function: lines without line ends, and the span of each."""

    __slots__ = ("function", "lines", "spans")

    def __init__(self, function: FunctionId, lines: list[str], spans: list[Span | None]) -> None:
        self.function = function
        self.lines = lines
        self.spans = spans


class Body:
    """The function that is being built."""

    __slots__ = ("allocas", "blocks", "function", "header", "names", "number", "personality")

    def __init__(self, function: FunctionId, number: int) -> None:
        self.function = function
        self.number = number
        self.header = ""
        self.names: dict[str, int] = {}
        self.blocks: list[BlockId] = []
        self.allocas: list[str] = []
        self.personality = ""


class Core:
    """What all instruction families share."""

    def __init__(self, *, checks: bool = False) -> None:
        self._base: Final = next(_BUILDER_NUMBERS) << INDEX_BITS
        self._checks: Final = checks
        self.types: Final = TypeArena(self._base)
        self.values: Final = ValueArena(self._base, self.types)
        self._blocks: list[Block] = []
        self._functions: list[Function] = []
        self._function_ids: dict[str, FunctionId] = {}
        self._globals: list[str] = []
        self._constant_parts: dict[ValueId, tuple[ValueId, ...]] = {}
        self._known_parts: dict[ValueId, tuple[ValueId, ...]] = {}
        self._finished: list[FunctionText] = []
        self._bodies = 0
        self._body: Body | None = None
        self._block: Block | None = None
        self._block_id: BlockId | None = None
        self._span: Span | None = None

    # Functions

    def declare_function(
        self,
        name: str,
        parameters: Sequence[TypeId],
        result: TypeId,
        *,
        parameter_attributes: Sequence[ValueAttributes] = (),
        result_attributes: ValueAttributes = NO_ATTRIBUTES,
        attributes: Sequence[FunctionAttribute] = (),
        linkage: Linkage = Linkage.EXTERNAL,
        is_variadic: bool = False,
        convention: CallingConvention = CallingConvention.C,
    ) -> FunctionId:
        """Declares a function; until it is defined it is an external one. Raises `IrError` for a name in use."""
        if name in self._function_ids:
            raise IrError(f"@{name} is declared already")
        padded = (*parameter_attributes, *(NO_ATTRIBUTES,) * (len(parameters) - len(parameter_attributes)))
        record = Function(
            name,
            tuple(parameters),
            result,
            padded,
            result_attributes,
            tuple(attributes),
            linkage,
            is_variadic,
            convention,
        )
        function = self._add(record, f"@{text.name(name)}")
        self._function_ids[name] = function
        return function

    def function_at(
        self,
        pointer: ValueId,
        parameters: Sequence[TypeId],
        result: TypeId,
        parameter_attributes: Sequence[ValueAttributes],
        result_attributes: ValueAttributes,
        convention: CallingConvention = CallingConvention.C,
    ) -> FunctionId:
        """A function behind a pointer, to be called like a declared one."""
        self._require(pointer, self.types.ptr, "call")
        record = Function(
            "",
            tuple(parameters),
            result,
            tuple(parameter_attributes),
            result_attributes,
            (),
            Linkage.EXTERNAL,
            False,
            convention,
        )
        return self._add(record, self._operand(pointer))

    def _add(self, record: Function, operand: str) -> FunctionId:
        function = FunctionId(self._base + len(self._functions))
        record.callee = self._callee(record, operand)
        record.arguments = tuple(
            f"{self.types.spelling(ir_type)}{self._spell_attributes(attribute)}"
            for ir_type, attribute in zip(record.parameters, record.parameter_attributes, strict=True)
        )
        self._functions.append(record)
        return function

    def find_function(self, name: str) -> FunctionId | None:
        """The function of that name, if it is declared."""
        return self._function_ids.get(name)

    def function_address(self, function: FunctionId) -> ValueId:
        """A pointer to a function."""
        return self.values.constant(f"@{text.name(self._function(function).name)}", self.types.ptr)

    def begin_function(self, function: FunctionId, parameter_names: Sequence[str]) -> tuple[ValueId, ...]:
        """Starts the body of a declared function and returns its parameters. The first block made is its entry."""
        if self._body is not None:
            raise IrError("a function is being built already")
        record = self._function(function)
        if record.is_defined:
            raise IrError(f"@{record.name} is defined already")
        record.is_defined = True
        self._bodies += 1
        self._body = Body(function, self._bodies)
        self._span = None
        operands = [self._local(hint or "arg") for hint in parameter_names]
        self._body.header = self._signature(record, operands)
        return tuple(
            self.values.local(operand, ir_type, self._bodies)
            for operand, ir_type in zip(operands, record.parameters, strict=True)
        )

    def end_function(self) -> FunctionText:
        """Finishes the body; raises `IrError` if a block has no terminator."""
        body = self._open_body()
        record = self._function(body.function)
        attributes = "".join(f" {attribute.value}" for attribute in record.attributes)
        personality = f" personality ptr @{body.personality}" if body.personality else ""
        lines = [f"define {body.header}{attributes}{personality} {{"]
        spans: list[Span | None] = [None]
        blocks = [self._get_block(block) for block in body.blocks]
        for position, block in enumerate(sorted(blocks, key=lambda each: each.is_cold)):
            if not block.is_terminated:
                raise IrError(f"block {block.label} of @{record.name} has no terminator")
            if position:
                lines.append("")
                spans.append(None)
            lines.append(f"{block.label}:")
            spans.append(None)
            if not position:
                lines.extend(body.allocas)
                spans.extend([None] * len(body.allocas))
            lines.extend(phi.line() for phi in block.phis)
            spans.extend([None] * len(block.phis))
            lines.extend(block.lines)
            spans.extend(block.spans)
        lines.append("}")
        spans.append(None)
        finished = FunctionText(body.function, lines, spans)
        self._finished.append(finished)
        self._known_parts.clear()
        self._body = self._block = self._block_id = self._span = None
        return finished

    def function_name(self, function: FunctionId) -> str:
        """The symbol of a function."""
        return self._function(function).name

    def function_result(self, function: FunctionId) -> TypeId:
        """The result type of a function."""
        return self._function(function).result

    # Blocks and positions

    def create_block(self, label: str, *, is_cold: bool = False) -> BlockId:
        """A new block of the function that is being built.

        Blocks stand in the order in which they are first positioned at; cold ones stand at the end.
        """
        body = self._open_body()
        block = BlockId(self._base + len(self._blocks))
        self._blocks.append(Block(self._local(label)[1:], body.number, is_cold))
        return block

    def position_at(self, block: BlockId) -> None:
        """The next instruction goes to the end of this block."""
        self._block = found = self._get_block(block)
        self._block_id = block
        if not found.is_placed:
            found.is_placed = True
            self._open_body().blocks.append(block)

    @property
    def current_block(self) -> BlockId:
        """Where the next instruction goes."""
        if self._block_id is None:
            raise IrError("there is no current block")
        return self._block_id

    @property
    def is_terminated(self) -> bool:
        """Whether the current block is complete."""
        return self._block is not None and self._block.is_terminated

    def set_span(self, span: Span | None) -> None:
        """The source that the instructions from here on stand for."""
        self._span = span

    def type_of(self, value: ValueId) -> TypeId:
        """The type of an operand."""
        return self.values.get(value).type

    # For the instruction families

    def _function(self, function: FunctionId) -> Function:
        return look_up(self._functions, self._base, function, "function")

    def _get_block(self, block: BlockId) -> Block:
        return look_up(self._blocks, self._base, block, "block")

    def _open_body(self) -> Body:
        if self._body is None:
            raise IrError("no function is being built")
        return self._body

    def _operand(self, value: ValueId) -> str:
        return self._value(value).spelling if self._checks else self.values.get(value).spelling

    def _value(self, value: ValueId) -> Value:
        found = self.values.get(value)
        if self._checks and found.function not in (0, self._bodies):
            raise IrError(f"{found.spelling} belongs to another function")
        return found

    def _typed(self, value: ValueId) -> str:
        return self._value(value).typed if self._checks else self.values.get(value).typed

    def _local(self, hint: str) -> str:
        """A name for a value or block that no other of the function has, with its `%`."""
        names = self._open_body().names
        taken = names.get(hint)
        if taken is None:
            names[hint] = 1
            return "%" + text.name(hint)
        while f"{hint}.{taken}" in names:
            taken += 1
        names[hint] = taken + 1
        names[f"{hint}.{taken}"] = 1
        return "%" + text.name(f"{hint}.{taken}")

    def _current(self) -> Block:
        if self._block is None:
            raise IrError("there is no current block")
        return self._block

    def _emit(self, line: str) -> None:
        block = self._current()
        if block.is_terminated:
            raise IrError(f"block {block.label} is complete: {line.strip()}")
        block.lines.append(line)
        block.spans.append(self._span)

    def _result(self, hint: str, ir_type: TypeId, operation: str) -> ValueId:
        """Emits an instruction that yields a value."""
        result = self._local(hint)
        self._emit(f"  {result} = {operation}")
        return self.values.local(result, ir_type, self._bodies)

    def _terminate(self, line: str) -> None:
        self._emit(line)
        self._current().is_terminated = True

    def _label(self, block: BlockId) -> str:
        found = self._get_block(block)
        if self._checks and found.function != self._bodies:
            raise IrError(f"block {found.label} belongs to another function")
        return f"label %{found.label}"

    def _require(self, value: ValueId, expected: TypeId, what: str) -> None:
        """In debug runs, that an operand has the type its instruction needs."""
        if self._checks and self._value(value).type != expected:
            raise IrError(f"{what}: {self._typed(value)} is not {self.types.spelling(expected)}")

    def _require_kind(self, value: ValueId, kind: TypeKind, what: str) -> None:
        if self._checks and self.types.get(self._value(value).type).kind is not kind:
            raise IrError(f"{what}: {self._typed(value)} is no {kind.value}")

    def _callee(self, record: Function, operand: str) -> str:
        """The result and the function itself, as at a call and at the definition."""
        attributes = self._spell_attributes(record.result_attributes).lstrip()
        words = (record.convention.value, attributes, self.types.spelling(record.result), operand)
        return " ".join(filter(None, words))

    def _signature(self, record: Function, operands: Sequence[str]) -> str:
        """Linkage, result, name and parameters, as after `define` (or, without names, after `declare`)."""
        if operands:
            parameters = [f"{ir_type} {name}" for ir_type, name in zip(record.arguments, operands, strict=True)]
        else:
            parameters = list(record.arguments)
        if record.is_variadic:
            parameters.append("...")
        linkage = f"{record.linkage.value} " if record.is_defined and record.linkage.value else ""
        return f"{linkage}{record.callee}({', '.join(parameters)})"

    def _spell_attributes(self, attributes: ValueAttributes) -> str:
        """A parameter's attributes, each with a space in front."""
        parts: list[str] = []
        if attributes.extension:
            parts.append(attributes.extension)
        if attributes.sret is not None:
            parts.append(f"sret({self.types.spelling(attributes.sret)})")
        if attributes.byval is not None:
            parts.append(f"byval({self.types.spelling(attributes.byval)})")
        if attributes.is_noalias:
            parts.append("noalias")
        if attributes.is_uncaptured:
            parts.append("captures(none)")
        if attributes.is_readonly:
            parts.append("readonly")
        if attributes.is_nonnull:
            parts.append("nonnull")
        if attributes.alignment is not None:
            parts.append(f"align {attributes.alignment}")
        if attributes.dereferenceable is not None:
            parts.append(f"dereferenceable({attributes.dereferenceable})")
        if attributes.stack_alignment is not None:
            parts.append(f"alignstack({attributes.stack_alignment})")
        return "".join(f" {part}" for part in parts)
