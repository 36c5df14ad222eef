"""Which lists surely have one owner where they are changed, so that nobody has to ask at run time.

In: final code. Out: the results of the changes of a list that nobody else has, or that is empty and has no memory. What
makes or changes a list gives such a one. It stays so on its way through jumps, loops included, until it is counted,
stored, or lent to what might count it.
"""

from collections.abc import Iterator

from ori_compiler.arc.control_flow import ENTRY, reverse_postorder
from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    BlockId,
    CallIntrinsic,
    ConstructList,
    Instruction,
    Jump,
    OwnList,
    TakeElement,
    VarId,
)
from ori_compiler.arc.operands import definition, operands, successors, terminator_operands
from ori_compiler.canon.ir import Intrinsic

_CHANGING = frozenset((Intrinsic.LIST_SET, Intrinsic.LIST_PUSH))
_RESIZING = frozenset((Intrinsic.LIST_TRUNCATE, Intrinsic.LIST_RESERVE))
_READING = frozenset((Intrinsic.LIST_GET, Intrinsic.LIST_LENGTH))

_Sole = frozenset[VarId]


def changed_by_sole_owners(function: ArcFunction) -> frozenset[VarId]:
    """These results: a forward analysis that assumes the best and takes back what does not hold."""
    if not any(_asks(instruction) for block in function.blocks for instruction in block.instructions):
        return frozenset()
    return frozenset(
        target
        for block, sole in _entering(function).items()
        for instruction, before in _states(function.blocks[block], sole)
        if _asks(instruction) and operands(instruction)[0] in before and (target := definition(instruction)) is not None
    )


def _asks(instruction: Instruction) -> bool:
    """Whether the code of an instruction depends on how many owners its first operand has."""
    match instruction:
        case CallIntrinsic(intrinsic=intrinsic):
            return intrinsic in _CHANGING
        case OwnList():
            return True
        case _:
            return False


def _entering(function: ArcFunction) -> dict[BlockId, _Sole]:
    """What has one owner where each block begins. A block that no state has reached yet may have everything."""
    entering: dict[BlockId, _Sole] = {ENTRY: frozenset()}
    order = reverse_postorder(function.blocks)
    changed = True
    while changed:
        changed = False
        for block in order:
            record = function.blocks[block]
            leaving = entering[block]
            for instruction, before in _states(record, leaving):
                leaving = _after(instruction, before)
            for successor in successors(record.terminator):
                arriving = _arriving(function, record, successor, leaving)
                known = entering.get(successor)
                if known is not None:
                    arriving &= known
                if arriving != known:
                    entering[successor] = arriving
                    changed = True
    return entering


def _states(block: Block, sole: _Sole) -> Iterator[tuple[Instruction, _Sole]]:
    """Each instruction with what has one owner before it."""
    for instruction in block.instructions:
        yield instruction, sole
        sole = _after(instruction, sole)


def _after(instruction: Instruction, sole: _Sole) -> _Sole:
    target = definition(instruction)
    made = frozenset(() if target is None or not _makes_sole(instruction, sole) else (target,))
    ended = frozenset(() if _only_reads(instruction) else operands(instruction))
    return sole.difference(ended, () if target is None else (target,)) | made


def _makes_sole(instruction: Instruction, sole: _Sole) -> bool:
    match instruction:
        case ConstructList() | OwnList():
            return True
        case CallIntrinsic(intrinsic=intrinsic, arguments=arguments):
            return intrinsic in _CHANGING or (intrinsic in _RESIZING and arguments[0] in sole)
        case _:
            return False


def _only_reads(instruction: Instruction) -> bool:
    """Whether an instruction leaves the owners of its operands alone."""
    match instruction:
        case CallIntrinsic(intrinsic=intrinsic):
            return intrinsic in _READING
        case TakeElement():
            return True
        case _:
            return False


def _arriving(function: ArcFunction, block: Block, successor: BlockId, leaving: _Sole) -> _Sole:
    """What has one owner behind an edge: a parameter does if what is passed for it does, and is passed once."""
    terminator = block.terminator
    if not isinstance(terminator, Jump):
        return leaving.difference(terminator_operands(terminator))
    arguments = terminator.arguments
    parameters = function.blocks[successor].parameters
    taken = {
        parameter
        for parameter, argument in zip(parameters, arguments, strict=True)
        if argument in leaving and arguments.count(argument) == 1 and not function.variables[parameter].is_borrowed
    }
    return leaving.difference(arguments, parameters) | taken
