"""Checks that a function is well-formed SSA: definitions, dominance, edges, parameters, types.

In: a function at any stage. Out: what is wrong with it, in words; nothing for a sound one.
"""

from collections.abc import Iterator
from typing import assert_never

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.control_flow import ENTRY, immediate_dominators, predecessors, reverse_postorder
from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    Block,
    BlockId,
    Branch,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Construct,
    ConstructList,
    ConstructVariant,
    Destructure,
    FreeToken,
    GetVariant,
    Instruction,
    Jump,
    KeepAlive,
    Literal,
    MakeBox,
    MakeObject,
    OpenBox,
    OwnList,
    Project,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    ReplaceField,
    Reset,
    Return,
    Switch,
    TakeElement,
    Unary,
    Unbox,
    Unreachable,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.operands import cleanup, definition, operands, successors, terminator_operands
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.types.definitions import (
    Field,
    ListDefinition,
    ObjectDefinition,
    StructDefinition,
    SumDefinition,
    TypeDefinitions,
)
from ori_compiler.types.pool import BOOL, INT, NEVER, VOID, Idx

_LIST_INTRINSICS = frozenset(
    {
        Intrinsic.LIST_LENGTH,
        Intrinsic.LIST_GET,
        Intrinsic.LIST_SET,
        Intrinsic.LIST_PUSH,
        Intrinsic.LIST_TRUNCATE,
        Intrinsic.LIST_SLICE,
        Intrinsic.LIST_RESERVE,
        Intrinsic.CELL_TAKE,
        Intrinsic.CELL_PUT,
    }
)


def structure_problems(function: ArcFunction, definitions: TypeDefinitions) -> tuple[str, ...]:
    """What breaks the rules of the IR's shape, empty if nothing does."""
    edges = tuple(_edge_problems(function))
    if edges:
        return edges
    return (*_definition_problems(function), *_TypeCheck(function, definitions).problems())


def _edge_problems(function: ArcFunction) -> Iterator[str]:
    if not function.blocks:
        yield "the function has no entry block"
        return
    if len(function.ownership) != len(function.parameters):
        yield "ownership and parameters differ in number"
    count = len(function.blocks)
    for index, block in enumerate(function.blocks):
        for successor in successors(block.terminator):
            if not 0 <= successor < count:
                yield f"b{index}: leads to b{successor}, which does not exist"
                return
    if function.blocks[ENTRY].parameters:
        yield "the entry block has parameters"
    incoming = predecessors(function.blocks)
    if incoming[ENTRY]:
        yield "the entry block has a predecessor"
    for index, block in enumerate(function.blocks):
        match block.terminator:
            case Jump(target=target, arguments=arguments):
                wanted = len(function.blocks[target].parameters)
                if len(arguments) != wanted:
                    yield f"b{index}: jumps to b{target} with {len(arguments)} arguments for {wanted} parameters"
            case Branch() | Switch():
                for successor in successors(block.terminator):
                    if function.blocks[successor].parameters:
                        yield f"b{index}: branches to b{successor}, which has parameters"
                    if len(incoming[successor]) != 1:
                        yield f"b{index}: branches to b{successor}, which has other predecessors"
            case Return() | Unreachable():
                pass
            case _:
                assert_never(block.terminator)


def _definition_problems(function: ArcFunction) -> Iterator[str]:
    """Single definitions, each before its uses: in the block itself or in a block that dominates it."""
    defined: set[VarId] = set()
    for variable in (*function.parameters, *(v for block in function.blocks for v in _definitions(block))):
        if not 0 <= variable < len(function.variables):
            yield f"%{variable} is no variable of the function"
        elif variable in defined:
            yield f"%{variable} is defined twice"
        defined.add(variable)
    dominators = immediate_dominators(function.blocks)
    available: dict[BlockId, frozenset[VarId]] = {}
    for index in reverse_postorder(function.blocks):
        block = function.blocks[index]
        inherited = frozenset(function.parameters) if index == ENTRY else available[dominators[index]]
        here = {*inherited, *block.parameters}
        for instruction in block.instructions:
            for variable in (*operands(instruction), *cleanup(instruction)):
                if variable not in here:
                    yield f"b{index}: {_kind(instruction)} uses %{variable}, which is not defined there"
            target = definition(instruction)
            if target is not None:
                here.add(target)
        for variable in terminator_operands(block.terminator):
            if variable not in here:
                yield f"b{index}: the terminator uses %{variable}, which is not defined there"
        available[index] = frozenset(here)


