"""Checks that ownership balances on every path, the unwinding ones included.

In: a function from `RcInserted` on. Out: what is wrong with it, in words. An abstract interpretation counts for
each variable how many references the frame owns. A definition gives one, an increment one more, whatever consumes
takes one. Paths that meet must agree; at a return nothing may be left; where a panic can leave, exactly the cleanup
may be. A use needs its variable alive: owned, or lent by a caller, or a part of something alive.
"""

from collections import Counter
from collections.abc import Iterator

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.control_flow import ENTRY, reverse_postorder
from ori_compiler.arc.ir import (
    ArcFunction,
    BlockId,
    Destructure,
    Instruction,
    Jump,
    OpenBox,
    OwnershipTable,
    Project,
    ProjectPayload,
    RcIncrement,
    Return,
    Unbox,
    VariableKind,
    VarId,
)
from ori_compiler.arc.operands import cleanup, definition, operands, successors, terminator_operands
from ori_compiler.arc.ownership_rules import (
    can_panic,
    consumed_by_terminator,
    consumed_operands,
    lender,
    lent_from_outside,
)
from ori_compiler.types.definitions import StructDefinition, SumDefinition, TypeDefinitions


def ownership_problems(function: ArcFunction, definitions: TypeDefinitions, callees: OwnershipTable) -> tuple[str, ...]:
    """Where ownership does not balance, empty if it does everywhere. The function's structure must be sound."""
    return tuple(_Check(function, definitions, callees).problems())


