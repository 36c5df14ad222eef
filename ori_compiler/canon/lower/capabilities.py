"""Capabilities at run time: who provides one is passed to whoever needs it, as an object (part 3, section 5).

A function with `uses Http` has a hidden parameter for it behind its own, and `Http.get(…)` calls a slot of the object's
table, as a trait object does. But all who get one provider share it: where its operations change it, the object holds a
cell, which an operation empties, and fills again when it is done.

    with Gauge = meter in f()      f(Gauge: object { cell [meter], table })
"""

from collections.abc import Sequence

from ori_compiler.canon import ir
from ori_compiler.canon.ir import CanonFunction, Expr, Intrinsic
from ori_compiler.canon.lower import calls, expressions, scopes
from ori_compiler.canon.lower.results import changed_result
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.canon.object_tables import Slot, capability_slots, object_call, slot_of, used_of
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.capabilities import provided
from ori_compiler.types.functions import FunctionId, LambdaFunction, base_of
from ori_compiler.types.pool import BOOL, ERROR, INT, NEVER, STR, VOID, Idx, Tag
from ori_compiler.types.typed_body import CapabilityReference, DefaultProvider, Evidence, HiddenParameter, Provided

IN_USE = "one of its operations is still running, or ended with a panic"


def passed(s: Lowering, at: Span, asked: Sequence[ItemId], function: FunctionId | None) -> list[Expr]:
    """What a callee gets for the capabilities that it uses; `asked` are those that the checker knew of at its name.

    An implementation of a trait's method may use fewer than the trait allows.
    """
    known = dict(zip(provided(asked), s.typed.evidence.get(at, ()), strict=False))
    base = base_of(function) if function is not None else None
    wanted = provided(s.environment.signature(base).capabilities) if base is not None else tuple(known)
    return [evidence(s, known[trait], at) if trait in known else ir.Poison(ERROR, at) for trait in wanted]


def evidence(s: Lowering, found: Evidence, span: Span) -> Expr:
    """The object that provides a capability."""
    match found:
        case HiddenParameter(capability=trait):
            local = s.bound(trait)
            return ir.Poison(ERROR, span) if local is None else s.read(local, span)
        case Provided(binding=binding):
            return s.read(s.declare(binding), span)
        case DefaultProvider(provider=provider):
            definition = s.environment.impl(provider)
            if definition is None or definition.trait is None:
                return ir.Poison(ERROR, span)
            value = ir.StructNew(definition.type, span, ())
            return _provider(s, value, s.pool.declaration(definition.trait), span)


def operation(s: Lowering, e: ast.MethodCall, reference: CapabilityReference) -> Expr:
    """`Capability.operation(…)`."""
    found = s.typed.evidence.get(e.name.span, ())
    slot = slot_of(s.environment, reference.capability, reference.trait, reference.name)
    if not found or slot is None:
        return ir.Poison(ERROR, e.span)
    provider = evidence(s, found[0], e.name.span)
    signature = s.environment.signature(slot.member)
    own = {slot.self_type: provider.type}
    types = tuple(own.get(parameter, parameter) for parameter in signature.type_parameters)
    statements, values = calls.call_arguments(s, e, signature, types, [])
    values += [evidence(s, each, e.name.span) for each in found[1:]]
    if any(value.type == ERROR for value in (provider, *values)):
        return ir.Poison(ERROR, e.span)
    result = s.in_instance(signature.result, own)
    call = object_call(s.environment, reference.trait, reference.name, provider, tuple(values), result, e.span)
    return ir.Block(call.type, e.span, tuple(statements), call) if statements else call


def with_(s: Lowering, e: ast.With) -> Expr:
    """`with Capability = provider in body`: the provider is a local of a scope of its own."""
    scopes.opened(s)
    statements: list[Expr] = []
    for binding in e.bindings:
        at = binding.capability.span
        type_ = s.typed.bindings[at].type if at in s.typed.bindings else ERROR
        if type_ == ERROR:
            scopes.closed(s, unit(e.span), e.span)
            return ir.Poison(ERROR, e.span)
        trait = s.pool.declaration(type_)
        if isinstance(binding.provider, ast.Handler):
            made = _handler(s, binding.provider, trait)
        else:
            value = expressions.lower(s, binding.provider)
            made = value if value.type in (ERROR, NEVER) else _provider(s, value, trait, binding.provider.span)
        statements.append(ir.Let(VOID, binding.span, s.declare(at), made))
    body = scopes.closed(s, expressions.lower(s, e.body), e.span)
    return ir.Block(body.type, e.span, tuple(statements), body)


