"""Takes an element out of its list while it is changed, so that it has one owner and is changed in place, too.

In: a function in SSA form, just lowered. Out: the same one, with `xs[i][j] = v` and its like rewritten:

    e = list_get(xs, i)                     e = list_get(xs, i)
    ..                                      ..
    r = list_set(e, j, v)          =>       own = own_list xs
    ys = list_set(xs, i, r)                 t = take_element own, i
                                            r = list_set(t, j, v)
                                            ys = list_set(own, i, r)

from the first instruction of a block that consumes the element, or a part of it, to the `list_set` that puts
something in its place. In between nobody may look at the list. Whoever needs the old element all the same is one more
owner of it, and what consumes it makes a copy as before. A panic in between leaves a hole of zeros in the list, so that
it has to be harmless to release zeros of the element's type.
"""

from collections.abc import Iterator, Mapping

import msgspec

from ori_compiler.arc.borrow_inference import all_owned
from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    BlockId,
    CallIntrinsic,
    Instruction,
    Literal,
    OwnershipTable,
    OwnList,
    TakeElement,
    Variable,
    VarId,
)
from ori_compiler.arc.operands import definition, operands, renamed
from ori_compiler.arc.ownership_rules import consumed_operands, lender
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.types.definitions import ObjectDefinition, StructDefinition, SumDefinition, TypeDefinitions
from ori_compiler.types.pool import Idx
from ori_compiler.types.recursion import contained_types

_Origins = Mapping[VarId, Instruction]


class _Update(msgspec.Struct, frozen=True):
    """What is to be rewritten: a block from `start`, the first instruction that consumes `parts`, to the `list_set`.

    `parts` are the element that `read` yields and the counted variables that are parts of it.
    """

    block: BlockId
    start: int
    end: int
    read: CallIntrinsic
    parts: frozenset[VarId]


def with_elements_taken_out(function: ArcFunction, definitions: TypeDefinitions) -> ArcFunction:
    """The function with every such update rewritten, those of lists in lists from the outside in."""
    while (update := next(_updates(function, definitions), None)) is not None:
        function = _rewritten(function, update)
    return function


def _updates(function: ArcFunction, definitions: TypeDefinitions) -> Iterator[_Update]:
    origins = _origins(function)
    reads = [each for each in origins.values() if _does(each, Intrinsic.LIST_GET)]
    if not reads:
        return
    classifier = Classifier(definitions)
    callees = all_owned(function)
    for index, block in enumerate(function.blocks):
        for end, put in enumerate(block.instructions):
            if not isinstance(put, CallIntrinsic) or not _does(put, Intrinsic.LIST_SET):
                continue
            for read in reads:
                if isinstance(read, CallIntrinsic) and _is_same_place(read, put, origins):
                    if _may_be_zero(function.variables[read.target].type, definitions):
                        parts = frozenset(
                            each
                            for each in _parts(read.target, origins)
                            if classifier.is_counted(function.variables[each])
                        )
                        start = _start(block, end, put.arguments[0], parts, callees)
                        if start is not None:
                            yield _Update(BlockId(index), start, end, read, parts)


def _origins(function: ArcFunction) -> dict[VarId, Instruction]:
    return {
        target: instruction
        for block in function.blocks
        for instruction in block.instructions
        if (target := definition(instruction)) is not None
    }


def _does(instruction: Instruction, intrinsic: Intrinsic) -> bool:
    return isinstance(instruction, CallIntrinsic) and instruction.intrinsic is intrinsic


def _is_same_place(read: CallIntrinsic, put: CallIntrinsic, origins: _Origins) -> bool:
    if read.arguments[0] != put.arguments[0]:
        return False
    first, second = read.arguments[1], put.arguments[1]
    match origins.get(first), origins.get(second):
        case Literal(value=one), Literal(value=other):
            return one == other
        case _:
            return first == second


def _may_be_zero(idx: Idx, definitions: TypeDefinitions) -> bool:
    """Whether releasing a value all of whose bits are zero does nothing: null pointers are ignored, tables are not."""
    seen: set[Idx] = set()
    work = [idx]
    while work:
        part = work.pop()
        if part in seen:
            continue
        seen.add(part)
        match definitions.get(part):
            case ObjectDefinition():
                return False
            case StructDefinition(drop=drop) | SumDefinition(drop=drop) if drop is not None:
                return False
        work.extend(contained_types(part, definitions))
    return True


def _parts(whole: VarId, origins: _Origins) -> Iterator[VarId]:
    """The variable itself and what is borrowed from it, however deep."""
    yield whole
    for variable, origin in origins.items():
        base = lender(origin)
        while base is not None and base != whole:
            above = origins.get(base)
            base = None if above is None else lender(above)
        if base is not None:
            yield variable


def _start(block: Block, end: int, list_: VarId, parts: frozenset[VarId], callees: OwnershipTable) -> int | None:
    """The first instruction that consumes a part, behind the last one that looks at the list."""
    found = None
    for position in range(end - 1, -1, -1):
        instruction = block.instructions[position]
        if list_ in operands(instruction):
            break
        if not parts.isdisjoint(consumed_operands(instruction, callees)):
            found = position
    return found


def _rewritten(function: ArcFunction, update: _Update) -> ArcFunction:
    block = function.blocks[update.block]
    variables = list(function.variables)
    list_, index = update.read.arguments
    span = block.instructions[update.end].span
    own, element = VarId(len(variables)), VarId(len(variables) + 1)
    variables += (Variable(variables[list_].type), Variable(variables[update.read.target].type))
    names = {list_: own, update.read.target: element}
    code: list[Instruction] = [OwnList(span, own, list_), TakeElement(span, element, own, index)]
    window = block.instructions[update.start : update.end + 1]
    own_parts = {definition(each) for each in window}
    origins = _origins(function)
    for part in sorted({each for instruction in window for each in operands(instruction)} & update.parts - own_parts):
        code += _projected_anew(part, names, variables, origins)
    kept = (*block.instructions[: update.start], *code)
    moved = tuple(renamed(instruction, lambda variable: names.get(variable, variable)) for instruction in window)
    blocks = list(function.blocks)
    rest = block.instructions[update.end + 1 :]
    blocks[update.block] = msgspec.structs.replace(block, instructions=(*kept, *moved, *rest))
    return msgspec.structs.replace(function, variables=tuple(variables), blocks=tuple(blocks))


def _projected_anew(
    part: VarId, names: dict[VarId, VarId], variables: list[Variable], origins: _Origins
) -> list[Instruction]:
    """Projections of the element in its new variable that lead to a part of it."""
    if part in names:
        return []
    base = lender(origins[part])
    code = [] if base is None else _projected_anew(base, names, variables, origins)
    fresh = VarId(len(variables))
    variables.append(variables[part])
    replaced = {part: fresh} if base is None else {part: fresh, base: names[base]}
    code.append(renamed(origins[part], lambda variable: replaced.get(variable, variable)))
    names[part] = fresh
    return code
