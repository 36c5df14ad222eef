"""The small tree between the grammar and the text: what was generated, before it has a layout.

A part of a production is the text of a token, a `Gap` that says how the next token stands to the one before,
a token that may be left out, or another production. Productions that have a node in the parser's tree carry its name,
so that a test can look for a node of that kind over exactly the same tokens.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import Final

import msgspec

WHOLE, PIPE, COALESCE, OR, AND, BIT_OR, BIT_XOR, BIT_AND, EQUALITY, RELATION, RANGE = range(11)
SHIFT, ADDITION, MULTIPLICATION, UNARY, POWER, POSTFIX, PRIMARY = range(11, 18)
"""How tightly an expression holds together; `WHOLE` is for what is never an operand."""


class Gap(Enum):
    """How a token stands to the one before it, where that is not free."""

    FREE = auto()
    TOUCH = auto()
    """Nothing between them."""
    SAME_LINE = auto()
    """Blanks, but no line end."""
    LINE = auto()
    """On a line of its own."""
    MARGIN = auto()
    """As free, and at the start of a line it may stand in the first column."""


class Omissible(msgspec.Struct, frozen=True):
    """A token that means nothing, such as a trailing comma."""

    text: str


class Production(msgspec.Struct, frozen=True):
    """A piece of syntax. `is_open` is set where the next token could be taken for a part of it."""

    name: str
    parts: "tuple[Part, ...]"
    level: int = PRIMARY
    is_open: bool = False


Part = str | Gap | Omissible | Production

TRAILING_COMMA: Final = Omissible(",")
OPTIONAL_SEMICOLON: Final = Omissible(";")
_OPENERS: Final = frozenset("([{")
_CLOSERS: Final = frozenset(")]}")
BLOCK_LED: Final = frozenset(
    "block match unsafe labelled_block try_block map for if while loop".split(),
)


def production(name: str, *parts: Part, level: int = PRIMARY, is_open: bool = False) -> Production:
    """A production from its parts."""
    return Production(name, parts, level, is_open)


def commas(elements: Sequence[Part | tuple[Part, ...]], is_bracketed: bool = True) -> tuple[Part, ...]:
    """Elements with commas between them; in brackets, the last may be followed by one too."""
    parts: list[Part] = []
    for i, element in enumerate(elements):
        if i:
            parts.append(",")
        parts += element if isinstance(element, tuple) else (element,)
    if elements and is_bracketed:
        parts.append(TRAILING_COMMA)
    return tuple(parts)


def bare(part: Production) -> Iterator[Production]:
    """A production and what it consists of outside of all brackets."""
    yield part
    depth = 0
    for inner in part.parts:
        if isinstance(inner, str):
            depth += _opens(inner)
        elif isinstance(inner, Production) and depth == 0:
            yield from bare(inner)


def _opens(text: str) -> int:
    """How many brackets a token opens; the pieces of a template are brackets too."""
    if text in _OPENERS or (text[0] == "`" and text[-1] == "{"):
        return 1
    return -1 if text in _CLOSERS or (text[0] == "}" and text[-1] == "`") else 0


def exposes(part: Production, *names: str) -> bool:
    """Whether a production of one of these names stands in it outside of all brackets."""
    return any(inner.name in names for inner in bare(part))


def exposes_operator(part: Production, first: str) -> bool:
    """Whether an operator that begins with this token stands in it outside of all brackets."""
    return any(inner.name == "binary" and first in inner.parts for inner in bare(part))


def texts(part: Production) -> Iterator[str]:
    """The tokens of a production, without those that can be left out."""
    for inner in part.parts:
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, Production):
            yield from texts(inner)


def exposes_token(part: Production, wanted: Iterable[str]) -> bool:
    """Whether one of these tokens stands in it outside of all brackets."""
    found = frozenset(wanted)
    depth = 0
    for text in texts(part):
        if depth == 0 and text in found:
            return True
        depth += _opens(text)
    return False


def first_text(part: Production) -> str:
    """The first token."""
    return next(texts(part))


def last_text(part: Production) -> str:
    """The last token that cannot be left out."""
    *_, last = texts(part)
    return last


def leads_with_block(part: Production) -> bool:
    """Whether it begins with a form that ends a statement, and goes on behind it."""
    inner = part
    while True:
        if inner.name in BLOCK_LED:
            return inner is not part
        first = next((p for p in inner.parts if not isinstance(p, Gap)), None)
        if not isinstance(first, Production):
            return False
        inner = first


def lacks_else(part: Production) -> bool:
    """Whether an `else` behind it would belong to an `if` in it."""
    while True:
        if part.name in ("if", "compile_time_if") and "else" not in part.parts:
            return True
        last = part.parts[-1] if part.parts else None
        if not isinstance(last, Production):
            return False
        part = last
