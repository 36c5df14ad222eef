"""Turns a function's tail calls of itself into jumps, so that they take no stack.

In: a function just lowered. Out: the same one, as a loop where a call of itself was the last thing to do:

    f(x):                               f(x):
    b0: .. branch c then b1 else b2     b0: jump b1(x)
    b1: y = ..                          b1(x1): .. branch c then b2 else b3
        r = call f(y)            =>     b2: y = ..
        return r                            jump b1(y)
    b2: return x                        b3: return x1
"""

import msgspec

from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    BlockId,
    Call,
    Instruction,
    Jump,
    Literal,
    Return,
    Terminator,
    Variable,
    VarId,
)
from ori_compiler.arc.operands import renamed, renamed_terminator, retargeted
from ori_compiler.arc.simplification import simplified
from ori_compiler.types.pool import VOID


def loops_for_tail_calls(function: ArcFunction) -> ArcFunction:
    """The function without calls of itself in tail position."""
    calls = [_tail_call(function, block) for block in function.blocks]
    if not any(calls):
        return function
    variables = list(function.variables)
    copies: dict[VarId, VarId] = {}
    for parameter in function.parameters:
        copies[parameter] = VarId(len(variables))
        known = variables[parameter]
        variables.append(Variable(known.type, name=known.name, local=known.local))

    def copied(variable: VarId) -> VarId:
        return copies.get(variable, variable)

    head = BlockId(1)
    blocks = [Block((), (), Jump(head, function.parameters))]
    for block, call in zip(function.blocks, calls, strict=True):
        kept = block.instructions if call is None else block.instructions[: block.instructions.index(call)]
        instructions = tuple(renamed(instruction, copied) for instruction in kept)
        if call is None:
            moved = retargeted(block.terminator, lambda target: BlockId(target + 1))
            blocks.append(Block(block.parameters, instructions, renamed_terminator(moved, copied)))
        else:
            blocks.append(Block(block.parameters, instructions, Jump(head, tuple(map(copied, call.arguments)))))
    blocks[head] = msgspec.structs.replace(blocks[head], parameters=tuple(copies.values()))
    return simplified(msgspec.structs.replace(function, variables=tuple(variables), blocks=tuple(blocks)))


def _tail_call(function: ArcFunction, block: Block) -> Call | None:
    """The call of the function itself whose result the block returns at once."""
    rest = list(block.instructions)
    while rest and _is_unit(rest[-1]):
        rest.pop()
    if not rest or not isinstance(rest[-1], Call) or rest[-1].function != function.id:
        return None
    call = rest[-1]
    return call if _returns(function, block.terminator, call.target) else None


def _returns(function: ArcFunction, terminator: Terminator, result: VarId) -> bool:
    """Whether nothing but the return of `result`, or of any `()`, is left to do."""
    passed: set[BlockId] = set()
    while isinstance(terminator, Jump):
        block = function.blocks[terminator.target]
        if terminator.target in passed or block.parameters or not all(map(_is_unit, block.instructions)):
            return False
        passed.add(terminator.target)
        terminator = block.terminator
    if not isinstance(terminator, Return):
        return False
    return terminator.value == result or function.variables[terminator.value].type == VOID


def _is_unit(instruction: Instruction) -> bool:
    return isinstance(instruction, Literal) and instruction.value is None
