"""`recurse(…)` to canonical IR (language reference, part 3, 20.1).

A function with a `recurse` becomes two: its body is a hidden function, which `self(…)` calls. That one has parameters
of its own for how deep the calls are, and for a cell with the results that are known already.

    @f (n: int) -> int = recurse(condition: c, base: b, step: n * self(n - 1), memo: true);

    f(n)               = hidden(n, 0, [{}])
    hidden(n, d, memo) = if c then b else n * (if d >= 1000 then panic(…) else known(memo, n - 1) ?? …)

In tail position the depth stays the same, and the call is a jump.
"""

from collections.abc import Iterator
from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, CanonFunction, Expr, Intrinsic, LocalId
from ori_compiler.canon.lower import calls, capabilities, expressions, propagation, shared_locals
from ori_compiler.canon.lower.results import changed_result
from ori_compiler.canon.lower.state import Lowering, Repeated, unit
from ori_compiler.canon.structural import text
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.capabilities import provided
from ori_compiler.types.functions import FunctionId, LambdaFunction
from ori_compiler.types.pool import BOOL, ERROR, INT, NEVER, VOID, Idx
from ori_compiler.types.typed_body import FunctionReference, LocalReference, Recursion

DEPTH: Final = 1000
"""How many calls of `self(…)` may wait for each other."""


def recurse(s: Lowering, e: ast.Recurse) -> Expr:
    """A condition between the base and the step."""
    condition = expressions.lower(s, e.condition)
    base = expressions.lower(s, e.base)
    return ir.If(s.type_of(e), e.span, condition, base, expressions.lower(s, e.step))


def opened(
    s: Lowering, recursion: Recursion, result: Idx, tails: frozenset[Span], tuple_type: Idx | None = None
) -> int:
    """Declares the hidden parameters behind the others, in the hidden function; gives their number.

    `result` is what the hidden function gives.
    """
    assert isinstance(s.function, LambdaFunction)
    s.declare(recursion.depth)
    if recursion.memo is not None:
        s.declare(recursion.memo)
    is_changing = s.self_local is not None
    s.lambdas.recursive[recursion.depth] = Repeated(s.function, recursion, result, tails, is_changing, tuple_type)
    return 1 if recursion.memo is None else 2


def begun(s: Lowering, function: FunctionId, hidden: CanonFunction, recursion: Recursion) -> CanonFunction:
    """The function that others call: it calls the hidden one, at the beginning of a recursion."""
    count = hidden.parameter_count - (1 if recursion.memo is None else 2)
    span = hidden.span
    values: list[Expr] = [s.read(LocalId(number), span) for number in range(count)]
    values.append(ir.IntConstant(INT, span, 0))
    if recursion.memo is not None:
        memo_type = hidden.locals[count + 1].type
        (map_type,) = s.pool.arguments(memo_type)
        empty = ir.Call(map_type, span, s.environment.method(map_type, "empty"), ())
        values.append(ir.ListNew(memo_type, span, (empty,)))
    body = ir.Call(hidden.result, span, hidden.id, tuple(values))
    return CanonFunction(function, count, hidden.locals[:count], hidden.result, body, span)


def tail_calls(body: ast.Expr) -> Iterator[Span]:
    """The `self(…)` whose value is that of the body."""
    work = [body]
    while work:
        match work.pop():
            case ast.Block(result=result) if result is not None:
                work.append(result)
            case ast.If(then=then, otherwise=otherwise):
                work += (then,) if otherwise is None else (then, otherwise)
            case ast.Match(arms=arms):
                work += (arm.body for arm in arms)
            case ast.LabelledBlock(body=inner):
                work.append(inner)
            case ast.Recurse(base=base, step=step):
                work += (base, step)
            case ast.Call(callee=ast.SelfValue(is_type=False)) as call:
                yield call.span
            case _:
                pass


def self_call(s: Lowering, e: ast.Call) -> Expr:
    """`self(arguments)`."""
    word = e.callee.span
    values = [expressions.lower(s, argument.value) for argument in e.arguments]
    reference = s.typed.references.get(Span(word.start, word.start))
    if s.typed.arguments.get(e.span) is None or any(value.type == ERROR for value in values):
        return ir.Poison(ERROR, e.span)
    if isinstance(reference, LocalReference):
        repeated = s.lambdas.recursive.get(reference.binding)
        return ir.Poison(ERROR, e.span) if repeated is None else _Again(s, e, repeated).call(values)
    if not isinstance(reference, FunctionReference):
        return ir.Poison(ERROR, e.span)
    # One of several clauses: the function as others see it.
    called = s.environment.instance(reference.function, s.concrete_all(reference.arguments))
    return calls.called(s, called, [*values, *_evidence(s, word)], s.type_of(e), (), e.span)


def _evidence(s: Lowering, word: Span) -> list[Expr]:
    """What provides the capabilities of the function around."""
    asked = provided(s.environment.signature(s.typed.function).capabilities)
    known = dict(zip(asked, s.typed.evidence.get(word, ()), strict=False))
    return [capabilities.evidence(s, known[trait], word) for trait in s.typed.capabilities if trait in known]


