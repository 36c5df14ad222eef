"""Semantic tokens: of a whole file, of what changed since the last answer, or of a range."""

from collections.abc import Iterable
from typing import Final

from lsprotocol import types

from ori_compiler.ide.semantic_tokens import Modifier, SemanticToken, SemanticTokens, TokenType
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.span import Span
from ori_lsp.convert import to_offset
from ori_lsp.documents import units
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

_TYPES: Final = {type_: number for number, type_ in enumerate(TokenType)}
_MODIFIERS: Final = {
    Modifier.DECLARATION: "declaration",
    Modifier.READONLY: "readonly",
    Modifier.STATIC: "static",
    Modifier.DEFAULT_LIBRARY: "defaultLibrary",
    Modifier.MUTABLE: "mutable",
    Modifier.CAPABILITY: "capability",
}
LEGEND: Final = types.SemanticTokensLegend([type_.value for type_ in TokenType], [_MODIFIERS[m] for m in Modifier])


def register(server: OriLanguageServer) -> None:
    """Keeps the last answer of each open file, to answer with the difference."""
    tokens = SemanticTokens(server.session.pipeline.database)
    answered: dict[str, tuple[str, list[int]]] = {}
    count = 0

    def remember(uri: str, data: list[int]) -> str:
        nonlocal count
        count += 1
        for closed in set(answered) - {document.uri for document in server.session.open.values()}:
            del answered[closed]
        answered[uri] = str(count), data
        return str(count)

    @server.request(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    def full(session: Session, params: types.SemanticTokensParams) -> types.SemanticTokens:
        path = path_of(params.text_document.uri)
        data = _encoded(tokens.of_file(path), session.lines(path), session.client.encoding)
        return types.SemanticTokens(data, remember(params.text_document.uri, data))

    @server.request(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, LEGEND)
    def delta(
        session: Session, params: types.SemanticTokensDeltaParams
    ) -> types.SemanticTokens | types.SemanticTokensDelta:
        path, uri = path_of(params.text_document.uri), params.text_document.uri
        before, old = answered.get(uri, ("", []))
        data = _encoded(tokens.of_file(path), session.lines(path), session.client.encoding)
        name = remember(uri, data)
        if before != params.previous_result_id:
            return types.SemanticTokens(data, name)
        return types.SemanticTokensDelta(_difference(old, data), name)

    @server.request(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, LEGEND)
    def part(session: Session, params: types.SemanticTokensRangeParams) -> types.SemanticTokens:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        shown = Span(to_offset(lines, params.range.start, encoding), to_offset(lines, params.range.end, encoding))
        return types.SemanticTokens(_encoded(tokens.of_file(path, shown), lines, encoding))


def _encoded(tokens: Iterable[tuple[int, SemanticToken]], lines: LineIndex, encoding: str) -> list[int]:
    """Five numbers for each token, lines and columns relative to the token before."""
    data: list[int] = []
    last_line, last_column = 1, 0
    text = lines.text
    is_ascii = text.isascii()
    for start, token in tokens:
        line, length = lines.line(start), token.length
        column = start - lines.line_start(line)
        if not is_ascii:
            length = units(text[start : start + length], encoding)
            column = units(text[start - column : start], encoding)
        since = column - last_column if line == last_line else column
        data += (line - last_line, since, length, _TYPES[token.type], token.modifiers.value)
        last_line, last_column = line, column
    return data


def _difference(old: list[int], new: list[int]) -> list[types.SemanticTokensEdit]:
    """One edit that makes the new numbers of the old ones: what is between their common beginning and end."""
    shorter = min(len(old), len(new))
    start = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    end = next((i for i in range(shorter - start) if old[-1 - i] != new[-1 - i]), shorter - start)
    if start == len(old) == len(new):
        return []
    return [types.SemanticTokensEdit(start, len(old) - start - end, new[start : len(new) - end])]
