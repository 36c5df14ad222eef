"""Blocks, bindings, conditionals, loops and `match` to canonical IR."""

from ori_compiler.canon import ir
from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.errors import NotExhaustive, UnreachableArm
from ori_compiler.canon.ir import BinaryOperator, Expr, LabelId, LocalId, Place
from ori_compiler.canon.lower import expressions
from ori_compiler.canon.lower.state import Lowering, Target, unit
from ori_compiler.canon.structural import text
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.inference.patterns import literal_type
from ori_compiler.types.pool import BOOL, BYTE, ERROR, INT, NEVER, STR, VOID, Idx
from ori_compiler.types.typed_body import FieldReference, LocalReference


def block(s: Lowering, e: ast.Block) -> Expr:
    """Statements, then a value."""
    statements = tuple(expressions.lower(s, statement) for statement in e.statements)
    result = expressions.lower(s, e.result) if e.result is not None else unit(Span(e.span.end - 1, e.span.end))
    type_ = s.type_of(e)
    return ir.Block(type_ if type_ != ERROR else result.type, e.span, statements, result)


def let(s: Lowering, e: ast.Let) -> Expr:
    """A name is bound directly; a pattern takes the value apart."""
    value = expressions.lower(s, e.value)
    return bind_pattern(s, e.pattern, value, e.span)


def bind_pattern(s: Lowering, pattern: ast.Pattern, value: Expr, span: Span) -> Expr:
    """Binds the names of a pattern that always matches."""
    if isinstance(pattern, ast.NamePattern) and pattern.span in s.typed.bindings:
        return ir.Let(VOID, span, s.declare(pattern.span), value)
    whole = s.new_local(value.type)
    statements: list[Expr] = [ir.Let(VOID, span, whole, value)]
    if value.type != ERROR and not _is_broken(s, pattern):
        place = Place(whole, (), value.type)
        arms = [ArmInput(pattern, None)]
        compiled = compile_arms(arms, place, s.typed, s.environment.definition, s.declare)
        tree = compiled.tree
        while isinstance(tree, ir.SwitchVariant) and tree.cases:
            tree = tree.cases[0][1]
        if isinstance(tree, ir.Leaf):
            statements += [ir.Let(VOID, span, bind.local, _read_place(s, bind.place, span)) for bind in tree.bindings]
    return _sequence(s, statements, span)


def _sequence(s: Lowering, statements: list[Expr], span: Span) -> Expr:
    return statements[0] if len(statements) == 1 else ir.Block(VOID, span, tuple(statements), unit(span))


def _read_place(s: Lowering, place: Place, span: Span) -> Expr:
    """The part of a local that a place names. A payload is read through a `Match` with one arm."""
    value: Expr = s.read(place.local, span)
    for step in place.steps:
        match step:
            case ir.FieldStep(index, type_):
                value = ir.FieldGet(type_, span, value, index)
            case ir.PayloadStep(variant, _, type_):
                matched, part = s.new_local(value.type), s.new_local(type_)
                bind = ir.Bind(part, Place(matched, (step,), type_))
                tree = ir.SwitchVariant(Place(matched, (), value.type), ((variant, ir.Leaf((bind,), 0)),), None)
                value = ir.Match(type_, span, value, matched, (s.read(part, span),), tree)
    return value


def assign(s: Lowering, e: ast.Assign) -> Expr:
    """`x.f.g op= v` becomes `x = { ...x, f: { ...x.f, g: x.f.g op v } }`."""
    path: list[ast.FieldAccess] = []
    root = e.target
    while isinstance(root, ast.FieldAccess):
        path.append(root)
        root = root.base
    reference = s.typed.references.get(root.span)
    if not isinstance(reference, LocalReference):
        expressions.lower(s, e.value)
        return ir.Poison(ERROR, e.span)
    local = s.declare(reference.binding)
    if e.operator is None:
        value = expressions.lower(s, e.value)
    else:
        current = expressions.lower(s, e.target)
        value = expressions.binary(s, e.operator, current, expressions.lower(s, e.value), e.span)
    for access in path:
        field = s.typed.references.get(access.field.span)
        base = expressions.lower(s, access.base)
        if base.type == NEVER:
            # There is no such value: nothing is ever assigned.
            return ir.Block(NEVER, e.span, (value,), base)
        if not isinstance(field, FieldReference):
            return ir.Poison(ERROR, e.span)
        value = ir.StructUpdate(base.type, e.span, base, field.index, value)
    return ir.Assign(VOID, e.span, local, value)


