"""Document symbols."""

from collections.abc import Iterable, Iterator
from typing import Final

from lsprotocol import types

from ori_compiler.ide.document_symbols import DocumentSymbol, SymbolKind, document_symbols
from ori_compiler.source.line_index import LineIndex
from ori_lsp.convert import to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

KINDS: Final = {
    SymbolKind.FUNCTION: types.SymbolKind.Function,
    SymbolKind.METHOD: types.SymbolKind.Method,
    SymbolKind.TEST: types.SymbolKind.Function,
    SymbolKind.CONSTANT: types.SymbolKind.Constant,
    SymbolKind.STRUCT: types.SymbolKind.Struct,
    SymbolKind.SUM: types.SymbolKind.Enum,
    SymbolKind.VARIANT: types.SymbolKind.EnumMember,
    SymbolKind.FIELD: types.SymbolKind.Field,
    SymbolKind.TRAIT: types.SymbolKind.Interface,
    SymbolKind.IMPLEMENTATION: types.SymbolKind.Object,
    SymbolKind.ASSOCIATED_TYPE: types.SymbolKind.TypeParameter,
    SymbolKind.FOREIGN_LIBRARY: types.SymbolKind.Namespace,
    SymbolKind.CAPABILITIES: types.SymbolKind.Namespace,
    SymbolKind.BROKEN: types.SymbolKind.Null,
}
"""A test is a function to the protocol, which has no kind for tests; its detail says that it is one."""


def register(server: OriLanguageServer) -> None:
    """Answers with a tree, or with a flat list to clients that know no trees."""

    @server.request(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(
        session: Session, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        path = path_of(params.text_document.uri)
        found = document_symbols(session.pipeline.database, path)
        lines, encoding = session.lines(path), session.client.encoding
        if session.client.hierarchical_symbols:
            return [_tree(symbol, lines, encoding) for symbol in found]
        return list(_flat(found, session.uri(path), lines, encoding, None))


def _tree(symbol: DocumentSymbol, lines: LineIndex, encoding: str) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.text,
        detail=symbol.detail or None,
        kind=KINDS[symbol.kind],
        range=to_range(lines, symbol.whole, encoding),
        selection_range=to_range(lines, symbol.name, encoding),
        children=[_tree(child, lines, encoding) for child in symbol.children],
    )


def _flat(
    symbols: Iterable[DocumentSymbol], uri: str, lines: LineIndex, encoding: str, container: str | None
) -> Iterator[types.SymbolInformation]:
    for symbol in symbols:
        location = types.Location(uri, to_range(lines, symbol.whole, encoding))
        yield types.SymbolInformation(location, symbol.text, KINDS[symbol.kind], container_name=container)
        yield from _flat(symbol.children, uri, lines, encoding, symbol.text)
