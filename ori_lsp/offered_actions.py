"""Offers of the library as code actions. Their edits are made at once only for clients that cannot ask for them.

An action that a client resolves names the version of the document that it was offered for; when that is gone, it has
no edits.
"""

from collections.abc import Iterator

import msgspec
from lsprotocol import types

from ori_compiler.ide.actions.every import offers
from ori_compiler.ide.actions.offer import ActionKind, Selection
from ori_compiler.source.span import Span
from ori_lsp.session import Session
from ori_lsp.workspace_edit import edit_of_files


class _Offered(msgspec.Struct, frozen=True):
    """What has to be known to make the edits of an action later."""

    path: str
    version: int | None
    start: int
    end: int


def offered(session: Session, path: str, range_: Span, kinds: frozenset[ActionKind]) -> Iterator[types.CodeAction]:
    """What can be done with a range of an open file."""
    at = Selection(session.pipeline.database, path, range_)
    data = _Offered(path, session.open[path].version, range_.start, range_.end)
    for offer in offers(at, kinds):
        action = types.CodeAction(offer.title, kind=offer.kind.value)
        if session.client.resolves_edits:
            action.data = msgspec.to_builtins(data)
        else:
            action.edit = edit_of_files(session, offer.edits())
        yield action


def with_edits(session: Session, action: types.CodeAction) -> types.CodeAction:
    """An action as the client sent it back, with its edits."""
    try:
        data = msgspec.convert(action.data, _Offered)
        kind = ActionKind(str(getattr(action.kind, "value", action.kind)))
    except (msgspec.ValidationError, ValueError):
        return action
    document = session.open.get(data.path)
    if document is None or document.version != data.version:
        return action
    at = Selection(session.pipeline.database, data.path, Span(data.start, data.end))
    for offer in offers(at, frozenset((kind,))):
        if offer.title == action.title:
            action.edit = edit_of_files(session, offer.edits())
    return action
