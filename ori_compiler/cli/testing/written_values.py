"""Values as `debug` writes them, taken apart again as far as a comparison needs it.

A user's own `Debug` may write anything, so whatever does not look like a value is one piece of text.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

_UNEQUAL: Final = "assertion failed: "
_NOT: Final = " != "
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'(?:[^'\\]|\\[^']+)'", re.DOTALL)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}


class Part(msgspec.Struct, frozen=True):
    """An element, or a field or entry with what stands before its `:`."""

    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.key}: {self.text}" if self.key else self.text


class Group(msgspec.Struct, frozen=True):
    """Parts between brackets, such as `[1, 2]`, `Some(1)` or `Point { x: 1 }`."""

    head: str
    parts: tuple[Part, ...]
    tail: str


def unequal_sides(message: str) -> tuple[str, str] | None:
    """The actual and the expected value of an `assert_eq` that failed; none for any other message."""
    if not message.startswith(_UNEQUAL):
        return None
    text = message[len(_UNEQUAL) :]
    places = [at for at, depth in _outside_of_quotes(text) if depth == 0 and text.startswith(_NOT, at)]
    return (text[: places[0]], text[places[0] + len(_NOT) :]) if len(places) == 1 else None


def lines_of_text(value: str) -> list[str] | None:
    """The lines of a string literal, with what is escaped in them left so; none for any other value."""
    if len(value) < 2 or _QUOTED.fullmatch(value) is None or value[0] != '"':
        return None
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[0], value[1:-1]).split("\n")


def group_of(value: str) -> Group | None:
    """A value as its parts, if it has brackets around some."""
    outside = list(_outside_of_quotes(value))
    opening = next((at for at, _ in outside if value[at] in _CLOSING), None)
    if opening is None or not value.endswith(_CLOSING[value[opening]]):
        return None
    last = len(value) - 1
    inside = [(at, depth) for at, depth in outside if opening < at < last]
    if any(depth < 1 for _, depth in inside):
        return None
    commas = [at for at, depth in inside if depth == 1 and value[at] == ","]
    texts = [value[start + 1 : end].strip() for start, end in zip([opening, *commas], [*commas, last], strict=True)]
    return Group(value[: opening + 1], tuple(_part(text) for text in texts if text), value[last])


def _part(text: str) -> Part:
    for at, depth in _outside_of_quotes(text):
        if depth == 0 and text.startswith(": ", at):
            return Part(text[:at], text[at + 2 :])
    return Part("", text)


def _outside_of_quotes(text: str) -> Iterator[tuple[int, int]]:
    """Each place that is in no string or character, and how many brackets are open there.

    A closing bracket counts as outside of the pair that it closes.
    """
    at, depth = 0, 0
    while at < len(text):
        quoted = _QUOTED.match(text, at) if text[at] in "\"'" else None
        if quoted is not None:
            at = quoted.end()
            continue
        depth -= text[at] in ")]}"
        yield at, depth
        depth += text[at] in "([{"
        at += 1
