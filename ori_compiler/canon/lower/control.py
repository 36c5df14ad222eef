"""Blocks, bindings, conditionals and `match` to canonical IR."""

from ori_compiler.canon import ir
from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.errors import NotExhaustive, UnreachableArm
from ori_compiler.canon.ir import Expr, Place
from ori_compiler.canon.lower import expressions, lambdas, loops, patterns, scopes
from ori_compiler.canon.lower.overlapping_ranges import warn_of_overlaps
from ori_compiler.canon.lower.results import leave
from ori_compiler.canon.lower.state import Lowering, Target, unit
from ori_compiler.canon.lower.useless_alternatives import warn_of_alternatives
from ori_compiler.canon.pattern_ranges import range_bounds
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.inference.patterns import literal_type
from ori_compiler.types.pool import BOOL, BYTE, ERROR, INT, NEVER, STR, VOID, Idx


def block(s: Lowering, e: ast.Block) -> Expr:
    """Statements, then a value."""
    scopes.opened(s)
    statements = tuple(scopes.statement(s, statement, expressions.lower) for statement in e.statements)
    result = (
        scopes.statement(s, e.result, expressions.lower)
        if e.result is not None
        else unit(Span(e.span.end - 1, e.span.end))
    )
    type_ = s.type_of(e)
    lowered = ir.Block(type_ if type_ != ERROR else result.type, e.span, statements, result)
    return scopes.closed(s, lowered, e.span)


def let(s: Lowering, e: ast.Let) -> Expr:
    """A name is bound directly; a pattern takes the value apart."""
    if isinstance(e.pattern, ast.NamePattern) and isinstance(e.value, (ast.Lambda, ast.NameRef)):
        binding = s.typed.bindings.get(e.pattern.span)
        if binding is not None and binding.parameters:
            return lambdas.let_generalized(s, e, e.value, e.pattern.span)
    value = expressions.lower(s, e.value)
    return bind_pattern(s, e.pattern, value, e.span)


def bind_pattern(s: Lowering, pattern: ast.Pattern, value: Expr, span: Span) -> Expr:
    """Binds the names of a pattern that always matches."""
    if isinstance(pattern, ast.NamePattern) and pattern.span in s.typed.bindings:
        return ir.Let(VOID, span, s.declare(pattern.span), value)
    whole = s.new_local(value.type)
    statements: list[Expr] = [ir.Let(VOID, span, whole, value)]
    if value.type != ERROR and not is_broken(s, pattern):
        place = Place(whole, (), value.type)
        compiled = compile_arms([ArmInput(pattern, None)], place, patterns.Patterns(s, span))
        tree = compiled.tree
        while True:
            if isinstance(tree, ir.SwitchVariant) and tree.cases:
                tree = tree.cases[0][1]
            elif isinstance(tree, ir.Compute):
                statements.append(ir.Let(VOID, span, tree.local, tree.value))
                tree = tree.then
            elif isinstance(tree, ir.SwitchLiteral) and not tree.cases and tree.default is not None:
                tree = tree.default
            else:
                break
        if isinstance(tree, ir.Leaf):
            statements += [ir.Let(VOID, span, bind.local, read_place(s, bind.place, span)) for bind in tree.bindings]
    return _sequence(s, statements, span)


def _sequence(s: Lowering, statements: list[Expr], span: Span) -> Expr:
    return statements[0] if len(statements) == 1 else ir.Block(VOID, span, tuple(statements), unit(span))


def read_place(s: Lowering, place: Place, span: Span) -> Expr:
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


def conditional(s: Lowering, e: ast.If) -> Expr:
    """A chain of `else if` is built from its end, so that its length costs no depth."""
    taken = s.typed.desugared.get(e.span, e)
    if not isinstance(taken, ast.If):
        return expressions.lower(s, taken)
    e = taken
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


def dropped(e: Expr) -> Expr:
    """Runs an expression for its effects."""
    if e.type in (VOID, NEVER):
        return e
    return ir.Block(VOID, e.span, (e,), unit(e.span))


def target_of(s: Lowering, label: ast.Name | None) -> Target | None:
    """The loop or block that a `break` or `continue` leaves."""
    for target in reversed(s.targets):
        if target.name == label.text if label is not None else target.is_loop:
            return target
    return None


def labelled_block(s: Lowering, e: ast.LabelledBlock) -> Expr:
    """A block that can be left early."""
    label = s.new_label()
    s.targets.append(Target(e.label.text, False, label, label, True, len(s.scopes)))
    body = expressions.lower(s, e.body)
    s.targets.pop()
    return ir.Labelled(s.type_of(e), e.span, label, body)