def _definitions(block: Block) -> Iterator[VarId]:
    yield from block.parameters
    yield from (target for target in map(definition, block.instructions) if target is not None)


def _kind(instruction: Instruction) -> str:
    return type(instruction).__name__


class _TypeCheck:
    """Compares the types of operands and results where that is a matter of looking them up."""

    def __init__(self, function: ArcFunction, definitions: TypeDefinitions) -> None:
        self._function = function
        self._definitions = definitions
        self._classifier = Classifier(definitions)

    def problems(self) -> Iterator[str]:
        for index, block in enumerate(self._function.blocks):
            for instruction in block.instructions:
                if not self._fits(instruction):
                    yield f"b{index}: the types in {instruction} do not fit"
            if not self._terminator_fits(block):
                yield f"b{index}: the types in {block.terminator} do not fit"

    def _fits(self, instruction: Instruction) -> bool:
        match instruction:
            case CallIntrinsic(intrinsic=intrinsic) if intrinsic in _LIST_INTRINSICS:
                return self._list_operation_fits(instruction)
            case OwnList(target=target, list=list_):
                return self._element(list_) is not None and self._same(target, list_)
            case TakeElement(target=target, list=list_, index=index):
                element = self._element(list_)
                return element is not None and self._holds(target, element) and self._holds(index, INT)
            case ConstructList(target=target, elements=elements):
                element = self._element(target)
                return element is not None and all(self._holds(each, element) for each in elements)
            case Literal() | Call() | CallIntrinsic() | RcIncrement() | RcDecrement():
                return all(not self._is_token(variable) for variable in operands(instruction))
            case Binary(left=left, right=right) | Checked(left=left, right=right):
                return self._same(left, right)
            case Unary(target=target, operand=operand) | CheckedUnary(target=target, operand=operand):
                return self._same(target, operand)
            case Construct(target=target, fields=fields):
                return self._are_fields(fields, self._struct_fields(target), None)
            case ConstructVariant(target=target, variant=variant, fields=fields):
                return self._are_fields(fields, self._payload_fields(target, variant), self._type(target))
            case Project(target=target, base=base, index=index):
                return self._is_field(target, self._struct_fields(base), index, None)
            case ProjectPayload(target=target, base=base, variant=variant, index=index):
                return self._is_field(target, self._payload_fields(base, variant), index, self._type(base))
            case ReplaceField(target=target, base=base, index=index, value=value):
                return self._same(target, base) and self._is_field(value, self._struct_fields(base), index, None)
            case GetVariant(target=target, base=base):
                is_sum = isinstance(self._definitions.get(self._type(base)), SumDefinition)
                return is_sum and self._holds(target, INT) and self._is_value(base)
            case MakeBox(target=box, value=content, token=token) | Unbox(box=box, content=content, token=token):
                return self._is_cell(box, content) and (token is None or self._is_memory(token, box))
            case OpenBox(target=content, box=box):
                return self._is_cell(box, content)
            case Reset(token=token, box=box):
                return self._is_memory(token, box)
            case FreeToken(token=token):
                return self._is_token(token)
            case MakeObject(target=target, box=box):
                return self._is_object(target) and self._variable(box).kind is VariableKind.BOX
            case CallObject(object=callee, arguments=arguments):
                return self._is_object(callee) and all(map(self._is_value, arguments))
            case KeepAlive(variable=variable):
                return not self._is_token(variable)
            case Destructure(base=base):
                return self._is_value(base)
            case _:
                assert_never(instruction)

    def _list_operation_fits(self, operation: CallIntrinsic) -> bool:
        list_, *rest = operation.arguments
        element = self._element(list_)
        if element is None or any(not self._is_value(each) for each in (operation.target, *rest)):
            return False
        given = [self._type(each) for each in rest]
        result = self._type(operation.target)
        match operation.intrinsic:
            case Intrinsic.LIST_LENGTH:
                return given == [] and result == INT
            case Intrinsic.CELL_TAKE:
                return given == [] and result == element
            case Intrinsic.CELL_PUT:
                return given == [element] and result == VOID
            case Intrinsic.LIST_GET:
                return given == [INT] and result == element
            case Intrinsic.LIST_SET:
                return given == [INT, element] and result == self._type(list_)
            case Intrinsic.LIST_PUSH:
                return given == [element] and result == self._type(list_)
            case Intrinsic.LIST_SLICE:
                return given == [INT, INT] and self._element(operation.target) == element
            case Intrinsic.LIST_RESERVE:
                # A list may be seen as one with a limit by this, or the other way around.
                return given == [INT] and self._element(operation.target) == element
            case _:
                return given == [INT] and result == self._type(list_)

    def _element(self, variable: VarId) -> Idx | None:
        """The type of a list's elements."""
        definition = self._definitions.get(self._type(variable))
        return definition.element if isinstance(definition, ListDefinition) and self._is_value(variable) else None

    def _terminator_fits(self, block: Block) -> bool:
        match block.terminator:
            case Jump(target=target, arguments=arguments):
                return all(map(self._same, arguments, self._function.blocks[target].parameters))
            case Branch(condition=condition):
                return self._holds(condition, BOOL)
            case Switch(value=value):
                return self._is_value(value) and not self._classifier.is_counted(self._variable(value))
            case Return(value=value):
                return self._holds(value, self._function.result) or self._type(value) == NEVER
            case Unreachable():
                return True
            case _:
                assert_never(block.terminator)

    def _variable(self, variable: VarId) -> Variable:
        return self._function.variables[variable]

    def _type(self, variable: VarId) -> Idx:
        return self._variable(variable).type

    def _is_value(self, variable: VarId) -> bool:
        return self._variable(variable).kind is VariableKind.VALUE

    def _is_token(self, variable: VarId) -> bool:
        return self._variable(variable).kind is VariableKind.TOKEN

    def _holds(self, variable: VarId, idx: Idx) -> bool:
        return self._is_value(variable) and self._type(variable) == idx

    def _same(self, left: VarId, right: VarId) -> bool:
        one, other = self._variable(left), self._variable(right)
        return one.kind is other.kind and one.type == other.type

    def _is_cell(self, box: VarId, content: VarId) -> bool:
        return self._variable(box).kind is VariableKind.BOX and self._holds(content, self._type(box))

    def _is_object(self, variable: VarId) -> bool:
        return self._is_value(variable) and isinstance(self._definitions.get(self._type(variable)), ObjectDefinition)

    def _is_memory(self, token: VarId, box: VarId) -> bool:
        is_box = self._variable(box).kind is VariableKind.BOX
        return is_box and self._is_token(token) and self._type(token) == self._type(box)

    def _struct_fields(self, variable: VarId) -> tuple[Field, ...] | None:
        definition = self._definitions.get(self._type(variable))
        return definition.fields if isinstance(definition, StructDefinition) and self._is_value(variable) else None

    def _payload_fields(self, variable: VarId, variant: int) -> tuple[Field, ...] | None:
        definition = self._definitions.get(self._type(variable))
        if not isinstance(definition, SumDefinition) or not self._is_value(variable):
            return None
        return definition.variants[variant].fields if 0 <= variant < len(definition.variants) else None

    def _are_fields(self, values: tuple[VarId, ...], fields: tuple[Field, ...] | None, owner: Idx | None) -> bool:
        if fields is None or len(values) != len(fields):
            return False
        return all(self._is_field(value, fields, index, owner) for index, value in enumerate(values))

    def _is_field(self, value: VarId, fields: tuple[Field, ...] | None, index: int, owner: Idx | None) -> bool:
        """Whether a variable has the type and kind of a field; `owner` is the sum whose payload it is in."""
        if fields is None or not 0 <= index < len(fields):
            return False
        is_boxed = owner is not None and self._classifier.is_boxed(owner, fields[index])
        kind = VariableKind.BOX if is_boxed else VariableKind.VALUE
        return self._variable(value).kind is kind and self._type(value) == fields[index].type
