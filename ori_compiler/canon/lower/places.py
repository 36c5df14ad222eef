"""Assignment to fields and elements: the values around the place are built anew (language reference, part 2, 20.2).

    p.at.x = v      p = Line { at: Point { x: v, y: p.at.y }, … }
    xs[i] = v       xs = list_set(xs, i, v)

The other parts are read before the new part is computed. So the old value is not needed any more by then, its parts are
nobody else's, and a list among them is changed in place.
"""

from collections.abc import Callable

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic, LocalId
from ori_compiler.canon.lower import collections, expressions, map_updates, shared_locals
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.functions import FunctionId, MemberId
from ori_compiler.types.inference.places import root_of
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Tag
from ori_compiler.types.typed_body import FieldReference, FunctionReference, LocalReference, TraitMethodReference


class FieldPart(msgspec.Struct, frozen=True):
    """A field of a struct."""

    index: int


class ElementPart(msgspec.Struct, frozen=True):
    """The element of a list, map or other collection, by a key that is computed already."""

    key: LocalId
    updated: FunctionId | None
    """The function that replaces an element; none for a list."""
    indexed: FunctionId | None = None
    """The function that reads an element; none for built-in types."""
    element: Idx = ERROR
    """The type of what `indexed` reads."""


class Place(msgspec.Struct, frozen=True):
    """A local and the way to a part of it. `statements` compute the keys."""

    root: LocalId
    parts: tuple[FieldPart | ElementPart, ...]
    statements: tuple[Expr, ...]


def lower_place(s: Lowering, target: ast.Expr) -> Place | None:
    """The place that an expression names; none if something about it was reported."""
    chain: list[ast.FieldAccess | ast.Index] = []
    root = target
    while isinstance(root, (ast.FieldAccess, ast.Index)):
        chain.append(root)
        root = root.base
    reference = s.typed.references.get(root.span)
    if not isinstance(reference, LocalReference):
        return None
    local = s.declare(reference.binding)
    parts: list[FieldPart | ElementPart] = []
    statements: list[Expr] = []
    for step in reversed(chain):
        if isinstance(step, ast.FieldAccess):
            field = s.typed.references.get(step.field.span)
            if not isinstance(field, FieldReference):
                return None
            parts.append(FieldPart(field.index))
            continue
        part = _element(s, step, Place(local, tuple(parts), ()), statements)
        if part is None:
            return None
        parts.append(part)
    return Place(local, tuple(parts), tuple(statements))


def _element(s: Lowering, step: ast.Index, base: Place, statements: list[Expr]) -> ElementPart | None:
    base_type = s.type_of(step.base)
    key = collections.index_key(s, step, lambda: read(s, base, step.base.span))
    if base_type == ERROR or key.type == ERROR:
        return None
    local = s.new_local(key.type)
    statements.append(ir.Let(VOID, step.span, local, key))
    match s.pool.tag(base_type):
        case Tag.LIST | Tag.FIXED_LIST:
            return ElementPart(local, None)
        case Tag.MAP:
            trait = s.environment.prelude_type("IndexSet")
            types = (base_type, *s.pool.arguments(base_type))
            return ElementPart(local, s.environment.implementation(trait, "updated", types))
        case _:
            method = s.typed.methods.get(Span(step.span.start, step.span.start))
            if not isinstance(method, TraitMethodReference):
                return None
            types = s.concrete_all(method.arguments)
            updated = s.environment.implementation(method.trait, method.name, types)
            reading = s.typed.methods.get(step.span)
            if not isinstance(reading, TraitMethodReference):
                return ElementPart(local, updated)
            read_types = s.concrete_all(reading.arguments)
            indexed = s.environment.implementation(reading.trait, reading.name, read_types)
            return ElementPart(local, updated, indexed, s.type_of(step))


def read(s: Lowering, place: Place, span: Span) -> Expr:
    """The value at a place."""
    value = s.read(place.root, span)
    for part in place.parts:
        value = _read_part(s, value, part, span)
    return value


def _read_part(s: Lowering, value: Expr, part: FieldPart | ElementPart, span: Span) -> Expr:
    match part:
        case FieldPart(index=index):
            definition = s.environment.definition(value.type)
            if not isinstance(definition, StructDefinition):
                return ir.Poison(ERROR, span)
            return ir.FieldGet(definition.fields[index].type, span, value, index)
        case ElementPart(key=key, indexed=indexed, element=element):
            if indexed is not None:
                return ir.Call(element, span, indexed, (value, s.read(key, span)))
            return collections.element(s, value, s.read(key, span), span)


def write(s: Lowering, place: Place, value: Callable[[Expr], Expr], span: Span) -> Expr:
    """Replaces the value at a place by what `value` makes of the old one. Of type `void`."""
    statements = list(place.statements)
    new = _updated(s, s.read(place.root, span), place.parts, value, statements, span)
    if new.type == NEVER:
        return ir.Block(NEVER, span, tuple(statements), new)
    if new.type == ERROR:
        return ir.Poison(ERROR, span)
    statements.append(shared_locals.assign(s, place.root, new, span))
    return ir.Block(VOID, span, tuple(statements), unit(span)) if len(statements) > 1 else statements[0]


