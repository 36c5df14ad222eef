"""`?`, `??` and `let?` to canonical IR: each is a match on the carrier (language reference, part 3, 18).

value?      match value { Some(v) -> v, None -> return None }
a ?? b      match a { Some(v) -> v, None -> b }
"""

from ori_compiler.canon import ir
from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.ir import Bind, Expr, Leaf, LocalId, PayloadStep, Place, SwitchVariant
from ori_compiler.canon.lower import control, expressions, patterns, traces
from ori_compiler.canon.lower.results import ERR, OK, leave
from ori_compiler.canon.lower.state import Exit, Lowering, unit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import SumDefinition
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx
from ori_compiler.types.typed_body import LocalReference


def _sides(definition: SumDefinition) -> tuple[int, int]:
    """The variant with the value, and the other one."""
    good = 0 if definition.variants[0].name == "Ok" else 1
    return good, 1 - good


def propagate(s: Lowering, e: ast.Propagate) -> Expr:
    """`value?`."""
    value = expressions.lower(s, e.value)
    definition = s.environment.definition(value.type) if value.type not in (NEVER, ERROR) else None
    if not isinstance(definition, SumDefinition):
        return value if value.type == NEVER else ir.Poison(ERROR, e.span)
    matched = s.new_local(value.type)
    some, other = _sides(definition)
    good = _payload(s, definition, some, matched)
    bad = _payload(s, definition, other, matched)
    error = tuple(traces.passed_on(s, s.read(local, e.span), e.span) for local, _ in bad)
    ended = leave(s, ir.VariantNew(s.exit_type, e.span, other, error), e.span)
    arms = (s.read(good[0][0], e.span), ended)
    return ir.Match(s.type_of(e), e.span, value, matched, arms, _tree(matched, value.type, (some, good), (other, bad)))


def try_block(s: Lowering, e: ast.TryBlock) -> Expr:
    """`try { … }`: a block with a label, which `?` leaves."""
    type_ = s.type_of(e)
    definition = s.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, SumDefinition):
        return ir.Poison(ERROR, e.span)
    label = s.new_label()
    s.exits.append(Exit(label, len(s.scopes), type_))
    value = expressions.lower(s, e.body)
    s.exits.pop()
    if value.type not in (type_, NEVER, ERROR):
        value = ir.VariantNew(type_, e.span, _sides(definition)[0], (value,))
    return ir.Labelled(type_, e.span, label, value)


def left(s: Lowering, caught: Expr, type_: Idx, span: Span) -> Expr:
    """What a `catch` gives whose body `?` may leave: then the function around ends, as if there were no `catch`."""

    def taken_apart(value: Expr, good: Expr, good_local: LocalId, bad: Expr, bad_local: LocalId) -> Expr:
        matched = s.new_local(value.type)
        sides = []
        for variant, local in ((OK, good_local), (ERR, bad_local)):
            step = PayloadStep(variant, 0, s.locals[local].type)
            sides.append((variant, [(local, Bind(local, Place(matched, (step,), step.type)))]))
        return ir.Match(type_, span, value, matched, (good, bad), _tree(matched, value.type, sides[0], sides[1]))

    inner_type, message_type = s.pool.arguments(caught.type)
    value_type, carried_type = s.pool.arguments(inner_type)
    inner, message = s.new_local(inner_type), s.new_local(message_type)
    value, carried = s.new_local(value_type), s.new_local(carried_type)
    fine = ir.VariantNew(type_, span, OK, (s.read(value, span),))
    ended = leave(s, s.read(carried, span), span)
    panicked = ir.VariantNew(type_, span, ERR, (s.read(message, span),))
    returned = taken_apart(s.read(inner, span), fine, value, ended, carried)
    return taken_apart(caught, returned, inner, panicked, message)


def _payload(s: Lowering, definition: SumDefinition, variant: int, matched: LocalId) -> list[tuple[LocalId, Bind]]:
    """A local for each payload field of a variant, and how it is bound."""
    found: list[tuple[LocalId, Bind]] = []
    for position, field in enumerate(definition.variants[variant].fields):
        local = s.new_local(field.type)
        step = PayloadStep(variant, position, field.type)
        found.append((local, Bind(local, Place(matched, (step,), field.type))))
    return found


