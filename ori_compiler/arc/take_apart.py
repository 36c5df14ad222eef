"""Lets a dying value hand its ownership to its live parts.

In: `RcInserted` code. Out: the same balance with fewer counts. Where a value dies whose parts live on, counting
insertion leaves a run of increments of the parts and a decrement of the whole. Ownership can move instead (drop
specialisation and fusion of Perceus, section 2.3), layer by layer down to the live parts:

    increment p                      destructure x to (p, q)
    decrement x            =>        decrement q

    increment p                      unbox b to c
    decrement b            =>        destructure c to (p, q)
                                     decrement q

with `p = project x.0`, `q = project x.1`, `c = open_box b`. A box that is unique gives up its cell without
touching a count, and the cell's memory can serve the next `make_box`.
"""

from collections.abc import Iterable, Mapping

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    Block,
    Destructure,
    Instruction,
    OpenBox,
    Project,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    Unbox,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import Field, StructDefinition, SumDefinition, TypeDefinitions

Projection = Project | ProjectPayload | OpenBox


class TakeApart:
    """Rewrites the counting runs of one function; new projections are appended to `variables`."""

    def __init__(
        self,
        variables: list[Variable],
        origins: Mapping[VarId, Projection],
        definitions: TypeDefinitions,
    ) -> None:
        self._variables = variables
        self._origins = origins
        self._definitions = definitions
        self._classifier = Classifier(definitions)

    def rewritten(self, instructions: tuple[Instruction, ...]) -> list[Instruction]:
        """The instructions of a block with each run of increments and decrements fused where possible."""
        result: list[Instruction] = []
        run: list[RcIncrement | RcDecrement] = []
        for instruction in instructions:
            if isinstance(instruction, RcIncrement | RcDecrement):
                if run and isinstance(run[-1], RcDecrement) and isinstance(instruction, RcIncrement):
                    result += self._fused(run)
                    run = []
                run.append(instruction)
            else:
                result += self._fused(run)
                run = []
                result.append(instruction)
        return result + self._fused(run)

    def _fused(self, run: list[RcIncrement | RcDecrement]) -> list[Instruction]:
        """One run: increments, then decrements."""
        increments = [instruction for instruction in run if isinstance(instruction, RcIncrement)]
        released: list[Instruction] = []
        for instruction in run:
            if isinstance(instruction, RcDecrement):
                increased = dict.fromkeys(increment.variable for increment in increments)
                heirs = [variable for variable in increased if self._is_part(variable, instruction.variable)]
                layers = self._release(instruction.variable, heirs, instruction.span)
                if layers is None:
                    released.append(instruction)
                else:
                    released += layers
                    for heir in heirs:
                        increments.remove(next(i for i in increments if i.variable == heir))
        return [*increments, *released]

    def _release(self, whole: VarId, heirs: list[VarId], span: Span) -> list[Instruction] | None:
        """Code that consumes `whole` and makes exactly `heirs` owned.

        None if their paths are not distinct, or if more than that happens when `whole` ends.
        """
        if not heirs or self._ends_by_drop(whole):
            return None
        steps = {heir: self._step_towards(heir, whole) for heir in heirs}
        children = sorted(set(steps.values()))
        if len({self._position(child) for child in children}) != len(children):
            return None
        if self._variables[whole].kind is VariableKind.BOX:
            code: list[Instruction] = [Unbox(span, whole, children[0])]
            parts = children
        else:
            code, parts = self._split(whole, children, span)
        for part in parts:
            below = [heir for heir in heirs if steps[heir] == part and heir != part]
            if below:
                inner = self._release(part, below, span)
                if inner is None or part in heirs:
                    return None
                code += inner
            elif part not in heirs:
                code.append(RcDecrement(span, part))
        return code

    def _ends_by_drop(self, whole: VarId) -> bool:
        variable = self._variables[whole]
        return variable.kind is VariableKind.VALUE and self._classifier.has_drop(variable.type)

    def _split(self, whole: VarId, known: list[VarId], span: Span) -> tuple[list[Instruction], list[VarId]]:
        """The `Destructure` of a struct or sum, with projections of the counted fields that are not `known`."""
        model = self._origins[known[0]]
        by_index = {self._position(child): child for child in known}
        code: list[Instruction] = []
        parts: list[VarId] = []
        owner = self._variables[whole].type
        for index, field in enumerate(self._fields(whole, model)):
            if not self._classifier.counts_field(owner, field):
                continue
            part = by_index.get(index)
            if part is None:
                is_boxed = self._classifier.is_boxed(owner, field)
                part = VarId(len(self._variables))
                self._variables.append(Variable(field.type, VariableKind.BOX if is_boxed else VariableKind.VALUE))
                if isinstance(model, ProjectPayload):
                    code.append(ProjectPayload(span, part, whole, model.variant, index))
                else:
                    code.append(Project(span, part, whole, index))
            parts.append(part)
        code.append(Destructure(span, whole, tuple(parts)))
        return code, parts

    def _fields(self, whole: VarId, model: Projection) -> tuple[Field, ...]:
        """The fields of a struct, or of the variant that a sum is known to hold by one of its projections."""
        match self._definitions.get(self._variables[whole].type), model:
            case StructDefinition(fields=fields), Project():
                return fields
            case SumDefinition(variants=variants), ProjectPayload(variant=variant):
                return variants[variant].fields
            case _:
                raise InternalError(f"%{whole} has no fields")

    def _is_part(self, variable: VarId, whole: VarId) -> bool:
        """Whether a variable is a part of another one, however deep."""
        origin = self._origins.get(variable)
        while origin is not None:
            base = _base(origin)
            if base == whole:
                return True
            origin = self._origins.get(base)
        return False

    def _step_towards(self, part: VarId, whole: VarId) -> VarId:
        """The first projection on the way from a whole to its part."""
        while (base := _base(self._origins[part])) != whole:
            part = base
        return part

    def _position(self, child: VarId) -> int:
        """Which part of its whole a projection is; two variables may be the same part."""
        origin = self._origins[child]
        return 0 if isinstance(origin, OpenBox) else origin.index


def _base(origin: Projection) -> VarId:
    return origin.box if isinstance(origin, OpenBox) else origin.base


def projections(blocks: Iterable[Block]) -> dict[VarId, Projection]:
    """The instruction that defines each projection and opened box."""
    return {
        instruction.target: instruction
        for block in blocks
        for instruction in block.instructions
        if isinstance(instruction, Project | ProjectPayload | OpenBox)
    }
