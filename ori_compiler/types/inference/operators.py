"""The types of operators (language reference, part 2, 16 and 12.3).

On built-in types an operator is what it always was; on any other type it stands for a method of its trait.
"""

from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast import BinaryOp, UnaryOp
from ori_compiler.types.definitions import Bound
from ori_compiler.types.errors import OperatorMismatch, TypeProblem
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.coercion import require
from ori_compiler.types.inference.obligation import Obligation
from ori_compiler.types.inference.obligations import instantiate, solve, take_default_collection
from ori_compiler.types.matching import Fit
from ori_compiler.types.pool import BOOL, BYTE, CHAR, ERROR, FLOAT, INT, NEVER, STR, Idx, Tag
from ori_compiler.types.typed_body import TraitMethodReference

_ARITHMETIC: Final = frozenset((BinaryOp.ADD, BinaryOp.SUBTRACT, BinaryOp.MULTIPLY, BinaryOp.DIVIDE))
_EQUALITY: Final = frozenset((BinaryOp.EQUAL, BinaryOp.NOT_EQUAL))
_ORDER: Final = frozenset((BinaryOp.LESS, BinaryOp.LESS_OR_EQUAL, BinaryOp.GREATER, BinaryOp.GREATER_OR_EQUAL))
_INT_ONLY: Final = frozenset((BinaryOp.REMAINDER, BinaryOp.FLOOR_DIVIDE))
_BITS: Final = frozenset((BinaryOp.BIT_AND, BinaryOp.BIT_OR, BinaryOp.BIT_XOR))
_SHIFTS: Final = frozenset((BinaryOp.SHIFT_LEFT, BinaryOp.SHIFT_RIGHT))
ORDERED: Final = frozenset((INT, FLOAT, BOOL, BYTE, CHAR, STR))
"""The built-in types whose values have an order."""

TRAITS: Final = {
    BinaryOp.ADD: ("Add", "add"),
    BinaryOp.SUBTRACT: ("Sub", "subtract"),
    BinaryOp.MULTIPLY: ("Mul", "multiply"),
    BinaryOp.DIVIDE: ("Div", "divide"),
    BinaryOp.FLOOR_DIVIDE: ("FloorDiv", "floor_divide"),
    BinaryOp.REMAINDER: ("Rem", "remainder"),
    BinaryOp.POWER: ("Pow", "power"),
    BinaryOp.MATRIX_MULTIPLY: ("MatMul", "matrix_multiply"),
    BinaryOp.BIT_AND: ("BitAnd", "bit_and"),
    BinaryOp.BIT_OR: ("BitOr", "bit_or"),
    BinaryOp.BIT_XOR: ("BitXor", "bit_xor"),
    BinaryOp.SHIFT_LEFT: ("Shl", "shift_left"),
    BinaryOp.SHIFT_RIGHT: ("Shr", "shift_right"),
}
"""The trait and method that each operator stands for."""

UNARY_TRAITS: Final = {
    UnaryOp.NEGATE: ("Neg", "negate"),
    UnaryOp.NOT: ("Not", "not"),
    UnaryOp.BIT_NOT: ("BitNot", "bit_not"),
}


def unary(c: Checker, e: ast.Unary) -> Idx:
    """`!` on bool, `-` on int and float, `~` on int and byte; on other types a method."""
    operand = c.resolve(expressions.infer(c, e.operand))
    if operand < 0:
        solve(c)
        operand = c.resolve(operand)
        if operand < 0 and e.operator is UnaryOp.NOT:
            c.unifier.unify(operand, BOOL)
            return BOOL
    if operand in (ERROR, NEVER):
        return operand
    built_in = {
        UnaryOp.NOT: (BOOL,),
        UnaryOp.NEGATE: (INT, FLOAT),
        UnaryOp.BIT_NOT: (INT, BYTE),
    }[e.operator]
    if operand in built_in:
        return operand
    trait, method = UNARY_TRAITS[e.operator]
    result = trait_operation(c, e.span, trait, method, operand, None)
    if result is not None:
        return result
    if e.operator is UnaryOp.NOT:
        return require(c, operand, Expectation(BOOL), e.operand.span)
    message = f"`{e.operator.value}` does not work on `{c.name(operand)}`"
    return c.report(TypeProblem("E2020", message, c.at(e.span), "no such operation"))


def binary(c: Checker, e: ast.Binary) -> Idx:
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
        left = _operate(c, node, left)
        if not spine:
            return left
        c.types[node.span] = left


def _logic(c: Checker, e: ast.Binary) -> Idx:
    expressions.check(c, e.left, Expectation(BOOL))
    expressions.check(c, e.right, Expectation(BOOL))
    return BOOL