_Side = tuple[int, list[tuple[LocalId, Bind]]]


def _tree(matched: LocalId, type_: Idx, good: _Side, bad: _Side) -> SwitchVariant:
    cases = sorted(
        (
            (good[0], Leaf(tuple(bind for _, bind in good[1]), 0)),
            (bad[0], Leaf(tuple(bind for _, bind in bad[1]), 1)),
        ),
        key=lambda case: case[0],
    )
    return SwitchVariant(Place(matched, (), type_), tuple(cases), None)


def or_else(s: Lowering, value: Expr, otherwise: Expr, type_: Idx, span: Span) -> Expr:
    """The payload of an `Option`, or another value of the same type."""
    definition = s.environment.definition(value.type)
    if not isinstance(definition, SumDefinition):
        return ir.Poison(ERROR, span)
    matched = s.new_local(value.type)
    some, other = _sides(definition)
    good = _payload(s, definition, some, matched)
    tree = _tree(matched, value.type, (some, good), (other, []))
    return ir.Match(type_, span, value, matched, (s.read(good[0][0], span), otherwise), tree)


def coalesce(s: Lowering, e: ast.Coalesce) -> Expr:
    """`left ?? right`; the right side is computed only if it is needed."""
    value = expressions.lower(s, e.left)
    definition = s.environment.definition(value.type) if value.type not in (NEVER, ERROR) else None
    if not isinstance(definition, SumDefinition):
        return value if value.type == NEVER else ir.Poison(ERROR, e.span)
    matched = s.new_local(value.type)
    some, other = _sides(definition)
    good = _payload(s, definition, some, matched)
    type_ = s.type_of(e)
    payload: Expr = s.read(good[0][0], e.span)
    if type_ == value.type and type_ != payload.type:
        payload = ir.VariantNew(type_, e.span, some, (payload,))
    arms = (payload, expressions.lower(s, e.right))
    return ir.Match(type_, e.span, value, matched, arms, _tree(matched, value.type, (some, good), (other, [])))


def let_else(s: Lowering, e: ast.LetElse) -> Expr:
    """`let? pattern = value`: where the pattern does not match, the function ends with `None`.

    The match gives a tuple of what the pattern binds, which is bound again behind it.
    """
    value = expressions.lower(s, e.value)
    if value.type in (NEVER, ERROR) or control.is_broken(s, e.pattern):
        return value if value.type == NEVER else ir.Poison(ERROR, e.span)
    matched = s.new_local(value.type)
    place = Place(matched, (), value.type)
    arms = [ArmInput(e.pattern, None), ArmInput(ast.WildcardPattern(e.span), None)]
    compiled = compile_arms(arms, place, patterns.Patterns(s, e.span))
    definition = s.environment.definition(s.exit_type)
    none = _variant_named(definition, "None") if isinstance(definition, SumDefinition) else 0
    ended = leave(s, ir.VariantNew(s.exit_type, e.span, none, ()), e.span)
    bound = [s.declare(span) for span in s.typed.bindings if _is_bound_by(s, span, e.pattern)]
    types = tuple(s.locals[local].type for local in bound)
    if not bound:
        return ir.Match(VOID, e.span, value, matched, (unit(e.span), ended), compiled.tree)
    type_ = s.pool.tuple_(types)
    parts: Expr = ir.StructNew(type_, e.span, tuple(s.read(local, e.span) for local in bound))
    found = ir.Match(type_, e.span, value, matched, (parts, ended), compiled.tree)
    whole = s.new_local(type_)
    statements: list[Expr] = [ir.Let(VOID, e.span, whole, found)]
    for index, local in enumerate(bound):
        part = ir.FieldGet(types[index], e.span, s.read(whole, e.span), index)
        statements.append(ir.Let(VOID, e.span, local, part))
    return ir.Block(VOID, e.span, tuple(statements), unit(e.span))


def _is_bound_by(s: Lowering, span: Span, pattern: ast.Pattern) -> bool:
    reference = s.typed.references.get(span)
    is_alternative = isinstance(reference, LocalReference) and reference.binding != span
    return pattern.span.start <= span.start and span.end <= pattern.span.end and not is_alternative


def _variant_named(definition: SumDefinition, name: str) -> int:
    return next(index for index, variant in enumerate(definition.variants) if variant.name == name)
