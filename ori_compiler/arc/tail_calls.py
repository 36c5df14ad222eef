"""Calls in tail position, which take no stack (language reference, part 3, 22).

In: a function just lowered. Out: the same one, as a loop where a call of itself was the last thing to do:

    f(x):                               f(x):
    b0: .. branch c then b1 else b2     b0: jump b1(x)
    b1: y = ..                          b1(x1): .. branch c then b2 else b3
        r = call f(y)            =>     b2: y = ..
        return r                            jump b1(y)
    b2: return x                        b3: return x1

and with a mark at other calls in tail position. Not among them are those that lead from the program into the library,
since a panic there is shown at the call, and those in functions that no trace may lack.
"""

from collections.abc import Iterator

import msgspec

from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    BlockId,
    Call,
    CallObject,
    Instruction,
    Jump,
    Literal,
    Return,
    Terminator,
    Unreachable,
    Variable,
    VarId,
)
from ori_compiler.arc.operands import renamed, renamed_terminator, retargeted
from ori_compiler.arc.simplification import simplified
from ori_compiler.resolve.entry_points import is_first_frame
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.functions import enters_library, is_of_program
from ori_compiler.types.pool import NEVER, VOID


def loops_for_tail_calls(function: ArcFunction) -> ArcFunction:
    """The function without calls of itself in tail position."""
    calls = [_call_of_itself(function, block) for block in function.blocks]
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


def with_tail_calls_marked(function: ArcFunction) -> ArcFunction:
    """The function with `is_tail` at what it calls in tail position; unreachable code and loops are gone already.

    What an object calls may lead back to the function.
    """
    if isinstance(function.id, ItemId) and is_first_frame(function.id):
        return function
    blocks = tuple(_marked(function, block) for block in function.blocks)
    marked = msgspec.structs.replace(function, blocks=blocks)
    chains_calls = any(isinstance(call, CallObject) for call in calls_in_tail_position(marked))
    return msgspec.structs.replace(marked, chains_calls=chains_calls)


def calls_in_tail_position(function: ArcFunction) -> Iterator[Call | CallObject]:
    """The calls that are marked."""
    for block in function.blocks:
        for instruction in block.instructions[-2:]:
            if isinstance(instruction, Call | CallObject) and instruction.is_tail:
                yield instruction


def _marked(function: ArcFunction, block: Block) -> Block:
    call = _last_call(function, block)
    match call:
        case Call(function=callee) if enters_library(function.id, callee):
            return block
        case CallObject() if not is_of_program(function.id):
            return block
        case None:
            return block
    marked = msgspec.structs.replace(call, is_tail=True)
    before = block.instructions[: block.instructions.index(call)]
    end = Return(call.target) if isinstance(block.terminator, Return) else block.terminator
    return Block(block.parameters, (*before, marked), end)


def _call_of_itself(function: ArcFunction, block: Block) -> Call | None:
    call = _last_call(function, block)
    return call if isinstance(call, Call) and call.function == function.id else None


def _last_call(function: ArcFunction, block: Block) -> Call | CallObject | None:
    """The call whose result the block returns at once."""
    rest = list(block.instructions)
    while rest and _is_unit(rest[-1]):
        rest.pop()
    if not rest or not isinstance(rest[-1], Call | CallObject):
        return None
    call = rest[-1]
    return call if _returns(function, block.terminator, call.target) else None


def _returns(function: ArcFunction, terminator: Terminator, result: VarId) -> bool:
    """Whether nothing but the return of `result`, or of any `()`, is left to do; a `Never` does not even return."""
    passed: set[BlockId] = set()
    while isinstance(terminator, Jump):
        block = function.blocks[terminator.target]
        if terminator.target in passed or block.parameters or not all(map(_is_unit, block.instructions)):
            return False
        passed.add(terminator.target)
        terminator = block.terminator
    if isinstance(terminator, Unreachable):
        return function.variables[result].type == function.result == NEVER
    if not isinstance(terminator, Return):
        return False
    types = (function.variables[terminator.value].type, function.variables[result].type)
    return terminator.value == result or types == (VOID, VOID)


def _is_unit(instruction: Instruction) -> bool:
    return isinstance(instruction, Literal) and instruction.value is None
