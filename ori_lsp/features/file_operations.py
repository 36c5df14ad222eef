"""Files that the editor makes, renames, moves and deletes: imports follow, and what is known of them is read again."""

from collections.abc import Sequence
from typing import Final

from lsprotocol import types

from ori_compiler.driver.loading import load
from ori_compiler.ide.files import belongs_to_library, is_known
from ori_compiler.ide.moved_files import import_edits, moves_of
from ori_lsp.features.diagnostics import Publisher
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of, uri_of
from ori_lsp.workspace_edit import edit_of_files

_FILES: Final = types.FileOperationRegistrationOptions(
    [
        types.FileOperationFilter(types.FileOperationPattern("**/*.ori", matches=types.FileOperationPatternKind.File)),
        types.FileOperationFilter(types.FileOperationPattern("**", matches=types.FileOperationPatternKind.Folder)),
    ]
)


def register(server: OriLanguageServer, publisher: Publisher) -> None:
    """Answers before a rename with the edits that it asks for, and takes note of what happened."""
    session = server.session

    def look_again(uris: list[str]) -> None:
        server.edit(lambda: session.changed_on_disk([each for uri in uris for each in _with_known_below(session, uri)]))
        publisher.later()

    @server.request(types.WORKSPACE_WILL_RENAME_FILES, _FILES)
    def will_rename(session: Session, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        return _edits_for(session, params.files)

    @server.feature(types.WORKSPACE_DID_RENAME_FILES, _FILES)
    def did_rename(params: types.RenameFilesParams) -> None:
        look_again([uri for file in params.files for uri in (file.old_uri, file.new_uri)])

    @server.feature(types.WORKSPACE_DID_CREATE_FILES, _FILES)
    def did_create(params: types.CreateFilesParams) -> None:
        look_again([file.uri for file in params.files])

    @server.feature(types.WORKSPACE_DID_DELETE_FILES, _FILES)
    def did_delete(params: types.DeleteFilesParams) -> None:
        look_again([file.uri for file in params.files])


def _edits_for(session: Session, files: Sequence[types.FileRename]) -> types.WorkspaceEdit | None:
    """The edits of all files that import what moves, and of what moves; none if nothing has to change."""
    database = session.pipeline.database
    moved = moves_of(tuple((path_of(file.old_uri), path_of(file.new_uri)) for file in files))
    found = session.files.importing(lambda path: moved(path) != path, is_watched=session.client.watches_files)
    for path in found:
        if not is_known(database, path):
            load(database, path)
    edits = {
        path: import_edits(path, text, moved)
        for path, text in database.workspace.texts.items()
        if not belongs_to_library(path)
    }
    changed = {path: found for path, found in edits.items() if found}
    return edit_of_files(session, changed) if changed else None


def _with_known_below(session: Session, uri: str) -> list[str]:
    """A file; of a folder, the known files in it."""
    folder = f"{path_of(uri).rstrip('/')}/"
    below = [uri_of(path) for path in session.pipeline.database.workspace.texts if path.startswith(folder)]
    return [uri, *below]
