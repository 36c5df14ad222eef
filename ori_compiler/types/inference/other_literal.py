"""How a literal would be written as one of another type."""

from ori_compiler.syntax import ast
from ori_compiler.types.pool import BYTE, CHAR, FLOAT, INT, STR, Idx


def other_literal(value: ast.LiteralValue, wanted: Idx) -> str | None:
    """The source of a literal of the type `wanted` with this value; none if there is none that everybody would mean."""
    match value:
        case bool():
            return None
        case int() if wanted == FLOAT:
            return f"{value}.0"
        case int() if wanted == BYTE and 0 <= value <= 255:
            return f"b'\\x{value:02x}'"
        case float() if wanted == INT and value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case str() if len(value) == 1:
            return _of_character(value, wanted)
        case ast.CharValue():
            return _of_character(chr(value.code_point), wanted)
        case _:
            return None


def _of_character(character: str, wanted: Idx) -> str | None:
    if not character.isprintable() or character in "\\'\"":
        return None
    if wanted == STR:
        return f'"{character}"'
    if wanted == CHAR:
        return f"'{character}'"
    return f"b'{character}'" if wanted == BYTE and character.isascii() else None
