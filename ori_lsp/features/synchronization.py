"""Opening, editing, closing and watching files."""

from functools import partial

from lsprotocol import types

from ori_lsp.features.diagnostics import Publisher
from ori_lsp.server import OriLanguageServer
from ori_lsp.uris import unsupported


def register(server: OriLanguageServer, publisher: Publisher) -> None:
    """Keeps the session in step with the client's documents and the files on disk."""
    session = server.session
    newest: dict[str, int | None] = {}
    refused: set[str] = set()

    def take(uri: str, version: int | None, text: str) -> None:
        """Takes a text, unless a newer one waits behind it."""
        if newest.get(uri) == version:
            session.set_text(uri, version, text)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        if (what := unsupported(document.uri)) is not None:
            if what not in refused:
                refused.add(what)
                text = f"Ori does not work in {what} yet: put the code into a file that ends in `.ori`"
                server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
            return
        newest[document.uri] = document.version
        server.edit(partial(take, document.uri, document.version, document.text))
        publisher.soon()

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        if params.text_document.uri not in newest:
            # It is not open, or was refused.
            return
        document = server.workspace.get_text_document(params.text_document.uri)
        newest[document.uri] = document.version
        server.edit(partial(take, document.uri, document.version, document.source))
        publisher.later()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        if params.text_document.uri not in newest:
            return
        del newest[params.text_document.uri]
        server.edit(partial(session.close, params.text_document.uri))
        publisher.clear(params.text_document.uri)
        publisher.soon()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        if not session.client.watches_files:
            server.edit(session.read_closed_again)
            publisher.later()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.edit(partial(session.changed_on_disk, [change.uri for change in params.changes]))
        publisher.later()
