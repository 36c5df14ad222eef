"""Finds cells that die just before cells of the same type are made.

In: `RcInserted`. Out: `ReuseDetected`: dying values are taken apart, see `take_apart`, and for each box that dies
the new boxes on the same paths that can have its memory. Source: Ullrich and de Moura, "Counting Immutable Beans"
(IFL 2019), section 5.2; Perceus (PLDI 2021), section 2.4.
"""

from typing import Final

import msgspec

from ori_compiler.arc.control_flow import predecessors, reverse_postorder
from ori_compiler.arc.ir import ArcFunction, Block, BlockId, Instruction, MakeBox, RcDecrement, Unbox, VariableKind
from ori_compiler.arc.operands import successors
from ori_compiler.arc.stages import Position, RcInserted, Reuse, ReuseDetected
from ori_compiler.arc.take_apart import TakeApart, projections
from ori_compiler.types.definitions import TypeDefinitions
from ori_compiler.types.pool import Idx

_FARTHEST: Final = 32
"""Branches between a dying cell and a new one; farther, the memory would only be held for nothing."""


def detect_reuse(inserted: RcInserted, definitions: TypeDefinitions) -> ReuseDetected:
    """The function with its dying values taken apart, and the reuses that are possible in it."""
    variables = list(inserted.function.variables)
    rewriting = TakeApart(variables, projections(inserted.function.blocks), definitions)
    blocks = tuple(
        Block(block.parameters, tuple(rewriting.rewritten(block.instructions)), block.terminator)
        for block in inserted.function.blocks
    )
    function = msgspec.structs.replace(inserted.function, variables=tuple(variables), blocks=blocks)
    return ReuseDetected(function, inserted.callees, _Search(function).reuses())


class _Search:
    """Pairs dying cells with new ones; a new cell takes the first that fits."""

    def __init__(self, function: ArcFunction) -> None:
        self._function = function
        self._edges = predecessors(function.blocks)
        self._taken: set[Position] = set()

    def reuses(self) -> tuple[Reuse, ...]:
        found: list[Reuse] = []
        for block in reverse_postorder(self._function.blocks):
            for index, instruction in enumerate(self._function.blocks[block].instructions):
                cell = self._dying_cell(instruction)
                if cell is None:
                    continue
                makes: list[Position] = []
                frees: list[BlockId] = []
                if self._search(cell, Position(block, index + 1), makes, frees, _FARTHEST):
                    self._taken.update(makes)
                    found.append(Reuse(Position(block, index), tuple(makes), tuple(frees)))
        return tuple(found)

    def _dying_cell(self, instruction: Instruction) -> Idx | None:
        """The type of the cell whose memory an instruction may give back."""
        match instruction:
            case Unbox(box=box) | RcDecrement(variable=box):
                variable = self._function.variables[box]
                return variable.type if variable.kind is VariableKind.BOX else None
            case _:
                return None

    def _search(self, cell: Idx, start: Position, makes: list[Position], frees: list[BlockId], distance: int) -> bool:
        """Whether a path from `start` meets a fitting `MakeBox` before paths join.

        Adds these to `makes`, and where paths begin that meet none to `frees`.
        """
        block = self._function.blocks[start.block]
        for index in range(start.index, len(block.instructions)):
            instruction = block.instructions[index]
            position = Position(start.block, index)
            if isinstance(instruction, MakeBox) and self._fits(instruction, cell) and position not in self._taken:
                makes.append(position)
                return True
        following = successors(block.terminator)
        if distance == 0 or any(len(self._edges[successor]) != 1 for successor in following):
            return False
        missed = [
            successor
            for successor in following
            if not self._search(cell, Position(successor, 0), makes, frees, distance - 1)
        ]
        if len(missed) == len(following):
            return False
        frees += missed
        return True

    def _fits(self, instruction: MakeBox, cell: Idx) -> bool:
        return self._function.variables[instruction.target].type == cell
