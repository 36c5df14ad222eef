"""How deep in brackets and templates a place of an item's text is, without reading its tokens.

It agrees with the lexer about where the strings, characters, comments and templates of a correct text begin and end,
so that what looks like a bracket or a backtick inside of them counts for nothing.
"""

import re
from typing import Final

STRING: Final = r'"(?:[^"\\\n]++|\\[^\n])*+"?'
CHARACTER: Final = r"'(?:[^'\\\n]|\\u\{[^}'\n]*+\}|\\x[0-9A-Fa-f]{0,2}|\\[^\n])?(?:[^'\n;,)]*+')?"
COMMENT: Final = r"//[^\n]*+"
_UNIT: Final = r"[^`{}\\]|\\u\{[^{}`\n]*+\}|\\.|\{\{|\}\}"
# A template whose interpolations hold neither quotes, braces nor colons.
PLAIN_TEMPLATE: Final = r"`(?:" + _UNIT + r"|\{[^`{}\"':]*+\})*+`"
_PLAIN: Final = re.compile(rf"(?:[^\"'`/]++|{STRING}|{CHARACTER}|{COMMENT}|/|{PLAIN_TEMPLATE})*+", re.DOTALL)
_SIGN: Final = re.compile(rf"(?:[^\"'`/()\[\]{{}}]++|/(?!/))*+({STRING}|{CHARACTER}|{COMMENT}|[()\[\]{{}}`])")
_SIGN_OR_COLON: Final = re.compile(
    rf"(?:[^\"'`/()\[\]{{}}:]++|/(?!/))*+({STRING}|{CHARACTER}|{COMMENT}|[()\[\]{{}}`:])"
)
_TEMPLATE_TEXT: Final = re.compile(rf"(?:{_UNIT})*+", re.DOTALL)
_FORMAT: Final = re.compile(r":[^}`\n]*+")


def is_plain(text: str, start: int, end: int) -> bool:
    """Whether one look tells that no template is open at `end`; at `start` nothing is."""
    found = _PLAIN.match(text, start, end)
    return found is not None and found.end() == end


class Nesting:
    """What is open at `at`, having begun to read where nothing was.

    `_outer` holds, for each open template, how deep in brackets it begins; `depth` counts the brackets that are open
    in the innermost code. `is_damaged` says that something was read which no correct text contains.
    """

    __slots__ = ("_comments", "_in_text", "_outer", "_text", "at", "depth", "is_damaged")

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._outer: list[int] = []
        self._in_text = False
        self._comments: dict[int, int] = {}
        self.at = at
        self.depth = 0
        self.is_damaged = False

    def copy(self) -> "Nesting":
        """The same state, to look ahead from."""
        other = Nesting(self._text, self.at)
        other._outer = self._outer.copy()
        other._in_text = self._in_text
        other.depth = self.depth
        return other

    @property
    def in_template(self) -> bool:
        """Whether a template is open."""
        return bool(self._outer)

    def advance(self, end: int, limit: int) -> None:
        """Reads on up to `end`. A token that begins before it is read whole, up to `limit`."""
        while self.at < end:
            if self._in_text:
                self._read_template(end)
            else:
                self._read_code(end, limit)

    def advance_to_close(self, limit: int) -> bool:
        """Reads on from an opening bracket until that is closed; false if it is not before `limit`."""
        self.advance(self.at + 1, limit)
        while self.at < limit and (self.depth > 0 or self._outer):
            self.advance(self.at + 1, limit)
        return self.depth <= 0 and not self._outer

    def _read_code(self, end: int, limit: int) -> None:
        """Reads strings, comments and brackets up to a template or `end`."""
        pattern = _SIGN_OR_COLON if self._outer else _SIGN
        for found in pattern.finditer(self._text, self.at, limit):
            start, at = found.span(1)
            if start >= end:
                break
            self.at = at
            sign = found[1]
            if sign in "([{":
                self.depth += 1
            elif sign == "}" and self._outer and self.depth == 0:
                self._in_text = True
                return
            elif sign in ")]}":
                self.depth -= 1
            elif sign == "`":
                self._outer.append(self.depth)
                self.depth = 0
                self._in_text = True
                return
            elif sign == ":":
                if self.depth == 0:
                    self._read_format(start, limit)
                    return
            elif sign[0] == "/":
                self._comments[at] = start
            elif len(sign) == 1 or sign[-1] != sign[0]:
                self.is_damaged = True
        self.at = max(self.at, end)

    def _read_format(self, start: int, limit: int) -> None:
        found = _FORMAT.match(self._text, start, limit)
        self.at = found.end() if found is not None else self.at

    def _read_template(self, end: int) -> None:
        found = _TEMPLATE_TEXT.match(self._text, self.at, end)
        at = found.end() if found is not None else self.at
        if at < end:
            sign = self._text[at]
            if sign == "`":
                self.depth = self._outer.pop()
                self._in_text = False
            elif sign == "{":
                self._in_text = False
            at += 1
        self.at = at

    def code_end(self, start: int) -> int:
        """Where the last token behind `start` ends, if `at` is behind a line end and outside of templates."""
        at = self.at
        while at > start:
            if at in self._comments:
                at = self._comments[at]
            elif self._text[at - 1].isspace():
                at -= 1
            else:
                break
        return at
