"""Inserts the counting instructions.

In: `BorrowAnnotated`. Out: `RcInserted`: each owned reference is consumed exactly once on every path, panics
included, and nothing is used after its last owner is gone. Sources: Reinking, Xie, de Moura, Leijen, "Perceus:
Garbage Free Reference Counting with Reuse" (PLDI 2021); Ullrich and de Moura, "Counting Immutable Beans" (IFL 2019).

Who owns what at a point follows from liveness alone: of the live variables that are parts of one whole, the
outermost live ones are the *holders*, and the frame owns each holder once. Between two points the holders change,
and the change is the code to insert:

    x: T dies, its parts p and q live on       increment p
                                               increment q
                                               decrement x
    x is consumed but lives on                 increment x
                                               y = construct(x, ..)
    x dies                                     decrement x

A value that dies where paths part is released at the start of the path that does not need it. What a frame holds
while an instruction that can panic runs is that instruction's `cleanup`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.control_flow import ENTRY, predecessors
from ori_compiler.arc.ir import (
    Block,
    BlockId,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Instruction,
    Jump,
    RcDecrement,
    RcIncrement,
    Return,
    Unreachable,
    VarId,
)
from ori_compiler.arc.liveness import Live, analyse_liveness
from ori_compiler.arc.operands import definition, operands
from ori_compiler.arc.ownership_rules import can_panic, consumed_by_terminator, consumed_operands, lent_from_outside
from ori_compiler.arc.stages import BorrowAnnotated, RcInserted
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import TypeDefinitions


def insert_counting(annotated: BorrowAnnotated, definitions: TypeDefinitions) -> RcInserted:
    """The function with its counting instructions and cleanups."""
    insertion = _Insertion(annotated, definitions)
    blocks = tuple(insertion.block(BlockId(index)) for index in range(len(annotated.function.blocks)))
    return RcInserted(msgspec.structs.replace(annotated.function, blocks=blocks), annotated.callees)


class _Insertion:
    """What the insertion into one function needs to know."""

    def __init__(self, annotated: BorrowAnnotated, definitions: TypeDefinitions) -> None:
        self._function = annotated.function
        self._callees = annotated.callees
        self._liveness = analyse_liveness(annotated, definitions)
        classifier = Classifier(definitions)
        self._is_counted = [classifier.is_counted(variable) for variable in annotated.function.variables]
        self._paths = _paths_to_owners(annotated)
        self._wholes = frozenset(VarId(index) for index, path in enumerate(self._paths) if len(path) == 1)
        self._parts = frozenset(VarId(index) for index, path in enumerate(self._paths) if len(path) > 1)
        self._predecessors = predecessors(annotated.function.blocks)

    def block(self, index: BlockId) -> Block:
        """One block with its counting instructions."""
        block = self._function.blocks[index]
        after = self._live_after(block, index)
        span = block.instructions[0].span if block.instructions else self._function.span
        code = _Code(self._held_on_entry(index), self._age)
        is_dead_end = isinstance(block.terminator, Unreachable)
        if block.instructions or not is_dead_end:
            code.hold(self._holders(after[0]), span)
        for instruction, live in zip(block.instructions, after[1:], strict=True):
            is_last = instruction is block.instructions[-1]
            self._instruction(code, instruction, live, is_dead_end and is_last)
            span = instruction.span
        if isinstance(block.terminator, Jump | Return):
            consumed = self._counted(consumed_by_terminator(block.terminator, self._function))
            code.hold(self._holders(self._liveness.live_out[index]), span, consumed)
        return Block(block.parameters, tuple(code.instructions), block.terminator)

    def _instruction(self, code: "_Code", instruction: Instruction, after: Live, is_end: bool) -> None:
        consumed = self._counted(consumed_operands(instruction, self._callees))
        borrowed = _without(operands(instruction), consumed)
        target = definition(instruction)
        kept = self._holders(frozenset((after - {target}) | self._liveness.needed(borrowed)))
        code.hold(kept, instruction.span, consumed)
        code.instructions.append(_with_cleanup(instruction, sorted(kept, key=self._age, reverse=True)))
        if is_end:
            return
        if target is not None and self._is_owned(target):
            code.held |= {target}
        code.hold(self._holders(after), instruction.span)

    def _live_after(self, block: Block, index: BlockId) -> list[Live]:
        """What is live before the first instruction, and after each one."""
        live = self._liveness.before_terminator(block, self._liveness.live_out[index])
        result = [live]
        for instruction in reversed(block.instructions):
            live = self._liveness.before(instruction, live)
            result.append(live)
        result.reverse()
        return result

    def _held_on_entry(self, index: BlockId) -> frozenset[VarId]:
        """What the frame owns when control enters a block: its parameters, and what its predecessors still hold."""
        block = self._function.blocks[index]
        if index == ENTRY:
            return frozenset(filter(self._is_owned, self._function.parameters))
        origin = self._predecessors[index][0]
        live = self._liveness.live_in[index].difference(block.parameters)
        if not isinstance(self._function.blocks[origin].terminator, Jump):
            live = self._liveness.live_out[origin]
        return self._holders(live).union(filter(self._is_owned, block.parameters))

    def _age(self, variable: VarId) -> tuple[bool, int, VarId]:
        """Orders variables as scopes begin them: locals as they are declared, then temporaries as they are made."""
        local = self._function.variables[variable].local
        return (local is None, local or 0, variable)

    def _holders(self, live: Live) -> frozenset[VarId]:
        """The outermost live variables of each owned whole."""
        inner = (next(whole for whole in self._paths[part] if whole in live) for part in live & self._parts)
        return (live & self._wholes).union(inner)

    def _counted(self, variables: Iterable[VarId]) -> list[VarId]:
        return [variable for variable in variables if self._is_counted[variable]]

    def _is_owned(self, variable: VarId) -> bool:
        """Whether the definition of a variable makes the frame its owner."""
        return self._is_counted[variable] and variable in self._wholes


class _Code:
    """A block's instructions so far, and what the frame owns at their end."""

    def __init__(self, held: frozenset[VarId], age: Callable[[VarId], tuple[bool, int, VarId]]) -> None:
        self.instructions: list[Instruction] = []
        self.held = held
        self._age = age

    def hold(self, wanted: frozenset[VarId], span: Span, consumed: Sequence[VarId] = ()) -> None:
        """Makes the frame own each of `wanted` once, besides what the next instruction takes: `consumed`.

        Increments come first: what is decremented may be the whole that lends what is incremented.
        """
        if wanted is self.held and not consumed:
            return
        increments = [*(wanted - self.held).difference(consumed)]
        for variable, times in Counter(consumed).items():
            increments += [variable] * (times + (variable in wanted) - (variable in self.held))
        self.instructions += (RcIncrement(span, variable) for variable in sorted(increments))
        released = (self.held - wanted).difference(consumed)
        youngest_first = sorted(released, key=self._age, reverse=True)
        self.instructions += (RcDecrement(span, variable) for variable in youngest_first)
        self.held = wanted


def _with_cleanup(instruction: Instruction, held: list[VarId]) -> Instruction:
    match instruction:
        case Call() | CallObject() | CallIntrinsic() | Checked() | CheckedUnary() if held and can_panic(instruction):
            return msgspec.structs.replace(instruction, cleanup=tuple(held))
        case _:
            return instruction


def _without(variables: tuple[VarId, ...], removed: list[VarId]) -> list[VarId]:
    """The variables with one occurrence taken out for each of `removed`."""
    rest = list(variables)
    for variable in removed:
        rest.remove(variable)
    return rest


def _paths_to_owners(annotated: BorrowAnnotated) -> list[tuple[VarId, ...]]:
    """For each variable the wholes it is a part of, outermost first, then itself; empty if the whole is not ours."""
    borrowed = lent_from_outside(annotated.function)
    paths: list[tuple[VarId, ...]] = []
    for index in range(len(annotated.function.variables)):
        path = [VarId(index)]
        while (base := annotated.lenders.get(path[-1])) is not None:
            path.append(base)
        paths.append(() if path[-1] in borrowed else tuple(reversed(path)))
    return paths
