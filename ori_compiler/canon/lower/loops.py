"""Loops to canonical IR (language reference, part 3, 15).

for x in xs do body      a counter over the elements of a list, or over the numbers of a range
for x in s do body       the iterator of `s`, asked for one item after the other
for … yield value        the same, with a list that grows
"""

from collections.abc import Callable

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic, LabelId, LocalId, PayloadStep, Place
from ori_compiler.canon.lower import calls, control, expressions, scopes
from ori_compiler.canon.lower.state import Lowering, Target, unit
from ori_compiler.canon.structural import text
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import BOOL, ERROR, INT, NEVER, VOID, Idx, Tag
from ori_compiler.types.typed_body import TraitMethodReference

_Body = Callable[[], Expr]
"""Lowers what is done in each round, once its names are bound."""

_Round = Callable[[Expr], Expr]
"""Lowers what is done with an item."""


def while_(s: Lowering, e: ast.While) -> Expr:
    """`loop { if condition then body else break }`."""
    label = s.new_label()
    condition = expressions.lower(s, e.condition)
    body = _target_body(s, Target(_name(e.label), True, label, label, False, len(s.scopes)), e.body)
    stop = ir.Break(NEVER, e.condition.span, label, unit(e.span))
    return ir.Loop(VOID, e.span, label, ir.If(VOID, e.span, condition, body, stop))


def loop(s: Lowering, e: ast.Loop) -> Expr:
    """A loop's type is that of its break values."""
    label = s.new_label()
    target = Target(_name(e.label), True, label, label, False, len(s.scopes))
    return ir.Loop(s.type_of(e), e.span, label, _target_body(s, target, e.body))


def _name(label: ast.Name | None) -> str:
    return label.text if label is not None else ""


def _target_body(s: Lowering, target: Target, body: ast.Expr) -> Expr:
    s.targets.append(target)
    lowered = control.dropped(expressions.lower(s, body))
    s.targets.pop()
    return lowered


def for_(s: Lowering, e: ast.For) -> Expr:
    """`for pattern in source if guard do body`."""
    label, next_round = s.new_label(), s.new_label()
    target = Target(_name(e.label), True, label, next_round, True, len(s.scopes))

    def body() -> Expr:
        return ir.Labelled(VOID, e.body.span, next_round, _target_body(s, target, e.body))

    clause = ast.ForClause(e.span, e.pattern, e.source, e.guard)
    return _iterate(s, clause, label, body)


def comprehension(s: Lowering, e: ast.Comprehension) -> Expr:
    """Several clauses around one body, which may be collected."""
    collecting = s.typed.desugared.get(e.span)
    if isinstance(collecting, ast.MethodCall):
        return calls.method_call(s, collecting)
    label, next_round = s.new_label(), s.new_label()
    type_ = s.type_of(e)
    collection: LocalId | None = None
    list_type = ERROR
    if e.collects:
        if type_ == ERROR:
            return ir.Poison(ERROR, e.span)
        list_type = _list_type(s, type_)
        collection = s.new_local(list_type, is_mutable=True)
    target = Target(_name(e.label), True, label, next_round, True, len(s.scopes), collection)

    def body() -> Expr:
        s.targets.append(target)
        value = expressions.lower(s, e.body)
        s.targets.pop()
        done = control.dropped(value) if collection is None else collect(s, collection, value, e.body.span)
        return ir.Labelled(VOID, e.body.span, next_round, done)

    nested = body
    for clause in reversed(e.clauses):
        nested = _nest(s, clause, nested)
    loops = ir.Labelled(VOID, e.span, label, nested())
    if collection is None:
        return loops
    empty = ir.Let(VOID, e.span, collection, ir.ListNew(list_type, e.span, ()))
    collected: Expr = s.read(collection, e.span)
    if type_ != list_type:
        name = "from_entries" if s.pool.tag(type_) is Tag.MAP else "from"
        collected = ir.Call(type_, e.span, s.environment.method(type_, name), (collected,))
    return ir.Block(type_, e.span, (empty, loops), collected)


def _list_type(s: Lowering, type_: Idx) -> Idx:
    """The type of the list in which a collection is collected first."""
    match s.pool.tag(type_):
        case Tag.LIST:
            return type_
        case Tag.MAP:
            return s.pool.list_(s.pool.tuple_(s.pool.arguments(type_)))
        case _:
            return s.pool.list_(s.pool.arguments(type_)[0])


def _nest(s: Lowering, clause: ast.ForClause, inner: _Body) -> _Body:
    return lambda: _iterate(s, clause, s.new_label(), inner)


def collect(s: Lowering, collection: LocalId, value: Expr, span: Span) -> Expr:
    """Adds a value to what a `for … yield` collects."""
    if value.type in (NEVER, ERROR):
        return value
    local = s.moved(value.type)
    kept = ir.Let(VOID, span, local, value)
    parts = (s.read(collection, span), s.read(local, span))
    pushed = ir.CallIntrinsic(s.locals[collection].type, span, Intrinsic.LIST_PUSH, parts)
    return ir.Block(VOID, span, (kept,), ir.Assign(VOID, span, collection, pushed))


