"""Random histories of a few files that need each other: their steps, and a server that sees them."""

import json
import re
import tempfile
from pathlib import Path

from editor import units
from hypothesis import strategies as st
from in_memory import Json, MemoryServer
from msgspec import Struct
from test_documents import reference_lines

OPENED = {
    "a": """\
use "./b" { Point, twice, $limit };
use "./d" { price };

/// Adds `n` and `to`.
/// > add(n: 1, to: 2) -> 3
pub @add (n: int, to: int) -> int = n + to;

@total (points: [Point]) -> int = {
    let sum = 0;
    for p in points do {
        let moved = twice(n: p.y);
        sum = sum + add(n: p.x, to: moved);
    };
    sum
};

@t tests @add () -> void = assert_eq(actual: add(n: 1, to: 2), expected: 3);

@main () -> void = {
    let name = "Zoë 😋";
    print(msg: `{name}: {total(points: [Point { x: 1, y: $limit }])} {price()}`);
};
""",
    "b": """\
pub type Point = { x: int, y: int };

pub let $limit = 7;

pub @twice (n: int) -> int = if n > $limit then $limit else n * 2;

pub trait Shape { @area (self) -> int; }
impl Point: Shape { @area (self) -> int = self.x * self.y; }
""",
    "c": """\
use "./a" { add };
use "./b" { Point, Shape };
use "./d" { price };

@area_and_more (p: Point) -> int = {
    let area = p.area();
    add(n: area, to: price())
};
""",
}
"""What the client opens at first."""

ON_DISK = ("pub @price () -> int = 4;\n", 'pub @price () -> str = "é";\n', "// nothing yet\n", None)
"""What may stand on disk as the file `d`; none is for no file. It begins with the first."""

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
    """Edits of one file that the client sends together; a file that was closed is opened first."""

    name: str
    splices: tuple[Splice, ...]


class Rewriting(Struct, frozen=True):
    """An open file gets its first text back."""

    name: str


class Reopening(Struct, frozen=True):
    """A file is closed, if it is open, and opened with the text that it had."""

    name: str


class Closing(Struct, frozen=True):
    """A file is closed."""

    name: str


class Saving(Struct, frozen=True):
    """Somebody else writes the file `d`, or deletes it."""

    text: str | None


class Looking(Struct, frozen=True):
    """The client asks about everything; the answers are dropped."""

    name: str


Step = Typing | Rewriting | Reopening | Closing | Saving | Looking