def conditional(s: Lowering, e: ast.If) -> Expr:
    """A chain of `else if` is built from its end, so that its length costs no depth."""
    type_ = s.type_of(e)
    chain: list[tuple[ast.If, Expr, Expr]] = []
    current: ast.Expr | None = e
    while isinstance(current, ast.If):
        condition = expressions.lower(s, current.condition)
        chain.append((current, condition, expressions.lower(s, current.then)))
        current = current.otherwise
    result = expressions.lower(s, current) if current is not None else unit(e.span)
    for node, condition, then in reversed(chain):
        result = ir.If(type_, node.span, condition, then, result)
    return result


def _drop(e: Expr) -> Expr:
    """Runs an expression for its effects."""
    if e.type in (VOID, NEVER):
        return e
    return ir.Block(VOID, e.span, (e,), unit(e.span))


def _target(s: Lowering, label: ast.Name | None) -> Target | None:
    for target in reversed(s.targets):
        if target.name == label.text if label is not None else target.is_loop:
            return target
    return None


def _body(s: Lowering, name: ast.Name | None, body: ast.Expr, break_: LabelId, continue_: LabelId | None) -> Expr:
    """A loop's body; with `continue_`, it is inside a block of that label, and leaving it goes on."""
    text_ = name.text if name is not None else ""
    s.targets.append(Target(text_, True, break_, continue_ or break_, continue_ is not None))
    lowered = _drop(expressions.lower(s, body))
    s.targets.pop()
    return lowered if continue_ is None else ir.Labelled(VOID, body.span, continue_, lowered)


def while_(s: Lowering, e: ast.While) -> Expr:
    """`loop { if condition then body else break }`."""
    label = s.new_label()
    condition = expressions.lower(s, e.condition)
    body = _body(s, e.label, e.body, label, None)
    stop = ir.Break(NEVER, e.condition.span, label, unit(e.span))
    return ir.Loop(VOID, e.span, label, ir.If(VOID, e.span, condition, body, stop))


def loop(s: Lowering, e: ast.Loop) -> Expr:
    """A loop's type is that of its break values."""
    label = s.new_label()
    return ir.Loop(s.type_of(e), e.span, label, _body(s, e.label, e.body, label, None))


def labelled_block(s: Lowering, e: ast.LabelledBlock) -> Expr:
    """A block that can be left early."""
    label = s.new_label()
    s.targets.append(Target(e.label.text, False, label, label, True))
    body = expressions.lower(s, e.body)
    s.targets.pop()
    return ir.Labelled(s.type_of(e), e.span, label, body)


def break_(s: Lowering, e: ast.Break) -> Expr:
    """Leaves a loop or block with a value."""
    value = expressions.lower(s, e.value) if e.value is not None else unit(e.span)
    target = _target(s, e.label)
    return ir.Poison(NEVER, e.span) if target is None else ir.Break(NEVER, e.span, target.break_label, value)


def continue_(s: Lowering, e: ast.Continue) -> Expr:
    """The next round: in a `for`, the step still has to be made."""
    target = _target(s, e.label)
    if target is None or not target.is_loop:
        return ir.Poison(NEVER, e.span)
    if target.continues_by_break:
        return ir.Break(NEVER, e.span, target.continue_label, unit(e.span))
    return ir.Continue(NEVER, e.span, target.continue_label)


