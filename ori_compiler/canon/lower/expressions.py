"""Expressions to canonical IR."""

from typing import Final, assert_never

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic, UnaryOperator
from ori_compiler.canon.lower import (
    calls,
    capabilities,
    collections,
    control,
    conversions,
    first_match,
    lambdas,
    loops,
    names,
    objects,
    places,
    propagation,
    recursions,
    releases,
    scopes,
    templates,
)
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.canon.structural import append, compare, equals, text
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast import BinaryOp, UnaryOp
from ori_compiler.types.inference.patterns import literal_type
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx, Tag
from ori_compiler.types.typed_body import TraitMethodReference

_BRANCHING: Final = (ast.If, ast.Match, ast.While, ast.Loop, ast.For, ast.LabelledBlock, ast.Binary, ast.Coalesce)


def lower(s: Lowering, e: ast.Expr) -> Expr:
    """The canonical form of an expression, boxed if a trait object is wanted."""
    ended = len(s.ended_early)
    value = _lower(s, e)
    if len(s.ended_early) > ended and isinstance(e, _BRANCHING):
        value = scopes.ended_on_all_ways(s, value, s.ended_early[ended:], e.span)
    coerced = s.typed.coercions.get(e.span)
    if coerced is None or value.type in (ERROR, NEVER):
        return value
    return objects.boxed(s, value, s.concrete(coerced), e.span)


def _lower(s: Lowering, e: ast.Expr) -> Expr:
    # The frequent forms first: each one that is not met costs time.
    match e:
        case ast.NameRef() | ast.SelfValue():
            return names.name(s, e)
        case ast.Literal():
            return literal(e.value, s.type_of(e), e.span)
        case ast.MethodCall():
            return calls.method_call(s, e)
        case ast.Call():
            return calls.call(s, e)
        case ast.ConstantAccess():
            return names.associated_constant(s, e)
        case ast.FieldAccess():
            return names.field(s, e)
        case ast.Binary():
            return _binary(s, e)
        case ast.Let():
            return control.let(s, e)
        case ast.Block():
            return control.block(s, e)
        case ast.If():
            return control.conditional(s, e)
        case ast.StructLiteral():
            return collections.struct_literal(s, e)
        case ast.Template():
            return templates.template(s, e)
        case ast.Unit():
            return unit(e.span)
        case ast.Unary():
            return _unary(s, e)
        case ast.TupleField():
            return ir.FieldGet(s.type_of(e), e.span, lower(s, e.base), e.index)
        case ast.Index():
            return collections.index(s, e)
        case ast.Length():
            return collections.length(s, e)
        case ast.Tuple():
            return collections.tuple_(s, e)
        case ast.ListLiteral():
            return collections.list_(s, e)
        case ast.MapLiteral():
            return collections.map_(s, e)
        case ast.Range():
            return collections.range_(s, e)
        case ast.Quantity():
            return conversions.quantity(s, e)
        case ast.Convert():
            return conversions.as_conversion(s, e)
        case ast.TryConvert():
            return conversions.by_trait(s, e, lower(s, e.value))
        case ast.Lambda():
            return lambdas.lambda_(s, e)
        case ast.Catch():
            return lambdas.catch(s, e)
        case ast.Propagate():
            return propagation.propagate(s, e)
        case ast.Coalesce():
            return propagation.coalesce(s, e)
        case ast.Pipe() | ast.Construct():
            desugared = s.typed.desugared.get(e.span)
            if isinstance(desugared, ast.Literal):
                return _embedded(s, desugared)
            return ir.Poison(ERROR, e.span) if desugared is None else _lower(s, desugared)
        case ast.LetElse():
            return propagation.let_else(s, e)
        case ast.TryBlock():
            return propagation.try_block(s, e)
        case ast.LabelledBlock():
            return control.labelled_block(s, e)
        case ast.Assign():
            return places.assign(s, e)
        case ast.While():
            return loops.while_(s, e)
        case ast.Loop():
            return loops.loop(s, e)
        case ast.For():
            return loops.for_(s, e)
        case ast.Comprehension():
            return loops.comprehension(s, e)
        case ast.Match():
            return control.match(s, e)
        case ast.Break():
            return control.break_(s, e)
        case ast.Continue():
            return control.continue_(s, e)
        case ast.With():
            return capabilities.with_(s, e)
        case ast.Recurse():
            return recursions.recurse(s, e)
        case ast.WithRelease():
            return releases.with_release(s, e)
        case ast.ForMatch():
            return first_match.first_match(s, e)
        case ast.Missing() | ast.Handler() | ast.Spread() | ast.PipeMethod() | ast.TypeApplication():
            return ir.Poison(ERROR, e.span)
        case _:
            later: ast.LaterExpr = e
            return ir.Poison(ERROR, later.span)


def _embedded(s: Lowering, e: ast.Literal) -> Expr:
    """What a file holds; its bytes are those of a text, which need not be UTF-8."""
    type_ = s.type_of(e)
    content = literal(e.value, type_, e.span)
    if isinstance(e.value, str) and type_ != STR:
        return ir.CallIntrinsic(type_, e.span, Intrinsic.STR_TO_BYTES, (content,))
    return content


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


