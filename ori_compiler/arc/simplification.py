"""Tidies a function that was just lowered, without changing what it does.

In: SSA form as structured lowering leaves it. Out: the same function with unreachable blocks gone, block parameters
that are always one value replaced by it, unused values that cost nothing to lose dropped, jumps that only lead to
another jump or a return shortened, blocks joined that can only follow each other, and variables numbered in the
order of their definitions.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from ori_compiler.arc.control_flow import ENTRY, predecessors, reverse_postorder
from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    BlockId,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Instruction,
    Jump,
    Return,
    Terminator,
    Variable,
    VarId,
)
from ori_compiler.arc.operands import (
    definition,
    operands,
    renamed,
    renamed_terminator,
    retargeted,
    terminator_operands,
)
from ori_compiler.arc.ownership_rules import can_panic
from ori_compiler.canon.ir import Intrinsic


def simplified(function: ArcFunction) -> ArcFunction:
    """The function, tidied."""
    blocks = _reachable(function.blocks)
    blocks = _without_trivial_parameters(blocks)
    blocks = _without_dead_values(blocks)
    blocks = _reachable(_merged(_reachable(_shortened(blocks))))
    return _renumbered(msgspec.structs.replace(function, blocks=tuple(blocks)))


def _reachable(blocks: Sequence[Block]) -> list[Block]:
    """The reachable blocks in reverse postorder."""
    order = reverse_postorder(blocks)
    position = {block: BlockId(index) for index, block in enumerate(order)}
    return [
        msgspec.structs.replace(blocks[old], terminator=retargeted(blocks[old].terminator, position.__getitem__))
        for old in order
    ]


def _without_trivial_parameters(blocks: list[Block]) -> list[Block]:
    """Replaces each parameter that is the same value on every edge, itself aside, by that value.

    b1(x): .. jump b1(x)       from b0: jump b1(y)       =>       b1: .. with y for x
    """
    values: dict[VarId, VarId] = {}

    def current(variable: VarId) -> VarId:
        while variable in values:
            variable = values[variable]
        return variable

    incoming = _jumps(blocks)
    changed = True
    while changed:
        changed = False
        for index, block in enumerate(blocks):
            for position, parameter in enumerate(block.parameters):
                if parameter in values:
                    continue
                sources = {current(arguments[position]) for arguments in incoming[index]} - {parameter}
                if len(sources) == 1:
                    values[parameter] = sources.pop()
                    changed = True
    kept = [[parameter not in values for parameter in block.parameters] for block in blocks]
    return [_selected(_renamed_block(block, current), kept[index], kept) for index, block in enumerate(blocks)]


def _jumps(blocks: list[Block]) -> list[list[tuple[VarId, ...]]]:
    """For each block the arguments on each edge that leads to it."""
    incoming: list[list[tuple[VarId, ...]]] = [[] for _ in blocks]
    for block in blocks:
        if isinstance(block.terminator, Jump):
            incoming[block.terminator.target].append(block.terminator.arguments)
    return incoming


def _without_dead_values(blocks: list[Block]) -> list[Block]:
    """Drops instructions and block parameters whose result nothing that has an effect depends on."""
    needs: dict[VarId, list[VarId]] = {}
    work: list[VarId] = []
    for block in blocks:
        for instruction in block.instructions:
            target = definition(instruction)
            if target is None or _has_effect(instruction):
                work.extend(operands(instruction))
            else:
                needs[target] = list(operands(instruction))
        if isinstance(block.terminator, Jump):
            parameters = blocks[block.terminator.target].parameters
            for parameter, argument in zip(parameters, block.terminator.arguments, strict=True):
                needs.setdefault(parameter, []).append(argument)
        else:
            work.extend(terminator_operands(block.terminator))
    needed: set[VarId] = set()
    while work:
        variable = work.pop()
        if variable not in needed:
            needed.add(variable)
            work.extend(needs.get(variable, ()))

    def is_kept(instruction: Instruction) -> bool:
        target = definition(instruction)
        return target is None or target in needed or _has_effect(instruction)

    kept = [[parameter in needed for parameter in block.parameters] for block in blocks]
    trimmed = (
        msgspec.structs.replace(block, instructions=tuple(filter(is_kept, block.instructions))) for block in blocks
    )
    return [_selected(block, kept[index], kept) for index, block in enumerate(trimmed)]


_EFFECTS = frozenset(
    {
        Intrinsic.PRINT,
        Intrinsic.DEBUG_PRINT,
        Intrinsic.CELL_TAKE,
        Intrinsic.CELL_PUT,
        Intrinsic.WRITE,
        Intrinsic.WRITE_ERROR,
        Intrinsic.SYSTEM_ERROR,
        Intrinsic.FILE_READ,
        Intrinsic.FILE_WRITE,
        Intrinsic.FILE_DELETE,
        Intrinsic.ENVIRONMENT_SET,
        Intrinsic.ENVIRONMENT_REMOVE,
    }
)


def _has_effect(instruction: Instruction) -> bool:
    match instruction:
        case Call() | CallObject() | Checked() | CheckedUnary():
            return True
        case CallIntrinsic(intrinsic=intrinsic):
            return intrinsic in _EFFECTS or can_panic(instruction)
        case _:
            return False


def _selected(block: Block, own: list[bool], kept: list[list[bool]]) -> Block:
    """The block with the parameters, and the arguments of its jump, that are to stay."""
    parameters = tuple(parameter for parameter, stays in zip(block.parameters, own, strict=True) if stays)
    terminator = block.terminator
    if isinstance(terminator, Jump):
        pairs = zip(terminator.arguments, kept[terminator.target], strict=True)
        terminator = Jump(terminator.target, tuple(argument for argument, stays in pairs if stays))
    return Block(parameters, block.instructions, terminator)


def _shortened(blocks: list[Block]) -> list[Block]:
    """Lets a jump to a block that does nothing do itself what the block's terminator does.

        b1: .. jump b2(x)      b2(p): jump b3(p, y)      =>      b1: .. jump b3(x, y)
        b1: .. jump b2(x)      b2(p): return p           =>      b1: .. return x

    Only where the parameters of the empty block are used by nothing but its terminator.
    """
    result = list(blocks)
    used_elsewhere = _uses_of_other_blocks(blocks)
    # Last first: what a jump leads to is as short as it gets before the jump is looked at.
    for index in range(len(result) - 1, -1, -1):
        block = result[index]
        if isinstance(block.terminator, Jump):
            target = result[block.terminator.target]
            is_empty = not target.instructions and used_elsewhere.isdisjoint(target.parameters)
            if is_empty and isinstance(target.terminator, Jump | Return) and target is not block:
                passed = dict(zip(target.parameters, block.terminator.arguments, strict=True))
                result[index] = Block(block.parameters, block.instructions, _substituted(target.terminator, passed))
    return result


def _substituted(terminator: Terminator, values: Mapping[VarId, VarId]) -> Terminator:
    return renamed_terminator(terminator, lambda variable: values.get(variable, variable))


def _uses_of_other_blocks(blocks: list[Block]) -> set[VarId]:
    """The variables that are used in a block that does not define them."""
    found: set[VarId] = set()
    for block in blocks:
        own = {*block.parameters, *map(definition, block.instructions)}
        for instruction in block.instructions:
            found.update(variable for variable in operands(instruction) if variable not in own)
        found.update(variable for variable in terminator_operands(block.terminator) if variable not in own)
    return found


def _merged(blocks: list[Block]) -> list[Block]:
    """Appends a block to the one it always follows.

    b1: a; jump b2      b2: b; return x      =>      b1: a; b; return x
    """
    incoming = predecessors(blocks)
    result = list(blocks)
    absorbed: set[BlockId] = set()
    for index in range(len(result)):
        if index in absorbed:
            continue
        instructions = list(result[index].instructions)
        terminator = result[index].terminator
        while isinstance(terminator, Jump) and terminator.target != ENTRY and len(incoming[terminator.target]) == 1:
            absorbed.add(terminator.target)
            instructions += result[terminator.target].instructions
            terminator = result[terminator.target].terminator
        result[index] = Block(result[index].parameters, tuple(instructions), terminator)
    return result


def _renamed_block(block: Block, name: Callable[[VarId], VarId]) -> Block:
    return Block(
        tuple(map(name, block.parameters)),
        tuple(renamed(instruction, name) for instruction in block.instructions),
        renamed_terminator(block.terminator, name),
    )


def _renumbered(function: ArcFunction) -> ArcFunction:
    """Numbers the variables by definition: parameters, then block by block. Unused ones are gone."""
    numbers: dict[VarId, VarId] = {}
    defined: list[VarId] = list(function.parameters)
    for block in function.blocks:
        defined += block.parameters
        defined += (target for target in map(definition, block.instructions) if target is not None)
    variables: list[Variable] = []
    for variable in defined:
        numbers[variable] = VarId(len(variables))
        variables.append(function.variables[variable])
    return msgspec.structs.replace(
        function,
        parameters=tuple(numbers[parameter] for parameter in function.parameters),
        variables=tuple(variables),
        blocks=tuple(_renamed_block(block, numbers.__getitem__) for block in function.blocks),
    )
