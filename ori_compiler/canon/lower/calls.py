"""Calls to canonical IR: arguments in parameter order, defaults filled in, the function chosen."""

from collections.abc import Sequence

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr
from ori_compiler.canon.lower import (
    capabilities,
    collections,
    constant_calls,
    control,
    conversions,
    expressions,
    places,
    prelude,
    recursions,
)
from ori_compiler.canon.lower.results import changed_result
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.canon.object_tables import object_call
from ori_compiler.canon.structural import structural_call
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Signature
from ori_compiler.types.functions import FunctionId, MemberId, is_send
from ori_compiler.types.inference.places import is_place
from ori_compiler.types.pool import ERROR, INT, NEVER, VOID, Idx, Tag
from ori_compiler.types.typed_body import (
    CapabilityReference,
    ConversionReference,
    FunctionReference,
    StructuralReference,
    TraitMethodReference,
    TupleLengthReference,
    TypeReference,
    VariantReference,
)


def call(s: Lowering, e: ast.Call) -> Expr:
    """A call of a function, a constructor, a conversion or a function value."""
    callee = e.callee.callee if isinstance(e.callee, ast.TypeApplication) else e.callee
    if isinstance(callee, ast.SelfValue) and not callee.is_type:
        return recursions.self_call(s, e)
    reference = s.typed.references.get(callee.span)
    if isinstance(reference, ConversionReference):
        return conversions.conversion(s, e, reference.target)
    desugared = s.typed.desugared.get(e.span)
    if isinstance(desugared, ast.MethodCall):
        return method_call(s, desugared)
    if isinstance(desugared, ast.Call) and desugared is not e:
        e = desugared
        callee = e.callee.callee if isinstance(e.callee, ast.TypeApplication) else e.callee
        reference = s.typed.references.get(callee.span)
    if s.typed.arguments.get(e.span) is None:
        for argument in e.arguments:
            expressions.lower(s, argument.value)
        return ir.Poison(ERROR, e.span)
    match reference:
        case FunctionReference(function=function, arguments=arguments) if e.callee.span not in s.typed.types:
            return _static_call(s, e, function, s.concrete_all(arguments), None)
        case VariantReference(type=type_, index=index):
            return _variant(s, e, s.concrete(type_), index)
        case TypeReference(type=type_):
            inner = expressions.lower(s, e.arguments[0].value)
            return ir.StructNew(s.concrete(type_), e.span, (inner,))
        case _:
            return _value_call(s, e)


def _variant(s: Lowering, e: ast.Call, type_: Idx, index: int) -> Expr:
    statements, arguments = in_parameter_order(s, e.arguments, s.typed.arguments[e.span])
    built = ir.VariantNew(type_, e.span, index, tuple(arguments))
    return ir.Block(type_, e.span, tuple(statements), built) if statements else built


def _value_call(s: Lowering, e: ast.Call) -> Expr:
    """A call of a function value: the closure is an object with one method."""
    callee = expressions.lower(s, e.callee)
    arguments = tuple(expressions.lower(s, argument.value) for argument in e.arguments)
    if callee.type in (NEVER, ERROR):
        return callee
    if s.pool.tag(callee.type) is not Tag.FUNCTION:
        return ir.Poison(ERROR, e.span)
    return ir.ObjectCall(s.pool.arguments(callee.type)[-1], e.span, callee, 0, arguments)


def method_call(s: Lowering, e: ast.MethodCall) -> Expr:
    """A call of a method, of a function of a type, or through a trait's name."""
    desugared = s.typed.desugared.get(e.span)
    if isinstance(desugared, ast.Call):
        return call(s, desugared)
    if isinstance(desugared, ast.MethodCall):
        e = desugared
    reference = s.typed.references.get(e.name.span)
    if s.typed.arguments.get(e.span) is None:
        for argument in e.arguments:
            expressions.lower(s, argument.value)
        return ir.Poison(ERROR, e.span)
    match reference:
        case FunctionReference(function=function, arguments=arguments):
            return _static_call(s, e, function, s.concrete_all(arguments), e.receiver)
        case TraitMethodReference():
            return _trait_call(s, e, reference)
        case CapabilityReference():
            return capabilities.operation(s, e, reference)
        case StructuralReference(operation=operation):
            receiver = expressions.lower(s, e.receiver)
            others = [expressions.lower(s, argument.value) for argument in e.arguments]
            return structural_call(operation, receiver, others, e.span, s.environment)
        case TupleLengthReference(length=length):
            receiver = control.dropped(expressions.lower(s, e.receiver))
            return ir.Block(INT, e.span, (receiver,), ir.IntConstant(INT, e.span, length))
        case _:
            return ir.Poison(ERROR, e.span)