_HINTED: Final = (ast.ListLiteral, ast.MapLiteral, ast.NameRef, ast.Call, ast.Lambda)
"""Right operands of comparisons that may need to know the type of the left one."""


def _operate(c: Checker, e: ast.Binary, left: Idx) -> Idx:
    left = c.resolve(left)
    is_comparison = e.operator in _EQUALITY or e.operator in _ORDER
    if is_comparison and isinstance(e.right, _HINTED) and left not in (ERROR, NEVER):
        right = _compared(c, e, left)
    else:
        right = c.resolve(expressions.infer(c, e.right))
    result = operation(c, e.operator, left, right, e.span, e.operator_span)
    if result is not None:
        return result
    left, right = c.resolve(left), c.resolve(right)
    help_ = operator_advice(c, e.operator, left, right)
    if e.operator in _ORDER and isinstance(e.left, ast.Binary) and e.left.operator in _ORDER:
        help_ = "compare twice: `a < b && b < c`"
    at = c.at(e.operator_span)
    return c.report(
        OperatorMismatch(
            e.operator.value, at, c.name(left), c.at(e.left.span), c.name(right), c.at(e.right.span), help_
        )
    )


def _compared(c: Checker, e: ast.Binary, left: Idx) -> Idx:
    """The right side of a comparison: `None`, `[]` and the like take their type from the left side."""
    return c.resolve(expressions.infer(c, e.right, Expectation(left)))


def operation(c: Checker, operator: BinaryOp, left: Idx, right: Idx, span: Span, at: Span) -> Idx | None:
    """The type of `left operator right`; none if there is no such operation. `span` is the whole expression's."""
    if (left < 0 or right < 0) and c.obligations:
        solve(c)
        if operator in TRAITS and (take_default_collection(c, left) or take_default_collection(c, right)):
            solve(c)
        left, right = c.resolve(left), c.resolve(right)
    if c.unifier.is_lost(left) or c.unifier.is_lost(right):
        c.unifier.unify(left, right)
        return BOOL if operator in _EQUALITY or operator in _ORDER else ERROR
    if left < 0 or right < 0:
        if operator in TRAITS and left < 0 and right >= 0 and right not in (INT, FLOAT, STR, ERROR, NEVER):
            return None
        c.unifier.unify(left, right)
        left, right = c.resolve(left), c.resolve(right)
    built_in = _built_in(c, operator, left, right)
    if built_in is not None:
        return built_in
    if left < 0:
        return _defer(c, operator, left, span, at)
    if operator in _EQUALITY:
        return BOOL if _comparable(c, left, right) else None
    if operator in _ORDER:
        return _ordered(c, left, right, at)
    trait, method = TRAITS[operator]
    return trait_operation(c, span, trait, method, left, right)


def _defer(c: Checker, operator: BinaryOp, left: Idx, span: Span, at: Span) -> Idx | None:
    """Both operands are open and of one type: what they are has to allow the operation."""
    if operator in _EQUALITY or operator in _ORDER:
        name = "Eq" if operator in _EQUALITY else "Comparable"
        c.obligations.append(Obligation(Bound(left, c.pool.bound(c.environment.prelude_type(name))), at))
        return BOOL
    trait, method = TRAITS[operator]
    item = c.environment.prelude_type(trait)
    definition = c.environment.trait(item)
    if definition is None:
        return ERROR
    c.obligations.append(Obligation(Bound(left, c.pool.bound(item, (left,))), at))
    c.methods[span] = TraitMethodReference(item, method, (left, left))
    known = {definition.self_type: left, **dict.fromkeys(definition.generics.types, left)}
    return instantiate(c, c.environment.signature(MemberId(item, method)).result, known, span)


def _built_in(c: Checker, operator: BinaryOp, left: Idx, right: Idx) -> Idx | None:
    is_comparison = operator in _EQUALITY or operator in _ORDER
    if ERROR in (left, right):
        return BOOL if is_comparison else ERROR
    if NEVER in (left, right):
        return NEVER
    if left < 0:
        return None
    if operator in _ARITHMETIC:
        if left == right and left in (INT, FLOAT):
            return left
        if operator is BinaryOp.ADD and left == right == STR:
            return STR
        is_list = c.pool.tag(left) in (Tag.LIST, Tag.FIXED_LIST)
        if operator is BinaryOp.ADD and is_list and right >= 0 and c.pool.tag(right) in (Tag.LIST, Tag.FIXED_LIST):
            element, other = c.pool.arguments(left)[0], c.pool.arguments(right)[0]
            return c.pool.list_(element) if c.unifier.unify(element, other) else None
        return None
    if operator is BinaryOp.POWER:
        if left == right == INT:
            return INT
        return FLOAT if left in (INT, FLOAT) and right in (INT, FLOAT) else None
    if operator in _INT_ONLY:
        return INT if left == right == INT else None
    if operator in _BITS:
        return left if left == right and left in (INT, BYTE) else None
    if operator in _SHIFTS:
        return left if left in (INT, BYTE) and right == INT else None
    if operator in _ORDER and left == right and left in ORDERED:
        return BOOL
    return None


