"""Removes increments that a decrement takes back before anything depended on them.

In: `ReuseExpanded`. Out: `Optimized`. Within a block,

    increment x
    ..                  =>      ..
    decrement x

if nothing in between consumes `x`, or a whole that `x` is a part of: whatever kept `x` alive at the increment still
does at the decrement. A panic in between has one reference less to clean up.
"""

from collections.abc import Mapping

import msgspec

from ori_compiler.arc.ir import (
    Block,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Instruction,
    OwnershipTable,
    RcDecrement,
    RcIncrement,
    VarId,
)
from ori_compiler.arc.operands import definition
from ori_compiler.arc.ownership_rules import consumed_operands, lender
from ori_compiler.arc.stages import Optimized, ReuseExpanded


def eliminate_pairs(expanded: ReuseExpanded) -> Optimized:
    """The function without the pairs."""
    lenders = {
        target: base
        for block in expanded.function.blocks
        for instruction in block.instructions
        if (target := definition(instruction)) is not None and (base := lender(instruction)) is not None
    }
    blocks = tuple(_without_pairs(block, lenders, expanded.callees) for block in expanded.function.blocks)
    return Optimized(msgspec.structs.replace(expanded.function, blocks=blocks), expanded.callees)


def _without_pairs(block: Block, lenders: Mapping[VarId, VarId], callees: OwnershipTable) -> Block:
    instructions: list[Instruction | None] = list(block.instructions)
    for start, instruction in enumerate(block.instructions):
        if isinstance(instruction, RcIncrement):
            end = _matching(instructions, start, _with_wholes(instruction.variable, lenders), callees)
            if end is not None:
                instructions[start] = instructions[end] = None
                for between in range(start + 1, end):
                    instructions[between] = _uncleaned(instructions[between], instruction.variable)
    kept = tuple(instruction for instruction in instructions if instruction is not None)
    return Block(block.parameters, kept, block.terminator)


def _matching(
    instructions: list[Instruction | None], start: int, wholes: frozenset[VarId], callees: OwnershipTable
) -> int | None:
    """Where the increment at `start` is taken back; None if something else may depend on it first."""
    first = instructions[start]
    for index in range(start + 1, len(instructions)):
        instruction = instructions[index]
        if instruction is None:
            continue
        if isinstance(instruction, RcDecrement) and isinstance(first, RcIncrement):
            if instruction.variable == first.variable:
                return index
        if not wholes.isdisjoint(consumed_operands(instruction, callees)):
            return None
    return None


def _with_wholes(variable: VarId, lenders: Mapping[VarId, VarId]) -> frozenset[VarId]:
    found = {variable}
    while (base := lenders.get(variable)) is not None:
        found.add(base)
        variable = base
    return frozenset(found)


def _uncleaned(instruction: Instruction | None, variable: VarId) -> Instruction | None:
    match instruction:
        case Call() | CallObject() | CallIntrinsic() | Checked() | CheckedUnary() if variable in instruction.cleanup:
            cleanup = list(instruction.cleanup)
            cleanup.remove(variable)
            return msgspec.structs.replace(instruction, cleanup=tuple(cleanup))
        case _:
            return instruction
