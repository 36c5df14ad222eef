"""Conditions that are decided before the program runs: their `if` has only one branch (language reference, part 1, 12).

They are made of the configuration's constants and of questions whether there is a file to embed.
"""

from typing import Final

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.resolve.scope import ConstantEntity
from ori_compiler.syntax import ast
from ori_compiler.types.inference import embedding
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.embedding import is_question

CONFIGURATION: Final = frozenset(("target_os", "target_arch", "target_family", "debug", "release"))
"""The constants that say what the program is compiled for."""


def decision(c: Checker, e: ast.Expr) -> bool | None:
    """The value of a condition that is decided; none for any other."""
    if not any(_is_configuration(c, node) or is_question(node) for node in _parts(e)):
        return None
    value = _value(c, e)
    return value if isinstance(value, bool) else None


def simplified(c: Checker, e: ast.If) -> ast.Expr:
    """An `if` without the branches that are never taken; the same one if nothing is decided."""
    kept: list[ast.If] = []
    current: ast.Expr | None = e
    is_same = True
    while isinstance(current, ast.If):
        decided = decision(c, current.condition)
        if decided is None:
            kept.append(current)
        is_same = is_same and decided is None
        current = current.then if decided else current.otherwise
        if decided:
            break
    if is_same:
        return e
    rest = current
    for node in reversed(kept):
        rest = ast.If(node.span, node.condition, node.then, rest)
    return rest if rest is not None else ast.Unit(e.span)


def _parts(e: ast.Expr) -> list[ast.Expr]:
    match e:
        case ast.Unary(operand=operand):
            return _parts(operand)
        case ast.Binary(left=left, right=right):
            return [*_parts(left), *_parts(right)]
        case _:
            return [e]


def _is_configuration(c: Checker, e: ast.Expr) -> bool:
    if not isinstance(e, ast.NameRef) or e.name not in CONFIGURATION or c.local(e.name) is not None:
        return False
    entity = c.environment.lookup_value(e.name)
    return isinstance(entity, ConstantEntity) and is_prelude(entity.item.path)


def _value(c: Checker, e: ast.Expr) -> bool | str | None:
    match e:
        case ast.Literal(value=bool() | str() as value):
            return value
        case ast.NameRef(name=name) if _is_configuration(c, e):
            entity = c.environment.lookup_value(name)
            if not isinstance(entity, ConstantEntity):
                return None
            number, text = c.environment.constant_number(entity.item), c.environment.constant_literal(entity.item)
            return number if isinstance(number, bool) else text if isinstance(text, str) else None
        case ast.Construct() if is_question(e):
            return embedding.answer(c, e)
        case ast.Unary(operator=ast.UnaryOp.NOT, operand=operand):
            negated = _value(c, operand)
            return not negated if isinstance(negated, bool) else None
        case ast.Binary(operator=operator, left=left, right=right):
            return _operation(operator, _value(c, left), _value(c, right))
        case _:
            return None


def _operation(operator: ast.BinaryOp, left: bool | str | None, right: bool | str | None) -> bool | None:
    if operator is ast.BinaryOp.AND:
        if left is False:
            return False
        return right if left is True and isinstance(right, bool) else None
    if operator is ast.BinaryOp.OR:
        if left is True:
            return True
        return right if left is False and isinstance(right, bool) else None
    if left is None or right is None:
        return None
    if operator is ast.BinaryOp.EQUAL:
        return left == right
    return left != right if operator is ast.BinaryOp.NOT_EQUAL else None
