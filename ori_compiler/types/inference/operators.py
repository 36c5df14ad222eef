"""The types of operators on built-in types (language reference, part 2, 16)."""

from typing import Final

from ori_compiler.syntax import ast
from ori_compiler.syntax.ast import BinaryOp, UnaryOp
from ori_compiler.types.errors import OperatorMismatch, TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx, Tag

_ARITHMETIC: Final = frozenset((BinaryOp.ADD, BinaryOp.SUBTRACT, BinaryOp.MULTIPLY, BinaryOp.DIVIDE))
_EQUALITY: Final = frozenset((BinaryOp.EQUAL, BinaryOp.NOT_EQUAL))
_ORDER: Final = frozenset((BinaryOp.LESS, BinaryOp.LESS_OR_EQUAL, BinaryOp.GREATER, BinaryOp.GREATER_OR_EQUAL))
_INT_ONLY: Final = frozenset(
    (
        BinaryOp.REMAINDER,
        BinaryOp.FLOOR_DIVIDE,
        BinaryOp.BIT_AND,
        BinaryOp.BIT_OR,
        BinaryOp.BIT_XOR,
        BinaryOp.SHIFT_LEFT,
        BinaryOp.SHIFT_RIGHT,
    )
)
_ON_BYTES: Final = frozenset(
    (BinaryOp.BIT_AND, BinaryOp.BIT_OR, BinaryOp.BIT_XOR, BinaryOp.SHIFT_LEFT, BinaryOp.SHIFT_RIGHT)
)
ORDERED: Final = frozenset((INT, FLOAT, BOOL, BYTE, CHAR, STR))
"""The types whose values have an order."""


def infer_unary(c: Checker, e: ast.Unary) -> Idx:
    """`!` on bool, `-` on int and float, `~` on int."""
    if e.operator is UnaryOp.NOT:
        expressions.check(c, e.operand, Expectation(BOOL))
        return BOOL
    operand = c.unifier.resolve(expressions.infer(c, e.operand))
    if operand in (ERROR, NEVER) or operand == INT or (operand == FLOAT and e.operator is UnaryOp.NEGATE):
        return operand
    message = f"`{e.operator.value}` does not work on `{c.name(operand)}`"
    return c.report(TypeProblem("E2020", message, c.at(e.span), "no such operation"))


def infer_binary(c: Checker, e: ast.Binary) -> Idx:
    """Follows the left spine in a loop, so that a long chain costs no depth."""
    spine: list[ast.Binary] = []
    current: ast.Expr = e
    while isinstance(current, ast.Binary) and current.operator not in (BinaryOp.AND, BinaryOp.OR):
        spine.append(current)
        current = current.left
    if not spine:
        return _logic(c, e)
    left = expressions.infer(c, current)
    while True:
        node = spine.pop()
        left = _operate(c, node, left, expressions.infer(c, node.right))
        if not spine:
            return left
        c.types[node.span] = left


def _logic(c: Checker, e: ast.Binary) -> Idx:
    expressions.check(c, e.left, Expectation(BOOL))
    expressions.check(c, e.right, Expectation(BOOL))
    return BOOL


def _operate(c: Checker, e: ast.Binary, left: Idx, right: Idx) -> Idx:
    left, right = c.unifier.resolve(left), c.unifier.resolve(right)
    if left < 0 or right < 0:
        c.unifier.unify(left, right)
        left, right = c.unifier.resolve(left), c.unifier.resolve(right)
    result = operator_type(c, e.operator, left, right)
    if result is not None:
        return result
    at = c.at(e.operator_span)
    if left == BYTE and e.operator in _ON_BYTES:
        message = f"`{e.operator.value}` on `byte` is not supported yet"
        return c.report(TypeProblem("E2040", message, at, "", (), "convert with `int(…)`, and back with `byte(…)`"))
    help_ = operator_advice(e.operator, c.name(left), c.name(right))
    return c.report(
        OperatorMismatch(
            e.operator.value, at, c.name(left), c.at(e.left.span), c.name(right), c.at(e.right.span), help_
        )
    )


def operator_type(c: Checker, operator: BinaryOp, left: Idx, right: Idx) -> Idx | None:
    """The type of `left operator right`; none if there is no such operation."""
    is_comparison = operator in _EQUALITY or operator in _ORDER
    if ERROR in (left, right):
        return BOOL if is_comparison else ERROR
    if NEVER in (left, right):
        return NEVER
    if operator in _ARITHMETIC:
        if left == right and left in (INT, FLOAT):
            return left
        return STR if operator is BinaryOp.ADD and left == right == STR else None
    if operator is BinaryOp.POWER:
        if left == right == INT:
            return INT
        return FLOAT if left in (INT, FLOAT) and right in (INT, FLOAT) else None
    if operator in _INT_ONLY:
        return INT if left == right == INT else None
    if left != right:
        return None
    if operator in _EQUALITY:
        has_equality = left >= 0 and c.pool.tag(left) is not Tag.FUNCTION and left != VOID
        return BOOL if has_equality else None
    return BOOL if operator in _ORDER and left in ORDERED else None


def operator_advice(operator: BinaryOp, left: str, right: str) -> str:
    """What to do instead of an operation that does not exist."""
    if {left, right} == {"int", "float"}:
        return "Ori does not convert numbers by itself; write `float(…)` around the `int`"
    if operator is BinaryOp.ADD and "str" in (left, right):
        return "to put a value into text, write a template such as `total: {value}` in backticks"
    return ""
