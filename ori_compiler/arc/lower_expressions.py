"""Lowering of expressions without control flow of their own: constants, operations, calls, aggregates."""

from ori_compiler.arc.assigned_locals import assigned_locals, mentioned_locals
from ori_compiler.arc.classify import Counting
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import (
    Binary,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Construct,
    ConstructList,
    ConstructVariant,
    KeepAlive,
    Literal,
    MakeBox,
    MakeObject,
    ReplaceField,
    Unary,
    Unreachable,
    VariableKind,
    VarId,
)
from ori_compiler.arc.lowering_state import LoweringState
from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import BinaryOperator, UnaryOperator
from ori_compiler.source.span import Span
from ori_compiler.types.definitions import StructDefinition, SumDefinition
from ori_compiler.types.pool import NEVER, STR, Idx

_CHECKED = frozenset(
    {
        BinaryOperator.INT_ADD,
        BinaryOperator.INT_SUBTRACT,
        BinaryOperator.INT_MULTIPLY,
        BinaryOperator.INT_DIVIDE,
        BinaryOperator.INT_FLOOR_DIVIDE,
        BinaryOperator.INT_REMAINDER,
        BinaryOperator.INT_POWER,
        BinaryOperator.INT_SHIFT_LEFT,
        BinaryOperator.INT_SHIFT_RIGHT,
    }
)


def lower_literal(state: LoweringState, value: int | float | bool | str | None, at: canon.Expr) -> VarId:
    """`x: T = literal value`."""
    target = state.variable(at.type)
    state.emit(Literal(at.span, target, value))
    return target


def lower_operation(state: LoweringState, expression: canon.Binary | canon.CallIntrinsic) -> VarId | None:
    """An operator or intrinsic; a chain nested to the left, such as `a + b + c + ...`, is walked, not recursed."""
    chain: list[canon.Binary | canon.CallIntrinsic] = []
    node: canon.Expr = expression
    while isinstance(node, canon.Binary | canon.CallIntrinsic):
        chain.append(node)
        if isinstance(node, canon.Binary):
            node = node.left
        elif node.arguments:
            node = node.arguments[0]
        else:
            break
    innermost_is_nullary = isinstance(node, canon.CallIntrinsic)
    first = None if innermost_is_nullary else state.expression(node)
    for operation in reversed(chain):
        if state.current is None:
            return None
        if isinstance(operation, canon.Binary):
            first = _binary(state, operation, first)
        else:
            first = _intrinsic(state, operation, first)
    return first


def _binary(state: LoweringState, operation: canon.Binary, left: VarId | None) -> VarId | None:
    right = state.expression(operation.right)
    if left is None or right is None:
        return None
    target = state.variable(operation.type)
    if operation.operator in _CHECKED:
        state.emit(Checked(operation.span, target, operation.operator, left, right))
    else:
        state.emit(Binary(operation.span, target, operation.operator, left, right))
    return target


def _intrinsic(state: LoweringState, operation: canon.CallIntrinsic, first: VarId | None) -> VarId | None:
    rest = lower_operands(state, operation.arguments[1:])
    if rest is None:
        return None
    target = state.variable(operation.type)
    arguments = rest if first is None else (first, *rest)
    state.emit(CallIntrinsic(operation.span, target, operation.intrinsic, arguments))
    return returned(state, observed(state, target, operation), operation.type)


def returned(state: LoweringState, target: VarId, idx: Idx) -> VarId | None:
    """The result of a call; behind one of type `Never` there is nothing.

    The end of what is in scope there can be seen, so it has to come when the panic unwinds, not before.
    """
    if idx != NEVER:
        return target
    for local, variable in sorted(state.environment.items()):
        if state.classifier.holds_drop(state.function.locals[local].type):
            state.emit(KeepAlive(state.function.span, variable))
    state.terminate(Unreachable())
    return None


def lower_operands(state: LoweringState, operands: tuple[canon.Expr, ...]) -> tuple[VarId, ...] | None:
    """The operands' values, evaluated left to right; None if control does not come out of one."""
    values: list[VarId] = []
    for operand in operands:
        value = state.expression(operand)
        if value is None:
            return None
        values.append(value)
    return tuple(values)


def lower_unary(state: LoweringState, expression: canon.Unary) -> VarId | None:
    """`-a`, `!a`, `~a`."""
    operand = state.expression(expression.operand)
    if operand is None:
        return None
    target = state.variable(expression.type)
    if expression.operator is UnaryOperator.INT_NEGATE:
        state.emit(CheckedUnary(expression.span, target, expression.operator, operand))
    else:
        state.emit(Unary(expression.span, target, expression.operator, operand))
    return target


def lower_call(state: LoweringState, expression: canon.Call) -> VarId | None:
    """A direct call."""
    arguments = lower_operands(state, expression.arguments)
    if arguments is None:
        return None
    target = state.variable(expression.type)
    state.emit(Call(expression.span, target, expression.function, arguments))
    return returned(state, target, expression.type)


def lower_object(state: LoweringState, expression: canon.ObjectNew) -> VarId | None:
    """A value behind a table; every value is boxed, a cell without bytes costs nothing."""
    value = state.expression(expression.value)
    if value is None:
        return None
    target = state.variable(expression.type)
    state.emit(MakeObject(expression.span, target, _boxed(state, value, expression.span), expression.methods))
    return target


