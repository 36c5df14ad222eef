"""Lists: a pointer to `{ i64 length, ptr elements }`, never null, so that both can be read before a loop.

The elements stand behind that, or are those of another list, of which this one is a view. Code that changes elements
never meets a view.

What is needed in every round of a loop (length, reading, writing into a list with one owner and enough room) is
inline; copying and growing is the runtime's.
"""

from collections.abc import Sequence

from ori_compiler.arc.ir import CallIntrinsic, ConstructList, OwnList, TakeElement, VarId
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.glue import Direction
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.ir_builder.arithmetic import IntOperation
from ori_compiler.codegen.runtime_registry import LIST_ELEMENTS_OFFSET, LIST_POINTER_OFFSET
from ori_compiler.types.pool import VOID, Idx


def compile_construct_list(state: FunctionState, instruction: ConstructList) -> None:
    """Defines a list whose capacity is its length."""
    builder = state.builder
    if not instruction.elements:
        state.define(instruction.target, state.context.data.empty_list())
        return
    idx = state.type(instruction.target)
    length = len(instruction.elements)
    size = LIST_ELEMENTS_OFFSET + length * state.info.layout(state.info.element(idx)).size
    list_ = state.call_runtime(
        "ori_rc_alloc", (builder.const_i64(size),), name=state.name(instruction.target) or "list"
    )
    builder.store(builder.const_i64(length), list_)
    elements = _own_elements(state, list_)
    builder.store(elements, builder.byte_address(list_, LIST_POINTER_OFFSET, "elements.at"))
    for index, element in enumerate(instruction.elements):
        _store(state, state.value(element), idx, _element_address(state, elements, idx, builder.const_i64(index)))
    state.define(instruction.target, list_)


def compile_list_operation(state: FunctionState, instruction: CallIntrinsic) -> bool:
    """Defines the target with the result of a list intrinsic; false if the intrinsic is none."""
    name = state.name(instruction.target)
    match instruction.intrinsic:
        case Intrinsic.LIST_LENGTH:
            value = _length(state, state.value(instruction.arguments[0]), name or "length")
        case Intrinsic.LIST_GET:
            value = _get(state, instruction.arguments, name or "element")
        case Intrinsic.LIST_SET:
            value = _set(state, instruction, name or "list")
        case Intrinsic.LIST_PUSH:
            value = _push(state, instruction, name or "list")
        case Intrinsic.CELL_TAKE:
            value = _cell_take(state, instruction.arguments[0], name or "content")
        case Intrinsic.CELL_PUT:
            _cell_put(state, instruction)
            return True
        case Intrinsic.LIST_TRUNCATE:
            value = _resized(state, "ori_list_truncate", instruction.arguments, name or "list")
        case Intrinsic.LIST_RESERVE:
            value = _resized(state, "ori_list_reserve", instruction.arguments, name or "list")
        case Intrinsic.LIST_SLICE:
            value = _resized(state, "ori_list_slice", instruction.arguments, name or "list")
        case _:
            return False
    state.define(instruction.target, value)
    return True


def _length(state: FunctionState, list_: ValueId, name: str) -> ValueId:
    return state.builder.load_count(list_, name)


def find_elements_of_parameters(state: FunctionState) -> None:
    """Loads where the elements of a function's parameters are, for its loops; what nobody uses, LLVM takes out.

    A list does not change while a variable holds it, so that this holds wherever the variable is used.
    """
    read = {
        instruction.arguments[0]
        for block in state.arc.blocks[1:]
        for instruction in block.instructions
        if isinstance(instruction, CallIntrinsic) and instruction.intrinsic is Intrinsic.LIST_GET
    }
    for parameter in state.arc.parameters:
        if parameter in read:
            state.known_elements[parameter] = _elements(state, state.value(parameter))


def _get(state: FunctionState, arguments: Sequence[VarId], name: str) -> ValueId:
    list_, index = state.values(arguments)
    idx = state.type(arguments[0])
    element = state.info.element(idx)
    if state.info.is_empty(element):
        return state.empty(element)
    elements = state.known_elements.get(arguments[0])
    if elements is None:
        elements = _own_elements(state, list_) if arguments[0] in state.ordinary_lists else _elements(state, list_)
    address = _element_address(state, elements, idx, index)
    return state.load(element, address, name)


