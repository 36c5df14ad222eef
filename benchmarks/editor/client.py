"""A language client as small as it can be: JSON-RPC over a server's standard input and output, and a clock.

Messages are written at once and read by a thread, so that what is measured is the server and not the client.
"""

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

PATIENCE_SECONDS: Final = 60.0
_PUBLISH: Final = "textDocument/publishDiagnostics"

Message = dict[str, Any]


class Client:
    """One server. Positions are counted in UTF-16 units; the texts here are ASCII, so that they are bytes."""

    def __init__(self, command: Sequence[str], folder: Path, settings: Message) -> None:
        self.started = time.perf_counter()
        self._settings = settings
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._incoming: queue.SimpleQueue[tuple[float, Message]] = queue.SimpleQueue()
        self._published: dict[str, tuple[float, list[Message]]] = {}
        self._next = 0
        threading.Thread(target=self._read, daemon=True).start()
        self._greet(folder)

    # What happens in an editor

    def open(self, uri: str, language: str, text: str) -> None:
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})

    def change(self, uri: str, version: int, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        range_ = {
            "start": {"line": start[0], "character": start[1]},
            "end": {"line": end[0], "character": end[1]},
        }
        changes = [{"range": range_, "text": text}]
        self._notify(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        )

    def request(self, method: str, params: Message) -> tuple[float, Any]:
        """Milliseconds until the answer, and the answer; `RuntimeError` for an error or a server that is gone."""
        self._next += 1
        number, began = self._next, time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        at, answer = self._wait(lambda message: message.get("id") == number and "method" not in message)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error'].get('message')}")
        return (at - began) * 1000, answer.get("result")

    def diagnostics(self, uri: str, is_wanted: Callable[[list[Message]], bool]) -> float:
        """The moment at which the wanted diagnostics of a document came."""
        while (found := self._published.get(uri)) is None or not is_wanted(found[1]):
            self._wait(lambda message: message.get("method") == _PUBLISH)
        return found[0]

    def resident_bytes(self) -> int:
        """The memory of the server and its children, as Linux counts it."""
        page = os.sysconf("SC_PAGE_SIZE")
        return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in _family(self._process.pid))

    def stop(self) -> None:
        """Ends the server, politely first."""
        try:
            self.request("shutdown", {})
            self._notify("exit", {})
            self._process.wait(5)
        except (RuntimeError, OSError, subprocess.TimeoutExpired):
            pass
        self._process.kill()
        self._process.wait()

    # The protocol

    def _greet(self, folder: Path) -> None:
        text_document = {
            "synchronization": {"didSave": True},
            "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
            "hover": {"contentFormat": ["markdown"]},
            "completion": {"completionItem": {"snippetSupport": False}},
            "semanticTokens": {
                "requests": {"full": True},
                "tokenTypes": ["class", "function", "method", "variable", "parameter", "property"],
                "tokenModifiers": [],
                "formats": ["relative"],
            },
        }
        capabilities = {"textDocument": text_document, "workspace": {"configuration": True, "workspaceFolders": True}}
        root = folder.as_uri()
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": folder.name}],
                "capabilities": capabilities,
                "initializationOptions": {},
            },
        )
        self._notify("initialized", {})

    def _wait(self, is_wanted: Callable[[Message], bool]) -> tuple[float, Message]:
        """The next message of a kind, with when it came; what the server asks meanwhile is answered."""
        end = time.perf_counter() + PATIENCE_SECONDS
        while True:
            try:
                at, message = self._incoming.get(timeout=max(0.01, end - time.perf_counter()))
            except queue.Empty:
                raise RuntimeError("the server does not answer") from None
            if not message:
                raise RuntimeError("the server has ended")
            if "method" in message and "id" in message:
                self._answer(message)
            if message.get("method") == _PUBLISH:
                self._published[message["params"]["uri"]] = at, message["params"]["diagnostics"]
            if is_wanted(message):
                return at, message

    def _answer(self, message: Message) -> None:
        result: Any = None
        if message["method"] == "workspace/configuration":
            result = [self._settings.get(item.get("section", ""), {}) for item in message["params"]["items"]]
        self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _notify(self, method: str, params: Message) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        stream = self._process.stdin
        if stream is None:
            raise RuntimeError("the server has no input")
        stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stream.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        while stream is not None:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                break
            body = stream.read(length)
            self._incoming.put((time.perf_counter(), json.loads(body)))
        self._incoming.put((time.perf_counter(), {}))


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found
