"""What each instruction and terminator reads, defines and leads to.

The one place that knows the shape of every instruction; passes ask here and never match on all of them again.
"""

from collections.abc import Callable
from typing import assert_never

import msgspec

from ori_compiler.arc.ir import (
    Binary,
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
    Terminator,
    Unary,
    Unbox,
    Unreachable,
    VarId,
)


def operands(instruction: Instruction) -> tuple[VarId, ...]:
    """The variables an instruction reads, in order; what it would release on a panic is not among them."""
    match instruction:
        case Literal():
            return ()
        case Binary(left=left, right=right) | Checked(left=left, right=right):
            return (left, right)
        case Unary(operand=operand) | CheckedUnary(operand=operand):
            return (operand,)
        case Call(arguments=arguments) | CallIntrinsic(arguments=arguments):
            return arguments
        case Construct(fields=fields) | ConstructVariant(fields=fields):
            return fields
        case ConstructList(elements=elements):
            return elements
        case OwnList(list=list_):
            return (list_,)
        case TakeElement(list=list_, index=index):
            return (list_, index)
        case Project(base=base) | ProjectPayload(base=base) | GetVariant(base=base):
            return (base,)
        case ReplaceField(base=base, value=value):
            return (base, value)
        case MakeBox(value=value, token=token):
            return (value,) if token is None else (value, token)
        case OpenBox(box=box) | Reset(box=box) | MakeObject(box=box):
            return (box,)
        case CallObject(object=callee, arguments=arguments):
            return (callee, *arguments)
        case Destructure(base=base, parts=parts):
            return (base, *parts)
        case Unbox(box=box, content=content):
            return (box, content)
        case RcIncrement(variable=variable) | RcDecrement(variable=variable) | KeepAlive(variable=variable):
            return (variable,)
        case FreeToken(token=token):
            return (token,)
        case _:
            assert_never(instruction)


def definition(instruction: Instruction) -> VarId | None:
    """The variable an instruction defines, if any."""
    match instruction:
        case RcIncrement() | RcDecrement() | KeepAlive() | FreeToken() | Destructure():
            return None
        case Reset(token=token) | Unbox(token=token):
            return token
        case _:
            return instruction.target


def renamed(instruction: Instruction, name: Callable[[VarId], VarId]) -> Instruction:
    """The instruction with `name` applied to every variable it reads, defines or lists for cleanup."""
    match instruction:
        case Literal(target=target):
            return msgspec.structs.replace(instruction, target=name(target))
        case Binary(target=target, left=left, right=right):
            return msgspec.structs.replace(instruction, target=name(target), left=name(left), right=name(right))
        case Checked(target=target, left=left, right=right, cleanup=cleanup):
            return msgspec.structs.replace(
                instruction, target=name(target), left=name(left), right=name(right), cleanup=_all(cleanup, name)
            )
        case Unary(target=target, operand=operand):
            return msgspec.structs.replace(instruction, target=name(target), operand=name(operand))
        case CheckedUnary(target=target, operand=operand, cleanup=cleanup):
            return msgspec.structs.replace(
                instruction, target=name(target), operand=name(operand), cleanup=_all(cleanup, name)
            )
        case (
            Call(target=target, arguments=arguments, cleanup=cleanup)
            | CallIntrinsic(target=target, arguments=arguments, cleanup=cleanup)
        ):
            return msgspec.structs.replace(
                instruction, target=name(target), arguments=_all(arguments, name), cleanup=_all(cleanup, name)
            )
        case CallObject(target=target, object=callee, arguments=arguments, cleanup=cleanup):
            return msgspec.structs.replace(
                instruction,
                target=name(target),
                object=name(callee),
                arguments=_all(arguments, name),
                cleanup=_all(cleanup, name),
            )
        case Construct(target=target, fields=fields) | ConstructVariant(target=target, fields=fields):
            return msgspec.structs.replace(instruction, target=name(target), fields=_all(fields, name))
        case OwnList(target=target, list=list_):
            return msgspec.structs.replace(instruction, target=name(target), list=name(list_))
        case TakeElement(target=target, list=list_, index=index):
            return msgspec.structs.replace(instruction, target=name(target), list=name(list_), index=name(index))
        case ConstructList(target=target, elements=elements):
            return msgspec.structs.replace(instruction, target=name(target), elements=_all(elements, name))
        case (
            Project(target=target, base=base)
            | ProjectPayload(target=target, base=base)
            | GetVariant(target=target, base=base)
        ):
            return msgspec.structs.replace(instruction, target=name(target), base=name(base))
        case ReplaceField(target=target, base=base, value=value):
            return msgspec.structs.replace(instruction, target=name(target), base=name(base), value=name(value))
        case MakeBox(target=target, value=value, token=token):
            return msgspec.structs.replace(
                instruction, target=name(target), value=name(value), token=_optional(token, name)
            )
        case OpenBox(target=target, box=box) | MakeObject(target=target, box=box):
            return msgspec.structs.replace(instruction, target=name(target), box=name(box))
        case Destructure(base=base, parts=parts):
            return msgspec.structs.replace(instruction, base=name(base), parts=_all(parts, name))
        case Unbox(box=box, content=content, token=token):
            return msgspec.structs.replace(
                instruction, box=name(box), content=name(content), token=_optional(token, name)
            )
        case RcIncrement(variable=variable) | RcDecrement(variable=variable) | KeepAlive(variable=variable):
            return msgspec.structs.replace(instruction, variable=name(variable))
        case Reset(token=token, box=box):
            return msgspec.structs.replace(instruction, token=name(token), box=name(box))
        case FreeToken(token=token):
            return msgspec.structs.replace(instruction, token=name(token))
        case _:
            assert_never(instruction)


