"""Document highlight: the mentions of the name under the cursor, and whether they read or write."""

from typing import Final

from lsprotocol import types

from ori_compiler.ide.occurrences import Access
from ori_compiler.ide.references import highlights
from ori_lsp.convert import to_offset, to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

_KINDS: Final = {
    Access.TEXT: types.DocumentHighlightKind.Text,
    Access.READ: types.DocumentHighlightKind.Read,
    Access.WRITE: types.DocumentHighlightKind.Write,
}


def register(server: OriLanguageServer) -> None:
    """Answers for the file that is shown."""

    @server.request(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def answer(session: Session, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        found = highlights(session.pipeline.database, path, to_offset(lines, params.position, encoding))
        return [types.DocumentHighlight(to_range(lines, each.at, encoding), _KINDS[each.access]) for each in found]