def _iterate(s: Lowering, clause: ast.ForClause, label: LabelId, body: _Body) -> Expr:
    at = clause.pattern.span
    return each_item(s, clause.source, clause.span, at, label, lambda item: _round(s, clause, item, body))


def each_item(s: Lowering, source: ast.Expr, span: Span, item_at: Span, label: LabelId, round_: _Round) -> Expr:
    """Does something with each item of a source; a `Break` to the label ends it. `item_at` is where items are named."""
    if isinstance(source, ast.Range):
        return _over_numbers(s, span, source, item_at, label, round_)
    value = expressions.lower(s, source)
    if value.type in (NEVER, ERROR):
        return value
    if s.pool.tag(value.type) in (Tag.LIST, Tag.FIXED_LIST):
        return _over_list(s, span, value, source.span, label, round_)
    return _over_iterator(s, span, value, source.span, label, round_)


def _round(s: Lowering, clause: ast.ForClause, item: Expr, body: _Body) -> Expr:
    """Binds an item, and runs the body if the guard lets it through."""
    scopes.opened(s)
    variable = control.bind_pattern(s, clause.pattern, item, clause.pattern.span)
    guard = expressions.lower(s, clause.guard) if clause.guard is not None else None
    done = body()
    if guard is not None:
        done = ir.If(VOID, clause.span, guard, done, unit(clause.span))
    round_ = ir.Block(VOID, clause.span, (variable,), done)
    return scopes.closed(s, round_, clause.span)


def _over_list(s: Lowering, whole: Span, source: Expr, span: Span, label: LabelId, body: _Round) -> Expr:
    items, count = s.new_local(source.type), s.new_local(INT)
    index = s.new_local(INT, is_mutable=True)
    length = ir.CallIntrinsic(INT, span, Intrinsic.LIST_LENGTH, (s.read(items, span),))
    element = s.pool.arguments(source.type)[0]
    item = ir.CallIntrinsic(element, span, Intrinsic.LIST_GET, (s.read(items, span), s.read(index, span)))
    done = body(item)
    one = ir.IntConstant(INT, span, 1)
    following = ir.Binary(INT, span, BinaryOperator.INT_WRAPPING_ADD, s.read(index, span), one)
    advance = ir.Assign(VOID, span, index, following)
    going = ir.Binary(BOOL, span, BinaryOperator.LESS, s.read(index, span), s.read(count, span))
    stop = ir.Break(NEVER, span, label, unit(span))
    round_ = ir.If(VOID, span, going, ir.Block(VOID, whole, (done,), advance), stop)
    statements = (
        ir.Let(VOID, span, items, source),
        ir.Let(VOID, span, count, length),
        ir.Let(VOID, span, index, ir.IntConstant(INT, span, 0)),
        ir.Loop(VOID, whole, label, round_),
    )
    return ir.Block(VOID, whole, statements, unit(whole))


def _over_iterator(s: Lowering, whole: Span, source: Expr, span: Span, label: LabelId, body: _Round) -> Expr:
    """Asks the iterator for one item after the other; it gives the item and itself as it is then."""
    method = s.typed.methods.get(span)
    if not isinstance(method, TraitMethodReference):
        return ir.Poison(ERROR, whole)
    iter_result = s.environment.signature(MemberId(method.trait, "iter"))
    own = dict(zip(iter_result.type_parameters, s.concrete_all(method.arguments), strict=True))
    iterator_type = s.in_instance(iter_result.result, own)
    iter_function = s.environment.implementation(method.trait, "iter", s.concrete_all(method.arguments))
    next_trait = s.environment.prelude_type("Iterator")
    next_function = s.environment.implementation(next_trait, "next", (iterator_type,))
    next_signature = s.environment.signature(MemberId(next_trait, "next"))
    pair_type = s.in_instance(next_signature.result, {next_signature.type_parameters[0]: iterator_type})
    if iter_function is None or next_function is None or s.pool.tag(pair_type) is not Tag.TUPLE:
        return ir.Poison(ERROR, whole)
    option_type = s.pool.arguments(pair_type)[0]
    definition = s.environment.definition(option_type)
    if not isinstance(definition, SumDefinition):
        return ir.Poison(ERROR, whole)
    iterator = s.new_local(iterator_type, is_mutable=True)
    pair, found = s.new_local(pair_type), s.new_local(option_type)
    some = next(index for index, variant in enumerate(definition.variants) if variant.fields)
    item_type = definition.variants[some].fields[0].type
    item, matched = s.new_local(item_type), s.new_local(option_type)
    step = PayloadStep(some, 0, item_type)
    bind = ir.Bind(item, Place(matched, (step,), item_type))
    cases = sorted(((some, ir.Leaf((bind,), 0)), (1 - some, ir.Leaf((), 1))), key=lambda case: case[0])
    tree = ir.SwitchVariant(Place(matched, (), option_type), tuple(cases), None)
    done = body(s.read(item, span))
    stop = ir.Break(NEVER, span, label, unit(span))
    chosen = ir.Match(VOID, whole, s.read(found, span), matched, (done, stop), tree)
    parts = (
        ir.Let(VOID, span, pair, ir.Call(pair_type, span, next_function, (s.read(iterator, span),))),
        ir.Let(VOID, span, found, ir.FieldGet(option_type, span, s.read(pair, span), 0)),
        ir.Assign(VOID, span, iterator, ir.FieldGet(iterator_type, span, s.read(pair, span), 1)),
    )
    started = ir.Let(VOID, span, iterator, ir.Call(iterator_type, span, iter_function, (source,)))
    round_ = ir.Block(VOID, whole, parts, chosen)
    return ir.Block(VOID, whole, (started, ir.Loop(VOID, whole, label, round_)), unit(whole))


