"""Expressions to canonical IR."""

from collections.abc import Sequence
from typing import Final, assert_never

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic, UnaryOperator
from ori_compiler.canon.lower import control, prelude
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.canon.structural import concatenate, equals, text, to_str
from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast import BinaryOp, UnaryOp
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.inference.calls import ASSOCIATED_CONSTANTS
from ori_compiler.types.inference.patterns import literal_type
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx
from ori_compiler.types.typed_body import (
    ConstantReference,
    ConversionReference,
    FieldReference,
    FunctionReference,
    LocalReference,
    VariantReference,
)


def lower(s: Lowering, e: ast.Expr) -> Expr:
    """The canonical form of an expression."""
    match e:
        case ast.Literal():
            return literal(e.value, s.type_of(e), e.span)
        case ast.Unit():
            return unit(e.span)
        case ast.Template():
            parts = [text(p, e.span) if isinstance(p, str) else _printed(s, p) for p in e.parts]
            return concatenate(parts, e.span)
        case ast.NameRef():
            return _name(s, e)
        case ast.Unary():
            return _unary(s, e)
        case ast.Binary():
            return _binary(s, e)
        case ast.Call():
            return _call(s, e)
        case ast.FieldAccess():
            return _field(s, e)
        case ast.StructLiteral():
            return _struct_literal(s, e)
        case ast.Convert():
            return convert(s, lower(s, e.value), s.type_of(e), e.span, is_checked=True)
        case ast.Block():
            return control.block(s, e)
        case ast.LabelledBlock():
            return control.labelled_block(s, e)
        case ast.Let():
            return control.let(s, e)
        case ast.Assign():
            return control.assign(s, e)
        case ast.If():
            return control.conditional(s, e)
        case ast.While():
            return control.while_(s, e)
        case ast.Loop():
            return control.loop(s, e)
        case ast.For():
            return control.for_(s, e)
        case ast.Match():
            return control.match(s, e)
        case ast.Break():
            return control.break_(s, e)
        case ast.Continue():
            return control.continue_(s, e)
        case ast.Missing() | ast.Range():
            return ir.Poison(ERROR, e.span)
        case _:
            later: ast.LaterExpr = e
            return ir.Poison(ERROR, later.span)


def literal(value: ast.LiteralValue, type_: Idx, span: Span) -> Expr:
    """A literal; an int literal may stand for a byte."""
    match value:
        case bool():
            return ir.BoolConstant(BOOL, span, value)
        case int():
            return ir.IntConstant(type_ if type_ == BYTE else INT, span, value)
        case float():
            return ir.FloatConstant(FLOAT, span, value)
        case str():
            return text(value, span)
        case ast.CharValue():
            return ir.CharConstant(literal_type(value), span, value.code_point)
        case ast.ByteValue():
            return ir.IntConstant(BYTE, span, value.value)
        case _:
            assert_never(value)


def _printed(s: Lowering, e: ast.Expr) -> Expr:
    value = lower(s, e)
    if value.type == NEVER:
        return value
    has_text = value.type in _BUILT_IN or s.environment.pool.is_nominal(value.type)
    return to_str(value, e.span, s.environment.definition) if has_text else ir.Poison(ERROR, e.span)


def _name(s: Lowering, e: ast.NameRef) -> Expr:
    reference = s.typed.references.get(e.span)
    match reference:
        case LocalReference(binding):
            return s.read(s.declare(binding), e.span)
        case ConstantReference(item):
            value = s.environment.constant_value(item)
            return ir.Poison(ERROR, e.span) if value is None else respan(value, e.span)
        case VariantReference(type_, index):
            return ir.VariantNew(type_, e.span, index, ())
        case _:
            return ir.Poison(ERROR, e.span)