def _static_call(
    s: Lowering,
    e: ast.Call | ast.MethodCall,
    function: ItemId | MemberId,
    arguments: tuple[Idx, ...],
    receiver: ast.Expr | None,
) -> Expr:
    signature = s.environment.signature(function)
    instance = s.environment.instance(function, arguments)
    result = result_type(s, signature, arguments)
    has_self = signature.receiver is not None and receiver is not None
    if has_self and receiver is not None and s.environment.mutates(function):
        return _changing_call(s, e, receiver, signature, instance, arguments, result)
    first = [expressions.lower(s, receiver)] if has_self and receiver is not None else []
    statements, values = call_arguments(s, e, signature, arguments, first)
    if is_send(function) and isinstance(values[-1], ir.LocalRef):
        s.lambdas.sent[e.span] = values[-1].local
    values += capabilities.passed(s, _name_span(e), signature.capabilities, instance)
    found = called(s, instance, values, result, statements, e.span)
    return constant_calls.folded(s, signature, instance, values, statements, found)


def _name_span(e: ast.Call | ast.MethodCall) -> Span:
    """Where the name of the callee stands."""
    if isinstance(e, ast.MethodCall):
        return e.name.span
    return e.callee.callee.span if isinstance(e.callee, ast.TypeApplication) else e.callee.span


def _trait_call(s: Lowering, e: ast.MethodCall, reference: TraitMethodReference) -> Expr:
    arguments = s.concrete_all(reference.arguments)
    member = MemberId(reference.trait, reference.name)
    signature = s.environment.signature(member)
    result = result_type(s, signature, arguments)
    self_type = arguments[0]
    is_provider = s.pool.tag(self_type) is Tag.CAPABILITY
    is_object = is_provider or (s.pool.tag(self_type) is Tag.OBJECT and signature.receiver is not None)
    if is_object and not is_provider and s.environment.mutates(member):
        return _changing_call(s, e, e.receiver, signature, member, arguments, result)
    if is_object:
        receiver = expressions.lower(s, e.receiver)
        statements, values = call_arguments(s, e, signature, arguments, [receiver])
        values += capabilities.passed(s, e.name.span, signature.capabilities, None)
        found = object_call(
            s.environment, reference.trait, reference.name, values[0], tuple(values[1:]), result, e.span
        )
        return ir.Block(found.type, e.span, tuple(statements), found) if statements else found
    instance = s.environment.implementation(reference.trait, reference.name, arguments)
    if instance is None:
        return ir.Poison(ERROR, e.span)
    if signature.receiver is None:
        statements, values = call_arguments(s, e, signature, arguments, [])
        values += capabilities.passed(s, e.name.span, signature.capabilities, instance)
        return called(s, instance, values, result, statements, e.span)
    if s.environment.mutates(member):
        return _changing_call(s, e, e.receiver, signature, instance, arguments, result)
    statements, values = call_arguments(s, e, signature, arguments, [expressions.lower(s, e.receiver)])
    values += capabilities.passed(s, e.name.span, signature.capabilities, instance)
    return called(s, instance, values, result, statements, e.span)


def result_type(s: Lowering, signature: Signature, arguments: tuple[Idx, ...]) -> Idx:
    """What a function gives back for these type arguments."""
    return s.in_instance(signature.result, dict(zip(signature.type_parameters, arguments, strict=True)))


def called(
    s: Lowering, function: FunctionId, values: Sequence[Expr], result: Idx, statements: Sequence[Expr], span: Span
) -> Expr:
    """A call of a function that is chosen already, after the statements that compute its arguments."""
    name = s.environment.intrinsic_name(function)
    if name:
        value: Expr = prelude.expand(s, name, list(values), result, span)
    elif any(value.type == ERROR for value in values):
        value = ir.Poison(ERROR, span)
    else:
        value = ir.Call(result, span, function, tuple(values))
    return ir.Block(value.type, span, tuple(statements), value) if statements else value