def _comparable(c: Checker, left: Idx, right: Idx) -> bool:
    """Whether two values can be compared for equality: all but functions, and what a parameter does not promise."""
    if not c.unifier.unify(left, right):
        return False
    return has_equality(c, c.unifier.deep(left))


def has_equality(c: Checker, idx: Idx) -> bool:
    """Whether values of a type can be told apart."""
    tag = c.pool.tag(idx)
    if tag in (Tag.STRUCT, Tag.SUM):
        return True
    if tag in (Tag.TUPLE, Tag.LIST, Tag.FIXED_LIST, Tag.MAP):
        parts = c.pool.arguments(idx)[:1] if tag is Tag.FIXED_LIST else c.pool.arguments(idx)
        return all(has_equality(c, part) for part in parts)
    if tag in (Tag.FUNCTION, Tag.OBJECT):
        return False
    if tag in (Tag.PARAMETER, Tag.PROJECTION, Tag.OPAQUE):
        return c.selector.implements(idx, c.pool.bound(c.environment.prelude_type("Eq")))
    return True


def _ordered(c: Checker, left: Idx, right: Idx, at: Span) -> Idx | None:
    if not c.unifier.unify(left, right):
        return None
    bound = c.pool.bound(c.environment.prelude_type("Comparable"))
    fit = c.selector.fit(c.unifier.deep(left), bound)
    if fit is Fit.NO:
        return None
    if fit is Fit.MAYBE:
        c.obligations.append(Obligation(Bound(left, bound), at))
    return BOOL


def trait_operation(c: Checker, span: Span, trait: str, method: str, left: Idx, right: Idx | None) -> Idx | None:
    """An operator as a method of its trait: the type of the result; none if the left operand has no such trait.

    The trait's first argument is the right operand. If several implementations may be meant, its type decides.
    """
    item = c.environment.prelude_type(trait)
    definition = c.environment.trait(item)
    if definition is None:
        return ERROR
    arguments = tuple(c.fresh() for _ in definition.generics.parameters)
    wanted = arguments
    if right is not None and arguments:
        wanted = (right, *arguments[1:])
    bound = c.pool.bound(item, wanted)
    found = c.selector.candidates(left, bound)
    if not found:
        return None
    if c.selector.has_broken_bound(left):
        return ERROR
    c.obligations.append(Obligation(Bound(left, bound), span))
    solve(c)
    types = (left, *wanted)
    c.methods[span] = TraitMethodReference(item, method, types)
    signature = c.environment.signature(MemberId(item, method))
    known = {definition.self_type: left, **dict(zip(definition.generics.types, wanted, strict=True))}
    return instantiate(c, signature.result, known, span)


def operator_advice(c: Checker, operator: BinaryOp, left: Idx, right: Idx) -> str:
    """What to do instead of an operation that does not exist."""
    names = {c.name(left), c.name(right)}
    if names == {"int", "float"}:
        return "Ori does not convert numbers by itself; write `float(…)` around the `int`"
    for side in (left, right):
        if side >= 0 and c.pool.is_nominal(side) and left != right:
            declaration = c.pool.declaration(side)
            if declaration in (c.environment.prelude_type("Option"), c.environment.prelude_type("Result")):
                return f"take the value out of the `{declaration.name}` first, with `match`, `??` or `?`"
    if operator is BinaryOp.ADD and "str" in names:
        return "to put a value into text, write a template such as `total: {value}` in backticks"
    if left >= 0 and c.pool.tag(left) is Tag.PARAMETER:
        trait = "Eq" if operator in _EQUALITY else "Comparable" if operator in _ORDER else TRAITS[operator][0]
        return f"demand it of the parameter: `{c.name(left)}: {trait}`"
    if operator in TRAITS and left == right and left >= 0 and c.pool.is_nominal(left):
        name = c.name(left)
        return f"implement it: `impl {name}: {TRAITS[operator][0]} {{ … }}`"
    if operator in _ORDER and left == right and left >= 0 and c.pool.is_nominal(left):
        return f"give `{c.name(left)}` an order with `#derive(Eq, Comparable)`"
    return ""
