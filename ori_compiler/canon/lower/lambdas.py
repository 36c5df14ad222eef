"""Lambdas and functions as values: closures (language reference, part 3, 16).

The body becomes a function of its own, whose first parameter is a tuple of what the lambda captured; the closure is an
object that holds that tuple. What is captured is copied when the closure is made.

    let n = 3;  xs.map(x -> x + n)      fn lambda(captured: (int), x: int) = x + captured.0
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.canon.lower import (
    calls,
    capabilities,
    control,
    expressions,
    propagation,
    recursions,
    scopes,
    shared_locals,
)
from ori_compiler.canon.lower.results import OK
from ori_compiler.canon.lower.state import Binding, Lowering
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.functions import LambdaFunction, MemberId
from ori_compiler.types.pool import ERROR, NEVER, VOID, Idx, Tag
from ori_compiler.types.typed_body import Evidence, FunctionReference, HiddenParameter, LocalReference, Provided


def lambda_(s: Lowering, e: ast.Lambda) -> Expr:
    """A closure."""
    return _closure(s, e, s.type_of(e), s.substitution)


def catch(s: Lowering, e: ast.Catch) -> Expr:
    """`catch(expr: value)`: the value as a closure, which the prelude calls.

    One that `?` leaves gives a `Result` of its own, whose errors are what the function around ends with.
    """
    type_, closure_type = s.type_of(e), s.type_of(e.body)
    if ERROR in (type_, closure_type):
        return ir.Poison(ERROR, e.span)
    payload, message = s.pool.arguments(type_)
    carried = s.exit_type if e.body.span in s.typed.left_catches else None
    result = s.environment.prelude_type("Result")
    if carried is not None:
        payload = s.environment.declared_type(result, (payload, carried))
        closure_type = s.pool.function((), payload)
    statements, cells = shared_locals.with_cells(s, shared_locals.assigned_in(s, e.body.body), e.span)
    body = _closure(s, e.body, closure_type, s.substitution, _Way(carried, cells=cells))
    function = s.environment.prelude_function("caught_result")
    if body.type == ERROR:
        return ir.Poison(ERROR, e.span)
    whole = s.environment.declared_type(result, (payload, message))
    caught: Expr = ir.Call(whole, e.span, s.environment.instance(function, (payload,)), (body,))
    if cells:
        kept = s.new_local(whole)
        statements.append(ir.Let(VOID, e.span, kept, caught))
        statements += shared_locals.taken_back(s, cells, e.span)
        caught = ir.Block(whole, e.span, tuple(statements), s.read(kept, e.span))
    return caught if carried is None else propagation.left(s, caught, type_, e.span)


class _Way(msgspec.Struct, frozen=True):
    """How the body of a closure of the compiler's own belongs to the function around it.

    See `Lowering.carried` and `Lowering.discarded`; `cells` are those of the locals that it assigns.
    """

    carried: Idx | None = None
    discarded: Idx | None = None
    cells: Mapping[Span, ir.LocalId] = {}


_ALONE: Final = _Way()


def release_closure(s: Lowering, e: ast.Lambda, type_: Idx, cells: Mapping[Span, ir.LocalId]) -> Expr:
    """The release of a `with(…)` for a panic: a part of the function that goes nowhere but to its own end."""
    discarded = s.exit_type if s.exit_type not in (ERROR, NEVER) else VOID
    return _closure(s, e, type_, s.substitution, _Way(discarded=discarded, cells=cells))


def _closure(s: Lowering, e: ast.Lambda, type_: Idx, substitution: Mapping[Idx, Idx], way: _Way = _ALONE) -> Expr:
    if type_ == ERROR or s.pool.tag(type_) is not Tag.FUNCTION:
        return ir.Poison(ERROR, e.span)
    captured = [binding for binding in _captured(s, e) if binding not in way.cells]
    values = [_read_binding(s, binding, e.span) for binding in captured]
    if e.span in s.typed.tasks:
        s.lambdas.taken[e.span] = frozenset(s.declare(binding) for binding in s.typed.tasks[e.span])
    captured += [(binding, binding) for binding in way.cells]
    values += [s.read(cell, e.span) for cell in way.cells.values()]
    return _object(s, e, type_, substitution, captured, values, way)


def _object(
    s: Lowering,
    e: ast.Lambda,
    type_: Idx,
    substitution: Mapping[Idx, Idx],
    captured: list[Binding],
    values: list[Expr],
    way: _Way = _ALONE,
) -> Expr:
    tuple_type = s.pool.tuple_(tuple(value.type for value in values)) if values else VOID
    function = _body(s, e, type_, substitution, captured, tuple_type, way)
    whole: Expr = ir.StructNew(tuple_type, e.span, tuple(values)) if values else ir.UnitConstant(VOID, e.span)
    return ir.ObjectNew(type_, e.span, whole, (function,))


def _captured(s: Lowering, e: ast.Lambda | ast.NameRef) -> list[Binding]:
    """What a lambda mentions of the function around it, in order of mention.

    Of a generalised lambda it is what that one captured.
    """
    found: dict[Binding, None] = {}
    for span, reference in sorted(s.typed.references.items(), key=lambda entry: entry[0].start):
        if not isinstance(reference, LocalReference) or not _is_inside(span, e.span):
            continue
        binding = reference.binding
        if binding not in s.typed.bindings or _is_inside(binding, e.span):
            continue
        again = s.lambdas.recursive.get(binding)
        if again is not None and not again.recursion.is_declared:
            found[binding, binding] = None
        if s.typed.bindings[binding].parameters:
            found.update(dict.fromkeys(_captured_by_generalized(s, binding)))
        else:
            found[binding] = None
    for span, evidence in sorted(s.typed.evidence.items(), key=lambda entry: entry[0].start):
        if _is_inside(span, e.span):
            found.update(dict.fromkeys(_captured_evidence(evidence, e.span)))
    return list(found)


def _captured_evidence(found: tuple[Evidence, ...], inside: Span) -> Iterator[Binding]:
    """What provides capabilities inside of a lambda, as far as it comes from outside."""
    for evidence in found:
        match evidence:
            case HiddenParameter(capability=trait):
                yield trait
            case Provided(binding=binding) if not _is_inside(binding, inside):
                yield binding
            case _:
                pass


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _read_binding(s: Lowering, binding: Binding, span: Span) -> Expr:
    if isinstance(binding, Span):
        return s.read(s.declare(binding), span)
    local = s.bound(binding)
    return ir.Poison(ERROR, span) if local is None else s.read(local, span)


def _body(
    s: Lowering,
    e: ast.Lambda,
    type_: Idx,
    substitution: Mapping[Idx, Idx],
    captured: list[Binding],
    tuple_type: Idx,
    way: _Way,
) -> LambdaFunction:
    """Lowers the body as a function; its captures are locals of it."""
    function = s.lambdas.reserved()
    recursion = s.typed.recursive.get(e.span)
    name = function if recursion is None else s.lambdas.reserved()
    inner = Lowering(s.typed, s.environment, name, substitution, s.lambdas, s.errors)
    *parameter_types, inner.result = s.pool.arguments(type_)
    inner.carried, inner.discarded = way.carried, way.discarded
    carried = way.carried
    value_type = inner.result if carried is None else s.pool.arguments(inner.result)[0]
    scopes.opened(inner)
    environment = inner.new_local(tuple_type, ir.CAPTURED)
    statements: list[Expr] = []
    parameters = len(parameter_types)
    if len(e.parameters) == parameters:
        for parameter in e.parameters:
            inner.declare(parameter.name.span)
    else:
        whole = inner.new_local(parameter_types[0])
    count = 1 + parameters
    if recursion is not None:
        tuple_type_ = None if len(e.parameters) == parameters else parameter_types[0]
        count += recursions.opened(
            inner, recursion, inner.result, frozenset(recursions.tail_calls(e.body)), tuple_type_
        )
        inner.bind((recursion.depth, recursion.depth), environment)
    if len(e.parameters) != parameters:
        statements += _taken_apart(inner, e, parameter_types[0], inner.read(whole, e.span))
    for position, binding in enumerate(captured):
        cell = way.cells.get(binding[0]) if isinstance(binding, tuple) and binding[0] == binding[1] else None
        if cell is None:
            statements.append(_restore(s, inner, binding, position, environment, e.span))
        else:
            statements += _shared(s, inner, binding, position, environment, e.span)
    body = expressions.lower(inner, e.body)
    if value_type == VOID and body.type not in (VOID, NEVER, ERROR):
        body = control.dropped(body)
    if carried is not None and body.type not in (NEVER, ERROR):
        body = ir.VariantNew(inner.result, e.body.span, OK, (body,))
    body = scopes.closed(inner, body, e.body.span)
    if statements:
        body = ir.Block(body.type, e.body.span, tuple(statements), body)
    finished = CanonFunction(name, count, tuple(inner.locals), inner.result, body, e.body.span)
    s.lambdas.functions[name.index] = finished
    if recursion is not None:
        s.lambdas.functions[function.index] = recursions.begun(inner, function, finished, recursion)
    return function


def _taken_apart(s: Lowering, e: ast.Lambda, tuple_type: Idx, whole: Expr) -> list[Expr]:
    """Several parameters where one tuple comes: they are its parts."""
    statements: list[Expr] = []
    for number, (parameter, type_) in enumerate(zip(e.parameters, s.pool.arguments(tuple_type), strict=True)):
        local = s.declare(parameter.name.span)
        statements.append(ir.Let(VOID, e.span, local, ir.FieldGet(type_, e.span, whole, number)))
    return statements


def _restore(
    outer: Lowering, inner: Lowering, binding: Binding, position: int, environment: ir.LocalId, span: Span
) -> Expr:
    """Binds what was captured, under the same name as outside."""
    tuple_type = inner.locals[environment].type
    type_ = inner.pool.arguments(tuple_type)[position]
    source = outer.declare(binding) if isinstance(binding, Span) else outer.bound(binding)
    declared = outer.locals[source] if source is not None else None
    name = declared.name if declared is not None else ""
    local = inner.new_local(type_, name, is_mutable=declared is not None and declared.is_mutable)
    inner.bind(binding, local)
    value = ir.FieldGet(type_, span, inner.read(environment, span), position)
    return ir.Let(VOID, span, local, value)


def _shared(
    outer: Lowering, inner: Lowering, binding: Binding, position: int, environment: ir.LocalId, span: Span
) -> list[Expr]:
    """Binds a local that has a cell: inside, it is a local as well, which fills the same cell."""
    assert isinstance(binding, tuple)
    known = outer.locals[outer.declare(binding[0])]
    cell_type = inner.pool.arguments(inner.locals[environment].type)[position]
    cell, local = inner.new_local(cell_type), inner.new_local(known.type, known.name, is_mutable=True)
    inner.bind(binding[0], local)
    inner.cells[local] = cell
    captured = ir.FieldGet(cell_type, span, inner.read(environment, span), position)
    return [
        ir.Let(VOID, span, cell, captured),
        ir.Let(VOID, span, local, shared_locals.read_cell(inner, cell, span)),
    ]


def function_value(
    s: Lowering, function: ItemId | MemberId, arguments: tuple[Idx, ...], type_: Idx, span: Span
) -> Expr:
    """A function as a value: a closure that calls it, and has captured what provides its capabilities."""
    if s.pool.tag(type_) is not Tag.FUNCTION:
        return ir.Poison(ERROR, span)
    *parameters, result = s.pool.arguments(type_)
    called = s.environment.instance(function, arguments)
    captured = tuple(capabilities.passed(s, span, s.environment.signature(function).capabilities, called))
    whole_type = s.pool.tuple_(tuple(value.type for value in captured)) if captured else VOID
    whole: Expr = ir.StructNew(whole_type, span, captured) if captured else ir.UnitConstant(VOID, span)
    index = len(s.lambdas.functions)
    s.lambdas.functions.append(None)
    wrapper = LambdaFunction(s.lambdas.owner, index)
    inner = Lowering(s.typed, s.environment, wrapper, s.substitution, s.lambdas, s.errors)
    environment = inner.read(inner.new_local(whole_type, ir.CAPTURED), span)
    values = [inner.read(inner.new_local(parameter), span) for parameter in parameters]
    values += [ir.FieldGet(value.type, span, environment, number) for number, value in enumerate(captured)]
    body = calls.called(inner, called, values, result, (), span)
    count = 1 + len(parameters)
    s.lambdas.functions[index] = CanonFunction(wrapper, count, tuple(inner.locals), result, body, span)
    return ir.ObjectNew(type_, span, whole, (wrapper,))


def let_generalized(s: Lowering, e: ast.Let, value: ast.Lambda | ast.NameRef, binding: Span) -> Expr:
    """A function that is used with several types: what it captures is kept now, a closure is made at each use."""
    statements: list[Expr] = []
    for captured in _captured(s, value):
        read = _read_binding(s, captured, e.span)
        local = s.new_local(read.type)
        statements.append(ir.Let(VOID, e.span, local, read))
        s.bind((binding, _key(captured)), local)
    return ir.Block(VOID, e.span, tuple(statements), ir.UnitConstant(VOID, e.span))


def _key(captured: Binding) -> Span | ItemId:
    return captured[1] if isinstance(captured, tuple) else captured


def _captured_by_generalized(s: Lowering, binding: Span) -> list[Binding]:
    value = _generalized_value(s, binding)
    return [] if value is None else [(binding, _key(captured)) for captured in _captured(s, value)]


def _generalized_value(s: Lowering, binding: Span) -> ast.Lambda | ast.NameRef | None:
    """The lambda or function that a generalised binding stands for."""
    for node in nodes(s.typed.body):
        if isinstance(node, ast.Let) and node.pattern.span == binding:
            return node.value if isinstance(node.value, (ast.Lambda, ast.NameRef)) else None
    return None


def generalized(s: Lowering, binding: Span, arguments: tuple[Idx, ...], span: Span) -> Expr:
    """One use of a function that is bound for several types."""
    value = _generalized_value(s, binding)
    parameters = s.typed.bindings[binding].parameters
    if value is None:
        return ir.Poison(ERROR, span)
    own = dict(zip(parameters, s.concrete_all(arguments), strict=True))
    substitution = {**s.substitution, **own}
    inner = Lowering(s.typed, s.environment, s.function, substitution, s.lambdas, s.errors)
    type_ = inner.concrete(s.typed.types[value.span])
    if isinstance(value, ast.NameRef):
        reference = s.typed.references.get(value.span)
        if not isinstance(reference, FunctionReference):
            return ir.Poison(ERROR, span)
        return function_value(inner, reference.function, inner.concrete_all(reference.arguments), type_, span)
    keys: list[Binding] = [(binding, _key(captured)) for captured in _captured(s, value)]
    values = [_read_binding(s, key, span) for key in keys]
    return _object(s, value, type_, substitution, _captured(s, value), values)
