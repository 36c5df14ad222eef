"""Literals of the types that are one word."""

from typing import Final

from tests.generators.typed.generator import Generator
from tests.generators.typed.types import Simple

_LITERALS: Final = {
    "int": ("0", "1", "2", "(-1)", "7", "10", "100", "(-37)", "4611686018427387904", "9223372036854775807"),
    "float": ("0.0", "1.5", "(-0.25)", "3.0", "1e10", "0.1", "12345.678", "1e-7"),
    "bool": ("true", "false"),
    "char": ("'a'", "'Z'", "'0'", "' '", "'é'", "'\\n'", "'🦊'"),
    "str": (
        '""',
        '"a"',
        '"b"',
        '"7"',
        '" x "',
        '"Grüße"',
        '"one,two,,three"',
        '"a text that is longer than what fits into its value"',
        '"tab\\tquote\\"🦊"',
    ),
    "Point": ('Point { x: 0, label: "origin" }', 'Point { x: -3, label: "" }'),
    "Shape": ("Dot", "Line(from: 1, to: 2)", 'Named("n", Point { x: 4, label: "p" })'),
    "Tree": ("Leaf", "Node(left: Leaf, value: 5, right: Leaf)"),
}


def literal(g: Generator, type_: Simple) -> str:
    """A literal; the simplest is the first."""
    return g.pick(_LITERALS[type_.name])
