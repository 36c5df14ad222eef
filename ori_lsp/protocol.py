"""pygls' protocol with three things put right: documents, cancellation of commands, and unreadable requests."""

from typing import Any

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from ori_lsp.documents import Documents


class OriProtocol(LanguageServerProtocol):
    """The protocol of one connection."""

    def use_own_documents(self, params: types.InitializeParams) -> None:
        """Replaces the workspace that pygls has made for this client."""
        made = self.workspace
        folders = params.workspace_folders or ()
        self._workspace = Documents(made.root_uri, made._sync_kind, folders, made.position_encoding)

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
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
                self._send_response(data["id"], error=error.to_response_error())
            raise
