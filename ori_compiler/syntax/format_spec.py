"""The mini-language behind the `:` of an interpolation (language reference, part 4, section 28).

`[[fill] align] [sign] ["#"] ["0"] [width] ["." precision] [type]`, each part optional, in this order.
"""

import re
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax.ast.expressions import FormatSyntax
from ori_compiler.syntax.errors import SyntaxProblem

ALIGNMENTS: Final = "<>^"
SIGNS: Final = "+- "
INT_LETTERS: Final = "boxX"
FLOAT_LETTERS: Final = "eEf%"
LARGEST_NUMBER: Final = 2**31 - 1
"""The largest width or precision: far beyond what memory holds."""

_NUMBER: Final = re.compile(r"[0-9][0-9_]*")
_GOOD_NUMBER: Final = re.compile(r"0\Z|[1-9](?:_?[0-9])*\Z")
_PARTS: Final = ("an alignment", "a sign", "`#`", "`0`", "a width", "a precision", "a type letter")
_OTHER_LANGUAGES: Final = {
    "d": "a whole number is written in decimal when there is no letter",
    "i": "a whole number is written in decimal when there is no letter",
    "s": "a text is shown as it is when there is no letter",
    "?": "the text for developers is `{value.debug()}`",
    "g": "a `float` is written in its shortest form when there is no letter",
    ",": "digits are not grouped",
    "F": "the letter for decimals is `f`",
}


def parse_format(text: str, start: int) -> FormatSyntax | SyntaxProblem:
    """What a format specification says, or what is wrong with it; `text`, with its colon, stands at `start`."""
    return _Parser(text, start).run()


class _Parser:
    __slots__ = ("_at", "_start", "_text")

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start
        self._at = 1

    def run(self) -> FormatSyntax | SyntaxProblem:
        fill, align = self._alignment()
        sign = self._one_of(SIGNS)
        is_alternate = bool(self._one_of("#"))
        has_zero = self._peek() == "0" and bool(self._one_of("0"))
        # A number of two or more zeros is a width with a zero in front.
        width = self._number("width", is_zero_allowed=False)
        if isinstance(width, SyntaxProblem):
            return width
        precision = self._precision()
        if isinstance(precision, SyntaxProblem):
            return precision
        letter_at = Span(self._start + self._at, self._start + self._at + 1)
        letter = self._one_of(INT_LETTERS + FLOAT_LETTERS)
        if self._at < len(self._text):
            reached = (bool(align), bool(sign), is_alternate, has_zero, width is not None, precision is not None)
            return self._unexpected([*reached, bool(letter)])
        return FormatSyntax(fill, align, sign, is_alternate, has_zero, width, precision, letter, letter_at)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _one_of(self, characters: str) -> str:
        found = self._peek()
        if not found or found not in characters:
            return ""
        self._at += 1
        return found

    def _alignment(self) -> tuple[str, str]:
        behind = self._text[self._at + 1 : self._at + 2]
        if behind and behind in ALIGNMENTS:
            fill = self._peek()
            self._at += 2
            return fill, behind
        return "", self._one_of(ALIGNMENTS)

    def _precision(self) -> int | SyntaxProblem | None:
        if not self._one_of("."):
            return None
        found = self._number("precision", is_zero_allowed=True)
        return 0 if found is None else found

    def _number(self, what: str, *, is_zero_allowed: bool) -> int | SyntaxProblem | None:
        found = _NUMBER.match(self._text, self._at)
        if found is None:
            return None
        digits = found.group()
        at = Span(self._start + self._at, self._start + found.end())
        if not _GOOD_NUMBER.match(digits) or (digits == "0" and not is_zero_allowed):
            if digits[0] == "0":
                return SyntaxProblem("E0970", f"a {what} does not begin with `0`", at, f"expected a {what} here")
            return SyntaxProblem("E0970", f"`{digits}` is no number", at, "a `_` stands between two digits")
        value = int(digits.replace("_", ""))
        if value > LARGEST_NUMBER:
            return SyntaxProblem("E0970", f"this {what} is too large", at, f"the largest is {LARGEST_NUMBER}")
        self._at = found.end()
        return value

    def _unexpected(self, reached: list[bool]) -> SyntaxProblem:
        character = self._peek()
        at = Span(self._start + self._at, self._start + self._at + 1)
        first = max((index + 1 for index, is_there in enumerate(reached) if is_there), default=0)
        listed = " or ".join(filter(None, (", ".join(_PARTS[first:]), "`}`")))
        message = f"`{character}` is out of place in a format specification"
        help_ = _OTHER_LANGUAGES.get(character, "")
        if not help_ and any(sign in self._text[self._at :] for sign in ALIGNMENTS) and first == 0:
            help_ = "the fill is a single character, right before the alignment"
        elif not help_ and character.isalpha() and first < len(_PARTS):
            help_ = "the type letters are " + " ".join(f"`{letter}`" for letter in INT_LETTERS + FLOAT_LETTERS)
        return SyntaxProblem("E0970", message, at, f"expected {listed}", help_)
