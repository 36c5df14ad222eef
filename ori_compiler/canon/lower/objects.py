"""Boxing: a value becomes an object of a trait, with the functions of the trait beside it.

A method that changes `self` gives the changed value back with its result. Behind an object nobody knows the type of
that value, so such a method has an adapter in the table, which puts the changed value into an object of its own.
"""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.canon.lower.results import changed_result
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.canon.object_tables import object_call, slots, used_of
from ori_compiler.source.span import Span
from ori_compiler.types.capabilities import provided
from ori_compiler.types.functions import FunctionId, LambdaFunction, MemberId
from ori_compiler.types.pool import ERROR, VOID, Idx, Tag


def boxed(s: Lowering, value: Expr, object_type: Idx, span: Span) -> Expr:
    """A value as an object of a trait that its type implements."""
    if value.type == object_type:
        return value
    methods = _table(s, value.type, object_type, span)
    return ir.Poison(ERROR, span) if methods is None else ir.ObjectNew(object_type, span, value, methods)


def _table(s: Lowering, value_type: Idx, object_type: Idx, span: Span) -> tuple[FunctionId, ...] | None:
    """The functions of an object in the order of its slots; none if one of them is not known."""
    known = s.lambdas.tables.get((value_type, object_type))
    if known is not None:
        return known
    is_object = s.pool.tag(value_type) is Tag.OBJECT
    methods: list[FunctionId] = []
    adapters: list[tuple[LambdaFunction, MemberId, tuple[Idx, ...], FunctionId | None]] = []
    for bound, name in slots(s.environment, object_type):
        member, types = MemberId(s.pool.declaration(bound), name), (value_type, *s.pool.arguments(bound))
        function = None if is_object else s.environment.implementation(member.item, name, types)
        if function is None and not is_object:
            return None
        if function is None or s.environment.mutates(member) or not _takes_all(s, member, function):
            adapter = LambdaFunction(s.lambdas.owner, len(s.lambdas.functions), is_adapter=True)
            s.lambdas.functions.append(None)
            adapters.append((adapter, member, types, function))
            methods.append(adapter)
        else:
            methods.append(function)
    table = s.lambdas.tables[value_type, object_type] = tuple(methods)
    for adapter, member, types, function in adapters:
        s.lambdas.functions[adapter.index] = _adapter(s, adapter, member, types, function, object_type, table, span)
    return table


def _takes_all(s: Lowering, member: MemberId, function: FunctionId) -> bool:
    """Whether an implementation has the hidden parameters of its trait's method."""
    return len(used_of(s.environment, member, function)) == len(provided(s.environment.signature(member).capabilities))


def _adapter(
    s: Lowering,
    adapter: LambdaFunction,
    member: MemberId,
    types: tuple[Idx, ...],
    function: FunctionId | None,
    object_type: Idx,
    table: tuple[FunctionId, ...],
    span: Span,
) -> CanonFunction:
    """Calls a method of the value, which is an object itself if no `function` is given."""
    signature = s.environment.signature(member)
    substitution = dict(zip(signature.type_parameters, types, strict=False))
    result = s.in_instance(signature.result, substitution)
    inner = Lowering(s.typed, s.environment, adapter, s.substitution, s.lambdas, s.errors)
    receiver = inner.read(inner.new_local(types[0], "self"), span)
    parameters = [s.in_instance(parameter.type, substitution) for parameter in signature.parameters]
    values = tuple(inner.read(inner.new_local(type_), span) for type_ in parameters)
    capabilities = [s.pool.capability(trait) for trait in provided(signature.capabilities)]
    hidden = tuple(inner.read(inner.new_local(type_), span) for type_ in capabilities)
    is_changing = s.environment.mutates(member)
    given = changed_result(s.pool, types[0], result) if is_changing else result
    if function is None:
        call = object_call(s.environment, member.item, member.name, receiver, (*values, *hidden), given, span)
    else:
        used = (hidden[number] for number in used_of(s.environment, member, function))
        call = ir.Call(given, span, function, (receiver, *values, *used))
    body = _boxed_again(inner, call, result, object_type, types[0], table, span) if is_changing else call
    return CanonFunction(adapter, 1 + len(values) + len(hidden), tuple(inner.locals), body.type, body, span)


def _boxed_again(
    s: Lowering, call: Expr, result: Idx, object_type: Idx, value_type: Idx, table: tuple[FunctionId, ...], span: Span
) -> Expr:
    """What a method that changes `self` gives back, with the changed value as an object."""
    if call.type == value_type:
        return ir.ObjectNew(object_type, span, call, table)
    both = s.new_local(call.type)
    changed = ir.ObjectNew(object_type, span, ir.FieldGet(value_type, span, s.read(both, span), 0), table)
    type_ = changed_result(s.pool, object_type, result)
    parts = (changed, ir.FieldGet(result, span, s.read(both, span), 1))
    return ir.Block(type_, span, (ir.Let(VOID, span, both, call),), ir.StructNew(type_, span, parts))
