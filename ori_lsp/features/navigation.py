"""Go to declaration, type definition and implementation."""

from collections.abc import Iterable

from lsprotocol import types

from ori_compiler.ide.declaration import DeclarationSite
from ori_compiler.ide.goto_implementation import goto_declaration, goto_implementation
from ori_compiler.ide.type_definition import type_definition
from ori_lsp.convert import to_offset, to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

_Question = types.DeclarationParams | types.TypeDefinitionParams | types.ImplementationParams


def register(server: OriLanguageServer) -> None:
    """Answers with the places of names."""

    @server.request(types.TEXT_DOCUMENT_DECLARATION)
    def declaration(session: Session, params: types.DeclarationParams) -> list[types.Location]:
        path, offset = _place(session, params)
        site = goto_declaration(session.pipeline.database, path, offset)
        return locations(session, [site] if site is not None else [])

    @server.request(types.TEXT_DOCUMENT_TYPE_DEFINITION)
    def of_type(session: Session, params: types.TypeDefinitionParams) -> list[types.Location]:
        return locations(session, type_definition(session.pipeline.database, *_place(session, params)))

    @server.request(types.TEXT_DOCUMENT_IMPLEMENTATION)
    def implementation(session: Session, params: types.ImplementationParams) -> list[types.Location]:
        path, offset = _place(session, params)
        files = session.files_to_search(path, offset)
        return locations(session, goto_implementation(session.pipeline.database, path, offset, files))


def _place(session: Session, params: _Question) -> tuple[str, int]:
    path = path_of(params.text_document.uri)
    return path, to_offset(session.lines(path), params.position, session.client.encoding)


def locations(session: Session, sites: Iterable[DeclarationSite]) -> list[types.Location]:
    """The names of declarations."""
    encoding = session.client.encoding
    return [
        types.Location(session.uri(site.path), to_range(session.lines(site.path), site.name, encoding))
        for site in sites
    ]
