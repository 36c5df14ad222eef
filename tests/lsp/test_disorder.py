"""Clients that get the protocol wrong, or die."""

import asyncio
import subprocess
import time

import pytest
from editor import Editor
from in_memory import MemoryServer
from lsprotocol import types
from test_server_command_line import ENVIRONMENT, INITIALIZE, SECONDS, SHUTDOWN, answer, command, message

A = "untitled:a"


async def with_text(text: str, version: int) -> MemoryServer:
    server = MemoryServer()
    await server.start("utf-16")
    document = {"uri": A, "languageId": "ori", "version": version, "text": text}
    server.tell("textDocument/didOpen", {"textDocument": document})
    return server


def rewrite(server: MemoryServer, version: int | None, text: str, uri: str = A) -> None:
    changed = {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}
    server.tell("textDocument/didChange", changed)


async def symbols(server: MemoryServer) -> list[str]:
    found = await server.ask("textDocument/documentSymbol", {"textDocument": {"uri": A}})
    return [each["name"] for each in found]


@pytest.mark.asyncio
@pytest.mark.parametrize("versions", [(1, 1, 1), (5, 4, 3), (0, 7, 7), (-1, -1, 2)])
async def test_edits_count_in_the_order_in_which_they_come(versions: tuple[int, int, int]) -> None:
    server = await with_text("@first () -> int = 1;\n", 1)
    try:
        for version, name in zip(versions, ("a", "b", "last"), strict=True):
            rewrite(server, version, f"@{name} () -> int = 1;\n")
        assert await symbols(server) == ["@last"]
    finally:
        server.stop()


@pytest.mark.asyncio
async def test_an_edit_of_a_document_that_was_closed_does_not_bring_it_back() -> None:
    server = await with_text("@f () -> int = 1;\n", 1)
    try:
        server.tell("textDocument/didClose", {"textDocument": {"uri": A}})
        rewrite(server, 2, "@g () -> int = 1;\n")
        rewrite(server, 1, "@g () -> int = 1;\n", "untitled:never")
        assert await symbols(server) == []
        assert not server.server.session.open
    finally:
        server.stop()


@pytest.mark.asyncio
async def test_a_document_opened_twice_has_its_last_text() -> None:
    server = await with_text("@f () -> int = 1;\n", 3)
    try:
        document = {"uri": A, "languageId": "ori", "version": 1, "text": "@again () -> int = 1;\n"}
        server.tell("textDocument/didOpen", {"textDocument": document})
        assert await symbols(server) == ["@again"]
    finally:
        server.stop()


def test_ranges_that_end_before_they_begin_harm_nobody() -> None:
    backwards = {"start": {"line": 1, "character": 0}, "end": {"line": 0, "character": 3}}

    async def session() -> None:
        server = await with_text("@f () -> int = 1;\n@g () -> int = 1;\n", 1)
        try:
            changed = {
                "textDocument": {"uri": A, "version": 2},
                "contentChanges": [{"range": backwards, "text": "x"}],
            }
            server.tell("textDocument/didChange", changed)
            await symbols(server)
            rewrite(server, 3, "@h () -> int = 1;\n")
            assert await symbols(server) == ["@h"]
        finally:
            server.stop()

    asyncio.run(session())


MALFORMED = {
    "no JSON": b"Content-Length: 9\r\n\r\nnot JSON!",
    "no object": b"Content-Length: 2\r\n\r\n[]",
    "a number": b"Content-Length: 1\r\n\r\n1",
    "no text": b"Content-Length: 2\r\n\r\n\xff\xfe",
    "no protocol version": b'Content-Length: 20\r\n\r\n{"method":"whatever"',
    "an empty object": b"Content-Length: 2\r\n\r\n{}",
    "no such notification": message(method="ori/unheardOf", params={}),
    "a notification without parameters": message(method="textDocument/didOpen"),
    "a notification with wrong parameters": message(method="textDocument/didChange", params={"x": 1}),
    "an answer to nothing": message(id=99, result=None),
    "an error about nothing": message(id=98, error={"code": 1, "message": "what?"}),
    "a cancellation of nothing": message(method="$/cancelRequest", params={"id": 97}),
    "a header without a length": b"Content-Type: x\r\n\r\n",
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_message_does_not_end_the_session(kind: str) -> None:
    given = INITIALIZE + MALFORMED[kind] + message(id=3, method="ori/status", params=None) + SHUTDOWN
    done = subprocess.run(command(), input=given, capture_output=True, env=ENVIRONMENT, timeout=SECONDS)
    assert done.returncode == 0
    assert b"Ori language server" in done.stdout


@pytest.mark.parametrize("program", ["", "compute"])
def test_a_server_ends_soon_after_its_client_has_died(program: str) -> None:
    """The client is a process that starts the server and is killed; its end of the pipe closes."""
    server = subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT)
    assert server.stdin is not None and server.stdout is not None
    try:
        server.stdin.write(INITIALIZE)
        server.stdin.flush()
        answer(server.stdout)
        if program:
            text = "\n".join(
                f"@f{i} (n: int) -> int = if n > {i} then f{i // 2}(n: n - 1) else n;" for i in range(3000)
            )
            document = {"uri": A, "languageId": "ori", "version": 1, "text": text}
            server.stdin.write(message(method="textDocument/didOpen", params={"textDocument": document}))
            server.stdin.flush()
            time.sleep(0.3)
        began = time.monotonic()
        server.stdout.close()
        server.stdin.close()
        assert server.wait(SECONDS) is not None
        assert time.monotonic() - began < 5, "far less than a second, on a machine that does nothing else"
    finally:
        server.kill()
        server.wait()


@pytest.mark.asyncio(loop_scope="module")
async def test_ten_megabytes_in_one_line(editor: Editor) -> None:
    name = editor.fresh()
    text = "// " + "x😋" * 2_500_000 + "\n@f () -> int = missing;\n"
    editor.open(name, text)
    (error,) = await editor.diagnostics(name)
    assert error.range.start.line == 1
    end = types.Position(0, 10**7)
    await editor.client.text_document_hover_async(types.HoverParams(editor.document(name), end))
    await editor.client.text_document_completion_async(types.CompletionParams(editor.document(name), end))
    editor.replace(name, "missing", "1")
    assert await editor.diagnostics(name) == []
    editor.close(name)
