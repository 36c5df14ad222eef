"""Uses of a local that `drop_early` has ended, a task has captured or a channel got, on some way at least.

Language reference, part 2, 20.4. What several tasks capture is shared by them: it cannot change any more.

A forward analysis over canonical IR. The state maps each local that may have ended to where; it is None where control
cannot come. Ways that meet are united; a loop is gone through twice, the second time with what its first round left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import assert_never

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ir import CanonFunction, Expr, LabelId, LocalId
from ori_compiler.source.span import Span
from ori_compiler.types.pool import NEVER

State = Mapping[LocalId, Span]


class UseAfterEnd(msgspec.Struct, frozen=True):
    """A local is used at `at` and was ended at `ended`."""

    name: str
    at: Span
    ended: Span


class Ends(msgspec.Struct, frozen=True):
    """Where locals end before their scope: `drop_early`, the lambdas of tasks with what they take, calls of `send`."""

    early: Collection[Span]
    taken: Mapping[Span, frozenset[LocalId]]
    sent: Mapping[Span, LocalId]


def uses_after_end(function: CanonFunction, ends: Ends) -> tuple[UseAfterEnd, ...]:
    """Every such use, once each, in the order of the source."""
    analysis = _Analysis(function, ends)
    analysis.walk(function.body, {})
    return tuple(sorted(analysis.found, key=lambda use: use.at.start))


class _Analysis:
    __slots__ = ("_continues", "_ends", "_exits", "_function", "found")

    def __init__(self, function: CanonFunction, ends: Ends) -> None:
        self._function = function
        self._ends = ends
        self._exits: dict[LabelId, list[State]] = {}
        self._continues: dict[LabelId, list[State]] = {}
        self.found: set[UseAfterEnd] = set()

    def walk(self, node: Expr, state: State) -> State | None:
        """What has ended behind an expression."""
        match node:
            case ir.LocalRef(local=local, span=span):
                return self._used(local, span, state)
            case ir.Let(local=local, value=value):
                after = self.walk(value, state)
                return None if after is None else _without(after, (local,))
            case ir.Assign(local=local, value=value, span=span):
                after = self.walk(value, state)
                return None if after is None else self._used(local, span, after)
            case ir.EndScope(locals=ended, span=span):
                for local in ended if span in self._ends.early else ():
                    self._used(local, span, state)
                return {**state, **{local: state.get(local, span) for local in ended}}
            case ir.ObjectNew(value=captured, span=span) if span in self._ends.taken:
                shared = {local: at for local, at in state.items() if at in self._ends.taken}
                self.walk(captured, _without(state, shared))
                return {**state, **dict.fromkeys(self._ends.taken[span], span)}
            case ir.Call(arguments=arguments, span=span) if span in self._ends.sent:
                after = self._in_order(arguments, state)
                return None if after is None else {**after, self._ends.sent[span]: span}
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                after = self.walk(condition, state)
                return None if after is None else _union((self.walk(then, after), self.walk(otherwise, after)))
            case ir.Match():
                return self._match(node, state)
            case ir.Loop():
                return self._loop(node, state)
            case ir.Labelled(label=label, body=body):
                self._exits[label] = []
                return _union((self.walk(body, state), *self._exits[label]))
            case ir.Break(label=label, value=value):
                self._leave(self._exits, label, self.walk(value, state))
                return None
            case ir.Continue(label=label):
                self._leave(self._continues, label, state)
                return None
            case ir.Return(value=value):
                self.walk(value, state)
                return None
            case _:
                after = self._in_order(_parts(node), state)
                return None if node.type == NEVER else after

    def _in_order(self, nodes: Iterable[Expr], state: State) -> State | None:
        current: State | None = state
        for node in nodes:
            if current is None:
                return None
            current = self.walk(node, current)
        return current

    def _used(self, local: LocalId, at: Span, state: State) -> State:
        if local in state:
            self.found.add(UseAfterEnd(self._function.locals[local].name, at, state[local]))
        return state

    def _leave(self, targets: dict[LabelId, list[State]], label: LabelId, state: State | None) -> None:
        if state is not None:
            targets.setdefault(label, []).append(state)

    def _match(self, node: ir.Match, state: State) -> State | None:
        after = self.walk(node.scrutinee, state)
        if after is None:
            return None
        chosen = _without(after, (node.local, *_bound(node.tree)))
        for guard in _guards(node.tree):
            self.walk(guard, chosen)
        return _union(self.walk(arm, chosen) for arm in node.arms)

    def _loop(self, node: ir.Loop, state: State) -> State | None:
        entered = state
        for _ in range(2):
            self._exits[node.label], self._continues[node.label] = [], []
            after = self.walk(node.body, entered)
            entered = _union((entered, after, *self._continues[node.label])) or entered
        return _union(self._exits[node.label])


def _parts(node: Expr) -> tuple[Expr, ...]:
    """The operands of a form without control flow, in the order of their evaluation."""
    match node:
        case ir.Block(statements=statements, result=result):
            return (*statements, result)
        case ir.Binary(left=left, right=right):
            return (left, right)
        case ir.Unary(operand=operand):
            return (operand,)
        case ir.Call(arguments=arguments) | ir.CallIntrinsic(arguments=arguments):
            return arguments
        case ir.StructNew(fields=fields) | ir.VariantNew(fields=fields):
            return fields
        case ir.ListNew(elements=elements):
            return elements
        case ir.ObjectNew(value=value):
            return (value,)
        case ir.ObjectCall(object=callee, arguments=arguments):
            return (callee, *arguments)
        case ir.StructUpdate(base=base, value=value):
            return (value, base)
        case ir.FieldGet(base=base):
            return (base,)
        case _:
            return ()


def _without(state: State, locals_: Iterable[LocalId]) -> State:
    bound = set(locals_)
    return {local: at for local, at in state.items() if local not in bound}


def _union(states: Iterable[State | None]) -> State | None:
    """What may have ended where ways meet; none if no way leads there."""
    met = [state for state in states if state is not None]
    return {local: at for state in reversed(met) for local, at in state.items()} if met else None


def _trees(root: ir.DecisionTree) -> Iterator[ir.DecisionTree]:
    work = [root]
    while work:
        tree = work.pop()
        yield tree
        match tree:
            case ir.Leaf() | ir.Unmatched():
                pass
            case ir.Guard(then=then, otherwise=otherwise) | ir.TestRange(then=then, otherwise=otherwise):
                work += (then, otherwise)
            case ir.SwitchVariant(cases=cases, default=default):
                work += (case for _, case in cases)
                work += () if default is None else (default,)
            case ir.SwitchLiteral(cases=literals, default=default):
                work += (case for _, case in literals)
                work += () if default is None else (default,)
            case ir.Compute(then=then):
                work.append(then)
            case _:
                assert_never(tree)


def _bound(tree: ir.DecisionTree) -> Iterator[LocalId]:
    for each in _trees(tree):
        if isinstance(each, ir.Leaf | ir.Guard):
            yield from (binding.local for binding in each.bindings)
        elif isinstance(each, ir.Compute):
            yield each.local


def _guards(tree: ir.DecisionTree) -> Iterator[Expr]:
    for each in _trees(tree):
        if isinstance(each, ir.Guard):
            yield each.condition
        elif isinstance(each, ir.Compute):
            yield each.value
