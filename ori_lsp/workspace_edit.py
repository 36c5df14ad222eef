"""Edits of the compiler as an edit of the protocol, in the form that the client takes."""

from collections.abc import Iterable

from lsprotocol import types

from ori_compiler.diagnostics.diagnostic import Edit
from ori_lsp.convert import to_range
from ori_lsp.session import Session


def workspace_edit(session: Session, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Groups edits by file; open files are named with the version that the edits are for."""
    by_file: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        origin = session.pipeline.database.workspace.origins.get(edit.at.item)
        if origin is not None:
            range_ = to_range(origin.lines, origin.absolute(edit.at.span), session.client.encoding)
            by_file.setdefault(origin.path, []).append(types.TextEdit(range_, edit.replacement))
    if not session.client.versioned_edits:
        return types.WorkspaceEdit(changes={session.uri(path): found for path, found in by_file.items()})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(
                    session.uri(path), session.open[path].version if path in session.open else None
                ),
                found,
            )
            for path, found in by_file.items()
        ]
    )