def _unary(s: Lowering, e: ast.Unary) -> Expr:
    operand = lower(s, e.operand)
    method = s.typed.methods.get(e.span)
    if isinstance(method, TraitMethodReference):
        return calls.trait_operation(s, method, (operand,), s.type_of(e), e.span)
    type_ = operand.type
    match e.operator:
        case UnaryOp.NOT:
            return ir.Unary(BOOL, e.span, UnaryOperator.BOOL_NOT, operand)
        case UnaryOp.BIT_NOT if type_ == BYTE:
            wide = ir.CallIntrinsic(INT, e.span, Intrinsic.BYTE_TO_INT, (operand,))
            inverted = ir.Unary(INT, e.span, UnaryOperator.INT_BIT_NOT, wide)
            return ir.CallIntrinsic(BYTE, e.span, Intrinsic.INT_TO_BYTE, (inverted,))
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
        left = ir.Poison(ERROR, node.span) if is_broken else operate(s, node.operator, left, right, node.span)
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


def operate(s: Lowering, operator: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr:
    """An operator on two values whose types fit; `span` is that of the whole expression."""
    method = s.typed.methods.get(span)
    if isinstance(method, TraitMethodReference) and left.type != NEVER:
        left_type = s.concrete(method.arguments[0])
        if left_type not in _BUILT_IN or (right.type not in _BUILT_IN and right.type != NEVER):
            return calls.trait_operation(s, method, (left, right), ERROR, span)
    return binary(s, operator, left, right, span)


def binary(s: Lowering, operator: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr:
    """An operator on values of built-in types, and the comparisons of all types."""
    if ERROR in (left.type, right.type):
        return ir.Poison(ERROR, span)
    type_ = left.type if left.type != NEVER else right.type
    if operator is BinaryOp.AND:
        return ir.If(BOOL, span, left, right, ir.BoolConstant(BOOL, span, False))
    if operator is BinaryOp.OR:
        return ir.If(BOOL, span, left, ir.BoolConstant(BOOL, span, True), right)
    if operator is BinaryOp.EQUAL:
        return equals(left, right, span, s.environment)
    if operator is BinaryOp.NOT_EQUAL:
        return _not_equal(s, left, right, span)
    if operator in _ORDER:
        return _order(s, operator, left, right, type_, span)
    if type_ == STR:
        return append(left, right, span)
    if s.pool.tag(type_) in (Tag.LIST, Tag.FIXED_LIST):
        return collections.concatenation(s, left, right, span)
    if type_ == BYTE:
        return _on_bytes(s, operator, left, right, span)
    if operator is BinaryOp.POWER and FLOAT in (left.type, right.type):
        left, right = _as_float(left), _as_float(right)
        return ir.Binary(FLOAT, span, BinaryOperator.FLOAT_POWER, left, right)
    operation = _FLOAT.get(operator) if type_ == FLOAT else _INT.get(operator)
    if operation is None or type_ not in (INT, FLOAT, NEVER):
        return ir.Poison(ERROR, span)
    return ir.Binary(FLOAT if type_ == FLOAT else INT, span, operation, left, right)


_BUILT_IN: Final = frozenset((INT, FLOAT, BOOL, BYTE, CHAR, STR))


_BYTE_SHIFTS: Final = {
    BinaryOp.SHIFT_LEFT: "byte_shifted_left",
    BinaryOp.SHIFT_RIGHT: "byte_shifted_right",
}


def _on_bytes(s: Lowering, operator: BinaryOp, left: Expr, right: Expr, span: Span) -> Expr:
    """Bits of bytes are bits of ints; shifts have limits of their own."""
    if operator in _BYTE_SHIFTS:
        return ir.Call(BYTE, span, s.environment.prelude_function(_BYTE_SHIFTS[operator]), (left, right))
    wide = [
        ir.CallIntrinsic(INT, span, Intrinsic.BYTE_TO_INT, (part,)) if part.type == BYTE else part
        for part in (left, right)
    ]
    operation = _INT.get(operator)
    if operation is None:
        return ir.Poison(ERROR, span)
    result = ir.Binary(INT, span, operation, wide[0], wide[1])
    return ir.CallIntrinsic(BYTE, span, Intrinsic.INT_TO_BYTE, (result,))


def _as_float(value: Expr) -> Expr:
    return ir.CallIntrinsic(FLOAT, value.span, Intrinsic.INT_TO_FLOAT, (value,)) if value.type == INT else value


def _not_equal(s: Lowering, left: Expr, right: Expr, span: Span) -> Expr:
    same = equals(left, right, span, s.environment)
    if isinstance(same, ir.Binary):
        is_float = same.operator is BinaryOperator.FLOAT_EQUAL
        operator = BinaryOperator.FLOAT_NOT_EQUAL if is_float else BinaryOperator.NOT_EQUAL
        return ir.Binary(BOOL, span, operator, left, right)
    return same if same.type == ERROR else ir.Unary(BOOL, span, UnaryOperator.BOOL_NOT, same)


def _order(s: Lowering, operator: BinaryOp, left: Expr, right: Expr, type_: Idx, span: Span) -> Expr:
    plain, on_floats = _ORDER[operator]
    if type_ in _BUILT_IN and type_ != STR:
        return ir.Binary(BOOL, span, on_floats if type_ == FLOAT else plain, left, right)
    if type_ == NEVER:
        return left if left.type == NEVER else right
    compared = compare(left, right, span, s.environment)
    if compared.type == ERROR:
        return ir.Poison(ERROR, span)
    return ir.Binary(BOOL, span, plain, compared, ir.IntConstant(INT, span, 0))