def break_(s: Lowering, e: ast.Break) -> Expr:
    """Leaves a loop or block with a value; a `for … yield` takes the value along."""
    value = expressions.lower(s, e.value) if e.value is not None else unit(e.span)
    target = target_of(s, e.label)
    if target is None and s.discarded is not None:
        return leave(s, value, e.span)
    if target is None:
        return ir.Poison(NEVER, e.span)
    label = target.break_label
    if target.collection is not None and e.value is not None:
        value = loops.collect(s, target.collection, value, e.span)
    return scopes.leaving(s, target.depth, lambda kept: ir.Break(NEVER, e.span, label, kept), value, e.span)


def continue_(s: Lowering, e: ast.Continue) -> Expr:
    """The next round: in a `for`, the step still has to be made."""
    target = target_of(s, e.label)
    if target is None and s.discarded is not None:
        return leave(s, unit(e.span) if e.value is None else expressions.lower(s, e.value), e.span)
    if target is None or not target.is_loop:
        return ir.Poison(NEVER, e.span)
    value = unit(e.span)
    if target.collection is not None and e.value is not None:
        value = loops.collect(s, target.collection, expressions.lower(s, e.value), e.span)
    label = target.continue_label

    def jump(kept: Expr) -> Expr:
        if target.continues_by_break:
            return ir.Break(NEVER, e.span, label, kept)
        again = ir.Continue(NEVER, e.span, label)
        return again if isinstance(kept, ir.UnitConstant) else ir.Block(NEVER, e.span, (kept,), again)

    return scopes.leaving(s, target.depth, jump, value, e.span)


def _arm(s: Lowering, arm: ast.Arm) -> Expr:
    """The body of an arm; what its pattern binds ends with it."""
    scopes.opened(s)
    scopes.declare_all(s, arm.pattern)
    body = expressions.lower(s, arm.body)
    return scopes.closed(s, body, arm.span)


def _is_empty(pattern: ast.Pattern) -> bool:
    if not isinstance(pattern, ast.RangePattern):
        return False
    low, high = range_bounds(pattern)
    return low > high


def match(s: Lowering, e: ast.Match) -> Expr:
    """The arms by a decision tree; what they leave uncovered is an error, an arm never reached a warning."""
    scrutinee = expressions.lower(s, e.scrutinee)
    local = s.new_local(scrutinee.type)
    arms = [ArmInput(arm.pattern, expressions.lower(s, arm.guard) if arm.guard is not None else None) for arm in e.arms]
    bodies = tuple(_arm(s, arm) for arm in e.arms)
    if scrutinee.type == NEVER:
        return scrutinee
    if _is_unknown(s, scrutinee.type) or any(is_broken(s, arm.pattern) for arm in e.arms):
        return ir.Poison(ERROR, e.span)
    place = Place(local, (), scrutinee.type)
    compiled = compile_arms(arms, place, patterns.Patterns(s, e.span))
    if compiled.missing:
        _report_missing(s, e, scrutinee.type, compiled.missing)
    else:
        for index, arm in enumerate(e.arms):
            if index not in compiled.reached:
                s.errors.warn(UnreachableArm(s.at(arm.pattern.span), _is_empty(arm.pattern)))
        warn_of_alternatives(s, e, arms, scrutinee.type, frozenset(compiled.reached))
        warn_of_overlaps(s, e.arms)
    return ir.Match(s.type_of(e), e.span, scrutinee, local, bodies, compiled.tree)


def _is_unknown(s: Lowering, type_: Idx) -> bool:
    """Whether something about a type was reported, so that nothing can be said about its values."""
    definition = s.environment.definition(type_)
    variants = definition.variants if isinstance(definition, SumDefinition) else ()
    return s.pool.has_errors(type_) or any(s.pool.has_errors(f.type) for variant in variants for f in variant.fields)


def is_broken(s: Lowering, pattern: ast.Pattern) -> bool:
    """Whether a pattern was reported, so that nothing can be said about what it covers."""
    match pattern:
        case ast.Missing():
            return True
        case ast.ConstantRangePattern():
            return pattern.span not in s.typed.ranges
        case ast.TuplePattern() | ast.ListPattern():
            parts = pattern.elements
            return pattern.span not in s.typed.arguments or any(is_broken(s, part) for part in parts)
        case ast.QualifiedPattern():
            is_known = pattern.span in s.typed.references and (not pattern.fields or pattern.span in s.typed.arguments)
            return not is_known or any(is_broken(s, f.pattern) for f in pattern.fields)
        case ast.VariantPattern() | ast.StructPattern():
            return pattern.span not in s.typed.arguments or any(is_broken(s, f.pattern) for f in pattern.fields)
        case ast.OrPattern():
            return any(is_broken(s, alternative) for alternative in pattern.alternatives)
        case ast.AtPattern():
            return is_broken(s, pattern.pattern)
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
