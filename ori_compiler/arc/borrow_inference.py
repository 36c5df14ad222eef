"""How a function takes its parameters, and what its projections borrow from.

In: `Lowered`. Out: `BorrowAnnotated`. The inference looks at one body only, never at other bodies, so that an edit
of one function disturbs its callers only if the summary changes. Source of the idea: Ullrich and de Moura,
"Counting Immutable Beans" (IFL 2019), section 5.1.

A counted parameter is borrowed unless
    - some use consumes it: it is returned, stored, passed on to a block, or passed to a function that owns it, or
    - one of its boxes may be dead by the time a new cell of the same type is made: an owner can reuse the memory.
"""

from collections.abc import Iterator, Mapping

import msgspec

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import ArcFunction, BlockId, Call, MakeBox, Ownership, OwnershipTable, VariableKind, VarId
from ori_compiler.arc.operands import definition, successors
from ori_compiler.arc.ownership_rules import consumed_by_terminator, consumed_operands, lender
from ori_compiler.arc.stages import BorrowAnnotated, Lowered
from ori_compiler.canon.ir import FunctionId
from ori_compiler.types.definitions import TypeDefinitions
from ori_compiler.types.pool import Idx


def infer_ownership(lowered: Lowered, definitions: TypeDefinitions) -> tuple[Ownership, ...]:
    """The summary that callers read; it needs no summary of another function.

    Arguments of calls to other functions count as consumed. Calls of the function itself start out as borrowing,
    and lose that only to a use that consumes: the greatest fixpoint. Scalars are owned, which means nothing.
    """
    function = lowered.function
    classifier = Classifier(definitions)
    counted = [classifier.is_counted(function.variables[parameter]) for parameter in function.parameters]
    reusable = _reusable_roots(function)
    ownership = tuple(
        Ownership.BORROWED if is_counted and parameter not in reusable else Ownership.OWNED
        for parameter, is_counted in zip(function.parameters, counted, strict=True)
    )
    while True:
        consumed = _consumed(function, {**_all_owned(function), function.id: ownership})
        refined = tuple(
            Ownership.OWNED if parameter in consumed else known
            for parameter, known in zip(function.parameters, ownership, strict=True)
        )
        if refined == ownership:
            return ownership
        ownership = refined


def infer_borrows(lowered: Lowered, definitions: TypeDefinitions, callees: OwnershipTable) -> BorrowAnnotated:
    """Decides the parameters as `infer_ownership` does and relates every projection to its base.

    Raises `InternalError` if `callees` lacks a function that is called.
    """
    function = lowered.function
    ownership = infer_ownership(lowered, definitions)
    called: dict[FunctionId, tuple[Ownership, ...]] = {}
    for callee in _all_owned(function):
        if callee != function.id and callee not in callees:
            raise InternalError(f"nothing is known about how {callee} takes its parameters")
        called[callee] = ownership if callee == function.id else callees[callee]
    lenders = _lenders(function)
    transferring: set[VarId] = set()
    for variable in _consumed(function, called):
        transferring.update(_above(variable, lenders))
    return BorrowAnnotated(
        msgspec.structs.replace(function, ownership=ownership), called, lenders, frozenset(transferring)
    )


def _all_owned(function: ArcFunction) -> dict[FunctionId, tuple[Ownership, ...]]:
    """The functions that are called, each taken to own all its parameters."""
    return {
        instruction.function: (Ownership.OWNED,) * len(instruction.arguments)
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, Call)
    }


def _consumed(function: ArcFunction, callees: OwnershipTable) -> set[VarId]:
    found: set[VarId] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            found.update(consumed_operands(instruction, callees))
        found.update(consumed_by_terminator(block.terminator))
    return found


def _lenders(function: ArcFunction) -> dict[VarId, VarId]:
    found: dict[VarId, VarId] = {}
    for block in function.blocks:
        for instruction in block.instructions:
            base, target = lender(instruction), definition(instruction)
            if base is not None and target is not None:
                found[target] = base
    return found


def _above(variable: VarId, lenders: Mapping[VarId, VarId]) -> Iterator[VarId]:
    """What a variable is a part of, and so on up to the whole."""
    base = lenders.get(variable)
    while base is not None:
        yield base
        base = lenders.get(base)


def _reusable_roots(function: ArcFunction) -> set[VarId]:
    """The wholes that have a box projected where a new cell of its type is still to be made."""
    lenders = _lenders(function)
    roots: set[VarId] = set()
    for index, block in enumerate(function.blocks):
        for position, instruction in enumerate(block.instructions):
            target = definition(instruction)
            if target is None or lender(instruction) is None:
                continue
            variable = function.variables[target]
            if variable.kind is VariableKind.BOX and variable.type in _made_after(function, BlockId(index), position):
                *_, root = _above(target, lenders)
                roots.add(root)
    return roots


def _made_after(function: ArcFunction, start: BlockId, position: int) -> set[Idx]:
    """The cell types that are made behind a position, on whatever path."""
    made = _made_in(function, start, position)
    seen: set[BlockId] = set()
    work = list(successors(function.blocks[start].terminator))
    while work:
        block = work.pop()
        if block not in seen:
            seen.add(block)
            made |= _made_in(function, block, 0)
            work.extend(successors(function.blocks[block].terminator))
    return made


def _made_in(function: ArcFunction, block: BlockId, position: int) -> set[Idx]:
    return {
        function.variables[instruction.target].type
        for instruction in function.blocks[block].instructions[position:]
        if isinstance(instruction, MakeBox)
    }
