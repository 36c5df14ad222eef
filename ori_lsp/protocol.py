"""pygls' protocol with four things put right: documents, cancelled commands, unreadable requests, old notifications.

It tells the log of requests when each one comes and when it is answered.
"""

from collections.abc import Callable
from typing import Any, Protocol

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from ori_lsp.documents import Documents
from ori_lsp.meter import METER
from ori_lsp.request_log import RequestLog


class Writer(Protocol):
    """Where messages go; some writers give something to wait for."""

    def write(self, data: bytes) -> Any: ...

    def close(self) -> Any: ...


class CountingWriter:
    """A writer that knows how many bytes went through it."""

    def __init__(self, writer: Writer) -> None:
        self.written = 0
        self._writer = writer

    def write(self, data: bytes) -> Any:
        self.written += len(data)
        return self._writer.write(data)

    def close(self) -> Any:
        return self._writer.close()


class OriProtocol(LanguageServerProtocol):
    """The protocol of one connection."""

    def use_own_documents(self, params: types.InitializeParams) -> None:
        """Replaces the workspace that pygls has made for this client."""
        made = self.workspace
        folders = params.workspace_folders or ()
        self._workspace = Documents(made.root_uri, made._sync_kind, folders, made.position_encoding)

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.requests = RequestLog()
        self.fm.add_builtin_feature(types.WORKSPACE_EXECUTE_COMMAND, self.run_command)

    async def run_command(self, params: types.ExecuteCommandParams) -> Any:
        """Runs a command. As a coroutine it is cancelled with its request, which pygls' own is not."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(message=f"there is no command `{params.command}`")
        token = params.work_done_token
        if token is None:
            return await handler(list(params.arguments or ()))
        # The client has made the token: there is nothing to create.
        self._report(token, types.WorkDoneProgressBegin(title="Ori: generating code"))
        try:
            return await handler(list(params.arguments or ()))
        finally:
            self._report(token, types.WorkDoneProgressEnd())

    def _report(self, token: types.ProgressToken, value: object) -> None:
        self.notify(types.PROGRESS, types.ProgressParams(token, value))

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Reads a message. A request whose parameters make no sense is answered, not only logged."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self.requests.begin(data["id"], str(data["method"]))
                self._send_response(data["id"], error=error.to_response_error())
            raise

    def set_writer(self, writer: Any, include_headers: bool = True) -> None:
        """Takes the way to the client."""
        super().set_writer(CountingWriter(writer), include_headers)

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Any,
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Runs a handler. pygls would keep the future of every edit for ever."""

        def done(future: Any) -> None:
            # Another dictionary: one that is cancelled at the end is so in the middle of a walk over all of them.
            self._request_futures = {key: each for key, each in self._request_futures.items() if key != msg_id}
            callback(future)

        super()._execute_handler(msg_id, handler, done, args, kwargs)

    def _handle_request(self, msg_id: int | str, method_name: str, params: Any) -> None:
        METER.set(self.requests.begin(msg_id, _name(method_name, params)))
        super()._handle_request(msg_id, method_name, params)

    def _send_response(
        self, msg_id: int | str, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        before = self._written()
        super()._send_response(msg_id, result, error)
        self.requests.end(msg_id, self._written() - before, error)

    def _written(self) -> int:
        return self.writer.written if isinstance(self.writer, CountingWriter) else 0


def _name(method: str, params: Any) -> str:
    """The method of a request; of one that runs a command, with the command."""
    return f"{method} {params.command}" if isinstance(params, types.ExecuteCommandParams) else method
