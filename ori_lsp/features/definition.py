"""Go to definition."""

from lsprotocol import types

from ori_compiler.ide.goto_definition import goto_definition
from ori_lsp.convert import to_offset, to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of


def register(server: OriLanguageServer) -> None:
    """Answers with a link that marks the name clicked on, or with a bare location."""

    @server.request(types.TEXT_DOCUMENT_DEFINITION)
    def definition(
        session: Session, params: types.DefinitionParams
    ) -> list[types.LocationLink] | types.Location | None:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        found = goto_definition(session.pipeline.database, path, to_offset(lines, params.position, encoding))
        if found is None:
            return None
        site, there = found.site, session.lines(found.site.path)
        uri, name = session.uri(site.path), to_range(there, site.name, encoding)
        if not session.client.definition_links:
            return types.Location(uri, name)
        whole, origin = to_range(there, site.whole, encoding), to_range(lines, found.origin, encoding)
        return [types.LocationLink(uri, whole, name, origin)]
