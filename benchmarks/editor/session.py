"""A recorded editing session: what is typed into the edited file, and what is asked meanwhile.

The same in both languages, round after round in another chapter of the file: an expression inside a body becomes wrong
and right again, a signature changes and changes back, a line is half typed and taken away again. Everything that is
timed begins with the last byte of the message that causes it.
"""

import time
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from benchmarks.editor.client import Client, Message

_ERROR: Final = 1

Samples = dict[str, list[float]]
"""Milliseconds by what was measured."""


class Script(msgspec.Struct, frozen=True):
    """The places in a chapter, in one language; `{n}` is the chapter."""

    language: str
    report: str
    right: str
    wrong: str
    signature: str
    changed_signature: str
    typed_behind: str
    half_typed: str
    mentioned: str
    hovered: str
    defined: str
    generated: str | None


ORI: Final = Script(
    language="ori",
    report="@report_{n} ",
    right='"!"',
    wrong="1",
    signature="@shipping_{n} (weight: int",
    changed_signature="@shipping_{n} (weight: str",
    typed_behind='second: order.label(prefix: "order") };\n',
    half_typed="        order.",
    mentioned="discounted_{n}(order:",
    hovered="$pair.swapped",
    defined="@report_{n} ",
    generated="@shipping_{n} ",
)

PYTHON: Final = Script(
    language="python",
    report="def report_{n}(",
    right='"!"',
    wrong="1",
    signature="def shipping_{n}(weight: int",
    changed_signature="def shipping_{n}(weight: str",
    typed_behind='second=order.label(prefix="order"))\n',
    half_typed="        order.",
    mentioned="discounted_{n}(order=",
    hovered="pair.swapped",
    defined="def report_{n}(",
    generated=None,
)


class Document:
    """The edited file as the client knows it."""

    def __init__(self, client: Client, uri: str, text: str) -> None:
        self.client = client
        self.uri = uri
        self.text = text
        self._version = 1

    def replace(self, start: int, old: str, new: str) -> None:
        """One edit; the text at `start` is `old`."""
        if not self.text.startswith(old, start):
            raise ValueError(f"{old!r} is not at {start}")
        self._version += 1
        ends = self.position(start), self.position(start + len(old))
        self.client.change(self.uri, self._version, *ends, new)
        self.text = self.text[:start] + new + self.text[start + len(old) :]

    def position(self, offset: int) -> tuple[int, int]:
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset), offset - line_start

    def at(self, offset: int, **more: Any) -> Message:
        """The parameters of a request about a place."""
        line, character = self.position(offset)
        return {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}, **more}


def run(document: Document, script: Script, chapters: range, rounds: int) -> Samples:
    """Types and asks in so many rounds; the first is not counted, for it fills what servers keep."""
    samples: Samples = {}
    numbers = [chapters[index * len(chapters) // (rounds + 1)] for index in range(rounds + 1)]
    for index, number in enumerate(numbers):
        for what, milliseconds in _round(document, script, number):
            if index:
                samples.setdefault(what, []).append(milliseconds)
    return samples


def _round(document: Document, script: Script, number: int) -> Iterator[tuple[str, float]]:
    def place(anchor: str, start: int = 0) -> int:
        return document.text.index(anchor.replace("{n}", str(number)), start)

    report = place(script.report)
    for old, new in ((script.right, script.wrong), (script.wrong, script.right)):
        start = place(f"+= {old}", report) + len("+= ")
        yield "edit in a body", _until_diagnosed(document, start, old, new, new == script.wrong)
    for old, new in (
        (script.signature, script.changed_signature),
        (script.changed_signature, script.signature),
    ):
        start, sound = place(old), new == script.signature
        filled = (old.replace("{n}", str(number)), new.replace("{n}", str(number)))
        yield "edit of a signature", _until_diagnosed(document, start, *filled, not sound)
    yield from _half_typed(document, script, place(script.typed_behind, report) + len(script.typed_behind))
    client = document.client
    hovered = place(script.hovered, report) + len(script.hovered) - 2
    yield "hover", client.request("textDocument/hover", document.at(hovered))[0]
    if script.generated is not None:
        shown = place(script.generated) + 2
        yield "hover with generated code", client.request("textDocument/hover", document.at(shown))[0]
    asked = document.at(place(script.mentioned, report) + 1, context={"includeDeclaration": True})
    yield "references", client.request("textDocument/references", asked)[0]
    tokens = {"textDocument": {"uri": document.uri}}
    yield "semantic tokens", client.request("textDocument/semanticTokens/full", tokens)[0]


def _half_typed(document: Document, script: Script, start: int) -> Iterator[tuple[str, float]]:
    client, typed = document.client, script.half_typed
    document.replace(start, "", typed + "\n")
    cursor = document.at(start + len(typed))
    for what in ("first completion after an edit", "completion"):
        milliseconds, answer = client.request("textDocument/completion", cursor)
        items = answer["items"] if isinstance(answer, dict) else answer
        if not any("with_count" in item["label"] for item in items or ()):
            raise RuntimeError("the members of an order are not proposed")
        yield what, milliseconds
    client.diagnostics(document.uri, _has_errors)
    document.replace(start, typed + "\n", "")
    client.diagnostics(document.uri, lambda found: not _has_errors(found))


def _until_diagnosed(document: Document, start: int, old: str, new: str, is_wrong: bool) -> float:
    """Milliseconds until the errors that an edit makes are there, or gone."""
    began = time.perf_counter()
    document.replace(start, old, new)
    at = document.client.diagnostics(document.uri, lambda found: _has_errors(found) == is_wrong)
    return (at - began) * 1000


def _has_errors(diagnostics: list[Message]) -> bool:
    return any(each.get("severity", _ERROR) == _ERROR for each in diagnostics)
