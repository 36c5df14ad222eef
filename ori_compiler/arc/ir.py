"""ARC IR: basic blocks in SSA form with explicit ownership.

A block's parameters play the part of phis. Each variable is defined once, before every use, by a dominating
definition. Boxes (the heap cells of recursive payloads, see `types.recursion.is_boxed`) are explicit, so that
resetting and reusing them is too. Until `RcInserted` there are no `RcIncrement`s and `RcDecrement`s; from then
on each owned reference is consumed exactly once on every path, including the unwinding ones.

Conventions
    - An intrinsic borrows its arguments and returns an owned result, but those that change a list consume the list
      and what is put into it, STR_CONCAT consumes the text that it makes longer, and the result of LIST_GET is a part
      of its list, as that of `Project` is of a struct.
      To change an element in place it has to be moved out of its list meanwhile: see `element_updates`.
    - A call passes each argument as the callee's `ParameterOwnership` says and returns an owned result. A call
      through an object does not know its callee: it borrows the object and consumes all arguments.
    - `Construct`, `ConstructVariant`, `ConstructList`, `MakeBox`, `MakeObject` and `Return` consume their operands, and
      so does `Jump`, except for parameters of the target that are borrowed.
    - `Project`, `ProjectPayload`, `OpenBox` and `GetVariant` borrow: the result is a part of the operand and
      has to be incremented to outlive it.
    - `ReplaceField` consumes base and value; the old field's reference is released by it.
    - `Destructure` and `Unbox` end a value or box whose parts live on. They appear from `ReuseDetected` on.
    - A `str` literal is static: it has no owner, counts on it change nothing, and to consume it needs an increment
      like any borrowed value.
    - `cleanup` lists each variable once, and is carried out in order: a value or box is decremented, a token is freed.
    - A value of a type with a user's `drop` is one counted reference: `Construct` and `ConstructVariant` make the cell,
      projections read from it. Only its last decrement ends it: it is never taken apart, nor is a field replaced.
    - Both targets of a `Branch` and all of a `Switch` have that one predecessor and no parameters.
"""

from collections.abc import Mapping
from enum import Enum
from typing import NewType

import msgspec

from ori_compiler.canon.ir import BinaryOperator, Intrinsic, LocalId, UnaryOperator
from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import Idx

VarId = NewType("VarId", int)
"""A variable of one function: an index into `ArcFunction.variables`."""

BlockId = NewType("BlockId", int)
"""A block of one function: an index into `ArcFunction.blocks`; block 0 is the entry."""


class VariableKind(Enum):
    """How a variable holds its type."""

    VALUE = "value"
    BOX = "box"  # a counted pointer to a heap cell that holds a value of the type
    TOKEN = "token"  # the memory of a dead box, or null; consumed by exactly one `MakeBox` or `FreeToken`


class Variable(msgspec.Struct, frozen=True):
    """The type of a variable; for a box or token, the type of the cell's content.

    `is_borrowed` is only for block parameters, from `BorrowAnnotated` on: whatever is passed is kept alive by the
    function's caller or is static, so that jumps do not consume it and the parameter has no owner. `local` is the first
    local of the source that it is the value of; none for a temporary.
    """

    type: Idx
    kind: VariableKind = VariableKind.VALUE
    name: str = ""
    is_borrowed: bool = False
    local: LocalId | None = None


class _Instruction(msgspec.Struct, frozen=True, tag_field="node", tag=True):
    """What every instruction has: the source it stands for."""

    span: Span


class Literal(_Instruction, frozen=True):
    """`target` is a constant: int, byte or char (code point) as `int`, float, bool, str, or unit as `None`."""

    target: VarId
    value: int | float | bool | str | None


class Binary(_Instruction, frozen=True):
    target: VarId
    operator: BinaryOperator
    left: VarId
    right: VarId


class Unary(_Instruction, frozen=True):
    target: VarId
    operator: UnaryOperator
    operand: VarId


class Call(_Instruction, frozen=True):
    """`cleanup` lists the owned variables to release if the callee panics; empty means a plain call.

    `is_tail`: it is in tail position (language reference, part 3, 22).
    """

    target: VarId
    function: FunctionId
    arguments: tuple[VarId, ...]
    cleanup: tuple[VarId, ...] = ()
    is_tail: bool = False


class CallIntrinsic(_Instruction, frozen=True):
    """`cleanup` as in `Call`; only for intrinsics that can panic."""

    target: VarId
    intrinsic: Intrinsic
    arguments: tuple[VarId, ...]
    cleanup: tuple[VarId, ...] = ()


class Checked(_Instruction, frozen=True):
    """A `Binary` that can panic: what to release if it does stands in `cleanup`."""

    target: VarId
    operator: BinaryOperator
    left: VarId
    right: VarId
    cleanup: tuple[VarId, ...] = ()


class CheckedUnary(_Instruction, frozen=True):
    """A `Unary` that can panic."""

    target: VarId
    operator: UnaryOperator
    operand: VarId
    cleanup: tuple[VarId, ...] = ()


class Construct(_Instruction, frozen=True):
    """A struct from its fields in declaration order."""

    target: VarId
    fields: tuple[VarId, ...]


class ConstructVariant(_Instruction, frozen=True):
    """A sum value; a boxed payload field is given as a box variable."""

    target: VarId
    variant: int
    fields: tuple[VarId, ...]


class ConstructList(_Instruction, frozen=True):
    """A list of these elements."""

    target: VarId
    elements: tuple[VarId, ...]


class OwnList(_Instruction, frozen=True):
    """Consumes `list`: the list itself if nobody else has it, else a copy; whoever has the result is the only owner."""

    target: VarId
    list: VarId


