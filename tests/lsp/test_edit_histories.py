"""Whatever was typed before: the server has the client's text, and answers as one that never saw another text."""

import asyncio
import json
import re
from typing import Any

import pytest
from editor import units
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_memory import Json, MemoryServer
from msgspec import Struct
from test_documents import reference_lines

A, B = "file:///nowhere/a.ori", "file:///nowhere/b.ori"
TEXTS = {
    A: """\
use "./b" { Point, twice, $limit };

/// Doubles `n`.
@add (n: int, to: int) -> int = n + to;

@total (points: [Point]) -> int = {
    let sum = 0;
    for p in points do {
        sum = sum + add(n: p.x, to: twice(n: p.y));
    };
    sum
};

@t tests @add () -> void = assert_eq(actual: add(n: 1, to: 2), expected: 3);

@main () -> void = {
    let name = "Zoë 😋";
    print(msg: `{name}: {total(points: [Point { x: 1, y: $limit }])}`);
};
""",
    B: """\
pub type Point = { x: int, y: int };

pub let $limit = 7;

pub @twice (n: int) -> int = if n > $limit then $limit else n * 2;

trait Shape { @area (self) -> int; }
impl Point: Shape { @area (self) -> int = self.x * self.y; }
""",
}
ENCODINGS = ("utf-8", "utf-16", "utf-32")
PIECES = (
    *("", "", "\r", "\n", "\r\n", "😋", "\x0c", "\u2028", "é", " ", "{", "}", "(", ")", '"', "`", ";", "// ", "=", ","),
    *("n", "add", "twice", "Point", "$limit", "int", "str", "missing", "1", "self", "x", "@", "#", "pub ", "-> ", ": "),
    "@add (n: int) -> int = n;\n",
    "@more (p: Point) -> int = p.x;\r\n",
    "type Point = { z: int };\n",
    'use "./b" { twice };\n',
    'use "./a" { add };\r',
    "let $limit = 8;\n",
    "impl Point: Shape { @area (self) -> int = 1; }\n",
    "@t tests @twice () -> void = assert(condition: true);\n",
    "    let x = add(n: 1, to: 2);\n",
)
WORD = re.compile(r"\w+")


class Splice(Struct, frozen=True):
    """An edit: what begins at one part of the text and is so long, or the word there, becomes a piece."""

    at: int
    length: int | None
    piece: str


class Typing(Struct, frozen=True):
    """Edits of one file that the client sends together."""

    uri: str
    splices: tuple[Splice, ...]


class Rewriting(Struct, frozen=True):
    """A file gets its first text back."""

    uri: str


class Reopening(Struct, frozen=True):
    """A file is closed and opened again."""

    uri: str


class Looking(Struct, frozen=True):
    """The client asks about everything; the answers are dropped."""

    uri: str


Step = Typing | Rewriting | Reopening | Looking

uris = st.sampled_from((A, A, B))
splices = st.builds(
    Splice,
    st.integers(0, 1_000),
    st.one_of(st.none(), st.just(0), st.integers(1, 8), st.integers(1, 80)),
    st.sampled_from(PIECES),
)
typing = st.builds(Typing, uris, st.lists(splices, min_size=1, max_size=3).map(tuple))
steps = st.one_of(
    typing, typing, typing, st.builds(Rewriting, uris), st.builds(Reopening, uris), st.builds(Looking, uris)
)


def position(text: str, offset: int, encoding: str) -> Json:
    lines = reference_lines(text[:offset])
    return {"line": len(lines) - 1, "character": units(lines[-1], encoding)}


def between_characters(text: str, offset: int) -> int:
    """The offset, or the next one if it is inside of a line end."""
    return offset + 1 if text[offset - 1 : offset + 1] == "\r\n" and offset else offset


