"""From productions to text: tokens, and random legal white space and comments between them.

Newlines mean nothing in Ori. Still, an item begins in the first column and nothing inside it does but closing brackets,
because that is how a file is cut into items.
"""

from random import Random
from typing import Final

import msgspec

from tests.generators.features import Features
from tests.generators.productions import Gap, Omissible, Production

_OPERATORS: Final = frozenset(
    "// **= <<= &&= ||= ..= ... == != <= && || << ** .. ?? -> => |> :: #! += -= *= /= %= @= &= |= ^=".split()
)
_CLOSERS: Final = frozenset(")]}")
_COMMENTS: Final = (
    "// a remark",
    "//",
    "// * field: what it is",
    "// ! panics",
    "// > f(x: 1) -> 2",
    "//tight",
    "// é 🦊",
)
_ODD_COMMENTS: Final = (
    "// (unclosed [ {",
    "// } ) ] ;",
    '// an " alone',
    "// isn't",
    "// @f () -> int = 1;",
    "// `quoted`",
    "// // twice",
    "/// three",
)


class Extent(msgspec.Struct, frozen=True):
    """The tokens a named production consists of: the indexes of the first and the last."""

    name: str
    first: int
    last: int


class Source(msgspec.Struct, frozen=True):
    """Text, the tokens it consists of, and where the productions stand in them."""

    text: str
    tokens: tuple[str, ...]
    extents: tuple[Extent, ...]


class Layout:
    """Decides what stands between tokens. Seed 0 is plain: single blanks, one line where lines may be joined."""

    __slots__ = ("_comments", "_density", "_newline", "_random", "is_plain")

    def __init__(self, seed: int, features: Features) -> None:
        self.is_plain = seed == 0
        self._random = Random(seed)
        self._density = self._random.choice((0.0, 0.05, 0.3))
        self._newline = "\r\n" if self._random.random() < 0.1 else "\n"
        self._comments: tuple[str, ...] = ()
        if features.comments and self._random.random() < 0.5:
            self._comments = _COMMENTS + (_ODD_COMMENTS if features.odd_comments else ())

    def omits(self) -> bool:
        """Whether a token that may be left out is."""
        return self.is_plain or self._random.random() < 0.6

    def _line_end(self, token: str, gap: Gap) -> str:
        text = self._newline * self._random.choice((1, 1, 1, 2))
        while self._comments and self._random.random() < 0.3:
            text += " " * self._random.randrange(1, 9) + self._random.choice(self._comments)
            text += self._newline * self._random.choice((1, 1, 2))
        if gap is Gap.MARGIN or (token in _CLOSERS and self._random.random() < 0.7):
            return text
        return text + self._random.choice(("    ", "    ", "  ", "\t", " " * 8))

    def between(self, before: str, token: str, gap: Gap) -> str:
        """The trivia between two tokens."""
        if gap is Gap.TOUCH:
            return ""
        if gap is Gap.LINE or (gap is Gap.MARGIN and self.is_plain):
            if self.is_plain:
                return "\n" if gap is Gap.MARGIN else "\n    "
            return self._line_end(token, gap)
        if self.is_plain:
            return " "
        random = self._random
        if gap is not Gap.SAME_LINE and random.random() < self._density:
            return self._line_end(token, gap)
        if random.random() < 0.4 and not must_part(before, token):
            return ""
        return random.choice((" ", " ", " ", " ", "  ", "\t"))

    def before_item(self, is_first: bool) -> str:
        """What stands above an item: the end of the line before, blank lines and comments in the first column."""
        if self.is_plain:
            return "" if is_first else "\n\n"
        text = "" if is_first else self._newline
        while self._random.random() < 0.4:
            text += self._newline
            if self._comments:
                text += self._random.choice(self._comments) + self._newline
        return text

    def at_end(self) -> str:
        """What stands behind the last item."""
        if self.is_plain:
            return "\n"
        text = self._random.choice(("", self._newline, self._newline * 2))
        if text and self._comments and self._random.random() < 0.3:
            text += self._random.choice(self._comments)
        return text


def must_part(before: str, token: str) -> bool:
    """Whether two tokens would be read otherwise if nothing stood between them."""
    last, first = before[-1], token[0]
    if (last.isalnum() or last == "_") and (first.isalnum() or first in "_'"):
        return True
    if before[0] in "`}" and last == "{" and first == "{":
        return True
    if before == ">":
        return False
    both = before + token
    return any(both[:length] in _OPERATORS for length in range(len(before) + 1, len(before) + 3))


def lay_out(part: Production, layout: Layout) -> Source:
    """A production as text."""
    tokens: list[str] = []
    gaps: list[Gap] = []
    extents: list[Extent] = []
    _flatten(part, layout, tokens, gaps, extents)
    pieces: list[str] = []
    for i, token in enumerate(tokens):
        if i:
            pieces.append(layout.between(tokens[i - 1], token, gaps[i]))
        pieces.append(token)
    return Source("".join(pieces), tuple(tokens), tuple(extents))


def _flatten(part: Production, layout: Layout, tokens: list[str], gaps: list[Gap], extents: list[Extent]) -> None:
    first = len(tokens)
    for inner in part.parts:
        if isinstance(inner, Gap):
            gaps += [Gap.FREE] * (len(tokens) - len(gaps))
            if len(gaps) == len(tokens):
                gaps.append(inner)
        elif isinstance(inner, Production):
            _flatten(inner, layout, tokens, gaps, extents)
        elif isinstance(inner, Omissible):
            if not layout.omits():
                tokens.append(inner.text)
        else:
            tokens.append(inner)
    gaps += [Gap.FREE] * (len(tokens) - len(gaps))
    if part.name and len(tokens) > first:
        extents.append(Extent(part.name, first, len(tokens) - 1))
