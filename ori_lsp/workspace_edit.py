"""Edits as the protocol has them: of one document, or of several, each for the version that was looked at."""

from collections.abc import Iterable, Mapping

from lsprotocol import types

from ori_compiler.diagnostics.diagnostic import Edit
from ori_compiler.ide.text_edits import TextEdit
from ori_lsp.convert import to_range
from ori_lsp.session import Session


def text_edits(session: Session, path: str, edits: Iterable[TextEdit]) -> list[types.TextEdit]:
    """The edits of one file."""
    lines, encoding = session.lines(path), session.client.encoding
    return [types.TextEdit(to_range(lines, edit.at, encoding), edit.text) for edit in edits]


def workspace_edit(session: Session, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Edits of items, in whatever files those are."""
    by_file: dict[str, list[TextEdit]] = {}
    for edit in edits:
        origin = session.pipeline.database.workspace.origins.get(edit.at.item)
        if origin is not None:
            found = by_file.setdefault(origin.path, [])
            found.append(TextEdit(origin.absolute(edit.at.span), edit.replacement))
    return edit_of_files(session, by_file)


def edit_of_files(session: Session, by_file: Mapping[str, Iterable[TextEdit]]) -> types.WorkspaceEdit:
    """The edits of several files; with the versions of the open ones for a client that checks them."""
    found = {path: text_edits(session, path, edits) for path, edits in by_file.items()}
    if not session.client.versioned_edits:
        return types.WorkspaceEdit(changes={session.uri(path): edits for path, edits in found.items()})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(
                    session.uri(path), session.open[path].version if path in session.open else None
                ),
                [*edits],
            )
            for path, edits in found.items()
        ]
    )
