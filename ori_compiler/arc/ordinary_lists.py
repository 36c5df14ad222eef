"""Which lists surely are no views of others, so that their elements stand where their header ends.

In: final code. Out: the results of what makes or changes a list, on their way through jumps, loops included. A list
that is ordinary stays so, whoever else has it.
"""

from ori_compiler.arc.ir import ArcFunction, CallIntrinsic, ConstructList, Instruction, Jump, OwnList, VarId
from ori_compiler.arc.operands import definition
from ori_compiler.canon.ir import Intrinsic

_CHANGING = frozenset((Intrinsic.LIST_SET, Intrinsic.LIST_PUSH))
_RESIZING = frozenset((Intrinsic.LIST_TRUNCATE, Intrinsic.LIST_RESERVE))


def ordinary_lists(function: ArcFunction) -> frozenset[VarId]:
    """Assumes the best of parameters of blocks, and takes back what does not hold; says nothing of other types."""
    instructions = [each for block in function.blocks for each in block.instructions]
    passed: dict[VarId, set[VarId]] = {}
    for block in function.blocks:
        if isinstance(block.terminator, Jump):
            parameters = function.blocks[block.terminator.target].parameters
            for parameter, argument in zip(parameters, block.terminator.arguments, strict=True):
                passed.setdefault(parameter, set()).add(argument)
    # Made of another list, or handed on from others: ordinary if all of them are.
    sources = passed | {target: {each} for target, each in map(_resized, instructions) if target is not None}
    made = {target for each in instructions if _makes(each) and (target := definition(each)) is not None}
    ordinary = made | sources.keys()
    while wrong := {target for target in ordinary & sources.keys() if not sources[target] <= ordinary}:
        ordinary -= wrong
    return frozenset(ordinary)


def _makes(instruction: Instruction) -> bool:
    match instruction:
        case ConstructList() | OwnList():
            return True
        case CallIntrinsic(intrinsic=intrinsic):
            return intrinsic in _CHANGING
        case _:
            return False


def _resized(instruction: Instruction) -> tuple[VarId | None, VarId]:
    """A list that is another one with more or less room, and that one."""
    if isinstance(instruction, CallIntrinsic) and instruction.intrinsic in _RESIZING:
        return instruction.target, instruction.arguments[0]
    return None, VarId(0)