def spliced(text: str, splice: Splice) -> tuple[int, int]:
    """What an edit replaces."""
    start = len(text) * splice.at // 1_000
    if splice.length is None:
        words = list(WORD.finditer(text))
        return words[len(words) * splice.at // 1_001].span() if words else (0, 0)
    start = between_characters(text, start)
    return start, between_characters(text, min(start + splice.length, len(text)))


class History:
    """A server that sees all edits, and the texts that its client has."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.server = MemoryServer()
        self.texts = dict[str, str]()
        self.version = 0
        self.tokens = dict[str, tuple[str, list[int]]]()

    async def begin(self, texts: dict[str, str]) -> None:
        await self.server.start(self.encoding)
        for uri, text in texts.items():
            self.open(uri, text)

    def open(self, uri: str, text: str) -> None:
        self.texts[uri] = text
        document = {"uri": uri, "languageId": "ori", "version": self.version, "text": text}
        self.server.tell("textDocument/didOpen", {"textDocument": document})

    async def take(self, step: Step) -> None:
        match step:
            case Typing(uri, edits):
                self.change(uri, [self.splice(uri, edit) for edit in edits])
            case Rewriting(uri):
                self.texts[uri] = TEXTS[uri]
                self.change(uri, [{"text": TEXTS[uri]}])
            case Reopening(uri):
                self.server.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
                self.tokens.pop(uri, None)
                self.open(uri, self.texts[uri])
            case Looking(uri):
                await self.answers(uri)

    def change(self, uri: str, changes: list[Json]) -> None:
        self.version += 1
        document = {"uri": uri, "version": self.version}
        self.server.tell("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def splice(self, uri: str, splice: Splice) -> Json:
        text = self.texts[uri]
        start, end = spliced(text, splice)
        self.texts[uri] = text[:start] + splice.piece + text[end:]
        places = [position(text, offset, self.encoding) for offset in (start, end)]
        return {"range": {"start": places[0], "end": places[1]}, "text": splice.piece}

    async def answers(self, uri: str) -> dict[str, Json]:
        """What the server says about a file, without what only names the answer."""
        document, text = {"textDocument": {"uri": uri}}, self.texts[uri]
        found: dict[str, Json] = {}
        for kind in ("diagnostic", "documentSymbol", "foldingRange", "codeLens", "documentLink"):
            found[kind] = comparable(await self.server.ask(f"textDocument/{kind}", document))
        found["tokens"] = await self.changed_tokens(uri)
        words = list(WORD.finditer(text))
        for word in words[:: len(words) // 6 + 1]:
            place = document | {"position": position(text, word.start(), self.encoding)}
            for kind, more in (
                ("hover", {}),
                ("completion", {}),
                ("definition", {}),
                ("references", {"context": {"includeDeclaration": True}}),
            ):
                found[f"{kind} at {word.start()}"] = comparable(
                    await self.server.ask(f"textDocument/{kind}", place | more)
                )
        return found

    async def changed_tokens(self, uri: str) -> list[int]:
        """The semantic tokens, from the last ones and what has changed since."""
        document = {"textDocument": {"uri": uri}}
        name, known = self.tokens.get(uri, ("", []))
        params = document | {"previousResultId": name}
        answer = await self.server.ask("textDocument/semanticTokens/full/delta", params)
        if "edits" in answer:
            for edit in answer["edits"]:
                known = [*known[: edit["start"]], *edit["data"], *known[edit["start"] + edit["deleteCount"] :]]
        else:
            known = answer["data"]
        self.tokens[uri] = answer["resultId"], known
        return known

    async def examine(self) -> None:
        """Compares texts and answers with those of a server that has just been started."""
        fresh = History(self.encoding)
        try:
            await fresh.begin(self.texts)
            for uri, text in self.texts.items():
                answers = await self.answers(uri)
                assert self.server.server.session.pipeline.text(uri.removeprefix("file://")) == text
                expected = await fresh.answers(uri)
                for kind, answer in answers.items():
                    assert answer == expected[kind], (uri, kind)
        finally:
            fresh.server.stop()


def comparable(answer: Json) -> Json:
    """An answer without names and without the order of lists, which may be that in which files were opened."""
    match answer:
        case dict():
            return {
                key: comparable(value) for key, value in answer.items() if key not in ("resultId", "data", "version")
            }
        case list():
            return sorted((comparable(each) for each in answer), key=lambda each: json.dumps(each, sort_keys=True))
        case _:
            return answer


async def replay(encoding: str, history: list[Step]) -> None:
    typed = History(encoding)
    try:
        await typed.begin(TEXTS)
        for uri in TEXTS:
            await typed.answers(uri)
        for step in history:
            await typed.take(step)
        await typed.examine()
    finally:
        typed.server.stop()


def check(encoding: str, history: list[Step]) -> None:
    asyncio.run(replay(encoding, history))


QUICK: Any = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
LONG: Any = settings(QUICK, max_examples=1_500)


@QUICK
@given(st.sampled_from(ENCODINGS), st.lists(steps, max_size=12))
def test_edits_leave_no_trace(encoding: str, history: list[Step]) -> None:
    check(encoding, history)


@pytest.mark.soak
@LONG
@given(st.sampled_from(ENCODINGS), st.lists(steps, max_size=60))
def test_long_histories_leave_no_trace(encoding: str, history: list[Step]) -> None:
    check(encoding, history)
