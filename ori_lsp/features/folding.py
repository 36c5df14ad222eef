"""Folding ranges, in lines."""

from typing import Final

from lsprotocol import types

from ori_compiler.ide.folding import FoldKind, folding_ranges
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

_KINDS: Final = {
    FoldKind.CODE: None,
    FoldKind.COMMENT: types.FoldingRangeKind.Comment,
    FoldKind.IMPORTS: types.FoldingRangeKind.Imports,
}


def register(server: OriLanguageServer) -> None:
    """Answers for a whole file."""

    @server.request(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def answer(session: Session, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        found = folding_ranges(session.pipeline.database, path_of(params.text_document.uri))
        return [types.FoldingRange(fold.first - 1, fold.last - 1, kind=_KINDS[fold.kind]) for fold in found]
