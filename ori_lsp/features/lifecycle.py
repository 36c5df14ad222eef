"""The beginning and the end of a session with a client."""

import logging

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ori_lsp.client import client_of
from ori_lsp.features.diagnostics import Publisher
from ori_lsp.features.workspace import ask_for_settings_changes
from ori_lsp.server import OriLanguageServer
from ori_lsp.uris import is_on_disk, path_of

_WATCH_ID = "ori-files"
_log = logging.getLogger(__name__)


def register(server: OriLanguageServer, publisher: Publisher) -> None:
    """Learns what the client can do, and how the session ends."""
    session = server.session

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.protocol.use_own_documents(params)
        encoding = server.workspace.position_encoding or types.PositionEncodingKind.Utf16
        session.client = client_of(
            params.capabilities, str(getattr(encoding, "value", encoding)), params.initialization_options
        )
        session.set_folders(_roots(params))
        name = f"{params.client_info.name} {params.client_info.version or ''}" if params.client_info else "a client"
        _log.info("serving %s, positions in %s", name.strip(), session.client.encoding)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        if session.client.watches_files:
            # Any file may be one that a source embeds.
            watcher = types.FileSystemWatcher(glob_pattern="**/*")
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers=[watcher])
            registration = types.Registration(_WATCH_ID, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            try:
                await server.client_register_capability_async(types.RegistrationParams([registration]))
            except JsonRpcException as error:
                _log.warning("the client does not watch files, although it says so: %s", error)
        await ask_for_settings_changes(server)
        publisher.soon()

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        server.may_exit = True

    @server.feature(types.EXIT)
    def exit_(params: None) -> None:
        # A client that leaves without saying so has failed, by the protocol.
        server.exit_code = 0 if server.may_exit else 1


def _roots(params: types.InitializeParams) -> tuple[str, ...]:
    """The folders of the workspace."""
    uris = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    return tuple(path_of(uri) for uri in uris if is_on_disk(uri))
