"""Selection ranges."""

from lsprotocol import types

from ori_compiler.ide.selection_ranges import selection_ranges
from ori_lsp.convert import to_offset, to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Answers for each cursor."""

    @server.request(types.TEXT_DOCUMENT_SELECTION_RANGE)
    def answer(session: Session, params: types.SelectionRangeParams) -> list[types.SelectionRange]:
        path = path_of(params.text_document.uri)
        return [_of_cursor(session, path, position) for position in params.positions]


def _of_cursor(session: Session, path: str, position: types.Position) -> types.SelectionRange:
    lines, encoding = session.lines(path), session.client.encoding
    offset = to_offset(lines, position, encoding)
    parent: types.SelectionRange | None = None
    for span in reversed(selection_ranges(session.pipeline.database, path, offset)):
        parent = types.SelectionRange(to_range(lines, span, encoding), parent)
    return parent or types.SelectionRange(types.Range(position, position))
