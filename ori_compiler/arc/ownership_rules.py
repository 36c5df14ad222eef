"""The conventions of `arc.ir` as functions: which operands an instruction consumes, and which can panic."""

from typing import assert_never

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
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
    Ownership,
    OwnershipTable,
    OwnList,
    Project,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    ReplaceField,
    Reset,
    Return,
    TakeElement,
    Terminator,
    Unary,
    Unbox,
    VarId,
)
from ori_compiler.canon.ir import Intrinsic

_PANICKING = frozenset(
    {
        Intrinsic.PANIC,
        Intrinsic.CATCH,
        Intrinsic.FLOAT_TO_INT,
        Intrinsic.INT_TO_BYTE_CHECKED,
        Intrinsic.INT_TO_CHAR_CHECKED,
        Intrinsic.RAISE_DROP_PANIC,
    }
)

TAKING_OVER = {
    Intrinsic.STR_CONCAT: (0,),
    Intrinsic.STR_APPEND_INT: (0,),
    Intrinsic.LIST_SET: (0, 2),
    Intrinsic.LIST_PUSH: (0, 1),
    Intrinsic.LIST_TRUNCATE: (0,),
    Intrinsic.LIST_SLICE: (0,),
    Intrinsic.LIST_RESERVE: (0,),
    Intrinsic.CELL_PUT: (1,),
    Intrinsic.SEEN_AS: (0,),
}
"""The intrinsics that take over a list or text to change it in place, and which arguments they consume.

All other arguments are borrowed.
"""


def can_panic(instruction: Instruction) -> bool:
    """Whether control may leave through the instruction's `cleanup`. Bodies are not looked into: any call may."""
    match instruction:
        case Call() | CallObject() | Checked() | CheckedUnary():
            return True
        case CallIntrinsic(intrinsic=intrinsic):
            return intrinsic in _PANICKING
        case _:
            return False


def consumed_operands(instruction: Instruction, callees: OwnershipTable) -> tuple[VarId, ...]:
    """The operands that the instruction becomes the owner of, repeated as often as it does; scalars included."""
    match instruction:
        case Call(function=function, arguments=arguments):
            if function not in callees:
                raise InternalError(f"nothing is known about how {function} takes its parameters")
            pairs = zip(arguments, callees[function], strict=True)
            return tuple(argument for argument, ownership in pairs if ownership is Ownership.OWNED)
        case Construct(fields=fields) | ConstructVariant(fields=fields):
            return fields
        case ConstructList(elements=elements):
            return elements
        case OwnList(list=list_):
            return (list_,)
        case CallIntrinsic(intrinsic=intrinsic, arguments=arguments):
            return tuple(arguments[position] for position in TAKING_OVER.get(intrinsic, ()))
        case ReplaceField(base=base, value=value):
            return (base, value)
        case MakeBox(value=value, token=token):
            return (value,) if token is None else (value, token)
        case Destructure(base=base):
            return (base,)
        case CallObject(object=callee, arguments=arguments, is_tail=is_tail):
            return (callee, *arguments) if is_tail else arguments
        case MakeObject(box=box) | Unbox(box=box) | Reset(box=box):
            return (box,)
        case RcDecrement(variable=variable):
            return (variable,)
        case FreeToken(token=token):
            return (token,)
        case (
            Literal()
            | Binary()
            | Unary()
            | Checked()
            | CheckedUnary()
            | TakeElement()
            | Project()
            | ProjectPayload()
            | GetVariant()
            | OpenBox()
            | KeepAlive()
            | RcIncrement()
        ):
            return ()
        case _:
            assert_never(instruction)


def consumed_by_terminator(terminator: Terminator, function: ArcFunction) -> tuple[VarId, ...]:
    """The operands whose ownership leaves the block with a terminator; scalars included."""
    match terminator:
        case Jump(target=target, arguments=arguments):
            pairs = zip(arguments, function.blocks[target].parameters, strict=True)
            return tuple(argument for argument, taken in pairs if not function.variables[taken].is_borrowed)
        case Return(value=value):
            return (value,)
        case _:
            return ()


def lender(instruction: Instruction) -> VarId | None:
    """What the result of a projection or opening is a part of; None if the result is not borrowed."""
    match instruction:
        case Project(base=base) | ProjectPayload(base=base):
            return base
        case OpenBox(box=box):
            return box
        case CallIntrinsic(intrinsic=Intrinsic.LIST_GET, arguments=arguments):
            return arguments[0]
        case _:
            return None


def is_element(instruction: Instruction) -> bool:
    """Whether the result is an element of a list, borrowed from it."""
    return isinstance(instruction, CallIntrinsic) and instruction.intrinsic is Intrinsic.LIST_GET


def lent_from_outside(function: ArcFunction) -> set[VarId]:
    """The variables that live on without an owner here: borrowed parameters of function and blocks, `str` literals."""
    parameters = zip(function.parameters, function.ownership, strict=True)
    lent = {parameter for parameter, ownership in parameters if ownership is Ownership.BORROWED}
    lent.update(VarId(index) for index, variable in enumerate(function.variables) if variable.is_borrowed)
    return lent | string_literals(function)


def string_literals(function: ArcFunction) -> set[VarId]:
    """The variables that are `str` literals."""
    return {
        instruction.target
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, Literal) and isinstance(instruction.value, str)
    }
