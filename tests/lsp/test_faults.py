"""Whatever fails: the request is answered as an error, the log says what to report, and nothing else is lost."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from in_memory import Json, MemoryServer
from method_table import OTHER, PROGRAM

from ori_lsp.compiler_thread import Priority
from ori_lsp.features import register_features
from ori_lsp.server import OriLanguageServer

COMMANDS = ("ori.showLlvmIr", "ori.showAsm", "ori.showArc", "ori.showAbi", "ori.runTest")
AT_ONCE = {"ori/status", "initialize", "shutdown"}
"""Requests that the compiler thread has no part in."""


def requests() -> list[str]:
    """The methods that the compiler thread answers."""
    server = OriLanguageServer()
    register_features(server)
    found = [method for method in server.protocol.fm.features if method not in AT_ONCE]
    server.shutdown()
    notified = ("textDocument/did", "workspace/did", "initialized", "exit")
    return sorted(method for method in found if not method.startswith(notified))


def parameters(uri: str) -> Json:
    """What every method takes, all together."""
    place = {"line": 4, "character": 2}
    range_ = {"start": place, "end": place}
    item = {"name": "add", "kind": 12, "uri": uri, "range": range_, "selectionRange": range_}
    return {
        "uri": uri,
        "textDocument": {"uri": uri},
        "position": place,
        "range": range_,
        "positions": [place],
        "item": item,
        "label": "add",
        "title": "Do",
        "query": "add",
        "newName": "sum",
        "ch": ";",
        "context": {"includeDeclaration": True, "diagnostics": [], "triggerKind": 1, "isRetrigger": False},
        "options": {"tabSize": 4, "insertSpaces": True},
        "data": {"uri": uri},
        "files": [{"oldUri": uri, "newUri": f"{uri}.ori"}],
        "previousResultId": "1",
        "previousResultIds": [],
    }


class Broken:
    """Makes what the compiler thread of a server does for requests fail, as long as it is on."""

    def __init__(self, server: MemoryServer) -> None:
        self.is_on = False
        self._submit = server.server.compiler.submit
        server.server.compiler.submit = self.submit  # type: ignore[method-assign]  # the fault that is injected

    def submit(self, priority: Priority, function: Callable[[], Any]) -> "Future[Any]":
        return self._submit(priority, self._fail if self.is_on and priority is not Priority.EDIT else function)

    def _fail(self) -> None:
        raise KeyError("injected")


async def begun(folder: Path) -> tuple[MemoryServer, str]:
    path = folder / "main.ori"
    path.write_text(PROGRAM)
    server = MemoryServer()
    await server.start("utf-8", folder)
    document = {"uri": path.as_uri(), "languageId": "ori", "version": 1, "text": PROGRAM}
    server.tell("textDocument/didOpen", {"textDocument": document})
    return server, path.as_uri()


async def works(server: MemoryServer, uri: str) -> bool:
    """Whether the document is known and can be edited."""
    place = {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 2}}
    hover = await server.ask("textDocument/hover", place)
    end = {"line": 0, "character": 0}
    change = {"range": {"start": end, "end": end}, "text": "@first () -> int = 1;\n"}
    server.tell("textDocument/didChange", {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]})
    symbols = await server.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    return "@add" in hover["contents"]["value"] and symbols[0]["name"] == "@first"


@pytest.mark.parametrize("method", [*requests(), *COMMANDS])
def test_a_request_that_fails_harms_no_other(method: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def session() -> None:
        server, uri = await begun(tmp_path)
        fault = Broken(server)
        try:
            fault.is_on = True
            with caplog.at_level(logging.INFO):
                if method in COMMANDS:
                    arguments = [{"uri": uri, "function": "add", "test": "t"}]
                    params = {"command": method, "arguments": arguments}
                    error = await server.refused("workspace/executeCommand", params)
                else:
                    error = await server.refused(method, parameters(uri))
            fault.is_on = False
            assert error["code"] == -32603
            assert f"{method} failed: KeyError: 'injected'" in error["message"]
            assert "Traceback" in caplog.text and "please report" in caplog.text
            assert await works(server, uri)
        finally:
            server.stop()

    asyncio.run(session())


def test_diagnostics_that_fail_come_with_the_next_edit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def session() -> None:
        server, uri = await begun(tmp_path)
        fault = Broken(server)
        asked = asyncio.Event()
        try:
            document = {"textDocument": {"uri": uri}}
            await server.ask("textDocument/diagnostic", document)
            fault.is_on = True
            server.listen(lambda method, params: asked.set() if method == "workspace/diagnostic/refresh" else None)
            (tmp_path / "other.ori").write_text(OTHER)
            event = {"changes": [{"uri": (tmp_path / "other.ori").as_uri(), "type": 1}]}
            with caplog.at_level(logging.ERROR):
                server.tell("workspace/didChangeWatchedFiles", event)
                while "could not be computed" not in caplog.text:
                    await asyncio.sleep(0)
            fault.is_on = False
            server.tell("workspace/didChangeWatchedFiles", event)
            await asyncio.wait_for(asked.wait(), 60)
        finally:
            server.stop()

    asyncio.run(session())


def test_an_edit_that_fails_is_made_good_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def session() -> None:
        server, uri = await begun(tmp_path)

        def fail(uri: str, version: int | None, text: str) -> None:
            raise KeyError("injected")

        try:
            start = {"line": 0, "character": 0}
            change = {"range": {"start": start, "end": start}, "text": "@zero () -> int = 0;\n"}
            params = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [change]}
            with monkeypatch.context() as patch:
                patch.setattr(server.server.session, "set_text", fail)
                server.tell("textDocument/didChange", params)
                await server.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
            assert "an edit could not be applied" in caplog.text
            change["text"] = "@first () -> int = 1;\n"
            server.tell("textDocument/didChange", params)
            symbols = await server.ask("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
            assert [each["name"] for each in symbols[:2]] == ["@first", "@zero"]
        finally:
            server.stop()

    asyncio.run(session())
