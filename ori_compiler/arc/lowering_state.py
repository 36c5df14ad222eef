"""The state of lowering one function: blocks under construction, and what each local is at this point.

SSA form is built on the fly, which structured control flow makes easy: where paths meet, a local that has
different values on them becomes a parameter of the block they meet in (after Braun et al., "Simple and Efficient
Construction of Static Single Assignment Form", CC 2013; `simplification` removes the parameters that turn out
to be one value). `current` is the block that instructions go to, or None where control cannot come.
"""

from abc import ABC, abstractmethod

import msgspec

from ori_compiler.arc.classify import Classifier
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    Block,
    BlockId,
    Instruction,
    Jump,
    KeepAlive,
    Literal,
    OpenBox,
    Project,
    ProjectPayload,
    Terminator,
    Variable,
    VariableKind,
    VarId,
)
from ori_compiler.canon.ir import CanonFunction, Expr, LabelId, LocalId
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import TypeDefinitions
from ori_compiler.types.pool import VOID, Idx

Environment = dict[LocalId, VarId]
"""What each local is now. A pattern variable may be a box that is opened where it is read."""

Parts = dict[tuple[VarId, int | None, int], VarId]
"""Projections and opened boxes that are at hand here, by base, variant (None for a struct) and index."""

_CONTENT = -1


class Arrival(msgspec.Struct, frozen=True):
    """A path that has come to its end and waits to be led on: its open block and what holds there."""

    block: BlockId
    value: VarId | None
    environment: Environment
    parts: Parts


class JumpTarget(msgspec.Struct, frozen=True):
    """Where a `Break` or `Continue` to a label goes. `head` is None for a labelled block."""

    head: BlockId | None
    carried: tuple[LocalId, ...]
    exits: list[Arrival]


class _Draft:
    """A block under construction."""

    __slots__ = ("instructions", "parameters", "terminator")

    def __init__(self, parameters: tuple[VarId, ...]) -> None:
        self.parameters = parameters
        self.instructions: list[Instruction] = []
        self.terminator: Terminator | None = None


