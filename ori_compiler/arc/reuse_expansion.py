"""Carries dying cells to where they are used again.

In: `ReuseDetected`. Out: `ReuseExpanded`: every token is consumed exactly once on every path, by a `MakeBox`, a
`FreeToken`, or the cleanup of a panic on the way.

    unbox b to c                      t = unbox b to c
    r = call f(c)              =>     r = call f(c) cleanup (t)
    n = make_box r                    n = make_box r in t

    decrement b                       t = reset b
    branch x then b1 else b2   =>     branch x then b1 else b2
    b1: n = make_box v                b1: n = make_box v in t
    b2: ..                            b2: free_token t; ..

The two ways through an `Unbox` or `Reset`, unique and shared, are a matter of one instruction each: a branch here
would double what lies between without making either way shorter.
"""

import msgspec

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    Block,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    FreeToken,
    Instruction,
    MakeBox,
    RcDecrement,
    Reset,
    Unbox,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.operands import successors
from ori_compiler.arc.ownership_rules import can_panic
from ori_compiler.arc.stages import Position, Reuse, ReuseDetected, ReuseExpanded


def expand_reuse(detected: ReuseDetected) -> ReuseExpanded:
    """The function with a token for each reuse."""
    variables = list(detected.function.variables)
    code = [list(block.instructions) for block in detected.function.blocks]
    tokens: list[VarId] = []
    for reuse in detected.reuses:
        release = code[reuse.release.block][reuse.release.index]
        token = VarId(len(variables))
        variables.append(Variable(variables[_dying_box(release)].type, VariableKind.TOKEN))
        tokens.append(token)
        code[reuse.release.block][reuse.release.index] = _releasing(release, token)
        for make in reuse.makes:
            code[make.block][make.index] = _making(code[make.block][make.index], token)
        _protect(detected, code, reuse, token)
    # Frees come last: until then every position still means the instruction that was found there.
    for reuse, token in zip(detected.reuses, tokens, strict=True):
        for block in reuse.frees:
            code[block].insert(0, FreeToken(detected.function.span, token))
    blocks = tuple(
        Block(block.parameters, tuple(instructions), block.terminator)
        for block, instructions in zip(detected.function.blocks, code, strict=True)
    )
    function = msgspec.structs.replace(detected.function, variables=tuple(variables), blocks=blocks)
    return ReuseExpanded(function, detected.callees)


def _dying_box(release: Instruction) -> VarId:
    match release:
        case Unbox(box=box) | RcDecrement(variable=box):
            return box
        case _:
            raise InternalError(f"{release} ends no cell")


def _releasing(release: Instruction, token: VarId) -> Instruction:
    match release:
        case Unbox():
            return msgspec.structs.replace(release, token=token)
        case RcDecrement(span=span, variable=box):
            return Reset(span, token, box)
        case _:
            raise InternalError(f"{release} ends no cell")


def _making(make: Instruction, token: VarId) -> Instruction:
    if not isinstance(make, MakeBox):
        raise InternalError(f"{make} makes no cell")
    return msgspec.structs.replace(make, token=token)


def _protect(detected: ReuseDetected, code: list[list[Instruction]], reuse: Reuse, token: VarId) -> None:
    """Adds the token to the cleanup of everything that can panic between the release and the end of the token."""
    work = [Position(reuse.release.block, reuse.release.index + 1)]
    while work:
        start = work.pop()
        instructions = code[start.block]
        for index in range(start.index, len(instructions)):
            if Position(start.block, index) in reuse.makes:
                break
            instructions[index] = _with_cleanup(instructions[index], token)
        else:
            following = successors(detected.function.blocks[start.block].terminator)
            work += (Position(successor, 0) for successor in following if successor not in reuse.frees)


def _with_cleanup(instruction: Instruction, token: VarId) -> Instruction:
    match instruction:
        case Call() | CallObject() | CallIntrinsic() | Checked() | CheckedUnary() if can_panic(instruction):
            return msgspec.structs.replace(instruction, cleanup=(*instruction.cleanup, token))
        case _:
            return instruction