def _over_numbers(s: Lowering, whole: Span, source: ast.Range, item_at: Span, label: LabelId, body: _Round) -> Expr:
    """A counting loop; the bounds are evaluated once, in the order they are written."""
    span = source.span
    counter = s.new_local(INT, is_mutable=True)
    statements: list[Expr] = [ir.Let(VOID, span, counter, expressions.lower(s, source.low))]
    high = _bound(s, source.high, statements)
    step = _bound(s, source.step, statements)
    if step is not None:
        is_zero = _int_test(s, BinaryOperator.EQUAL, step, None, span)
        panic = ir.CallIntrinsic(NEVER, span, Intrinsic.PANIC, (text("step cannot be zero", span),))
        statements.append(ir.If(VOID, span, is_zero, panic, unit(span)))
    done = body(s.read(counter, item_at))
    advance = _advance(s, counter, high, step, label, source)
    round_ = ir.Block(VOID, whole, (done,), advance)
    stop = ir.Break(NEVER, span, label, unit(span))
    if high is not None:
        going = _is_inside(s, counter, high, step, source)
        round_ = ir.Block(VOID, whole, (ir.If(VOID, span, going, unit(span), stop),), round_)
    statements.append(ir.Loop(VOID, whole, label, round_))
    return ir.Block(VOID, whole, tuple(statements), unit(whole))


def _bound(s: Lowering, e: ast.Expr | None, statements: list[Expr]) -> LocalId | None:
    if e is None:
        return None
    local = s.new_local(INT)
    statements.append(ir.Let(VOID, e.span, local, expressions.lower(s, e)))
    return local


def _int_test(s: Lowering, operator: BinaryOperator, left: LocalId, right: LocalId | None, span: Span) -> Expr:
    """Compares a local with another one, or with 0."""
    other = s.read(right, span) if right is not None else ir.IntConstant(INT, span, 0)
    return ir.Binary(BOOL, span, operator, s.read(left, span), other)


def _is_inside(s: Lowering, counter: LocalId, high: LocalId, step: LocalId | None, source: ast.Range) -> Expr:
    """Whether the counter has not passed the end; a negative step counts down."""
    span = source.span
    up = BinaryOperator.LESS_OR_EQUAL if source.is_inclusive else BinaryOperator.LESS
    upward = _int_test(s, up, counter, high, span)
    if step is None:
        return upward
    down = BinaryOperator.GREATER_OR_EQUAL if source.is_inclusive else BinaryOperator.GREATER
    downward = _int_test(s, down, counter, high, span)
    return ir.If(BOOL, span, _int_test(s, BinaryOperator.GREATER, step, None, span), upward, downward)


def _advance(
    s: Lowering, counter: LocalId, high: LocalId | None, step: LocalId | None, label: LabelId, source: ast.Range
) -> Expr:
    """The step to the next number. Beyond the end of `int` a bounded range ends, an endless one panics."""
    span = source.span
    stop = ir.Break(NEVER, span, label, unit(span))
    by = s.read(step, span) if step is not None else ir.IntConstant(INT, span, 1)
    if high is None:
        value = ir.Binary(INT, span, BinaryOperator.INT_ADD, s.read(counter, span), by)
        return ir.Assign(VOID, span, counter, value)
    value = ir.Binary(INT, span, BinaryOperator.INT_WRAPPING_ADD, s.read(counter, span), by)
    if step is None:
        move = ir.Assign(VOID, span, counter, value)
        if not source.is_inclusive:
            return move
        at_end = _int_test(s, BinaryOperator.EQUAL, counter, high, span)
        return ir.Block(VOID, span, (ir.If(VOID, span, at_end, stop, unit(span)),), move)
    following = s.new_local(INT)
    is_up = _int_test(s, BinaryOperator.GREATER, step, None, span)
    grew = _int_test(s, BinaryOperator.GREATER, following, counter, span)
    is_regular = ir.Binary(BOOL, span, BinaryOperator.EQUAL, is_up, grew)
    statements = (
        ir.Let(VOID, span, following, value),
        ir.If(VOID, span, is_regular, unit(span), stop),
        ir.Assign(VOID, span, counter, s.read(following, span)),
    )
    return ir.Block(VOID, span, statements, unit(span))