class LoweringState(ABC):
    """What the parts of the lowering share. `expression` ties them together."""

    def __init__(self, function: CanonFunction, definitions: TypeDefinitions) -> None:
        self.function = function
        self.definitions = definitions
        self.classifier = Classifier(definitions)
        self.variables: list[Variable] = []
        self.current: BlockId | None = None
        self.environment: Environment = {}
        self.parts: Parts = {}
        self.labels: dict[LabelId, JumpTarget] = {}
        self.opened_from: dict[VarId, VarId] = {}
        self._drafts: list[_Draft] = []

    @abstractmethod
    def expression(self, expression: Expr) -> VarId | None:
        """Emits the evaluation of an expression; None if control does not come out of it."""

    def variable(self, idx: Idx, kind: VariableKind = VariableKind.VALUE, name: str = "") -> VarId:
        """A fresh variable."""
        self.variables.append(Variable(idx, kind, name))
        return VarId(len(self.variables) - 1)

    def bind(self, local: LocalId, variable: VarId) -> None:
        """Makes a variable what a local is from now on; the first local gives it its name."""
        self.environment[local] = variable
        known = self.variables[variable]
        if known.local is None:
            name = known.name or self.function.locals[local].name
            self.variables[variable] = msgspec.structs.replace(known, name=name, local=local)

    def block(self, parameters: tuple[VarId, ...] = ()) -> BlockId:
        """A fresh block."""
        self._drafts.append(_Draft(parameters))
        return BlockId(len(self._drafts) - 1)

    def emit(self, instruction: Instruction) -> None:
        """Appends to the current block."""
        if self.current is None:
            raise InternalError("an instruction where control cannot come")
        self._drafts[self.current].instructions.append(instruction)

    def terminate(self, terminator: Terminator) -> None:
        """Ends the current block."""
        if self.current is None:
            raise InternalError("a terminator where control cannot come")
        self._drafts[self.current].terminator = terminator
        self.current = None

    def blocks(self) -> tuple[Block, ...]:
        """The finished blocks."""
        return tuple(_finished(draft) for draft in self._drafts)

    def unit(self, span: Span) -> VarId:
        """The value `()`."""
        target = self.variable(VOID)
        self.emit(Literal(span, target, None))
        return target

    def is_box(self, variable: VarId) -> bool:
        """Whether a variable is a box."""
        return self.variables[variable].kind is VariableKind.BOX

    def opened(self, variable: VarId, span: Span) -> VarId:
        """The value itself: the content if `variable` is a box.

        `b: box T` becomes `x: T = open b`, once on each path.
        """
        if not self.is_box(variable):
            return variable
        key = (variable, None, _CONTENT)
        known = self.parts.get(key)
        if known is None:
            box = self.variables[variable]
            known = self.variable(box.type, name=box.name)
            self.emit(OpenBox(span, known, variable))
            self.parts[key] = known
            self.opened_from[known] = variable
        return known

    def field(self, base: VarId, index: int, idx: Idx, span: Span) -> VarId:
        """A struct's field, projected once on each path."""
        key = (base, None, index)
        known = self.parts.get(key)
        if known is None:
            known = self.variable(idx)
            self.emit(Project(span, known, base, index))
            self.parts[key] = known
        return known

    def payload(self, base: VarId, variant: int, index: int, kind: VariableKind, idx: Idx, span: Span) -> VarId:
        """A payload field, projected once on each path; of kind BOX if it is boxed."""
        key = (base, variant, index)
        known = self.parts.get(key)
        if known is None:
            known = self.variable(idx, kind)
            self.emit(ProjectPayload(span, known, base, variant, index))
            self.parts[key] = known
        return known

    def arrival(self, value: VarId | None = None) -> Arrival:
        """Leaves the current block open, to be led on later."""
        if self.current is None:
            raise InternalError("an arrival where control cannot come")
        arrival = Arrival(self.current, value, self.environment, self.parts)
        self.current = None
        return arrival

    def resume(self, arrival: Arrival) -> None:
        """Goes on where a path was left."""
        self.current = arrival.block
        self.environment = dict(arrival.environment)
        self.parts = dict(arrival.parts)

    def _end_together(self, arrivals: list[Arrival], locals_: tuple[LocalId, ...]) -> None:
        """A local that has ended on one way has ended on all: it lives to the ends of the others."""
        for local in locals_:
            present = [arrival for arrival in arrivals if local in arrival.environment]
            if len(present) < len(arrivals) and self.classifier.holds_drop(self.function.locals[local].type):
                for arrival in present:
                    kept = KeepAlive(self.function.span, arrival.environment[local])
                    self._drafts[arrival.block].instructions.append(kept)

    def join(self, arrivals: list[Arrival], outer: tuple[LocalId, ...], parts: Parts, idx: Idx) -> VarId | None:
        """Leads several paths into one block and goes on there; `outer` are the locals that live on.

        `parts` is what is at hand on every path. The result is the paths' common value, of type `idx`; for
        `void`, None although control goes on: see `join_value`.

            b1: jump b3(x1, s1)          b3(x: int, s: str):
            b2: jump b3(x2, s1)    =>      (`s` is one value: `simplification` removes it)
        """
        if not arrivals:
            self.current = None
            return None
        self._end_together(arrivals, outer)
        outer = tuple(local for local in outer if all(local in arrival.environment for arrival in arrivals))
        if len(arrivals) == 1:
            self.resume(arrivals[0])
            self.environment = {local: self.environment[local] for local in outer}
            return arrivals[0].value
        differing = [local for local in outer if len({arrival.environment[local] for arrival in arrivals}) > 1]
        as_box = {local: all(self.is_box(a.environment[local]) for a in arrivals) for local in differing}
        takes_value = idx != VOID and len({arrival.value for arrival in arrivals}) > 1
        parameters = [self.variable(idx)] if takes_value else []
        for local in differing:
            model = self.variables[arrivals[0].environment[local]]
            kind = VariableKind.BOX if as_box[local] else VariableKind.VALUE
            parameters.append(self.variable(model.type, kind, model.name))
        target = self.block(tuple(parameters))
        for arrival in arrivals:
            self.resume(arrival)
            arguments = [_present(arrival.value)] if takes_value else []
            for local in differing:
                value = arrival.environment[local]
                arguments.append(value if as_box[local] else self.opened(value, self.function.span))
            self.terminate(Jump(target, tuple(arguments)))
        self.current = target
        self.environment = {local: arrivals[0].environment[local] for local in outer}
        for local, parameter in zip(differing, parameters[1:] if takes_value else parameters, strict=True):
            self.bind(local, parameter)
        self.parts = dict(parts)
        return parameters[0] if takes_value else arrivals[0].value

    def join_value(self, arrivals: list[Arrival], outer: tuple[LocalId, ...], parts: Parts, at: Expr) -> VarId | None:
        """Joins the paths of `at`; its value, or None if none arrives."""
        value = self.join(arrivals, outer, parts, at.type)
        if self.current is None:
            return None
        return self.unit(at.span) if at.type == VOID else value


def _finished(draft: _Draft) -> Block:
    if draft.terminator is None:
        raise InternalError("a block without terminator")
    return Block(draft.parameters, tuple(draft.instructions), draft.terminator)


def _present(value: VarId | None) -> VarId:
    if value is None:
        raise InternalError("a path without value joins paths with one")
    return value
