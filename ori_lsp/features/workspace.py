"""Settings and folders that change while the server runs."""

import logging
from typing import Any, Final

from lsprotocol import types
from msgspec.structs import replace
from pygls.exceptions import JsonRpcException

from ori_lsp.client import wanted_lenses, wants_workspace_checked
from ori_lsp.features.diagnostics import Publisher
from ori_lsp.server import OriLanguageServer
from ori_lsp.uris import is_on_disk, path_of

_SECTION: Final = "ori"
_SETTINGS_ID: Final = "ori-settings"
_log = logging.getLogger(__name__)


def register(server: OriLanguageServer, publisher: Publisher) -> None:
    """Takes new settings and folders."""
    session = server.session

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def settings_changed(params: types.DidChangeConfigurationParams) -> None:
        settings = _of_section(params.settings)
        if settings is None and session.client.tells_configuration:
            settings = await _asked(server)
        if not isinstance(settings, dict):
            return
        session.client = replace(
            session.client,
            lenses=wanted_lenses(settings),
            checks_workspace=wants_workspace_checked(settings),
        )
        publisher.later()
        if session.client.refreshes_lenses:
            # The answer says nothing, so nobody waits for it.
            server.workspace_code_lens_refresh(None)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        new = [path_of(folder.uri) for folder in params.event.added if is_on_disk(folder.uri)]

        def change() -> None:
            kept = [folder for folder in session.folders if folder not in gone]
            session.set_folders(tuple(dict.fromkeys([*kept, *new])))

        server.edit(change)
        publisher.later()


async def ask_for_settings_changes(server: OriLanguageServer) -> None:
    """Asks a client to tell when the settings change, if it wants to be asked."""
    if server.session.client.registers_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(section=_SECTION)
        registration = types.Registration(_SETTINGS_ID, types.WORKSPACE_DID_CHANGE_CONFIGURATION, options)
        try:
            await server.client_register_capability_async(types.RegistrationParams([registration]))
        except JsonRpcException as error:
            _log.warning("the client does not tell when settings change, although it says so: %s", error)


def _of_section(settings: Any) -> Any:
    """Our part of what a client sent: some send the section, some what is in it."""
    if isinstance(settings, dict) and settings:
        return settings.get(_SECTION, settings)
    return None


async def _asked(server: OriLanguageServer) -> Any:
    params = types.ConfigurationParams([types.ConfigurationItem(section=_SECTION)])
    try:
        (settings,) = await server.workspace_configuration_async(params)
    except (JsonRpcException, ValueError) as error:
        _log.warning("the client does not tell its settings, although it says so: %s", error)
        return None
    return settings
