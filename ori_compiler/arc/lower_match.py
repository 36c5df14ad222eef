"""Lowering of `match`: its decision tree becomes branches, its arms the blocks they lead to.

A pattern variable that is bound to a boxed payload stays a box until it is read, so that a path which does not
read it does not open the box, and one that stores it again needs no new one.
"""

from typing import assert_never

from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    Binary,
    BlockId,
    Branch,
    CallIntrinsic,
    GetVariant,
    Jump,
    Literal,
    Switch,
    Unreachable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.lower_control_flow import arrive
from ori_compiler.arc.lowering_state import Arrival, Environment, LoweringState, Parts
from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import BinaryOperator, Intrinsic
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.pool import BOOL, INT, STR, Idx


def lower_match(state: LoweringState, expression: canon.Match) -> VarId | None:
    """Evaluates the scrutinee once, walks the tree, then runs the chosen arm.

    An arm that one leaf leads to goes on in the leaf's block; one that several lead to gets a block of its own,
    with the bindings on which they differ as parameters.
    """
    scrutinee = state.expression(expression.scrutinee)
    if scrutinee is None:
        return None
    outer = tuple(state.environment)
    parts = dict(state.parts)
    state.bind(expression.local, scrutinee)
    leaves: list[list[Arrival]] = [[] for _ in expression.arms]
    _Walk(state, expression.span, leaves).tree(expression.tree)
    exits: list[Arrival] = []
    for arm, arrivals in zip(expression.arms, leaves, strict=True):
        if arrivals:
            common = set(arrivals[0].environment).intersection(*(arrival.environment for arrival in arrivals))
            locals_in_arm = tuple(local for local in arrivals[0].environment if local in common)
            state.join(arrivals, locals_in_arm, parts, expression.type)
            arrive(state, state.expression(arm), exits)
    return state.join_value(exits, outer, parts, expression)