names = st.sampled_from(("a", "a", "b", "c", "d"))
splices = st.builds(
    Splice,
    st.integers(0, 1_000),
    st.one_of(st.none(), st.just(0), st.integers(1, 8), st.integers(1, 80)),
    st.sampled_from(PIECES),
)
typing = st.builds(Typing, names, st.lists(splices, min_size=1, max_size=3).map(tuple))
steps = st.one_of(
    typing,
    typing,
    typing,
    st.builds(Rewriting, names),
    st.builds(Reopening, names),
    st.builds(Closing, names),
    st.builds(Saving, st.sampled_from(ON_DISK)),
    st.builds(Looking, names),
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
    """A server that sees all edits, and the texts that its client has open."""

    def __init__(self, encoding: str, folder: Path) -> None:
        self.encoding = encoding
        self.folder = folder
        self.server = MemoryServer()
        self.texts = dict[str, str]()
        self.closed = dict[str, str]()
        self.version = 0
        self.tokens = dict[str, tuple[str, list[int]]]()

    async def begin(self, texts: dict[str, str]) -> None:
        await self.server.start(self.encoding, self.folder)
        for name, text in texts.items():
            self.open(name, text)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.ori"

    def document(self, name: str) -> Json:
        return {"uri": name if ":" in name else self.path(name).as_uri()}

    async def take(self, step: Step) -> None:
        match step:
            case Typing(name, edits):
                self.open_again(name)
                self.change(name, [self.splice(name, edit) for edit in edits])
            case Rewriting(name):
                if name in self.texts:
                    self.texts[name] = OPENED.get(name, "")
                    self.change(name, [{"text": self.texts[name]}])
            case Reopening(name):
                self.close(name)
                self.open_again(name)
            case Closing(name):
                self.close(name)
            case Saving(text):
                self.save(text)
            case Looking(name):
                if name in self.texts:
                    await self.answers(name)

    def open(self, name: str, text: str) -> None:
        self.texts[name] = text
        document = self.document(name) | {"languageId": "ori", "version": self.version, "text": text}
        self.server.tell("textDocument/didOpen", {"textDocument": document})

    def open_again(self, name: str) -> None:
        if name not in self.texts:
            self.open(name, self.closed.get(name, ""))

    def close(self, name: str) -> None:
        if name in self.texts:
            self.closed[name] = self.texts.pop(name)
            self.tokens.pop(name, None)
            self.server.tell("textDocument/didClose", {"textDocument": self.document(name)})

    def save(self, text: str | None) -> None:
        path = self.path("d")
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text, encoding="utf-8")
        kind = 2 if text is not None else 3
        self.server.tell("workspace/didChangeWatchedFiles", {"changes": [self.document("d") | {"type": kind}]})

    def change(self, name: str, changes: list[Json]) -> None:
        self.version += 1
        document = self.document(name) | {"version": self.version}
        self.server.tell("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def splice(self, name: str, splice: Splice) -> Json:
        text = self.texts[name]
        start, end = spliced(text, splice)
        self.texts[name] = text[:start] + splice.piece + text[end:]
        places = [position(text, offset, self.encoding) for offset in (start, end)]
        return {"range": {"start": places[0], "end": places[1]}, "text": splice.piece}

    async def answers(self, name: str) -> dict[str, Json]:
        """What the server says about a file, without what only names the answer."""
        document, text = {"textDocument": self.document(name)}, self.texts[name]
        found: dict[str, Json] = {}
        for kind in ("diagnostic", "documentSymbol", "foldingRange", "codeLens", "documentLink"):
            found[kind] = comparable(await self.server.ask(f"textDocument/{kind}", document))
        ends = [position(text, offset, self.encoding) for offset in (0, len(text))]
        everything = document | {"range": {"start": ends[0], "end": ends[1]}}
        found["inlayHint"] = comparable(await self.server.ask("textDocument/inlayHint", everything))
        found["tokens"] = await self.changed_tokens(name)
        range_of_tokens = await self.server.ask("textDocument/semanticTokens/range", everything)
        assert range_of_tokens["data"] == found["tokens"]
        words = list(WORD.finditer(text))
        for word in words[:: len(words) // 6 + 1]:
            place = document | {"position": position(text, word.start(), self.encoding)}
            for kind, more in (
                ("hover", {}),
                ("completion", {}),
                ("signatureHelp", {}),
                ("definition", {}),
                ("documentHighlight", {}),
                ("references", {"context": {"includeDeclaration": True}}),
            ):
                found[f"{kind} at {word.start()}"] = comparable(
                    await self.server.ask(f"textDocument/{kind}", place | more)
                )
        return found

    async def changed_tokens(self, name: str) -> list[int]:
        """The semantic tokens, from the last ones and what has changed since."""
        result, known = self.tokens.get(name, ("", []))
        params = {"textDocument": self.document(name), "previousResultId": result}
        answer = await self.server.ask("textDocument/semanticTokens/full/delta", params)
        if "edits" in answer:
            for edit in answer["edits"]:
                known = [*known[: edit["start"]], *edit["data"], *known[edit["start"] + edit["deleteCount"] :]]
        else:
            known = answer["data"]
        self.tokens[name] = answer["resultId"], known
        return known

    async def examine(self) -> None:
        """Compares texts and answers with those of a server that has just been started."""
        fresh = History(self.encoding, self.folder)
        try:
            await fresh.begin(self.texts)
            for name, text in self.texts.items():
                answers = await self.answers(name)
                assert self.server.server.session.pipeline.text(self.path(name).as_posix()) == text
                expected = await fresh.answers(name)
                for kind, answer in answers.items():
                    assert answer == expected[kind], (name, kind)
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
    """Lets a server see a history, and then compares it with a fresh one."""
    with tempfile.TemporaryDirectory() as folder:
        typed = History(encoding, Path(folder).resolve())
        typed.path("d").write_text(ON_DISK[0] or "", encoding="utf-8")
        try:
            await typed.begin(OPENED)
            for name in OPENED:
                await typed.answers(name)
            for step in history:
                await typed.take(step)
            await typed.examine()
        finally:
            typed.server.stop()
