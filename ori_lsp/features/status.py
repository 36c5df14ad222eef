"""How the server is doing: the request `ori/status`, and the command `ori.status` for clients that have only commands.

Both answer with the text. The command writes it to the client's log as well, because few clients show an answer.
"""

from time import monotonic
from typing import Any

from lsprotocol import types

from ori_lsp.server import OriLanguageServer
from ori_lsp.status import STATUS_COMMAND, STATUS_REQUEST, status


def register(server: OriLanguageServer) -> None:
    """Answers at once, also while the compiler computes."""
    started = monotonic()

    def text() -> str:
        return status(server.session, server.protocol.requests, started)

    @server.feature(STATUS_REQUEST)
    def answer(params: Any) -> str:
        return text()

    @server.command(STATUS_COMMAND)
    async def show(arguments: list[Any]) -> str:
        found = text()
        server.window_log_message(types.LogMessageParams(types.MessageType.Info, found))
        return found