def _changing_call(
    s: Lowering,
    e: ast.Call | ast.MethodCall,
    receiver: ast.Expr,
    signature: Signature,
    function: FunctionId,
    arguments: tuple[Idx, ...],
    result: Idx,
) -> Expr:
    """A method that changes its receiver: what comes back is assigned to it. Of an object it is the trait's method."""
    place = places.lower_place(s, receiver) if is_place(receiver) else None
    if place is None:
        value = expressions.lower(s, receiver)
        local = s.new_local(value.type, is_mutable=True)
        place = places.Place(local, (), (ir.Let(VOID, e.span, local, value),))
    returned: list[Expr] = []

    def changed(old: Expr) -> Expr:
        statements, values = call_arguments(s, e, signature, arguments, [old])
        type_ = changed_result(s.pool, old.type, result)
        is_object = s.pool.tag(old.type) is Tag.OBJECT and isinstance(function, MemberId)
        chosen = None if is_object else function
        values += capabilities.passed(s, _name_span(e), signature.capabilities, chosen)
        if is_object and isinstance(function, MemberId):
            call = object_call(s.environment, function.item, function.name, values[0], tuple(values[1:]), type_, e.span)
            found = ir.Block(type_, e.span, tuple(statements), call) if statements else call
        else:
            found = called(s, function, values, type_, statements, e.span)
        if type_ == old.type:
            return found
        both = s.new_local(type_)
        kept = s.new_local(result)
        returned.append(s.read(kept, e.span))
        parts = (
            ir.Let(VOID, e.span, both, found),
            ir.Let(VOID, e.span, kept, ir.FieldGet(result, e.span, s.read(both, e.span), 1)),
        )
        return ir.Block(old.type, e.span, parts, ir.FieldGet(old.type, e.span, s.read(both, e.span), 0))

    written = places.write(s, place, changed, e.span)
    if not returned:
        if result == NEVER and written.type == VOID:
            return ir.Block(VOID, e.span, (written,), ir.UnitConstant(VOID, e.span))
        return written
    return ir.Block(result, e.span, (written,), returned[0])


def call_arguments(
    s: Lowering, e: ast.Call | ast.MethodCall, signature: Signature, types: tuple[Idx, ...], first: list[Expr]
) -> tuple[list[Expr], list[Expr]]:
    """Statements that keep the written order, and all arguments in the order of the parameters."""
    indices = s.typed.arguments[e.span]
    parameters = signature.parameters
    is_variadic = bool(parameters) and parameters[-1].is_variadic
    if not is_variadic and len(indices) == len(parameters) and list(indices) == sorted(indices):
        return [], [*first, *(expressions.lower(s, argument.value) for argument in e.arguments)]
    statements: list[Expr] = []
    kept = [_keep(s, value, statements) for value in first]
    last = len(parameters) - 1
    plain = [(a, i) for a, i in zip(e.arguments, indices, strict=True) if not (is_variadic and i == last)]
    rest = [a.value for a, i in zip(e.arguments, indices, strict=True) if is_variadic and i == last]
    ordered: dict[int, Expr] = {}
    for argument, index in plain:
        ordered[index] = _keep(s, expressions.lower(s, argument.value), statements)
    if is_variadic:
        element = parameters[last].type
        list_type = _parameter_type(s, signature, types, element)
        ordered[last] = _keep(s, collections.list_of(s, rest, list_type, e.span), statements)
    for index, parameter in enumerate(parameters):
        if index not in ordered:
            default = s.environment.default_of(signature.function, parameter.name)
            type_ = _parameter_type(s, signature, types, parameter.type)
            ordered[index] = ir.Call(type_, e.span, s.environment.instance(default, types), ())
    return statements, [*kept, *(ordered[index] for index in range(len(parameters)))]


def _parameter_type(s: Lowering, signature: Signature, types: tuple[Idx, ...], type_: Idx) -> Idx:
    return s.in_instance(type_, dict(zip(signature.type_parameters, types, strict=True)))


def _keep(s: Lowering, value: Expr, statements: list[Expr]) -> Expr:
    """Evaluates a value now, to be read once later."""
    local = s.moved(value.type)
    statements.append(ir.Let(VOID, value.span, local, value))
    return s.read(local, value.span)


def in_parameter_order(
    s: Lowering, arguments: Sequence[ast.Argument], indices: tuple[int, ...]
) -> tuple[list[Expr], list[Expr]]:
    """Arguments in parameter order. If that is not the written order, they are bound first, as written."""
    values = [expressions.lower(s, argument.value) for argument in arguments]
    if list(indices) == sorted(indices):
        return [], values
    statements: list[Expr] = []
    ordered = {index: _keep(s, value, statements) for value, index in zip(values, indices, strict=True)}
    return statements, [ordered[index] for index in sorted(ordered)]


def trait_operation(
    s: Lowering, method: TraitMethodReference, values: tuple[Expr, ...], type_: Idx, span: Span
) -> Expr:
    """An operator or conversion that is a method of a trait."""
    if any(value.type == ERROR for value in values):
        return ir.Poison(ERROR, span)
    arguments = s.concrete_all(method.arguments)
    signature = s.environment.signature(MemberId(method.trait, method.name))
    result = result_type(s, signature, arguments)
    if s.pool.tag(arguments[0]) is Tag.OBJECT:
        return object_call(s.environment, method.trait, method.name, values[0], values[1:], result, span)
    function = s.environment.implementation(method.trait, method.name, arguments)
    if function is None:
        return ir.Poison(ERROR, span)
    return called(s, function, values, result, (), span)
