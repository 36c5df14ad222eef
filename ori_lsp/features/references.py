"""Find references, in open files and in those of the workspace that nobody has opened."""

from lsprotocol import types

from ori_compiler.ide.references import references
from ori_lsp.convert import to_offset, to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Answers with the places of all mentions."""

    @server.request(types.TEXT_DOCUMENT_REFERENCES)
    def answer(session: Session, params: types.ReferenceParams) -> list[types.Location]:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        offset = to_offset(session.lines(path), params.position, encoding)
        found = references(
            session.pipeline.database,
            path,
            offset,
            with_declaration=params.context.include_declaration,
            files=session.files_to_search(path, offset),
        )
        return [
            types.Location(session.uri(each.path), to_range(session.lines(each.path), each.at, encoding))
            for each in found
        ]
