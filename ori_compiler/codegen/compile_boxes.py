"""Cells on the heap, their memory after death, and reference counts."""

from ori_compiler.arc.ir import FreeToken, MakeBox, OpenBox, RcDecrement, RcIncrement, Reset, Unbox, VarId
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.glue import Direction
from ori_compiler.codegen.ir_builder import BlockId, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import IntPredicate
from ori_compiler.types.pool import Idx


def compile_make_box(state: FunctionState, instruction: MakeBox) -> None:
    """Defines a cell: new memory, or the token's if it holds any. A token's count is 1 already.

    A value without bytes needs no memory: its cell is null, which counts as nothing everywhere.
    """
    builder = state.builder
    idx = state.type(instruction.value)
    if state.info.is_empty(idx):
        state.define(instruction.target, builder.const_null())
        return
    name = state.name(instruction.target) or "box"
    if instruction.token is None:
        cell = _allocate(state, idx, name)
    else:
        cell = _reuse_or_allocate(state, instruction.token, idx, name)
    builder.store(state.to_memory(state.value(instruction.value), idx), cell)
    state.define(instruction.target, cell)


def _allocate(state: FunctionState, idx: Idx, name: str) -> ValueId:
    size = state.builder.const_i64(state.info.layout(idx).size)
    return state.call_runtime("ori_rc_alloc", (size,), name=name)


def _reuse_or_allocate(state: FunctionState, token: VarId, idx: Idx, name: str) -> ValueId:
    builder = state.builder
    memory = state.value(token)
    fresh, ready = builder.create_block("fresh"), builder.create_block("ready")
    is_null = builder.int_compare(IntPredicate.EQUAL, memory, builder.const_null(), "is_null")
    before = builder.current_block
    builder.branch_if(is_null, fresh, ready)
    builder.position_at(fresh)
    allocated = _allocate(state, idx, "allocated")
    after = builder.current_block
    builder.branch(ready)
    builder.position_at(ready)
    cell = builder.phi(ready, builder.types.ptr, name)
    builder.add_incoming(cell, memory, before)
    builder.add_incoming(cell, allocated, after)
    return cell.value


def compile_open_box(state: FunctionState, instruction: OpenBox) -> None:
    """Defines the target with a copy of the cell's content, whose references it borrows."""
    idx = state.type(instruction.target)
    if state.info.is_empty(idx):
        state.define(instruction.target, state.empty(idx))
        return
    name = state.name(instruction.target) or "content"
    state.define(instruction.target, state.load(idx, state.value(instruction.box), name))


def compile_unbox(state: FunctionState, instruction: Unbox) -> None:
    """Moves the content out of a unique cell, or counts it and leaves the shared cell to its other owners."""
    box = state.value(instruction.box)
    fork = _Fork(state, box)
    fork.unique()
    if instruction.token is None:
        state.call_runtime("ori_rc_free", (box,))
    fork.shared()
    state.retain(instruction.content)
    state.glue.drop_box(box, state.type(instruction.box))
    fork.join(instruction.token)


def compile_reset(state: FunctionState, instruction: Reset) -> None:
    """Ends a cell; if it was unique its content is released and its memory becomes the token."""
    box = state.value(instruction.box)
    content = state.type(instruction.box)
    fork = _Fork(state, box)
    fork.unique()
    state.glue.count_in_place(Direction.DROP, content, box)
    fork.shared()
    state.glue.drop_box(box, content)
    fork.join(instruction.token)


class _Fork:
    """Two ways for a cell with one owner and a cell with several, which meet again."""

    __slots__ = ("_box", "_joined", "_shared", "_shared_end", "_state", "_unique", "_unique_end")

    def __init__(self, state: FunctionState, box: ValueId) -> None:
        builder = state.builder
        self._state = state
        self._box = box
        self._unique = self._unique_end = builder.create_block("unique")
        self._shared = self._shared_end = builder.create_block("shared")
        self._joined = builder.create_block("joined")
        is_unique = state.call_runtime("ori_rc_is_unique", (box,), name="is_unique")
        builder.branch_if(is_unique, self._unique, self._shared)

    def unique(self) -> None:
        """What follows is for a cell with one owner."""
        self._state.builder.position_at(self._unique)

    def shared(self) -> None:
        """What follows is for a cell with several owners."""
        self._unique_end = self._end()
        self._state.builder.position_at(self._shared)

    def join(self, token: VarId | None) -> None:
        """Both ways meet; the token, if any, is the cell's memory on the first and null on the second."""
        self._shared_end = self._end()
        builder = self._state.builder
        builder.position_at(self._joined)
        if token is not None:
            memory = builder.phi(self._joined, builder.types.ptr, self._state.name(token) or "token")
            builder.add_incoming(memory, self._box, self._unique_end)
            builder.add_incoming(memory, builder.const_null(), self._shared_end)
            self._state.define(token, memory.value)

    def _end(self) -> BlockId:
        block = self._state.builder.current_block
        self._state.builder.branch(self._joined)
        return block


def compile_counting(state: FunctionState, instruction: RcIncrement | RcDecrement | FreeToken) -> None:
    """One owner more or fewer; or the end of a token's memory."""
    match instruction:
        case RcIncrement(variable=variable):
            state.retain(variable)
        case RcDecrement(variable=variable):
            state.release(variable)
        case FreeToken(token=token):
            state.release(token)
