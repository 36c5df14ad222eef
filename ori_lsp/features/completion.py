"""Completion: proposals with signatures; their documentation is fetched when a client asks for it."""

from typing import Final

from lsprotocol import types

from ori_compiler.ide.completion import complete
from ori_compiler.ide.completion_item import CompletionItem, CompletionKind
from ori_compiler.ide.target_documentation import documentation_of
from ori_lsp.convert import to_offset, to_range
from ori_lsp.page import markup
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Proposals, Session
from ori_lsp.uris import path_of
from ori_lsp.workspace_edit import text_edits

_KINDS: Final = {
    CompletionKind.METHOD: types.CompletionItemKind.Method,
    CompletionKind.FUNCTION: types.CompletionItemKind.Function,
    CompletionKind.FIELD: types.CompletionItemKind.Field,
    CompletionKind.VARIANT: types.CompletionItemKind.EnumMember,
    CompletionKind.STRUCT: types.CompletionItemKind.Struct,
    CompletionKind.SUM: types.CompletionItemKind.Enum,
    CompletionKind.TRAIT: types.CompletionItemKind.Interface,
    CompletionKind.CONSTANT: types.CompletionItemKind.Constant,
    CompletionKind.LOCAL: types.CompletionItemKind.Variable,
    CompletionKind.KEYWORD: types.CompletionItemKind.Keyword,
    CompletionKind.ARGUMENT: types.CompletionItemKind.Property,
    CompletionKind.TYPE_PARAMETER: types.CompletionItemKind.TypeParameter,
    CompletionKind.PRIMITIVE: types.CompletionItemKind.Class,
    CompletionKind.MODULE: types.CompletionItemKind.Module,
    CompletionKind.POSTFIX: types.CompletionItemKind.Snippet,
}


_OLDER_KINDS: Final = {
    types.CompletionItemKind.EnumMember: types.CompletionItemKind.Enum,
    types.CompletionItemKind.Struct: types.CompletionItemKind.Class,
    types.CompletionItemKind.Constant: types.CompletionItemKind.Value,
    types.CompletionItemKind.TypeParameter: types.CompletionItemKind.Class,
}
"""What is nearest to a kind that not every client knows."""


def register(server: OriLanguageServer) -> None:
    """Proposes after a dot by itself, elsewhere when the client asks."""
    options = types.CompletionOptions(trigger_characters=["."], resolve_provider=True)

    @server.request(types.TEXT_DOCUMENT_COMPLETION, options)
    def proposals(session: Session, params: types.CompletionParams) -> types.CompletionList:
        path, encoding = path_of(params.text_document.uri), session.client.encoding
        lines = session.lines(path)
        offset = to_offset(lines, params.position, encoding)
        # What changes on disk while somebody types is read when the next search is made.
        found = complete(session.pipeline.database, path, offset, lambda: session.files.declared(is_watched=True))
        session.proposals = Proposals(session.proposals.serial + 1, found.items)
        replaced = to_range(lines, found.replaced, encoding)
        is_call = lines.text[found.replaced.end : found.replaced.end + 1] == "("
        may_expand = session.client.snippets and not is_call
        items = [
            _proposal(session, path, item, replaced, [session.proposals.serial, index], may_expand=may_expand)
            for index, item in enumerate(found.items)
        ]
        return types.CompletionList(is_incomplete=not found.is_complete, items=items)

    @server.request(types.COMPLETION_ITEM_RESOLVE)
    def resolve(session: Session, proposal: types.CompletionItem) -> types.CompletionItem:
        item = _asked_about(session, proposal.data)
        if item is not None and item.target is not None:
            documentation = documentation_of(session.pipeline.database, item.target)
            proposal.documentation = markup(documentation, session.client.proposal_format)
        return proposal


def _proposal(
    session: Session, path: str, item: CompletionItem, replaced: types.Range, data: list[int], *, may_expand: bool
) -> types.CompletionItem:
    is_snippet = may_expand and bool(item.snippet)
    beside = session.client.label_details
    shown = (item.detail,) if beside else (item.detail, item.origin)
    return types.CompletionItem(
        label=item.label,
        kind=_kind(session, item),
        detail=" · ".join(filter(None, shown)) or None,
        label_details=types.CompletionItemLabelDetails(description=item.origin) if beside and item.origin else None,
        sort_text=f"{0 if item.fits else 1}{item.group}{item.label}",
        filter_text=item.label,
        text_edit=types.TextEdit(replaced, item.snippet if is_snippet else item.text),
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText,
        additional_text_edits=text_edits(session, path, item.edits) or None,
        data=data,
    )


def _kind(session: Session, item: CompletionItem) -> types.CompletionItemKind:
    kind = _KINDS[item.kind]
    return kind if kind in session.client.proposal_kinds else _OLDER_KINDS.get(kind, kind)


def _asked_about(session: Session, data: object) -> CompletionItem | None:
    """The proposal that a client sent back, if it is of the last answer."""
    if not isinstance(data, (list, tuple)) or len(data) != 2 or data[0] != session.proposals.serial:
        return None
    index = data[1]
    items = session.proposals.items
    return items[index] if isinstance(index, int) and 0 <= index < len(items) else None