def cleanup(instruction: Instruction) -> tuple[VarId, ...]:
    """The variables an instruction releases if it panics."""
    match instruction:
        case Call() | CallObject() | CallIntrinsic() | Checked() | CheckedUnary():
            return instruction.cleanup
        case _:
            return ()


def terminator_operands(terminator: Terminator) -> tuple[VarId, ...]:
    """The variables a terminator reads."""
    match terminator:
        case Jump(arguments=arguments):
            return arguments
        case Branch(condition=condition):
            return (condition,)
        case Switch(value=value) | Return(value=value):
            return (value,)
        case Unreachable():
            return ()
        case _:
            assert_never(terminator)


def renamed_terminator(terminator: Terminator, name: Callable[[VarId], VarId]) -> Terminator:
    """The terminator with `name` applied to every variable it reads."""
    match terminator:
        case Jump(arguments=arguments):
            return msgspec.structs.replace(terminator, arguments=_all(arguments, name))
        case Branch(condition=condition):
            return msgspec.structs.replace(terminator, condition=name(condition))
        case Switch(value=value) | Return(value=value):
            return msgspec.structs.replace(terminator, value=name(value))
        case Unreachable():
            return terminator
        case _:
            assert_never(terminator)


def successors(terminator: Terminator) -> tuple[BlockId, ...]:
    """The blocks that may run next, one entry an edge."""
    match terminator:
        case Jump(target=target):
            return (target,)
        case Branch(then=then, otherwise=otherwise):
            return (then, otherwise)
        case Switch(cases=cases, default=default):
            return (*(block for _, block in cases), default)
        case Return() | Unreachable():
            return ()
        case _:
            assert_never(terminator)


def retargeted(terminator: Terminator, target: Callable[[BlockId], BlockId]) -> Terminator:
    """The terminator with `target` applied to every block it leads to."""
    match terminator:
        case Jump():
            return msgspec.structs.replace(terminator, target=target(terminator.target))
        case Branch(then=then, otherwise=otherwise):
            return msgspec.structs.replace(terminator, then=target(then), otherwise=target(otherwise))
        case Switch(cases=cases, default=default):
            moved = tuple((value, target(block)) for value, block in cases)
            return msgspec.structs.replace(terminator, cases=moved, default=target(default))
        case Return() | Unreachable():
            return terminator
        case _:
            assert_never(terminator)


def _all(variables: tuple[VarId, ...], name: Callable[[VarId], VarId]) -> tuple[VarId, ...]:
    return tuple(name(variable) for variable in variables)


def _optional(variable: VarId | None, name: Callable[[VarId], VarId]) -> VarId | None:
    return None if variable is None else name(variable)
