"""Documents: texts with places where a line may end, and groups of places that end or stay together.

The algebra is that of Wadler, "A prettier printer" (2003), with strict groups as in Lindig, "Strictly Pretty" (2000).
A document says what is allowed; `layout` chooses. Comments stand alone on their lines, so a line break is where they
can be put: each `Line` carries those that stand in front of what follows it.
"""

from enum import Enum
from typing import Final, assert_never

import msgspec

INSERTED: Final = -1
"""The token of a text that is not in the source."""

INFINITE: Final = 1_000_000
"""The width of what cannot stand on one line."""


class Text(msgspec.Struct):
    """What stands for a token, or what was put between two. It may be empty, and a template may span lines."""

    token: int
    text: str


class Break(Enum):
    """When a line ends."""

    IF_NEEDED = 0
    """With all others of its group, if the group does not fit."""
    ALWAYS = 1
    FOR_COMMENTS = 2
    """Only to make room for comments."""


class Blanks(Enum):
    """What becomes of blank lines in front of a line."""

    NONE = 0
    KEPT = 1
    INSIDE = 2
    """Kept between comments, but not before the first: the line opens a block."""
    ONE = 3
    """At least one, whatever the source has."""


class Line(msgspec.Struct):
    """A place where a line may end; `flat` stands there if it does not.

    `entries` are printed before the new line: comments, and empty texts for blank lines. Where it `is_closing`, as in
    front of a closing bracket, they stand one level deeper than what follows. `documents` says that they describe what
    follows.
    """

    flat: str
    breaks: Break
    blanks: Blanks = Blanks.NONE
    is_closing: bool = False
    documents: bool = False
    entries: list[str] = []

    @property
    def has_comments(self) -> bool:
        """Whether comments stand here, so that the line ends."""
        return any(self.entries)


class Group(msgspec.Struct):
    """Stays on one line if it fits; else all its own `IF_NEEDED` lines end. `width` is set by `measure`."""

    contents: "Document"
    width: int = INFINITE


class Indent(msgspec.Struct):
    """One level more for the lines that end inside."""

    contents: "Document"


class IfBroken(msgspec.Struct):
    """One of two texts, by whether the group around it is broken."""

    broken: Text
    flat: Text


class Hanging(msgspec.Struct):
    """A value after `=`, `->`, `then` and the like.

    On the same line if it fits; else on the next one, one level deeper, if it fits there. What fits nowhere breaks
    by its own rule: behind the sign if it `hugs`, that is, ends its first line with an open bracket, else below.
    """

    line: Line
    contents: "Document"
    hugs: bool
    width: int = INFINITE


class Fill(msgspec.Struct):
    """Items of which each line takes as many as fit: `lines[i]` stands before `items[i + 1]`."""

    items: tuple["Document", ...]
    lines: tuple[Line, ...]
    widths: tuple[int, ...] = ()


Document = Text | Line | Group | Indent | IfBroken | Hanging | Fill | tuple["Document", ...]
"""A tuple is a sequence."""

NOTHING: Final[Document] = ()


def text(inserted: str) -> Text:
    """A text that is not in the source."""
    return Text(INSERTED, inserted)


SPACE: Final = text(" ")


def line(blanks: Blanks = Blanks.NONE) -> Line:
    """A space, or the end of a line."""
    return Line(" ", Break.IF_NEEDED, blanks)


def soft_line(blanks: Blanks = Blanks.NONE) -> Line:
    """Nothing, or the end of a line."""
    return Line("", Break.IF_NEEDED, blanks)


def hard_line(blanks: Blanks = Blanks.NONE) -> Line:
    """The end of a line."""
    return Line("", Break.ALWAYS, blanks)


def gap() -> Line:
    """A space where comments can stand."""
    return Line(" ", Break.FOR_COMMENTS)


def gap_before_body() -> Line:
    """The same, with comments one level deeper: in column one they would seem to belong to the next item."""
    return Line(" ", Break.FOR_COMMENTS, is_closing=True)


def closing(flat: str, breaks: Break = Break.IF_NEEDED) -> Line:
    """The line before a closing bracket."""
    return Line(flat, breaks, Blanks.KEPT, is_closing=True)


def unbroken(document: Document) -> Document:
    """A document on one line, but for the lines that always end."""
    match document:
        case Text():
            return document
        case tuple():
            return tuple(map(unbroken, document))
        case Line():
            return document if document.breaks is Break.ALWAYS else text(document.flat)
        case Group() | Indent():
            return Indent(unbroken(document.contents))
        case IfBroken():
            return document.flat
        case Hanging():
            return (unbroken(document.line), unbroken(document.contents))
        case Fill():
            lines = (NOTHING, *map(unbroken, document.lines))
            return tuple((lines[i], unbroken(item)) for i, item in enumerate(document.items))
        case _:
            assert_never(document)
