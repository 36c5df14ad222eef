"""Inlay hints with inferred types."""

from lsprotocol import types

from ori_compiler.ide.inlay_hints import inlay_hints
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
        return [
            types.InlayHint(to_position(lines, hint.offset, encoding), hint.text, types.InlayHintKind.Type)
            for hint in inlay_hints(session.pipeline.database, path, shown)
        ]
