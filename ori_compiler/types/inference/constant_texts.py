"""Texts that have to be known while a body is checked."""

from ori_compiler.resolve.scope import ConstantEntity
from ori_compiler.syntax import ast
from ori_compiler.types.inference.checker import Checker


def constant_text(c: Checker, e: ast.Expr) -> str | None:
    """A text that is a literal, a constant, or several of them joined by `+`; none for any other expression."""
    match e:
        case ast.Literal(value=str() as text):
            return text
        case ast.NameRef(name=name, has_dollar=True) if c.local(name) is None:
            entity = c.environment.lookup_value(name)
            value = c.environment.constant_literal(entity.item) if isinstance(entity, ConstantEntity) else None
            return value if isinstance(value, str) else None
        case ast.Binary(operator=ast.BinaryOp.ADD, left=left, right=right):
            first, second = constant_text(c, left), constant_text(c, right)
            return first + second if first is not None and second is not None else None
        case _:
            return None