def _updated(
    s: Lowering,
    base: Expr,
    parts: tuple[FieldPart | ElementPart, ...],
    value: Callable[[Expr], Expr],
    statements: list[Expr],
    span: Span,
) -> Expr:
    if not parts:
        return value(base)
    match parts[0]:
        case FieldPart(index=index):
            return _with_field(s, base, index, parts[1:], value, statements, span)
        case ElementPart(updated=None) if s.pool.tag(base.type) not in (Tag.LIST, Tag.FIXED_LIST):
            return ir.Poison(ERROR, span)
        case ElementPart(key=key, updated=None):
            whole = _kept(s, base, statements, span)
            collections.check_index(s, whole, key, statements, span)
            element = collections.unchecked_element(s, s.read(whole, span), s.read(key, span), span)
            inner = _updated(s, element, parts[1:], value, statements, span)
            if inner.type in (NEVER, ERROR):
                return inner
            return ir.CallIntrinsic(
                base.type, span, Intrinsic.LIST_SET, (s.read(whole, span), s.read(key, span), inner)
            )
        case ElementPart(key=key, updated=updated) as part:
            whole = _kept(s, base, statements, span)
            element = _read_part(s, s.read(whole, span), part, span)
            inner = _updated(s, element, parts[1:], value, statements, span)
            if updated is None or inner.type in (NEVER, ERROR):
                return inner
            return ir.Call(base.type, span, updated, (s.read(whole, span), s.read(key, span), inner))


def _kept(s: Lowering, value: Expr, statements: list[Expr], span: Span) -> LocalId:
    if isinstance(value, ir.LocalRef):
        return value.local
    local = s.new_local(value.type)
    statements.append(ir.Let(VOID, span, local, value))
    return local


def _with_field(
    s: Lowering,
    base: Expr,
    index: int,
    rest: tuple[FieldPart | ElementPart, ...],
    value: Callable[[Expr], Expr],
    statements: list[Expr],
    span: Span,
) -> Expr:
    definition = s.environment.definition(base.type)
    if base.type == NEVER:
        return base
    if not isinstance(definition, StructDefinition):
        return ir.Poison(ERROR, span)
    whole = _kept(s, base, statements, span)
    reads: list[Expr] = []
    for number, field in enumerate(definition.fields):
        part: Expr = ir.FieldGet(field.type, span, s.read(whole, span), number)
        if number != index:
            local = s.moved(field.type)
            statements.append(ir.Let(VOID, span, local, part))
            part = s.read(local, span)
        reads.append(part)
    inner = _updated(s, reads[index], rest, value, statements, span)
    if inner.type in (NEVER, ERROR):
        return inner
    new = s.moved(inner.type)
    statements.append(ir.Let(VOID, span, new, inner))
    reads[index] = s.read(new, span)
    return ir.StructNew(base.type, span, tuple(reads))


def assign(s: Lowering, e: ast.Assign) -> Expr:
    """`target = value` and `target op= value`."""
    place = lower_place(s, e.target)
    if place is None:
        value = expressions.lower(s, e.value)
        nothing = _never(s, e.target)
        # Nothing is ever assigned to a part of what does not exist.
        return ir.Poison(ERROR, e.span) if nothing is None else ir.Block(NEVER, e.span, (value,), nothing)
    operator = e.operator

    def new_value(old: Expr) -> Expr:
        value = expressions.lower(s, e.value)
        return value if operator is None else expressions.operate(s, operator, old, value, e.span)

    if not place.parts:
        new = new_value(s.read(place.root, e.target.span))
        return shared_locals.assign(s, place.root, new, e.span) if new.type not in (NEVER, ERROR) else new
    if _mentions(s, e.value, place.root) and not _changes(s, e.value):
        return map_updates.update(s, e) or write(s, place, new_value, e.span)
    if operator is not None and not _changes(s, e.value):
        return write(s, place, new_value, e.span)
    # The right side is computed first: it does not need the old value, or changes it itself.
    statements = list(place.statements)
    new = new_value(read(s, place, e.target.span))
    kept = s.moved(new.type)
    statements.append(ir.Let(VOID, e.span, kept, new))
    if new.type in (NEVER, ERROR):
        return new
    rest = Place(place.root, place.parts, ())
    statements.append(write(s, rest, lambda _: s.read(kept, e.span), e.span))
    return ir.Block(VOID, e.span, tuple(statements), unit(e.span))


def _never(s: Lowering, target: ast.Expr) -> Expr | None:
    """What a target begins with, if there is no such value."""
    root = root_of(target)
    if root is target or s.type_of(root) != NEVER:
        return None
    return expressions.lower(s, root)


def _changes(s: Lowering, e: ast.Expr) -> bool:
    """Whether an expression assigns something, or calls a method that changes its receiver."""
    if any(isinstance(node, ast.Assign) for node in nodes(e)):
        return True
    for span, reference in s.typed.references.items():
        if not (e.span.start <= span.start and span.end <= e.span.end):
            continue
        if isinstance(reference, FunctionReference) and s.environment.mutates(reference.function):
            return True
        if isinstance(reference, TraitMethodReference):
            if s.environment.mutates(MemberId(reference.trait, reference.name)):
                return True
    return False


def _mentions(s: Lowering, e: ast.Expr, root: LocalId) -> bool:
    """Whether an expression reads a local."""
    return any(
        isinstance(reference, LocalReference)
        and e.span.start <= span.start
        and span.end <= e.span.end
        and s.declare(reference.binding) == root
        for span, reference in s.typed.references.items()
    )
