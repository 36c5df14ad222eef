"""What the server keeps does not grow with the time that somebody works: names that were typed once are forgotten."""

import asyncio
import gc
from collections import Counter
from pathlib import Path

import pytest
from histories import OPENED, History

import ori_lsp.session

EDITS_BETWEEN_SWEEPS = 50
WORK = (
    ("a", "@total (", "@total{} ("),
    ("a", "sum", "sum{}"),
    ("a", "to: int", "to{}: int"),
    ("b", "twice", "twice{}"),
    ("b", "@area", "@area{}"),
    ("a", "pub @add (n: int, to: int) -> int = n + to;", "pub @add{} (n: int, to: int) -> int = n +"),
)
"""Renaming at several places, in part so that the program has errors, and something that does not parse."""

CHANCE = 150
"""By how much counts may differ, as a sweep comes sooner or later; what leaks with every other edit leaks 600."""


async def work(history: History, first: int, edits: int) -> None:
    """Edits back and forth, every other time with names that never come again, and looks at each step."""
    for count in range(first, first + edits, 2):
        name, old, new = WORK[count // 2 % len(WORK)]
        for text in (OPENED[name].replace(old, new.format(count)), OPENED[name]):
            history.texts[name] = text
            history.change(name, [{"text": text}])
            document = {"textDocument": history.document(name)}
            for each in (name, "a"):
                await history.server.ask("textDocument/diagnostic", {"textDocument": history.document(each)})
            await history.server.ask("textDocument/semanticTokens/full", document)
            if count % 20 == 0:
                await history.answers(name)


def kept(history: History) -> dict[str, int]:
    """How many memos and input cells there are, and how much the protocol remembers."""
    engine = history.server.server.session.pipeline.database.engine
    found = {query.name: len(query.memos) for query in engine.queries}
    found |= {f"input {table.name}": len(list(table.cells())) for table in engine.inputs}
    # Whether the last question has been answered yet is chance.
    found["requests of the protocol"] = len(history.server.server.protocol._request_futures) // 10
    return found


def live_objects() -> Counter[str]:
    gc.collect()
    return Counter(type(each).__name__ for each in gc.get_objects())


def test_two_thousand_edits_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ori_lsp.session, "_EDITS_BETWEEN_SWEEPS", EDITS_BETWEEN_SWEEPS)

    async def session() -> None:
        history = History("utf-8", tmp_path)
        try:
            await history.begin(OPENED)
            # The counts are taken at the same place of the round, some time after the last sweep.
            await work(history, 0, 400)
            before, objects = kept(history), live_objects()
            await work(history, 400, 1_200)
            after, more = kept(history), live_objects() - objects
            await work(history, 1_600, 400)
            last = kept(history)
        finally:
            history.server.stop()
        for later in (after, last):
            assert {name: later[name] - count for name, count in before.items() if later[name] > count + CHANCE} == {}
        assert {name: count for name, count in more.items() if count > 100} == {}

    asyncio.run(session())


def test_a_closed_document_is_forgotten(tmp_path: Path) -> None:
    async def session() -> None:
        history = History("utf-8", tmp_path)
        try:
            await history.begin(OPENED)
            await history.answers("a")
            for count in range(50):
                name = f"untitled:{count}"
                history.open(name, OPENED["b"].replace("Point", f"Point{count}"))
                await history.answers(name)
                history.close(name)
            engine = history.server.server.session.pipeline.database.engine
            await history.answers("a")
            for _ in range(2):
                engine.sweep()
            about = [
                (query.name, memo.key)
                for query in engine.queries
                for memo in query.memos.values()
                if "untitled:" in repr(memo.key)
            ]
            assert about == []
        finally:
            history.server.stop()

    asyncio.run(session())