class TakeElement(_Instruction, frozen=True):
    """Moves an element out of an `OwnList`, which is borrowed; a hole of zeros stays until a LIST_SET fills it."""

    target: VarId
    list: VarId
    index: VarId


class Project(_Instruction, frozen=True):
    """A struct's field, borrowed from `base`."""

    target: VarId
    base: VarId
    index: int


class ProjectPayload(_Instruction, frozen=True):
    """A payload field of a sum known to hold `variant`, borrowed; a box variable if the field is boxed."""

    target: VarId
    base: VarId
    variant: int
    index: int


class ReplaceField(_Instruction, frozen=True):
    """`base` with one struct field replaced."""

    target: VarId
    base: VarId
    index: int
    value: VarId


class GetVariant(_Instruction, frozen=True):
    """The tag of a sum, as an `int`."""

    target: VarId
    base: VarId


class MakeBox(_Instruction, frozen=True):
    """A new counted cell that holds `value`, in the memory of `token` if there is one and it is not null."""

    target: VarId
    value: VarId
    token: VarId | None = None


class OpenBox(_Instruction, frozen=True):
    """The content of a box, borrowed from it."""

    target: VarId
    box: VarId


class MakeObject(_Instruction, frozen=True):
    """A value, in its box, behind a table of the functions that `methods` stand for."""

    target: VarId
    box: VarId
    methods: tuple[FunctionId, ...]


class CallObject(_Instruction, frozen=True):
    """Calls the function at `slot` of an object's table, whatever it is. `cleanup` and `is_tail` as in `Call`.

    In tail position the callee becomes the owner of the object, else it borrows it.
    """

    target: VarId
    object: VarId
    slot: int
    arguments: tuple[VarId, ...]
    cleanup: tuple[VarId, ...] = ()
    is_tail: bool = False


class Destructure(_Instruction, frozen=True):
    """Consumes `base`, a struct or a sum of a known variant, and makes its `parts` owned instead.

    `parts` are the projections of every counted field, in declaration order. Ownership moves, nothing runs: a
    backend emits no code. It stands for: increment each part, decrement `base`.
    """

    base: VarId
    parts: tuple[VarId, ...]


class Unbox(_Instruction, frozen=True):
    """Consumes `box` and makes `content`, which an `OpenBox` of it defined before, owned instead.

    If `box` is unique the content moves out, and the cell's memory becomes `token`, or is freed without one.
    If it is shared, `content` is incremented, `box` is decremented, and `token` is null.
    """

    box: VarId
    content: VarId
    token: VarId | None = None


class KeepAlive(_Instruction, frozen=True):
    """The variable lives until here at least: whatever releases it comes later. Nothing happens at run time."""

    variable: VarId


class RcIncrement(_Instruction, frozen=True):
    """One more owner for every reference in the variable."""

    variable: VarId


class RcDecrement(_Instruction, frozen=True):
    """One owner fewer; at zero, what it holds is released and its memory freed."""

    variable: VarId


class Reset(_Instruction, frozen=True):
    """Consumes `box`: if unique, releases its content and hands on its memory as `token`, else null."""

    token: VarId
    box: VarId


class FreeToken(_Instruction, frozen=True):
    """Frees the memory of a token that no `MakeBox` took on this path."""

    token: VarId


Instruction = (
    Literal
    | Binary
    | Unary
    | Checked
    | CheckedUnary
    | Call
    | CallIntrinsic
    | Construct
    | ConstructVariant
    | ConstructList
    | OwnList
    | TakeElement
    | Project
    | ProjectPayload
    | ReplaceField
    | GetVariant
    | MakeBox
    | OpenBox
    | MakeObject
    | CallObject
    | Destructure
    | Unbox
    | KeepAlive
    | RcIncrement
    | RcDecrement
    | Reset
    | FreeToken
)


class Jump(msgspec.Struct, frozen=True, tag=True):
    target: BlockId
    arguments: tuple[VarId, ...] = ()


class Branch(msgspec.Struct, frozen=True, tag=True):
    """Two-way by a bool; the targets are distinct."""

    condition: VarId
    then: BlockId
    otherwise: BlockId


class Switch(msgspec.Struct, frozen=True, tag=True):
    """Many-way by an int, byte or char; the targets are distinct."""

    value: VarId
    cases: tuple[tuple[int, BlockId], ...]
    default: BlockId


class Return(msgspec.Struct, frozen=True, tag=True):
    value: VarId


class Unreachable(msgspec.Struct, frozen=True, tag=True):
    """After a call that does not return, and where no value can come."""


Terminator = Jump | Branch | Switch | Return | Unreachable


class Block(msgspec.Struct, frozen=True):
    parameters: tuple[VarId, ...]
    instructions: tuple[Instruction, ...]
    terminator: Terminator


class Ownership(Enum):
    """Who releases a parameter: the callee (`OWNED`) or the caller (`BORROWED`)."""

    OWNED = "owned"
    BORROWED = "borrowed"


class ArcFunction(msgspec.Struct, frozen=True):
    """A function's blocks. `ownership` has one entry a parameter.

    `chains_calls`: there may be no end to the calls in tail position that begin with its own, so they replace its
    frame; it owns all its parameters, for nobody is left who could release them.
    """

    id: FunctionId
    parameters: tuple[VarId, ...]
    ownership: tuple[Ownership, ...]
    result: Idx
    variables: tuple[Variable, ...]
    blocks: tuple[Block, ...]
    span: Span
    chains_calls: bool = False


OwnershipTable = Mapping[FunctionId, tuple[Ownership, ...]]
"""How each function that is called takes its parameters."""
