"""The values of literal tokens, and what can be wrong with them (language reference, part 1, 2.6 to 2.8)."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds
from ori_compiler.syntax.ast.base import QuantityUnit, QuantityValue
from ori_compiler.syntax.errors import SyntaxProblem

INT_MAX: Final = 2**63 - 1

_DECIMAL: Final = re.compile(r"(?:0|[1-9](?:_?[0-9])*)\Z")
_RADIX: Final = re.compile(r"0(?:[xX][0-9A-Fa-f](?:_?[0-9A-Fa-f])*|[bB][01](?:_?[01])*)\Z")
_FLOAT: Final = re.compile(
    r"[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9](?:_?[0-9])*)?|[eE][+-]?[0-9](?:_?[0-9])*)\Z"
)
_QUANTITY: Final = re.compile(r"((?:0|[1-9](?:_?[0-9])*)(?:\.[0-9]+)?)([a-z]+)\Z")
_UNITS: Final[dict[str, int]] = {
    "ns": 1,
    "us": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
}
_ESCAPE: Final = re.compile(r"\\(?:u\{([^}\"'`\n]*)\}|x([0-9A-Fa-f]{0,2})|(.|\Z))", re.DOTALL)
_TEMPLATE_PART: Final = re.compile(r"\\u\{[^{}`\n]*\}|\\.|[^\\]+|\\", re.DOTALL)
_SIMPLE: Final[dict[str, str]] = {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "0": "\0"}
_HEX_DIGITS: Final = re.compile(r"[0-9A-Fa-f]{1,6}\Z")
_LINE_END: Final = re.compile(r"\r\n?")
_ANY_LINE_END: Final = re.compile(r"\r\n?|\n")


_QUANTITY_DIGITS: Final = 60
"""More digits than any duration or size of 64 bits needs; Python refuses to read thousands of them."""


def _number_problem(text: str, start: int, label: str, help_: str = "") -> list[SyntaxProblem]:
    at = Span(start, start + len(text))
    return [SyntaxProblem("E0003", f"`{text[:40]}` is not a number", at, label, help_)]


def check_number(text: str, kind: int, start: int) -> list[SyntaxProblem]:
    """What is wrong with a number token that begins at `start`."""
    if kind == kinds.FLOAT:
        if not _FLOAT.match(text):
            return _number_problem(text, start, _misplaced(text), "a float looks like `0.5`, `1_000.25` or `6.5e-3`")
        if float(text.replace("_", "")) == float("inf"):
            return _number_problem(text, start, "too large for a 64-bit float", "the largest float is about 1.8e308")
        return []
    if kind == kinds.QUANTITY:
        return _check_quantity(text, start)
    if _DECIMAL.match(text) or _RADIX.match(text):
        # Python refuses to read decimal numbers of thousands of digits.
        if int_value(text) > INT_MAX or (len(text.replace("_", "")) > 20 and _DECIMAL.match(text)):
            at = Span(start, start + len(text))
            message = f"`{text[:40]}` is too large for an `int`"
            return [SyntaxProblem("E0003", message, at, "does not fit into 64 bits", f"the largest `int` is {INT_MAX}")]
        return []
    if text[:2] in ("0x", "0X", "0b", "0B"):
        if any(text.endswith(unit) and _RADIX.match(text.removesuffix(unit)) for unit in _UNITS):
            return _number_problem(text, start, "durations and sizes are decimal")
        digits = "hexadecimal digits, such as `0xFF`" if text[1] in "xX" else "the digits 0 and 1, such as `0b101`"
        return _number_problem(text, start, f"needs {digits}")
    if text[0] == "0" and text.isdigit():
        at = Span(start, start + len(text))
        better = text.lstrip("0") or "0"
        title = f"write `{better}`"
        return [SyntaxProblem("E0003", f"`{text}` has a leading zero", at, "", title, better, at, title)]
    return _number_problem(text, start, _misplaced(text))


def _misplaced(text: str) -> str:
    if "__" in text or text.endswith("_") or re.search(r"_[.eE]|[.eE]_", text):
        return "`_` stands only between two digits"
    if text[-1] in "eE+-":
        return "the exponent has no digits"
    return "letters cannot follow a number directly"


def _check_quantity(text: str, start: int) -> list[SyntaxProblem]:
    found = _QUANTITY.match(text)
    if found is None or found[2] not in _UNITS:
        suffix = text.lstrip("0123456789._")
        return _number_problem(
            text,
            start,
            f"`{suffix}` is no unit",
            "durations end in ns, us, ms, s, m or h; sizes in b, kb, mb, gb or tb",
        )
    if len(found[1]) > _QUANTITY_DIGITS:
        return _number_problem(text, start, "too many digits for 64 bits")
    value = Fraction(found[1].replace("_", "")) * _UNITS[found[2]]
    if value.denominator != 1:
        return _number_problem(text, start, "not a whole number of nanoseconds or bytes")
    if value > INT_MAX:
        return _number_problem(text, start, "too large for 64 bits")
    return []


def int_value(text: str) -> int:
    """The value of an int token; 0 for one that was reported as malformed."""
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        return 0


def quantity_value(text: str) -> QuantityValue:
    """The value of a duration or size token; 0 for one that was reported as malformed."""
    found = _QUANTITY.match(text)
    if found is None or found[2] not in _UNITS or len(found[1]) > _QUANTITY_DIGITS:
        return QuantityValue(0, QuantityUnit.BYTES)
    amount = Fraction(found[1].replace("_", "")) * _UNITS[found[2]]
    unit = QuantityUnit.BYTES if found[2].endswith("b") else QuantityUnit.NANOSECONDS
    return QuantityValue(int(amount), unit)


def float_value(text: str) -> float:
    """The value of a float token; 0.0 for one that was reported as malformed."""
    try:
        return float(text.replace("_", ""))
    except ValueError:
        return 0.0


def check_string(text: str, start: int) -> list[SyntaxProblem]:
    """What is wrong with a string token."""
    if len(text) < 2 or not text.endswith('"') or _ends_escaped(text):
        at = Span(start, start + len(text))
        end = Span(start + len(text), start + len(text))
        help_ = "a string ends on the line it begins on; a template in backticks may span lines"
        return [
            SyntaxProblem(
                "E0001", "this string has no end", at, 'the closing `"` is missing', help_, '"', end, 'add `"`'
            )
        ]
    lines = _ANY_LINE_END.split(text)
    if len(lines) > 1:
        at = Span(start, start + len(lines[0]))
        whole = Span(start, start + len(text))
        help_ = "a template in backticks may span lines"
        repair = "\\n".join(line.removesuffix("\\") for line in lines)
        message = "a string ends on the line it begins on"
        return [SyntaxProblem("E0001", message, at, "this one goes on", help_, repair, whole, "write `\\n`")]
    return _check_escapes(text, start, '"', "string", max_hex=0x7F)


def _ends_escaped(text: str) -> bool:
    body = text[1:-1]
    return (len(body) - len(body.rstrip("\\"))) % 2 == 1


def check_char(text: str, kind: int, start: int) -> list[SyntaxProblem]:
    """What is wrong with a character or byte token."""
    at = Span(start, start + len(text))
    is_byte = kind == kinds.BYTE
    what = "byte literal" if is_byte else "character literal"
    body = text[2 if is_byte else 1 : -1]
    if len(text) < (3 if is_byte else 2) or not text.endswith("'"):
        return [SyntaxProblem("E0004", f"this {what} has no end", at, "the closing `'` is missing")]
    if not body:
        return [
            SyntaxProblem("E0004", f"this {what} is empty", at, "", "a character literal holds exactly one character")
        ]
    if _ANY_LINE_END.fullmatch(body):
        title = "write `\\n`"
        better = f"{text[: len(text) - len(body) - 1]}\\n'"
        message = f"a {what} ends on the line it begins on"
        return [SyntaxProblem("E0004", message, Span(at.start, at.start + 1), "", title, better, at, title)]
    problems = _check_escapes(text, start, "'", what, max_hex=0xFF if is_byte else 0x7F)
    if problems:
        return problems
    value = unescape(body)
    if len(value) != 1:
        if is_byte:
            return [SyntaxProblem("E0004", "a byte literal holds exactly one byte", at)]
        better = '"' + body.replace('"', '\\"').replace("\\'", "'") + '"'
        title = "write a string"
        return [
            SyntaxProblem("E0004", "a character literal holds exactly one character", at, "", title, better, at, title)
        ]
    if is_byte and "\\" not in body and not " " <= value <= "~":
        return [SyntaxProblem("E0004", "a byte literal holds one ASCII character", at, "", "write the byte as `\\xHH`")]
    return []


def has_known_type(kind: int, text: str) -> bool:
    """Whether a literal token is well formed, or at least surely meant as one of its type."""
    match kind:
        case kinds.CHAR | kinds.BYTE:
            # One that is malformed may have been meant as a string.
            return not check_char(text, kind, 0)
        case kinds.QUANTITY:
            return not check_number(text, kind, 0)
        case kinds.INT:
            return text.isdigit() or _DECIMAL.match(text) is not None or _RADIX.match(text) is not None
        case _:
            return True


def check_template_text(text: str, kind: int, start: int, template_start: Callable[[], int]) -> list[SyntaxProblem]:
    """What is wrong with a piece of template text, delimiters included; its template begins at `template_start`."""
    if kind in (kinds.TEMPLATE, kinds.TEMPLATE_TAIL) and (not text.endswith("`") or len(text) < 2):
        first = template_start()
        at = Span(first, first + 1)
        return [SyntaxProblem("E0006", "this template has no end", at, "begins here", "close it with a backtick")]
    problems = _check_escapes(text, start, "`", "template", max_hex=-1)
    body = _ESCAPE.sub(lambda escape: " " * len(escape.group()), text[1:-1]).replace("}}", "\0\0")
    at_brace = body.find("}")
    if at_brace >= 0:
        at = Span(start + 1 + at_brace, start + 2 + at_brace)
        title = "double it"
        problems.append(
            SyntaxProblem("E1001", "a `}` in a template's text is written `}}`", at, "", title, "}}", at, title)
        )
    return problems


def _check_escapes(text: str, start: int, quote: str, what: str, max_hex: int) -> list[SyntaxProblem]:
    problems: list[SyntaxProblem] = []
    for found in _ESCAPE.finditer(text) if "\\" in text else ():
        problem = _escape_problem(found, quote, what, max_hex)
        if problem:
            at = Span(start + found.start(), start + found.end())
            escapes = "\\\\ \\n \\t \\r \\0 \\" + quote + " \\u{...}"
            help_ = f"the escapes here are {escapes}"
            better = _without_escape(found[3], what)
            title = f"write `{better}`"
            problems.append(SyntaxProblem("E0005", f"{problem} in a {what}", at, "", help_, better, at, title))
    return problems


def _without_escape(character: str | None, what: str) -> str | None:
    """How a character is written that was escaped in vain; none for letters, which stand for something else."""
    if character is None or character.isalnum() or not character.isprintable():
        return None
    return character * 2 if what == "template" and character in "{}" else character


def _escape_problem(found: re.Match[str], quote: str, what: str, max_hex: int) -> str:
    unicode, hexadecimal, simple = found.groups()
    if unicode is not None:
        if what == "byte literal":
            return "`\\u{...}` is not allowed"
        if not _HEX_DIGITS.match(unicode):
            return "`\\u{...}` takes 1 to 6 hexadecimal digits"
        value = int(unicode, 16)
        if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
            return f"`\\u{{{unicode}}}` is not a Unicode character"
        return ""
    if hexadecimal is not None:
        if max_hex < 0:
            return "`\\x` is not allowed"
        if len(hexadecimal) != 2:
            return "`\\x` takes exactly 2 hexadecimal digits"
        return (
            ""
            if int(hexadecimal, 16) <= max_hex
            else f"`\\x{hexadecimal}` is above `\\x{max_hex:X}`, which is not allowed"
        )
    return "" if simple in _SIMPLE or simple == quote else f"`\\{simple}` is no escape"


def unescape(body: str) -> str:
    """The text that literal source between its delimiters stands for; malformed escapes stand for themselves."""
    if "\\" not in body:
        return body

    def replace(found: re.Match[str]) -> str:
        unicode, hexadecimal, simple = found.groups()
        if unicode is not None:
            value = int(unicode, 16) if _HEX_DIGITS.match(unicode) else 0xFFFD
            return chr(value) if value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF else "\ufffd"
        if hexadecimal is not None:
            return chr(int(hexadecimal or "0", 16))
        return _SIMPLE.get(simple, simple)

    return _ESCAPE.sub(replace, body)


def string_value(text: str) -> str:
    """The value of a string token."""
    return unescape(text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:])


def char_value(text: str) -> int:
    """The code point of a character token, or the value of a byte token."""
    body = unescape(text.removeprefix("b")[1:].removesuffix("'"))
    return ord(body[0]) if body else 0


def template_text_value(text: str) -> str:
    """The text of a template token without its delimiters."""
    body = _LINE_END.sub("\n", text[1:-1])
    parts = _TEMPLATE_PART.findall(body)
    return "".join(unescape(part) if part[0] == "\\" else part.replace("{{", "{").replace("}}", "}") for part in parts)
