"""Rename, after a question whether and what."""

from lsprotocol import types

from ori_compiler.ide.rename import Refused, prepare_rename, rename
from ori_lsp.convert import to_offset, to_range
from ori_lsp.refusal import Refusal
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of
from ori_lsp.workspace_edit import workspace_edit


def register(server: OriLanguageServer) -> None:
    """Answers with edits of all files that mention the name, or says why there are none."""

    @server.request(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(session: Session, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        found = prepare_rename(session.pipeline.database, path, to_offset(lines, params.position, encoding))
        if isinstance(found, Refused):
            raise Refusal(found.reason)
        return types.PrepareRenamePlaceholder(to_range(lines, found.at, encoding), found.name) if found else None

    @server.request(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def answer(session: Session, params: types.RenameParams) -> types.WorkspaceEdit:
        path = path_of(params.text_document.uri)
        offset = to_offset(session.lines(path), params.position, session.client.encoding)
        files = session.files_to_search(path, offset)
        edits = rename(session.pipeline.database, path, offset, params.new_name, files)
        if isinstance(edits, Refused):
            raise Refusal(edits.reason)
        return workspace_edit(session, edits)