class _Check:
    """One run over a function; `_owned` is the state at the current point."""

    def __init__(self, function: ArcFunction, definitions: TypeDefinitions, callees: OwnershipTable) -> None:
        self._function = function
        self._definitions = definitions
        self._callees = callees
        self._classifier = Classifier(definitions)
        self._origins = {
            target: instruction
            for block in function.blocks
            for instruction in block.instructions
            if (target := definition(instruction)) is not None
        }
        self._lent = lent_from_outside(function)
        self._owned: Counter[VarId] = Counter()

    def problems(self) -> Iterator[str]:
        on_entry: dict[BlockId, Counter[VarId]] = {
            ENTRY: Counter(p for p in self._function.parameters if self._is_tracked(p) and p not in self._lent)
        }
        for index in reverse_postorder(self._function.blocks):
            block = self._function.blocks[index]
            self._owned = Counter(on_entry[index])
            for parameter in filter(self._is_tracked, block.parameters):
                if parameter not in self._lent:
                    self._owned[parameter] += 1
            for instruction in block.instructions:
                for problem in self._step(instruction):
                    yield f"b{index}: {type(instruction).__name__}: {problem}"
            for problem in self._leave(index, on_entry):
                yield f"b{index}: {type(block.terminator).__name__}: {problem}"

    def _step(self, instruction: Instruction) -> Iterator[str]:
        for variable in operands(instruction):
            if not self._is_alive(variable):
                yield f"%{variable} is used after its last owner is gone"
        yield from self._consume(consumed_operands(instruction, self._callees))
        yield from self._pass_on(instruction)
        if isinstance(instruction, RcIncrement):
            if not self._is_counted(instruction.variable):
                yield f"%{instruction.variable} holds nothing to count"
            self._owned[instruction.variable] += 1
        yield from self._panic(instruction)
        target = definition(instruction)
        if target is not None and self._is_tracked(target) and target not in self._lent and lender(instruction) is None:
            self._owned[target] += 1

    def _consume(self, variables: tuple[VarId, ...]) -> Iterator[str]:
        for variable in filter(self._is_tracked, variables):
            if self._owned[variable] == 0:
                yield f"%{variable} is consumed, but the frame does not own it"
            else:
                self._owned[variable] -= 1

    def _pass_on(self, instruction: Instruction) -> Iterator[str]:
        """What a dying whole hands its ownership to."""
        match instruction:
            case Destructure(base=base, parts=parts):
                if not self._are_all_counted_parts(base, parts):
                    yield f"the parts are not all the counted fields of %{base}"
                self._owned.update(parts)
            case Unbox(box=box, content=content):
                origin = self._origins.get(content)
                if not isinstance(origin, OpenBox) or origin.box != box:
                    yield f"%{content} is not the content of %{box}"
                elif self._is_counted(content):
                    self._owned[content] += 1
            case _:
                pass

    def _are_all_counted_parts(self, base: VarId, parts: tuple[VarId, ...]) -> bool:
        """Whether `parts` are projections from `base`, one for each counted field, of one variant."""
        found: list[int] = []
        variants: set[int | None] = set()
        for part in parts:
            match self._origins.get(part):
                case Project(base=whole, index=index) if whole == base:
                    found.append(index)
                    variants.add(None)
                case ProjectPayload(base=whole, variant=variant, index=index) if whole == base:
                    found.append(index)
                    variants.add(variant)
                case _:
                    return False
        return len(variants) == 1 and found == self._counted_fields(base, variants.pop())

    def _counted_fields(self, base: VarId, variant: int | None) -> list[int]:
        idx = self._function.variables[base].type
        match self._definitions.get(idx):
            case StructDefinition(fields=fields):
                return [i for i, field in enumerate(fields) if self._classifier.counts_field(idx, field)]
            case SumDefinition(variants=variants) if variant is not None:
                fields = variants[variant].fields
                return [i for i, field in enumerate(fields) if self._classifier.counts_field(idx, field)]
            case _:
                return []

    def _panic(self, instruction: Instruction) -> Iterator[str]:
        released = cleanup(instruction)
        if not can_panic(instruction):
            if released:
                yield "has a cleanup but cannot panic"
        elif Counter(released) != +self._owned:
            yield f"cleans up {_listed(Counter(released))}, but {_listed(self._owned)} would be left"

    def _leave(self, index: BlockId, on_entry: dict[BlockId, Counter[VarId]]) -> Iterator[str]:
        terminator = self._function.blocks[index].terminator
        for variable in terminator_operands(terminator):
            if not self._is_alive(variable):
                yield f"%{variable} is used after its last owner is gone"
        if isinstance(terminator, Jump):
            for argument, parameter in zip(terminator.arguments, self._parameters(terminator.target), strict=True):
                if self._function.variables[parameter].is_borrowed and self._whole(argument) not in self._lent:
                    yield f"%{argument} is lent to b{terminator.target}, but by nobody outside"
        if isinstance(terminator, Jump | Return):
            yield from self._consume(consumed_by_terminator(terminator, self._function))
        left = +self._owned
        if isinstance(terminator, Return) and left:
            yield f"{_listed(left)} is never released"
        for successor in successors(terminator):
            known = on_entry.setdefault(successor, left)
            if known != left:
                yield f"b{successor} is entered with {_listed(left)} owned here, but {_listed(known)} elsewhere"

    def _parameters(self, block: BlockId) -> tuple[VarId, ...]:
        return self._function.blocks[block].parameters

    def _whole(self, variable: VarId) -> VarId:
        """What a variable is a part of in the end."""
        while (origin := self._origins.get(variable)) is not None and (base := lender(origin)) is not None:
            variable = base
        return variable

    def _is_alive(self, variable: VarId) -> bool:
        if not self._is_tracked(variable):
            return True
        current: VarId | None = variable
        while current is not None:
            if self._owned[current] > 0 or current in self._lent:
                return True
            origin = self._origins.get(current)
            current = None if origin is None else lender(origin)
        return False

    def _is_counted(self, variable: VarId) -> bool:
        return self._classifier.is_counted(self._function.variables[variable])

    def _is_tracked(self, variable: VarId) -> bool:
        """Whether the frame has to account for a variable: counted ones, and tokens."""
        return self._is_counted(variable) or self._function.variables[variable].kind is VariableKind.TOKEN


def _listed(owned: Counter[VarId]) -> str:
    return ", ".join(f"%{variable}" for variable in sorted(owned.elements())) or "nothing"