class _Again:
    """One call of a hidden function by itself."""

    def __init__(self, s: Lowering, e: ast.Call, repeated: Repeated) -> None:
        self._s = s
        self._span = e.span
        self._word = e.callee.span
        self._type = s.type_of(e)
        self._repeated = repeated
        is_inside = s.function == repeated.function
        is_last = (
            not s.exits and not any(scope.locals or scope.release for scope in s.scopes) and not repeated.is_changing
        )
        self._is_tail = is_inside and is_last and e.span in repeated.tails

    def call(self, values: list[Expr]) -> Expr:
        """The call with these arguments, unless its result is known."""
        recursion, s, span = self._repeated.recursion, self._s, self._span
        checks = () if self._is_tail else (self._depth_check(),)
        if recursion.memo is None or not values or self._repeated.is_changing:
            return ir.Block(self._type, span, checks, self._called(values)) if checks else self._called(values)
        statements: list[Expr] = list(checks)
        kept = [self._kept(value, statements) for value in values]
        memo = s.read(s.declare(recursion.memo), span)
        types = s.pool.arguments(s.pool.arguments(memo.type)[0])
        parts = tuple(s.read(local, span) for local in kept)
        whole = parts[0] if len(parts) == 1 else ir.StructNew(types[0], span, parts)
        key = self._kept(whole, statements)
        found = self._of_prelude("memo_found", types, (memo, s.read(key, span)), _option(s, types[1]))
        called = self._called([s.read(local, span) for local in kept])
        if not self._is_tail:
            called = self._remembered(called, memo, key, types)
        statements.append(unit(span))
        return ir.Block(self._type, span, tuple(statements), propagation.or_else(s, found, called, self._type, span))

    def _remembered(self, called: Expr, memo: Expr, key: LocalId, types: tuple[Idx, ...]) -> Expr:
        s, span = self._s, self._span
        result = s.new_local(types[1])
        keep = self._of_prelude("memo_keep", types, (memo, s.read(key, span), s.read(result, span)), VOID)
        return ir.Block(self._type, span, (ir.Let(VOID, span, result, called), keep), s.read(result, span))

    def _called(self, values: list[Expr]) -> Expr:
        s, span, repeated = self._s, self._span, self._repeated
        depth = s.read(s.declare(repeated.recursion.depth), span)
        if not self._is_tail:
            one = ir.IntConstant(INT, span, 1)
            depth = ir.Binary(INT, span, BinaryOperator.INT_WRAPPING_ADD, depth, one)
        hidden = [depth]
        if repeated.recursion.memo is not None:
            hidden.append(s.read(s.declare(repeated.recursion.memo), span))
        all_values = (*self._first(), *self._arguments(values), *self._capabilities(), *hidden)
        if any(value.type == ERROR for value in all_values):
            return ir.Poison(ERROR, span)
        call = ir.Call(repeated.result, span, repeated.function, all_values)
        return self._changed(call) if repeated.is_changing else call

    def _first(self) -> tuple[Expr, ...]:
        """What stands before the arguments: the receiver of a method, or what a lambda captured."""
        s, recursion = self._s, self._repeated.recursion
        if not recursion.is_declared:
            environment = s.bound((recursion.depth, recursion.depth))
            return (ir.Poison(ERROR, self._span) if environment is None else s.read(environment, self._span),)
        receiver = s.typed.references.get(self._word)
        return (s.read(s.declare(receiver.binding), self._span),) if isinstance(receiver, LocalReference) else ()

    def _arguments(self, values: list[Expr]) -> list[Expr]:
        """A lambda that takes a tuple apart gets the tuple."""
        if self._repeated.tuple_type is None:
            return values
        return [ir.StructNew(self._repeated.tuple_type, self._span, tuple(values))]

    def _capabilities(self) -> list[Expr]:
        return _evidence(self._s, self._word) if self._repeated.recursion.is_declared else []

    def _changed(self, call: Expr) -> Expr:
        """A method that changes `self`: what comes back is assigned to it, unless this is a lambda with a copy."""
        s, span = self._s, self._span
        both = s.new_local(call.type)
        statements: list[Expr] = [ir.Let(VOID, span, both, call)]
        self_type = call.type if self._type in (VOID, NEVER) else s.pool.arguments(call.type)[0]
        has_both = changed_result(s.pool, self_type, self._type) != self_type
        if s.self_local is not None:
            new: Expr = s.read(both, span)
            new = ir.FieldGet(self_type, span, new, 0) if has_both else new
            statements.append(shared_locals.assign(s, s.self_local, new, span))
        value = ir.FieldGet(self._type, span, s.read(both, span), 1) if has_both else unit(span)
        return ir.Block(value.type, span, tuple(statements), value)

    def _depth_check(self) -> Expr:
        s, span = self._s, self._span
        depth = s.read(s.declare(self._repeated.recursion.depth), span)
        is_deep = ir.Binary(BOOL, span, BinaryOperator.GREATER_OR_EQUAL, depth, ir.IntConstant(INT, span, DEPTH))
        message = text(f"recurse depth exceeds {DEPTH}", span)
        panic = ir.CallIntrinsic(NEVER, span, Intrinsic.PANIC, (message,))
        return ir.If(VOID, span, is_deep, panic, unit(span))

    def _kept(self, value: Expr, statements: list[Expr]) -> LocalId:
        local = self._s.new_local(value.type)
        statements.append(ir.Let(VOID, self._span, local, value))
        return local

    def _of_prelude(self, name: str, types: tuple[Idx, ...], values: tuple[Expr, ...], result: Idx) -> Expr:
        function = self._s.environment.prelude_function(name)
        assert isinstance(function, ItemId)
        return ir.Call(result, self._span, self._s.environment.instance(function, types), values)


def _option(s: Lowering, payload: Idx) -> Idx:
    return s.environment.declared_type(s.environment.prelude_type("Option"), (payload,))
