"""Call hierarchy and type hierarchy. An item is known again by the place of its name."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from lsprotocol import types

from ori_compiler.ide.call_hierarchy import Call, call_item_at, incoming_calls, outgoing_calls
from ori_compiler.ide.hierarchy_item import HierarchyItem
from ori_compiler.ide.type_hierarchy import subtypes, supertypes, type_item_at
from ori_lsp.convert import to_offset, to_range
from ori_lsp.features.document_symbols import KINDS
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

T = TypeVar("T")


def register(server: OriLanguageServer) -> None:
    """Answers one step at a time, as the client unfolds its tree."""
    _register_calls(server)
    _register_types(server)


def _register_calls(server: OriLanguageServer) -> None:
    @server.request(types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY)
    def prepare(session: Session, params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem]:
        path, offset = _place(session, params.text_document.uri, params.position)
        found = call_item_at(session.pipeline.database, path, offset)
        return [_call_item(session, found)] if found is not None else []

    @server.request(types.CALL_HIERARCHY_INCOMING_CALLS)
    def incoming(
        session: Session, params: types.CallHierarchyIncomingCallsParams
    ) -> list[types.CallHierarchyIncomingCall]:
        path, offset = _place(session, params.item.uri, params.item.selection_range.start)
        found = incoming_calls(session.pipeline.database, path, offset, session.files_to_search(path, offset))
        return [
            types.CallHierarchyIncomingCall(_call_item(session, call.item), _ranges(session, call.item.site.path, call))
            for call in found
        ]

    @server.request(types.CALL_HIERARCHY_OUTGOING_CALLS)
    def outgoing(
        session: Session, params: types.CallHierarchyOutgoingCallsParams
    ) -> list[types.CallHierarchyOutgoingCall]:
        path, offset = _place(session, params.item.uri, params.item.selection_range.start)
        return [
            types.CallHierarchyOutgoingCall(_call_item(session, call.item), _ranges(session, path, call))
            for call in outgoing_calls(session.pipeline.database, path, offset)
        ]


def _register_types(server: OriLanguageServer) -> None:
    @server.request(types.TEXT_DOCUMENT_PREPARE_TYPE_HIERARCHY)
    def prepare(session: Session, params: types.TypeHierarchyPrepareParams) -> list[types.TypeHierarchyItem]:
        path, offset = _place(session, params.text_document.uri, params.position)
        found = type_item_at(session.pipeline.database, path, offset)
        return _type_items(session, [found] if found is not None else [])

    @server.request(types.TYPE_HIERARCHY_SUPERTYPES)
    def above(session: Session, params: types.TypeHierarchySupertypesParams) -> list[types.TypeHierarchyItem]:
        path, offset = _place(session, params.item.uri, params.item.selection_range.start)
        return _type_items(session, supertypes(session.pipeline.database, path, offset))

    @server.request(types.TYPE_HIERARCHY_SUBTYPES)
    def below(session: Session, params: types.TypeHierarchySubtypesParams) -> list[types.TypeHierarchyItem]:
        path, offset = _place(session, params.item.uri, params.item.selection_range.start)
        files = session.files_to_search(path, offset)
        return _type_items(session, subtypes(session.pipeline.database, path, offset, files))


def _place(session: Session, uri: str, position: types.Position) -> tuple[str, int]:
    path = path_of(uri)
    return path, to_offset(session.lines(path), position, session.client.encoding)


def _ranges(session: Session, path: str, call: Call) -> list[types.Range]:
    lines = session.lines(path)
    return [to_range(lines, at, session.client.encoding) for at in call.at]


def _call_item(session: Session, item: HierarchyItem) -> types.CallHierarchyItem:
    return _item(session, item, types.CallHierarchyItem)


def _type_items(session: Session, items: Iterable[HierarchyItem]) -> list[types.TypeHierarchyItem]:
    return [_item(session, item, types.TypeHierarchyItem) for item in items]


def _item(session: Session, item: HierarchyItem, make: Callable[..., T]) -> T:
    site, lines, encoding = item.site, session.lines(item.site.path), session.client.encoding
    return make(
        name=item.name,
        kind=KINDS[item.kind],
        uri=session.uri(site.path),
        range=to_range(lines, site.whole, encoding),
        selection_range=to_range(lines, site.name, encoding),
        detail=item.detail or None,
    )
