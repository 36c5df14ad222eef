"""Files that the editor renames, makes and deletes, and settings and folders that change meanwhile."""

from pathlib import Path

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")


def written(editor: Editor, name: str, text: str) -> Path:
    path = editor.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


async def test_imports_follow_a_file_that_is_renamed(any_editor: Editor) -> None:
    main = any_editor.fresh()
    folder = main.removesuffix("main.ori")
    written(any_editor, f"{folder}shapes.ori", "pub @one () -> int = 1;\n")
    written(any_editor, f"{folder}closed.ori", 'use "./shapes" { one };\n')
    any_editor.open(main, '// 😋\nuse "./shapes" { one };\n@f () -> int = one();\n@half (')
    uris = (any_editor.uri(f"{folder}shapes.ori"), any_editor.uri(f"{folder}lib/forms.ori"))
    params = types.RenameFilesParams([types.FileRename(*uris)])
    edit = await any_editor.client.workspace_will_rename_files_async(params)
    assert edit is not None
    by_file = {change.text_document.uri: change.edits for change in edit.document_changes or ()} or edit.changes
    assert by_file is not None
    assert set(by_file) == {any_editor.uri(main), any_editor.uri(f"{folder}closed.ori")}
    (change,) = by_file[any_editor.uri(main)]
    assert (change.new_text, change.range.start.line, change.range.start.character) == ("./lib/forms", 1, 5)


async def test_a_rename_that_nobody_notices_changes_nothing(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f () -> int = 1;\n")
    params = types.RenameFilesParams([types.FileRename(editor.uri(name), editor.uri(f"{name}.ori"))])
    assert await editor.client.workspace_will_rename_files_async(params) is None


async def test_what_was_made_renamed_and_deleted_is_read_again(editor: Editor) -> None:
    main = editor.fresh()
    shapes = main.replace("main", "shapes")
    editor.open(main, 'use "./shapes" { one };\n@f () -> int = one();\n')
    assert await editor.diagnostics(main)
    path = written(editor, shapes, "pub @one () -> int = 1;\n")
    editor.client.workspace_did_create_files(types.CreateFilesParams([types.FileCreate(editor.uri(shapes))]))
    assert await editor.diagnostics(main) == []
    path.rename(path.with_name("forms.ori"))
    renamed = types.FileRename(editor.uri(shapes), editor.uri(main.replace("main", "forms")))
    editor.client.workspace_did_rename_files(types.RenameFilesParams([renamed]))
    assert await editor.diagnostics(main)
    editor.replace(main, "./shapes", "./forms")
    assert await editor.diagnostics(main) == []
    path.with_name("forms.ori").unlink()
    editor.client.workspace_did_delete_files(types.DeleteFilesParams([types.FileDelete(renamed.new_uri)]))
    assert await editor.diagnostics(main)


async def test_settings_change_without_a_restart(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f () -> int = 1;\n@t tests @f () -> void = ();\n")

    async def lenses(references: bool, run: bool, ir: bool) -> int:
        settings = {"ori": {"codeLens": {"references": references, "runTest": run, "showIr": ir}}}
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        return len(await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document(name))) or ())

    assert await lenses(False, False, False) == 0
    assert await lenses(False, True, False) == 1
    assert await lenses(True, True, True) > 2


async def test_a_client_that_can_debug_gets_lenses_for_it(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@main () -> void = ();\n@t tests _ () -> void = ();\n")
    others = {"references": False, "runTest": False, "showIr": False}
    settings = {"ori": {"codeLens": {**others, "debug": True}}}
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
    found = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document(name))) or ()
    told = [lens.command for lens in found if lens.command is not None]
    commands = [(command.command, list(command.arguments or ())) for command in told]
    uri = editor.uri(name)
    assert commands == [("ori.debug", [{"uri": uri}]), ("ori.debug", [{"uri": uri, "test": "t"}])]
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"ori": {"codeLens": {}}}))
    found = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document(name))) or ()
    assert [lens for lens in found if lens.command is not None and lens.command.command == "ori.debug"] == []


async def test_a_folder_that_is_added_is_searched(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "far.ori").write_text("pub @far_away () -> int = 1;\n")
    search = types.WorkspaceSymbolParams("far_away")
    assert not await editor.client.workspace_symbol_async(search)
    folder = types.WorkspaceFolder(tmp_path.as_uri(), "far")

    def change(added: list[types.WorkspaceFolder], removed: list[types.WorkspaceFolder]) -> None:
        event = types.WorkspaceFoldersChangeEvent(added, removed)
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

    change([folder], [])
    assert len(await editor.client.workspace_symbol_async(search) or ()) == 1
    change([], [folder])
    assert not await editor.client.workspace_symbol_async(search)