def lower_object_call(state: LoweringState, expression: canon.ObjectCall) -> VarId | None:
    """A call through a table."""
    operands = lower_operands(state, (expression.object, *expression.arguments))
    if operands is None:
        return None
    target = state.variable(expression.type)
    callee, *arguments = operands
    state.emit(CallObject(expression.span, target, callee, expression.slot, tuple(arguments)))
    return returned(state, target, expression.type)


def lower_struct(state: LoweringState, expression: canon.StructNew) -> VarId | None:
    """A struct from its fields."""
    fields = lower_operands(state, expression.fields)
    if fields is None:
        return None
    target = state.variable(expression.type)
    state.emit(Construct(expression.span, target, fields))
    return observed(state, target, expression)


def observed(state: LoweringState, target: VarId, at: canon.Expr) -> VarId:
    """The value; one whose end can be seen exists even if nobody uses it."""
    if state.classifier.holds_drop(at.type):
        state.emit(KeepAlive(at.span, target))
    return target


def lower_struct_update(state: LoweringState, expression: canon.StructUpdate) -> VarId | None:
    """A struct with one field replaced; the new value is evaluated first.

    If the new value is made of the old one, the struct is taken apart before, so that the field has one owner while
    it is changed: `s.items[0] = 1` changes the list in place.

        x = project s.0                              x = project s.0
        y = list_set(x, ..)                          p = project s.1
        t = replace s.0 by y              =>         y = list_set(x, ..)
                                                     t = construct(y, p)

    A value with a `drop` is built anew, and the old one is left to its other owners or its end.
    """
    fields = _other_fields(state, expression) if _changes_old_field(state, expression) else None
    value = state.expression(expression.value)
    if value is None:
        return None
    if fields is None and state.classifier.has_drop(expression.type):
        fields = _other_fields(state, expression)
        if fields is None:
            return None
    if fields is None:
        base = state.expression(expression.base)
        if base is None:
            return None
        target = state.variable(expression.type)
        state.emit(ReplaceField(expression.span, target, base, expression.index, value))
    else:
        target = state.variable(expression.type)
        fields.insert(expression.index, value)
        state.emit(Construct(expression.span, target, tuple(fields)))
    return observed(state, target, expression)


def _changes_old_field(state: LoweringState, update: canon.StructUpdate) -> bool:
    """Whether the new value may take over the old field: both begin with a local that stays as it is meanwhile."""
    root: canon.Expr = update.base
    while isinstance(root, canon.FieldGet):
        root = root.base
    definition = state.definitions.get(update.type)
    if not isinstance(root, canon.LocalRef) or not isinstance(definition, StructDefinition):
        return False
    field = definition.fields[update.index].type
    if field == STR or state.classifier.type(field) is Counting.SCALAR or definition.drop is not None:
        return False
    return root.local in mentioned_locals(update.value) and root.local not in assigned_locals(update.value)


def _other_fields(state: LoweringState, update: canon.StructUpdate) -> list[VarId] | None:
    """The fields of the old struct, without the one that is replaced."""
    base = state.expression(update.base)
    definition = state.definitions.get(update.type)
    if base is None or not isinstance(definition, StructDefinition):
        return None
    observed(state, base, update.base)
    return [
        state.field(base, index, field.type, update.span)
        for index, field in enumerate(definition.fields)
        if index != update.index
    ]


def lower_field(state: LoweringState, expression: canon.FieldGet) -> VarId | None:
    """A struct's field; a path `a.b.c` is walked, not recursed."""
    path: list[canon.FieldGet] = []
    node: canon.Expr = expression
    while isinstance(node, canon.FieldGet):
        path.append(node)
        node = node.base
    value = state.expression(node)
    for step in reversed(path):
        if value is None:
            return None
        value = state.field(value, step.index, step.type, step.span)
    return value


def lower_variant(state: LoweringState, expression: canon.VariantNew) -> VarId | None:
    """A sum value; boxed payload fields are put into cells.

    A value that was opened from a box goes back into that same box, since cells never change:

        v: T = open b                           b used directly, no new cell
        c: box T = make_box v          =>       s = variant S.k(b)
        s: S = variant S.k(c)
    """
    definition = state.definitions.get(expression.type)
    if not isinstance(definition, SumDefinition):
        raise InternalError(f"a variant of type {expression.type}, which is no sum")
    values = lower_operands(state, expression.fields)
    if values is None:
        return None
    fields = definition.variants[expression.variant].fields
    payload = tuple(
        _boxed(state, value, expression.span) if state.classifier.is_boxed(expression.type, field) else value
        for value, field in zip(values, fields, strict=True)
    )
    target = state.variable(expression.type)
    state.emit(ConstructVariant(expression.span, target, expression.variant, payload))
    return observed(state, target, expression)


def lower_list(state: LoweringState, expression: canon.ListNew) -> VarId | None:
    """A list of its elements."""
    elements = lower_operands(state, expression.elements)
    if elements is None:
        return None
    target = state.variable(expression.type)
    state.emit(ConstructList(expression.span, target, elements))
    return observed(state, target, expression)


def _boxed(state: LoweringState, value: VarId, span: Span) -> VarId:
    origin = state.opened_from.get(value)
    if origin is not None:
        return origin
    target = state.variable(state.variables[value].type, VariableKind.BOX)
    state.emit(MakeBox(span, target, value))
    return target