def _provider(s: Lowering, value: Expr, trait: ItemId, span: Span) -> Expr:
    """A value as what provides a capability that its type implements."""
    type_, found = s.pool.capability(trait), capability_slots(s.environment, trait)
    is_object = s.pool.tag(value.type) is Tag.OBJECT
    is_changing = any(slot.has_self and s.environment.mutates(slot.member) for slot in found)
    content = _cell(s, value, span) if is_changing else value
    key = (content.type, type_)
    table = s.lambdas.tables.get(key)
    if table is None:
        methods: list[FunctionId] = []
        for slot in found:
            types = (value.type, *s.pool.arguments(slot.bound))
            function = None if is_object else s.environment.implementation(slot.member.item, slot.member.name, types)
            if function is None and not is_object:
                return ir.Poison(ERROR, span)
            methods.append(_Adapter(s, slot, span).of_value(value.type, function, is_cell=is_changing))
        table = s.lambdas.tables[key] = tuple(methods)
    return ir.ObjectNew(type_, span, content, table)


def _handler(s: Lowering, e: ast.Handler, trait: ItemId) -> Expr:
    """A handler: a cell with the state, if it has any, and its operations as closures."""
    state = unit(e.span) if e.state is None else expressions.lower(s, e.state)
    written = {operation.name.text: expressions.lower(s, operation.value) for operation in e.operations}
    if any(part.type in (ERROR, NEVER) for part in (state, *written.values())):
        return ir.Poison(ERROR, e.span)
    parts = (_cell(s, state, e.span), *written.values())
    content = ir.StructNew(s.pool.tuple_(tuple(part.type for part in parts)), e.span, parts)
    numbers = {name: number for number, name in enumerate(written, 1)}
    type_ = s.pool.capability(trait)
    found = capability_slots(s.environment, trait)
    placeholders = [_Adapter(s, slot, e.span) for slot in found]
    table = tuple(adapter.function for adapter in placeholders)
    for slot, adapter in zip(found, placeholders, strict=True):
        number = numbers.get(slot.member.name) if slot.member.item == trait else None
        if number is not None:
            adapter.of_operation(content.type, number)
        else:
            default = s.environment.instance(slot.member, (type_, *s.pool.arguments(slot.bound)))
            adapter.of_default(content.type, type_, table, default)
    return ir.ObjectNew(type_, e.span, content, table)


def _cell(s: Lowering, value: Expr, span: Span) -> Expr:
    """A place that all who have it share: a list of one element, which is changed whoever else has the list."""
    return ir.ListNew(s.pool.list_(value.type), span, (value,))


