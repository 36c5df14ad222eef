"""Literal tokens to values."""

from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.literals import char_value, float_value, int_value, string_value, template_text_value


def literal_value(kind: int, text: str) -> ast.LiteralValue | None:
    """The value of a literal token; none for a quantity, which has no meaning yet."""
    if kind == k.INT:
        return int_value(text)
    if kind == k.FLOAT:
        return float_value(text)
    if kind == k.STRING:
        return string_value(text)
    if kind == k.CHAR:
        return ast.CharValue(char_value(text))
    if kind == k.BYTE:
        return ast.ByteValue(char_value(text) & 0xFF)
    if kind == k.TEMPLATE:
        return template_text_value(text)
    if kind in (k.TRUE, k.FALSE):
        return kind == k.TRUE
    return None