def _cell_take(state: FunctionState, cell: VarId, name: str) -> ValueId:
    """Moves the content out of a list of one element, which is empty then: its end drops nothing."""
    builder, list_ = state.builder, state.value(cell)
    element = state.info.element(state.type(cell))
    if state.info.is_empty(element):
        value = state.empty(element)
    else:
        value = state.load(element, _own_elements(state, list_), name)
    builder.store(builder.const_i64(0), list_)
    return value


def _cell_put(state: FunctionState, instruction: CallIntrinsic) -> None:
    cell, value = instruction.arguments
    list_, idx = state.value(cell), state.type(cell)
    _store(state, state.value(value), idx, _own_elements(state, list_))
    state.builder.store(state.builder.const_i64(1), list_)
    state.define(instruction.target, state.empty(VOID))


def _set(state: FunctionState, instruction: CallIntrinsic, name: str) -> ValueId:
    list_, index, value = state.values(instruction.arguments)
    idx = state.type(instruction.arguments[0])
    owned = _owned(state, instruction.target, list_, idx, name)
    address = _element_address(state, _own_elements(state, owned), idx, index)
    state.glue.count_in_place(Direction.DROP, state.info.element(idx), address)
    _store(state, value, idx, address)
    return owned


def _push(state: FunctionState, instruction: CallIntrinsic, name: str) -> ValueId:
    builder = state.builder
    list_, value = state.values(instruction.arguments)
    idx = state.type(instruction.arguments[0])
    is_sole = instruction.target in state.changed_by_sole_owners
    function = "ori_list_with_more_room" if is_sole else "ori_list_with_room"
    roomy = state.call_runtime(function, (list_, state.glue.element(idx)), name=name)
    length = builder.load_count(roomy, "length")
    _store(state, value, idx, _element_address(state, _own_elements(state, roomy), idx, length))
    builder.store(builder.int_operation(IntOperation.ADD, length, builder.const_i64(1), "longer"), roomy)
    return roomy


def compile_own_list(state: FunctionState, instruction: OwnList) -> None:
    """Defines the list itself, or a copy if it has other owners."""
    list_, target = instruction.list, instruction.target
    owned = _owned(state, target, state.value(list_), state.type(list_), state.name(target) or "list")
    state.define(target, owned)


def _owned(state: FunctionState, target: VarId, list_: ValueId, idx: Idx, name: str) -> ValueId:
    """The list that becomes `target`, to change elements of: itself, or a copy if somebody else has it."""
    if target in state.changed_by_sole_owners:
        return list_
    return state.call_runtime("ori_list_own", (list_, state.glue.element(idx)), name=name)


def compile_take_element(state: FunctionState, instruction: TakeElement) -> None:
    """Defines the element, and leaves zeros in its place."""
    value = _get(state, (instruction.list, instruction.index), state.name(instruction.target) or "element")
    idx = state.type(instruction.list)
    elements = _own_elements(state, state.value(instruction.list))
    address = _element_address(state, elements, idx, state.value(instruction.index))
    _store(state, state.empty(state.info.element(idx)), idx, address)
    state.define(instruction.target, value)


def _resized(state: FunctionState, function: str, arguments: Sequence[VarId], name: str) -> ValueId:
    values = state.values(arguments)
    return state.call_runtime(function, (*values, state.glue.element(state.type(arguments[0]))), name=name)


def _elements(state: FunctionState, list_: ValueId) -> ValueId:
    """Where the elements of a list are."""
    builder = state.builder
    return builder.load(builder.types.ptr, builder.byte_address(list_, LIST_POINTER_OFFSET, "elements.at"), "elements")


def _own_elements(state: FunctionState, list_: ValueId) -> ValueId:
    """The same of a list that was made to be changed, whose elements are its own."""
    return state.builder.byte_address(list_, LIST_ELEMENTS_OFFSET, "elements")


def _element_address(state: FunctionState, elements: ValueId, idx: Idx, index: ValueId) -> ValueId:
    return state.builder.element_address(state.info.memory_type(state.info.element(idx)), elements, index)


def _store(state: FunctionState, value: ValueId, idx: Idx, address: ValueId) -> None:
    element = state.info.element(idx)
    if not state.info.is_empty(element):
        state.builder.store(state.to_memory(value, element), address)