def respan(value: Expr, span: Span) -> Expr:
    """A constant's value as if it were written at `span`."""
    match value:
        case ir.IntConstant():
            return ir.IntConstant(value.type, span, value.value)
        case ir.FloatConstant():
            return ir.FloatConstant(value.type, span, value.value)
        case ir.BoolConstant():
            return ir.BoolConstant(value.type, span, value.value)
        case ir.CharConstant():
            return ir.CharConstant(value.type, span, value.value)
        case ir.StrConstant():
            return ir.StrConstant(value.type, span, value.value)
        case ir.StructNew():
            return ir.StructNew(value.type, span, tuple(respan(field, span) for field in value.fields))
        case ir.VariantNew():
            fields = tuple(respan(field, span) for field in value.fields)
            return ir.VariantNew(value.type, span, value.variant, fields)
        case _:
            return value


def _unary(s: Lowering, e: ast.Unary) -> Expr:
    operand = lower(s, e.operand)
    type_ = s.type_of(e)
    match e.operator:
        case UnaryOp.NOT:
            return ir.Unary(BOOL, e.span, UnaryOperator.BOOL_NOT, operand)
        case UnaryOp.BIT_NOT:
            return ir.Unary(type_, e.span, UnaryOperator.INT_BIT_NOT, operand)
        case UnaryOp.NEGATE:
            operator = UnaryOperator.FLOAT_NEGATE if type_ == FLOAT else UnaryOperator.INT_NEGATE
            return ir.Unary(type_, e.span, operator, operand)
        case _:
            assert_never(e.operator)


def _binary(s: Lowering, e: ast.Binary) -> Expr:
    """Follows the left spine in a loop, so that a long chain costs no depth."""
    spine: list[ast.Binary] = []
    current: ast.Expr = e
    while isinstance(current, ast.Binary):
        spine.append(current)
        current = current.left
    left = lower(s, current)
    while spine:
        node = spine.pop()
        right = lower(s, node.right)
        is_broken = s.type_of(node) == ERROR
        left = ir.Poison(ERROR, node.span) if is_broken else binary(s, node.operator, left, right, node.span)
    return left


_INT: Final = {
    BinaryOp.ADD: BinaryOperator.INT_ADD,
    BinaryOp.SUBTRACT: BinaryOperator.INT_SUBTRACT,
    BinaryOp.MULTIPLY: BinaryOperator.INT_MULTIPLY,
    BinaryOp.DIVIDE: BinaryOperator.INT_DIVIDE,
    BinaryOp.FLOOR_DIVIDE: BinaryOperator.INT_FLOOR_DIVIDE,
    BinaryOp.REMAINDER: BinaryOperator.INT_REMAINDER,
    BinaryOp.POWER: BinaryOperator.INT_POWER,
    BinaryOp.SHIFT_LEFT: BinaryOperator.INT_SHIFT_LEFT,
    BinaryOp.SHIFT_RIGHT: BinaryOperator.INT_SHIFT_RIGHT,
    BinaryOp.BIT_AND: BinaryOperator.INT_BIT_AND,
    BinaryOp.BIT_OR: BinaryOperator.INT_BIT_OR,
    BinaryOp.BIT_XOR: BinaryOperator.INT_BIT_XOR,
}
_FLOAT: Final = {
    BinaryOp.ADD: BinaryOperator.FLOAT_ADD,
    BinaryOp.SUBTRACT: BinaryOperator.FLOAT_SUBTRACT,
    BinaryOp.MULTIPLY: BinaryOperator.FLOAT_MULTIPLY,
    BinaryOp.DIVIDE: BinaryOperator.FLOAT_DIVIDE,
    BinaryOp.POWER: BinaryOperator.FLOAT_POWER,
}
_ORDER: Final = {
    BinaryOp.LESS: (BinaryOperator.LESS, BinaryOperator.FLOAT_LESS),
    BinaryOp.LESS_OR_EQUAL: (BinaryOperator.LESS_OR_EQUAL, BinaryOperator.FLOAT_LESS_OR_EQUAL),
    BinaryOp.GREATER: (BinaryOperator.GREATER, BinaryOperator.FLOAT_GREATER),
    BinaryOp.GREATER_OR_EQUAL: (BinaryOperator.GREATER_OR_EQUAL, BinaryOperator.FLOAT_GREATER_OR_EQUAL),
}


