"""Document links."""

from lsprotocol import types

from ori_compiler.ide.document_links import document_links
from ori_lsp.convert import to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Answers with the files that imports mean."""

    @server.request(types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkOptions(resolve_provider=False))
    def answer(session: Session, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        path = path_of(params.text_document.uri)
        lines, encoding = session.lines(path), session.client.encoding
        return [
            types.DocumentLink(to_range(lines, link.at, encoding), session.uri(link.target))
            for link in document_links(session.pipeline.database, path)
        ]
