"""Workspace symbols: open files as they are typed, the others as they are on disk."""

from lsprotocol import types

from ori_compiler.ide.files import belongs_to_library
from ori_compiler.ide.unparsed import DeclaredName, declared_names
from ori_compiler.ide.workspace_symbols import WorkspaceSymbol, workspace_symbols
from ori_lsp.documents import units
from ori_lsp.features.document_symbols import KINDS
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import is_judged


def register(server: OriLanguageServer) -> None:
    """Answers with the best names first."""

    @server.request(types.WORKSPACE_SYMBOL)
    def answer(session: Session, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        files = dict(session.files.declared(is_watched=session.client.watches_files))
        files.update(_known(session))
        return [_to_lsp(session, symbol) for symbol in workspace_symbols(params.query, files.items())]


def _known(session: Session) -> dict[str, tuple[DeclaredName, ...]]:
    texts = session.pipeline.database.workspace.texts
    return {
        path: tuple(declared_names(text))
        for path, text in texts.items()
        if not belongs_to_library(path) and is_judged(session.uri(path))
    }


def _to_lsp(session: Session, symbol: WorkspaceSymbol) -> types.SymbolInformation:
    name = symbol.declared
    # What stands before a declared name on its line is ASCII.
    end = name.column + units(name.name, session.client.encoding)
    range_ = types.Range(types.Position(name.line, name.column), types.Position(name.line, end))
    location = types.Location(session.uri(symbol.path), range_)
    return types.SymbolInformation(location, name.name, KINDS[name.kind], container_name=name.container or None)