class _Adapter:
    """The function in one slot of a provider's table."""

    def __init__(self, s: Lowering, slot: Slot, span: Span) -> None:
        self._outer = s
        self._slot = slot
        self._span = span
        self.function = LambdaFunction(s.lambdas.owner, len(s.lambdas.functions), is_adapter=True)
        s.lambdas.functions.append(None)
        self._inner = Lowering(s.typed, s.environment, self.function, s.substitution, s.lambdas, s.errors)
        self._signature = s.environment.signature(slot.member)

    def of_value(self, type_: Idx, function: FunctionId | None, *, is_cell: bool) -> FunctionId:
        """Calls a method of the value that provides the capability, or of the object if no `function` is given."""
        content = self._inner.new_local(self._outer.pool.list_(type_) if is_cell else type_, "provider")
        values = self._values(type_)
        result = self._type(self._signature.result, type_)
        member = self._slot.member
        if not self._slot.has_self:
            return self._finish(self._call(type_, function, values, result), result)
        if not is_cell:
            return self._finish(self._call(type_, function, [self._read(content), *values], result), result)
        taken, statements = self._taken(content, type_)
        if not self._outer.environment.mutates(member):
            statements.append(self._put(content, self._read(taken)))
            return self._finish(self._call(type_, function, [self._read(taken), *values], result), result, statements)
        given = changed_result(self._outer.pool, type_, result)
        both = self._inner.new_local(given)
        statements.append(self._let(both, self._call(type_, function, [self._read(taken), *values], given)))
        if given == type_:
            statements.append(self._put(content, self._read(both)))
            return self._finish(unit(self._span), result, statements)
        statements.append(self._put(content, self._field(both, 0)))
        return self._finish(self._field(both, 1), result, statements)

    def of_operation(self, content_type: Idx, number: int) -> None:
        """Calls an operation of a handler with the state, and keeps the new state."""
        pool = self._outer.pool
        content = self._inner.new_local(content_type, "handler")
        cell_type = pool.arguments(content_type)[0]
        (state_type,) = pool.arguments(cell_type)
        result = self._type(self._signature.result, pool.capability(self._slot.capability))
        values = self._values(pool.capability(self._slot.capability), takes_evidence=False)
        cell = self._inner.new_local(cell_type)
        statements: list[Expr] = [self._let(cell, self._field(content, 0))]
        taken, taking = self._taken(cell, state_type)
        statements += taking
        pair = pool.tuple_((state_type, result))
        both = self._inner.new_local(pair)
        closure = self._field(content, number)
        call = ir.ObjectCall(pair, self._span, closure, 0, (self._read(taken), *values))
        statements += (self._let(both, call), self._put(cell, self._field(both, 0)))
        self._finish(self._field(both, 1), result, statements)

    def of_default(self, content_type: Idx, type_: Idx, table: tuple[FunctionId, ...], function: FunctionId) -> None:
        """Calls the trait's own method with the handler as its `self`."""
        content = self._inner.new_local(content_type, "handler")
        values = self._values(type_)
        result = self._type(self._signature.result, type_)
        whole = ir.ObjectNew(type_, self._span, self._read(content), table)
        first = [whole] if self._slot.has_self else []
        if not self._slot.has_self or not self._outer.environment.mutates(self._slot.member):
            self._finish(calls.called(self._inner, function, [*first, *values], result, (), self._span), result)
            return
        given = changed_result(self._outer.pool, type_, result)
        both = self._inner.new_local(given)
        call = calls.called(self._inner, function, [*first, *values], given, (), self._span)
        value = unit(self._span) if given == type_ else self._field(both, 1)
        self._finish(value, result, [self._let(both, call)])

    def _values(self, self_type: Idx, *, takes_evidence: bool = True) -> list[Expr]:
        """The parameters of the slot behind the content: those of the operation, then what it uses itself."""
        pool = self._outer.pool
        types = [self._type(parameter.type, self_type) for parameter in self._signature.parameters]
        hidden = [pool.capability(trait) for trait in provided(self._signature.capabilities)]
        values = [self._read(self._inner.new_local(each)) for each in (*types, *hidden)]
        return values if takes_evidence else values[: len(types)]

    def _call(self, type_: Idx, function: FunctionId | None, values: list[Expr], result: Idx) -> Expr:
        member = self._slot.member
        if function is None:
            receiver, *others = values
            return object_call(
                self._outer.environment, member.item, member.name, receiver, tuple(others), result, self._span
            )
        count = len(values) - len(provided(self._signature.capabilities))
        plain, hidden = values[:count], values[count:]
        chosen = [hidden[number] for number in used_of(self._outer.environment, member, function)]
        return calls.called(self._inner, function, [*plain, *chosen], result, (), self._span)

    def _taken(self, cell: ir.LocalId, type_: Idx) -> tuple[ir.LocalId, list[Expr]]:
        """Takes out what is in a cell; panics if it is empty."""
        length = ir.CallIntrinsic(INT, self._span, Intrinsic.LIST_LENGTH, (self._read(cell),))
        zero = ir.IntConstant(INT, self._span, 0)
        is_empty = ir.Binary(BOOL, self._span, ir.BinaryOperator.EQUAL, length, zero)
        text = ir.StrConstant(STR, self._span, f"`{self._slot.capability.name}` cannot be used: {IN_USE}")
        panic = ir.CallIntrinsic(NEVER, self._span, Intrinsic.PANIC, (text,))
        check = ir.If(VOID, self._span, is_empty, panic, unit(self._span))
        taken = self._inner.new_local(type_)
        take = ir.CallIntrinsic(type_, self._span, Intrinsic.CELL_TAKE, (self._read(cell),))
        return taken, [check, self._let(taken, take)]

    def _put(self, cell: ir.LocalId, value: Expr) -> Expr:
        return ir.CallIntrinsic(VOID, self._span, Intrinsic.CELL_PUT, (self._read(cell), value))

    def _finish(self, body: Expr, result: Idx, statements: Sequence[Expr] = ()) -> FunctionId:
        if statements:
            body = ir.Block(body.type, self._span, tuple(statements), body)
        hidden = len(provided(self._signature.capabilities))
        count = 1 + len(self._signature.parameters) + hidden
        finished = CanonFunction(self.function, count, tuple(self._inner.locals), result, body, self._span)
        self._outer.lambdas.functions[self.function.index] = finished
        return self.function

    def _type(self, type_: Idx, self_type: Idx) -> Idx:
        return self._outer.in_instance(type_, {self._slot.self_type: self_type})

    def _read(self, local: ir.LocalId) -> Expr:
        return self._inner.read(local, self._span)

    def _let(self, local: ir.LocalId, value: Expr) -> Expr:
        return ir.Let(VOID, self._span, local, value)

    def _field(self, local: ir.LocalId, number: int) -> Expr:
        read = self._read(local)
        return ir.FieldGet(self._outer.pool.arguments(read.type)[number], self._span, read, number)
