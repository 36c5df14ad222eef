"""Formatting: a document, a selection, and what was completed by typing `}` or `;`. The layout has no options."""

from lsprotocol import types

from ori_compiler.ide.formatting import CLOSING, format_document, format_range, format_typed
from ori_compiler.source.span import Span
from ori_lsp.convert import to_offset
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of
from ori_lsp.workspace_edit import text_edits


def register(server: OriLanguageServer) -> None:
    """Answers with the smallest edits that make the layout right."""

    @server.request(types.TEXT_DOCUMENT_FORMATTING)
    def document(session: Session, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        path = path_of(params.text_document.uri)
        return text_edits(session, path, format_document(session.pipeline.database, path))

    @server.request(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    def selection(session: Session, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        start = to_offset(lines, params.range.start, encoding)
        range_ = Span(start, max(start, to_offset(lines, params.range.end, encoding)))
        return text_edits(session, path, format_range(session.pipeline.database, path, range_))

    first, *others = CLOSING
    options = types.DocumentOnTypeFormattingOptions(first, others)

    @server.request(types.TEXT_DOCUMENT_ON_TYPE_FORMATTING, options)
    def typed(session: Session, params: types.DocumentOnTypeFormattingParams) -> list[types.TextEdit]:
        path = path_of(params.text_document.uri)
        offset = to_offset(session.lines(path), params.position, session.client.encoding)
        return text_edits(session, path, format_typed(session.pipeline.database, path, offset))
