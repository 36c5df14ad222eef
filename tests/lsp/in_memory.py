"""A server without a process: messages go in as a client sends them, answers come out as it gets them."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editor import HERE

from ori_lsp.features import register_features
from ori_lsp.server import OriLanguageServer

Json = Any
SECONDS = 60


class _Answers:
    """What the server writes, by the ids of the requests. Its own requests are answered with nothing."""

    def __init__(self, send: Callable[[Json], None]) -> None:
        self.results: dict[int, asyncio.Future[Json]] = {}
        self.listener: Callable[[str, Json], None] = lambda method, params: None
        self._send = send

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" in message and "id" in message:
            answer = {"jsonrpc": "2.0", "id": message["id"], "result": None}
            asyncio.get_running_loop().call_soon(self._send, answer)
        if "method" in message:
            asyncio.get_running_loop().call_soon(self.listener, message["method"], message.get("params"))
        waiting = self.results.pop(message.get("id"), None) if "method" not in message else None
        if waiting is not None:
            waiting.set_result(message)

    def close(self) -> None: ...


class MemoryServer:
    """A server and the client that talks to it, in one event loop."""

    def __init__(self) -> None:
        self.server = OriLanguageServer()
        register_features(self.server)
        self._answers = _Answers(self._send)
        self._count = 0
        self.server.protocol.set_writer(self._answers)

    async def start(self, encoding: str, folder: Path | None = None) -> None:
        """Begins a session with an editor that pulls diagnostics, counts in this encoding and watches a folder."""
        recorded = json.loads((HERE / "client_capabilities" / "neovim_v0.12.4.json").read_text(encoding="utf-8"))
        capabilities = recorded["capabilities"]
        capabilities["general"]["positionEncodings"] = [encoding]
        capabilities["workspace"]["didChangeWatchedFiles"] = {"dynamicRegistration": True}
        root = folder.as_uri() if folder is not None else None
        answer = await self.ask("initialize", {"processId": None, "rootUri": root, "capabilities": capabilities})
        assert answer["capabilities"]["positionEncoding"] == encoding

    def tell(self, method: str, params: Json) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def listen(self, listener: Callable[[str, Json], None]) -> None:
        """Calls a function with the method and parameters of each message that the server sends by itself."""
        self._answers.listener = listener

    async def ask(self, method: str, params: Json) -> Json:
        """The result of a request; an error is a failure of the test."""
        message = await self._answer(method, params)
        assert "error" not in message, (method, params, message["error"])
        return message["result"]

    async def refused(self, method: str, params: Json) -> Json:
        """The error that a request is answered with."""
        return (await self._answer(method, params))["error"]

    async def _answer(self, method: str, params: Json) -> Json:
        self._count += 1
        future = self._answers.results[self._count] = asyncio.get_running_loop().create_future()
        self._send({"jsonrpc": "2.0", "id": self._count, "method": method, "params": params})
        return await asyncio.wait_for(future, SECONDS)

    def _send(self, message: Json) -> None:
        protocol = self.server.protocol
        protocol.handle_message(protocol.structure_message(message))

    def stop(self) -> None:
        self.server.compiler.stop()
