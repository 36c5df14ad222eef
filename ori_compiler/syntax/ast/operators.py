"""The operators, by their spelling."""

from enum import Enum


class UnaryOp(Enum):
    """The prefix operators."""

    NEGATE = "-"
    NOT = "!"
    BIT_NOT = "~"


class BinaryOp(Enum):
    """The infix operators, short-circuiting ones included."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    FLOOR_DIVIDE = "div"
    REMAINDER = "%"
    POWER = "**"
    MATRIX_MULTIPLY = "@"
    SHIFT_LEFT = "<<"
    SHIFT_RIGHT = ">>"
    BIT_AND = "&"
    BIT_OR = "|"
    BIT_XOR = "^"
    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    AND = "&&"
    OR = "||"