class _Walk:
    """One walk over a decision tree; each leaf adds an arrival to its arm."""

    def __init__(self, state: LoweringState, span: Span, leaves: list[list[Arrival]]) -> None:
        self._state = state
        self._span = span
        self._leaves = leaves

    def tree(self, tree: canon.DecisionTree) -> None:
        match tree:
            case canon.Leaf(bindings=bindings, arm=arm):
                self._bind(bindings)
                self._leaves[arm].append(self._state.arrival())
            case canon.Guard():
                self._guard(tree)
            case canon.SwitchVariant():
                self._variant(tree)
            case canon.SwitchLiteral():
                self._literal(tree)
            case canon.TestRange():
                self._range(tree)
            case canon.Compute():
                self._compute(tree)
            case canon.Unmatched():
                self._state.terminate(Unreachable())
            case _:
                assert_never(tree)

    def _guard(self, tree: canon.Guard) -> None:
        self._bind(tree.bindings)
        condition = self._state.expression(tree.condition)
        if condition is not None:
            self._branch(condition, tree.then, tree.otherwise)

    def _compute(self, tree: canon.Compute) -> None:
        value = self._state.expression(tree.value)
        if value is not None:
            self._state.bind(tree.local, value)
            self.tree(tree.then)

    def _variant(self, tree: canon.SwitchVariant) -> None:
        state = self._state
        cases = [case for _, case in tree.cases]
        if tree.default is None and len(cases) == 1:
            self.tree(cases[0])
            return
        base = self._value(tree.place)
        tag = state.variable(INT)
        state.emit(GetVariant(self._span, tag, base))
        self._switch(tag, tree.cases, tree.default)

    def _literal(self, tree: canon.SwitchLiteral) -> None:
        value = self._value(tree.place)
        if tree.place.type == BOOL:
            self._bool(value, tree)
        elif tree.place.type == STR:
            self._strings(value, tree)
        else:
            self._switch(value, tuple((_integer(literal), case) for literal, case in tree.cases), tree.default)

    def _bool(self, value: VarId, tree: canon.SwitchLiteral) -> None:
        cases = {literal: case for literal, case in reversed(tree.cases) if isinstance(literal, bool)}
        then, otherwise = cases.get(True, tree.default), cases.get(False, tree.default)
        if then is None or otherwise is None:
            raise InternalError("a bool is matched incompletely")
        self._branch(value, then, otherwise)

    def _strings(self, value: VarId, tree: canon.SwitchLiteral) -> None:
        """`s == "a"` and so on, in turn; what follows the last comparison is the default."""
        state = self._state
        for text, case in tree.cases:
            literal, equal = state.variable(STR), state.variable(BOOL)
            state.emit(Literal(self._span, literal, str(text)))
            state.emit(CallIntrinsic(self._span, equal, Intrinsic.STR_EQUAL, (value, literal)))
            then, otherwise = state.block(), state.block()
            state.terminate(Branch(equal, then, otherwise))
            scope = self._scope()
            self._enter(then, scope)
            self.tree(case)
            self._enter(otherwise, scope)
        self.tree(tree.default if tree.default is not None else canon.Unmatched())

    def _range(self, tree: canon.TestRange) -> None:
        """Two comparisons; both failing edges lead to one block through blocks of their own.

        b0: c = low <= v; branch c b1 b2
        b1: d = v <= high; branch d b3 b4
        b2: jump b5      b4: jump b5      b3: then      b5: otherwise
        """
        state = self._state
        value = self._value(tree.place)
        scope = self._scope()
        below = self._compare(value, BinaryOperator.GREATER_OR_EQUAL, tree.low, tree.place.type)
        above = self._compare(value, BinaryOperator.LESS_OR_EQUAL, tree.high, tree.place.type)
        self.tree(tree.then)
        otherwise = state.block()
        for failing in (below, above):
            state.current = failing
            state.terminate(Jump(otherwise))
        self._enter(otherwise, scope)
        self.tree(tree.otherwise)

    def _compare(self, value: VarId, operator: BinaryOperator, bound: int, idx: Idx) -> BlockId:
        """Goes on where the comparison holds; the block where it does not."""
        state = self._state
        literal, holds = state.variable(idx), state.variable(BOOL)
        state.emit(Literal(self._span, literal, bound))
        state.emit(Binary(self._span, holds, operator, value, literal))
        then, otherwise = state.block(), state.block()
        state.terminate(Branch(holds, then, otherwise))
        state.current = then
        return otherwise

    def _branch(self, condition: VarId, then: canon.DecisionTree, otherwise: canon.DecisionTree) -> None:
        state = self._state
        targets = state.block(), state.block()
        state.terminate(Branch(condition, *targets))
        scope = self._scope()
        for target, tree in zip(targets, (then, otherwise), strict=True):
            self._enter(target, scope)
            self.tree(tree)

    def _switch(
        self, value: VarId, cases: tuple[tuple[int, canon.DecisionTree], ...], default: canon.DecisionTree | None
    ) -> None:
        """Without a default the last case is it: a complete switch needs no test for that one."""
        state = self._state
        if default is None:
            *rest, (_, default) = cases
            cases = tuple(rest)
        targets = tuple((literal, state.block()) for literal, _ in cases)
        last = state.block()
        state.terminate(Switch(value, targets, last))
        scope = self._scope()
        for (_, target), (_, tree) in zip(targets, cases, strict=True):
            self._enter(target, scope)
            self.tree(tree)
        self._enter(last, scope)
        self.tree(default)

    def _scope(self) -> tuple[Environment, Parts]:
        return dict(self._state.environment), dict(self._state.parts)

    def _enter(self, block: BlockId, scope: tuple[Environment, Parts]) -> None:
        environment, parts = scope
        self._state.current = block
        self._state.environment, self._state.parts = dict(environment), dict(parts)

    def _bind(self, bindings: tuple[canon.Bind, ...]) -> None:
        for binding in bindings:
            variable = self._part(binding.place)
            self._state.bind(binding.local, variable)

    def _value(self, place: canon.Place) -> VarId:
        return self._state.opened(self._part(place), self._span)

    def _part(self, place: canon.Place) -> VarId:
        """The variable at a place; if the last step leads to a boxed payload, the box."""
        state = self._state
        variable = state.environment[place.local]
        for step in place.steps:
            base = state.opened(variable, self._span)
            match step:
                case canon.FieldStep(index=index, type=idx):
                    variable = state.field(base, index, idx, self._span)
                case canon.PayloadStep(variant=variant, index=index, type=idx):
                    kind = self._payload_kind(base, variant, index)
                    variable = state.payload(base, variant, index, kind, idx, self._span)
                case _:
                    assert_never(step)
        return variable

    def _payload_kind(self, base: VarId, variant: int, index: int) -> VariableKind:
        owner = self._state.variables[base].type
        definition = self._state.definitions.get(owner)
        if not isinstance(definition, SumDefinition):
            raise InternalError(f"a payload of type {owner}, which is no sum")
        field = definition.variants[variant].fields[index]
        return VariableKind.BOX if self._state.classifier.is_boxed(owner, field) else VariableKind.VALUE


def _integer(literal: int | bool | str) -> int:
    if isinstance(literal, str):
        raise InternalError("a str literal in a match on numbers")
    return int(literal)
