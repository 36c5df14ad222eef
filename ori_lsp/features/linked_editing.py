"""Linked editing ranges."""

from lsprotocol import types

from ori_compiler.ide.linked_editing import linked_ranges
from ori_lsp.convert import to_offset, to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Answers with the mentions of a local, label or type parameter."""

    @server.request(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE)
    def answer(session: Session, params: types.LinkedEditingRangeParams) -> types.LinkedEditingRanges | None:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        found = linked_ranges(session.pipeline.database, path, to_offset(lines, params.position, encoding))
        return types.LinkedEditingRanges([to_range(lines, at, encoding) for at in found], r"\w+") if found else None
