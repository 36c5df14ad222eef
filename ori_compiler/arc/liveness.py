"""Which counted variables are needed later.

In: `BorrowAnnotated`. Out: per block the variables live on entry and on exit, as values.

A use of a part is a use of the whole it is borrowed from, unless the whole is `transferring`: then the part takes
over when the whole is no longer used itself, and only direct uses keep the whole alive.
"""

from collections.abc import Iterable

import msgspec

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.ir import Block, Instruction, VarId
from ori_compiler.arc.operands import definition, operands, successors, terminator_operands
from ori_compiler.arc.stages import BorrowAnnotated
from ori_compiler.types.definitions import TypeDefinitions

Live = frozenset[VarId]


class Liveness(msgspec.Struct, frozen=True):
    """The live variables on entry to each block (its parameters included if they are used) and on exit from it.

    `kept_alive` gives for each variable what a use of it needs: nothing for a scalar.
    """

    live_in: tuple[Live, ...]
    live_out: tuple[Live, ...]
    kept_alive: tuple[tuple[VarId, ...], ...]

    def needed(self, variables: Iterable[VarId]) -> set[VarId]:
        """The counted variables that a use of `variables` needs."""
        return {kept for variable in variables for kept in self.kept_alive[variable]}

    def before(self, instruction: Instruction, after: Live) -> Live:
        """What is live before an instruction, given what is after it."""
        target = definition(instruction)
        return frozenset((after - {target}) | self.needed(operands(instruction)))

    def before_terminator(self, block: Block, after: Live) -> Live:
        """What is live before a block's terminator."""
        return after | self.needed(terminator_operands(block.terminator))


def analyse_liveness(annotated: BorrowAnnotated, definitions: TypeDefinitions) -> Liveness:
    """Solves the backward data-flow equations; the least solution."""
    blocks = annotated.function.blocks
    kept_alive = _kept_alive(annotated, definitions)
    live_in: list[Live] = [frozenset()] * len(blocks)
    live_out: list[Live] = [frozenset()] * len(blocks)
    rules = Liveness((), (), kept_alive)
    changed = True
    while changed:
        changed = False
        for index in range(len(blocks) - 1, -1, -1):
            block = blocks[index]
            out: Live = frozenset().union(
                *(
                    live_in[successor].difference(blocks[successor].parameters)
                    for successor in successors(block.terminator)
                )
            )
            live = rules.before_terminator(block, out)
            for instruction in reversed(block.instructions):
                live = rules.before(instruction, live)
            if live != live_in[index] or out != live_out[index]:
                live_in[index], live_out[index] = live, out
                changed = True
    return Liveness(tuple(live_in), tuple(live_out), kept_alive)


def _kept_alive(annotated: BorrowAnnotated, definitions: TypeDefinitions) -> tuple[tuple[VarId, ...], ...]:
    """For each variable itself and the wholes it borrows from, up to one that transfers."""
    classifier = Classifier(definitions)
    result: list[tuple[VarId, ...]] = []
    for index, variable in enumerate(annotated.function.variables):
        kept: list[VarId] = []
        if classifier.is_counted(variable):
            kept.append(VarId(index))
            base = annotated.lenders.get(VarId(index))
            while base is not None and base not in annotated.transferring:
                kept.append(base)
                base = annotated.lenders.get(base)
        result.append(tuple(kept))
    return tuple(result)
