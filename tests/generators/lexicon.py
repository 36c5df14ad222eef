"""Names and literals (language reference, part 1, 2.2 to 2.8)."""

from typing import Final

from tests.generators.generator import Generator
from tests.generators.productions import Production, production

_NAMES: Final = ("a", "b", "item", "total", "x1", "_hidden", "with_underscore", "camelCase", "e3", "args")
_SOFT_NAMES: Final = (
    "timeout cache catch parallel spawn nursery recurse max body state from without capset pre post over map default "
    "buffer expr on_error out mut owned borrowed int float str byte bool len print assert"
).split()
_UPPER_NAMES: Final = ("Point", "Shape", "Item", "T", "Log", "Wide_Name", "X9")
_TYPE_WORDS: Final = ("int", "str", "bool", "float", "byte", "char", "Duration", "Size")
_KEYWORDS: Final = (
    "as break continue def div do else extend extension extern false for if impl in let loop Never "
    "pub self Self suspend tests then trait true type unsafe use uses void where while with yield"
).split()

_INTS: Final = ("1", "0", "42", "12_500", "0xCafe", "0X1_F", "0b1011", "0B1_0", "9223372036854775807")
_FLOATS: Final = ("1.5", "0.0", "1_0.0_5", "9e3", "7.5E-2", "00.5", "2.0e+1")
_QUANTITIES: Final = ("5s", "2ms", "0.25us", "1_000ns", "1.5h", "3m", "0b", "64kb", "0.75kb", "1mb", "2gb", "1tb", "8b")
_TEXT_PIECES: Final = (
    "a", "text ", " ", "{", "}", "//", "@", "'", "é", "🦊",
    "\\\\", "\\n", "\\t", "\\r", "\\0", '\\"', "\\u{1F98A}", "\\x7F"
)  # fmt: skip
_CHARS: Final = ("'a'", "'\"'", "'é'", "'\\''", "'\\n'", "'\\\\'", "'\\u{e9}'", "'\\x41'", "' '", "'{'", "'0'")
_BYTES: Final = ("b'a'", "b'\\xFF'", "b'\\n'", "b'\\''", "b'\"'", "b' '", "b'~'")
_TEMPLATE_PIECES: Final = ("a", " text ", "{{", "}}", "é", ":", "\\\\", "\\n", "\\t", "\\0", "\\u{41}", "\n  ")
_ODD_TEMPLATE_PIECES: Final = ("\n", "//", "\n// ", "\n@f ()", '"', "'", "\\`")


def name(g: Generator) -> str:
    """A name that is no word of the language anywhere."""
    return g.pick(_NAMES)


def any_name(g: Generator) -> str:
    """A name, perhaps one that is a word of the language in some places."""
    return g.pick(_SOFT_NAMES) if g.chance(10) else g.pick(_NAMES)


def upper_name(g: Generator) -> str:
    """A name as types have it."""
    return g.pick(_UPPER_NAMES)


def type_word(g: Generator) -> str:
    """The name of a type."""
    return g.pick(_TYPE_WORDS) if g.chance(50) else g.pick(_UPPER_NAMES)


def method_name(g: Generator) -> str:
    """The name of a declared method, which may be a keyword."""
    return g.pick(("as", "then", "use", "in")) if g.chance(10) else g.pick(_NAMES)


def member_name(g: Generator) -> str:
    """What may stand behind a `.` besides a number."""
    return g.pick(_KEYWORDS) if g.chance(10) else any_name(g)


def string(g: Generator) -> str:
    """A string literal."""
    pieces = (*_TEXT_PIECES, "`") if g.features.odd_texts else _TEXT_PIECES
    return '"' + "".join(g.several(lambda g: g.pick(pieces), 4)) + '"'


def template_text(g: Generator) -> str:
    """Text between the interpolations of a template."""
    pieces = _TEMPLATE_PIECES + (_ODD_TEMPLATE_PIECES if g.features.odd_texts else ())
    return "".join(g.several(lambda g: g.pick(pieces), 3))


def integer(g: Generator) -> str:
    """An int literal."""
    return str(g.number(10)) if g.chance(50) else g.pick(_INTS)


def literal_text(g: Generator) -> str:
    """A literal without parts."""
    match g.number(9):
        case 0 | 1 | 2:
            return integer(g)
        case 3:
            return g.pick(("true", "false"))
        case 4:
            return string(g)
        case 5:
            return g.pick(_FLOATS)
        case 6:
            return g.pick(_CHARS)
        case 7:
            return g.pick(_BYTES)
        case _:
            return g.pick(_QUANTITIES) if g.features.quantities else integer(g)


def literal(g: Generator) -> Production:
    """A literal without parts, as an expression."""
    return production("literal", literal_text(g))


def pattern_literal(g: Generator) -> str:
    """A literal that patterns may hold, without its sign."""
    return g.pick((integer, string, _char, _byte, _bool))(g)


def end_points(g: Generator) -> tuple[str, str]:
    """Two literals, for the ends of a range in a pattern."""
    return g.pick((("0", "9"), ("10", "0xFF"), ("'a'", "'z'"), ("b'0'", "b'9'")))


def _char(g: Generator) -> str:
    return g.pick(_CHARS)


def _byte(g: Generator) -> str:
    return g.pick(_BYTES)


def _bool(g: Generator) -> str:
    return g.pick(("true", "false"))


def format_specification(g: Generator) -> str:
    """`FORMAT ::= PAD? SIGN? "#"? "0"? WIDTH? ("." PRECISION)? KIND?`, with its `:`."""
    parts = [":"]
    if g.chance(40):
        parts.append(g.pick(("", "*", "0", "_", ":", "é")) + g.pick("<>^"))
    parts.append(g.pick(("", "", "+", "-", " ")))
    parts.append(g.pick(("", "", "#")))
    parts.append(g.pick(("", "", "0")))
    parts.append(g.pick(("", "8", "12")))
    parts.append(g.pick(("", ".2", ".0")))
    parts.append(g.pick(("", "", *"boxXeEf%")))
    return "".join(parts)