def for_(s: Lowering, e: ast.For) -> Expr:
    """A counting loop; the bounds are evaluated once, in the order they are written."""
    source = e.source
    if not isinstance(source, ast.Range):
        return ir.Poison(ERROR, e.span)
    span = source.span
    counter = s.new_local(INT, is_mutable=True)
    statements: list[Expr] = [ir.Let(VOID, span, counter, expressions.lower(s, source.low))]
    high = _bound(s, source.high, statements)
    step = _bound(s, source.step, statements)
    if step is not None:
        is_zero = _int_test(s, BinaryOperator.EQUAL, step, None, span)
        panic = ir.CallIntrinsic(NEVER, span, ir.Intrinsic.PANIC, (text("step cannot be zero", span),))
        statements.append(ir.If(VOID, span, is_zero, panic, unit(span)))
    label, next_round = s.new_label(), s.new_label()
    variable = bind_pattern(s, e.pattern, s.read(counter, e.pattern.span), e.pattern.span)
    guard = expressions.lower(s, e.guard) if e.guard is not None else None
    body = _body(s, e.label, e.body, label, next_round)
    if guard is not None:
        body = ir.If(VOID, e.span, guard, body, unit(e.span))
    advance = _advance(s, counter, high, step, label, source)
    round_ = ir.Block(VOID, e.span, (variable, body), advance)
    stop = ir.Break(NEVER, span, label, unit(span))
    if high is not None:
        going = _is_inside(s, counter, high, step, source)
        round_ = ir.Block(VOID, e.span, (ir.If(VOID, span, going, unit(span), stop),), round_)
    statements.append(ir.Loop(VOID, e.span, label, round_))
    return ir.Block(VOID, e.span, tuple(statements), unit(e.span))


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


def match(s: Lowering, e: ast.Match) -> Expr:
    """The arms by a decision tree; what they leave uncovered is an error, an arm never reached a warning."""
    scrutinee = expressions.lower(s, e.scrutinee)
    local = s.new_local(scrutinee.type)
    arms = [ArmInput(arm.pattern, expressions.lower(s, arm.guard) if arm.guard is not None else None) for arm in e.arms]
    bodies = tuple(expressions.lower(s, arm.body) for arm in e.arms)
    if scrutinee.type == NEVER:
        return scrutinee
    if scrutinee.type == ERROR or any(_is_broken(s, arm.pattern) for arm in e.arms):
        return ir.Poison(ERROR, e.span)
    place = Place(local, (), scrutinee.type)
    compiled = compile_arms(arms, place, s.typed, s.environment.definition, s.declare)
    if compiled.missing:
        _report_missing(s, e, scrutinee.type, compiled.missing)
    else:
        for index, arm in enumerate(e.arms):
            if index not in compiled.reached:
                s.errors.warn(UnreachableArm(s.at(arm.pattern.span)))
    return ir.Match(s.type_of(e), e.span, scrutinee, local, bodies, compiled.tree)


def _is_broken(s: Lowering, pattern: ast.Pattern) -> bool:
    """Whether a pattern was reported, so that nothing can be said about what it covers."""
    match pattern:
        case (
            ast.Missing() | ast.ConstantRangePattern() | ast.QualifiedPattern() | ast.TuplePattern() | ast.ListPattern()
        ):
            return True
        case ast.VariantPattern() | ast.StructPattern():
            return pattern.span not in s.typed.arguments or any(_is_broken(s, f.pattern) for f in pattern.fields)
        case ast.OrPattern():
            return any(_is_broken(s, alternative) for alternative in pattern.alternatives)
        case ast.AtPattern():
            return _is_broken(s, pattern.pattern)
        case ast.LiteralPattern():
            return not _fits(pattern.value, s.typed.types[pattern.span])
        case ast.RangePattern():
            type_ = s.typed.types[pattern.span]
            return type_ in (STR, BOOL) or not (_fits(pattern.low, type_) and _fits(pattern.high, type_))
        case ast.NamePattern() | ast.WildcardPattern():
            return False


def _fits(value: ast.LiteralValue, type_: Idx) -> bool:
    found = literal_type(value)
    return found == type_ or (type_ == BYTE and found == INT)


def _report_missing(s: Lowering, e: ast.Match, type_: Idx, missing: tuple[str, ...]) -> None:
    end = s.at(Span(e.span.end - 1, e.span.end - 1))
    arms = ", ".join(f"{pattern} -> todo()" for pattern in missing)
    last = e.arms[-1].span.end if e.arms else e.scrutinee.span.end
    insert_at = s.at(Span(last, last)) if e.arms else end
    insert = f", {arms}" if e.arms else f" {arms} "
    name = s.environment.pool.name(type_)
    s.errors.emit(NotExhaustive(s.at(e.scrutinee.span), name, missing, insert_at, insert))