def binary(s: Lowering, operator: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr:
    """An operator on two values whose types fit."""
    if ERROR in (left.type, right.type):
        return ir.Poison(ERROR, span)
    type_ = left.type if left.type in _BUILT_IN else right.type
    if operator is BinaryOp.AND:
        return ir.If(BOOL, span, left, right, ir.BoolConstant(BOOL, span, False))
    if operator is BinaryOp.OR:
        return ir.If(BOOL, span, left, ir.BoolConstant(BOOL, span, True), right)
    if operator is BinaryOp.EQUAL:
        return equals(left, right, span, s.environment.definition)
    if operator is BinaryOp.NOT_EQUAL:
        return _not_equal(s, left, right, span)
    if operator in _ORDER:
        return _order(operator, left, right, type_, span)
    if type_ == STR:
        return ir.CallIntrinsic(STR, span, Intrinsic.STR_CONCAT, (left, right))
    if operator is BinaryOp.POWER and FLOAT in (left.type, right.type):
        left, right = _as_float(left), _as_float(right)
        return ir.Binary(FLOAT, span, BinaryOperator.FLOAT_POWER, left, right)
    operation = _FLOAT.get(operator) if type_ == FLOAT else _INT.get(operator)
    if operation is None:
        return ir.Poison(ERROR, span)
    return ir.Binary(FLOAT if type_ == FLOAT else INT, span, operation, left, right)


_BUILT_IN: Final = frozenset((INT, FLOAT, BOOL, BYTE, CHAR, STR))


def _as_float(value: Expr) -> Expr:
    return ir.CallIntrinsic(FLOAT, value.span, Intrinsic.INT_TO_FLOAT, (value,)) if value.type == INT else value


def _not_equal(s: Lowering, left: Expr, right: Expr, span: Span) -> Expr:
    same = equals(left, right, span, s.environment.definition)
    if isinstance(same, ir.Binary):
        is_float = same.operator is BinaryOperator.FLOAT_EQUAL
        operator = BinaryOperator.FLOAT_NOT_EQUAL if is_float else BinaryOperator.NOT_EQUAL
        return ir.Binary(BOOL, span, operator, left, right)
    return ir.Unary(BOOL, span, UnaryOperator.BOOL_NOT, same)


def _order(operator: BinaryOp, left: Expr, right: Expr, type_: Idx, span: Span) -> Expr:
    plain, on_floats = _ORDER[operator]
    if type_ == STR:
        compared = ir.CallIntrinsic(INT, span, Intrinsic.STR_COMPARE, (left, right))
        return ir.Binary(BOOL, span, plain, compared, ir.IntConstant(INT, span, 0))
    return ir.Binary(BOOL, span, on_floats if type_ == FLOAT else plain, left, right)


def _call(s: Lowering, e: ast.Call) -> Expr:
    reference = s.typed.references.get(e.callee.span)
    if isinstance(reference, ConversionReference):
        return _conversion(s, e, reference.target)
    indices = s.typed.arguments.get(e.span)
    if indices is None:
        for argument in e.arguments:
            lower(s, argument.value)
        return ir.Poison(ERROR, e.span)
    match reference:
        case FunctionReference(item):
            statements, arguments = in_parameter_order(s, e.arguments, indices)
            if item.path == PRELUDE:
                call = prelude.expand(s, item.name, arguments, e.span)
            else:
                call = ir.Call(s.environment.signature(item).result, e.span, item, tuple(arguments))
        case VariantReference(type_, index):
            statements, arguments = in_parameter_order(s, e.arguments, indices)
            call = ir.VariantNew(type_, e.span, index, tuple(arguments))
        case _:
            return ir.Poison(ERROR, e.span)
    return ir.Block(call.type, e.span, tuple(statements), call) if statements else call


def in_parameter_order(
    s: Lowering, arguments: Sequence[ast.Argument], indices: tuple[int, ...]
) -> tuple[list[Expr], list[Expr]]:
    """Arguments in parameter order. If that is not the written order, they are bound first, as written."""
    values = [lower(s, argument.value) for argument in arguments]
    if list(indices) == sorted(indices):
        return [], values
    statements: list[Expr] = []
    ordered: dict[int, Expr] = {}
    for value, index in zip(values, indices, strict=True):
        local = s.new_local(value.type)
        statements.append(ir.Let(VOID, value.span, local, value))
        ordered[index] = s.read(local, value.span)
    return statements, [ordered[index] for index in sorted(ordered)]


def _conversion(s: Lowering, e: ast.Call, target: Idx) -> Expr:
    if len(e.arguments) != 1:
        return ir.Poison(ERROR, e.span)
    return convert(s, lower(s, e.arguments[0].value), target, e.span, is_checked=False)


_CONVERSIONS: Final = {
    (INT, FLOAT): Intrinsic.INT_TO_FLOAT,
    (FLOAT, INT): Intrinsic.FLOAT_TO_INT,
    (BOOL, INT): Intrinsic.BOOL_TO_INT,
    (BYTE, INT): Intrinsic.BYTE_TO_INT,
    (CHAR, INT): Intrinsic.CHAR_TO_INT,
    (BYTE, CHAR): Intrinsic.BYTE_TO_CHAR,
}


def convert(s: Lowering, value: Expr, target: Idx, span: Span, *, is_checked: bool) -> Expr:
    """A conversion: `as` checks the range of a number, the conversion functions keep its low bits."""
    if ERROR in (value.type, target):
        return ir.Poison(ERROR, span)
    if value.type in (target, NEVER):
        return value
    if target == STR:
        has_text = value.type in _BUILT_IN or s.environment.pool.is_nominal(value.type)
        return to_str(value, span, s.environment.definition) if has_text else ir.Poison(ERROR, span)
    if target == BYTE:
        intrinsic = Intrinsic.INT_TO_BYTE_CHECKED if is_checked else Intrinsic.INT_TO_BYTE
    elif target == CHAR and value.type == INT:
        intrinsic = Intrinsic.INT_TO_CHAR_CHECKED
    else:
        found = _CONVERSIONS.get((value.type, target))
        if found is None:
            return value if value.type not in _BUILT_IN else ir.Poison(ERROR, span)
        intrinsic = found
    return ir.CallIntrinsic(target, span, intrinsic, (value,))


def _field(s: Lowering, e: ast.FieldAccess) -> Expr:
    reference = s.typed.references.get(e.field.span)
    if isinstance(reference, FieldReference):
        return ir.FieldGet(s.type_of(e), e.span, lower(s, e.base), reference.index)
    if isinstance(e.base, ast.NameRef):
        constant = ASSOCIATED_CONSTANTS.get((e.base.name, e.field.text))
        if constant is not None and e.base.span not in s.typed.references:
            return literal(constant, s.type_of(e), e.span)
    return ir.Poison(ERROR, e.span)


def _struct_literal(s: Lowering, e: ast.StructLiteral) -> Expr:
    """Fields are evaluated as written; later entries win, a spread gives what nothing later gives."""
    type_ = s.type_of(e)
    definition = s.environment.definition(type_) if type_ != ERROR else None
    if not isinstance(definition, StructDefinition):
        return ir.Poison(ERROR, e.span)
    names = [field.name for field in definition.fields]
    written = [field.name.text for field in e.fields if isinstance(field, ast.FieldInit)]
    if len(written) == len(e.fields) and written == names:
        fields = tuple(lower(s, field.value) for field in e.fields)
        return ir.StructNew(type_, e.span, fields)
    statements: list[Expr] = []
    values: dict[str, Expr] = {}
    for field in e.fields:
        value = lower(s, field.value)
        local = s.new_local(value.type)
        statements.append(ir.Let(VOID, field.span, local, value))
        if isinstance(field, ast.FieldInit):
            values[field.name.text] = s.read(local, field.span)
            continue
        for index, declared in enumerate(definition.fields):
            base = s.read(local, field.span)
            values[declared.name] = ir.FieldGet(declared.type, field.span, base, index)
    if any(name not in values for name in names):
        return ir.Poison(ERROR, e.span)
    built = ir.StructNew(type_, e.span, tuple(values[name] for name in names))
    return ir.Block(type_, e.span, tuple(statements), built)
