"""Inlay hints with inferred types, which can be accepted where they may be written."""

from lsprotocol import types

from ori_compiler.ide.inlay_hints import InlayHint, inlay_hints
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.span import Span
from ori_lsp.convert import to_offset, to_position
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Answers for the part of a file that is shown."""

    @server.request(types.TEXT_DOCUMENT_INLAY_HINT, types.InlayHintOptions(resolve_provider=False))
    def hints(session: Session, params: types.InlayHintParams) -> list[types.InlayHint]:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        shown = Span(to_offset(lines, params.range.start, encoding), to_offset(lines, params.range.end, encoding))
        return [_to_lsp(lines, hint, encoding) for hint in inlay_hints(session.pipeline.database, path, shown)]


def _to_lsp(lines: LineIndex, hint: InlayHint, encoding: str) -> types.InlayHint:
    position = to_position(lines, hint.offset, encoding)
    edits = [types.TextEdit(types.Range(position, position), hint.text)] if hint.is_code else None
    return types.InlayHint(position, hint.text, types.InlayHintKind.Type, edits)
