"""Methods about the session, the documents that are open, and the files of the workspace; commands."""

from typing import Any

from editor import Editor
from lsprotocol import types
from method_table import OTHER, drives

# The session and the documents


BY_THE_FIXTURE = ("initialize", "initialized", "shutdown", "exit")
"""What an editor sends before and after the tests of a module; the fixture looks at how the server ends."""


@drives(*BY_THE_FIXTURE)
async def begin(editor: Editor, name: str) -> None:
    assert editor.encoding in ("utf-8", "utf-16", "utf-32")
    assert editor.sent[:2] == ["initialize", "initialized"]


@drives("textDocument/didOpen")
async def open_document(editor: Editor, name: str) -> None:
    name = editor.fresh()
    editor.open(name, "@f () -> int = missing;\n")
    assert [error.code for error in await editor.diagnostics(name)] == ["E2003"]


@drives("textDocument/didChange")
async def change_document(editor: Editor, name: str) -> None:
    editor.replace(name, "{smile} {sum}", "{smile} {missing}")
    (error,) = await editor.diagnostics(name)
    assert error.range == editor.range(name, "missing")


@drives("textDocument/didSave")
async def save_document(editor: Editor, name: str) -> None:
    editor.client.text_document_did_save(types.DidSaveTextDocumentParams(editor.document(name)))
    assert await editor.diagnostics(name) == []


@drives("textDocument/didClose")
async def close_document(editor: Editor, name: str) -> None:
    other = editor.fresh()
    editor.open(other, "@f () -> int = 1;\n")
    editor.close(other)
    found = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(editor.document(other)))
    assert not found


@drives("$/setTrace")
async def set_trace(editor: Editor, name: str) -> None:
    editor.client.set_trace(types.SetTraceParams(types.TraceValue.Verbose))
    editor.client.set_trace(types.SetTraceParams(types.TraceValue.Off))
    assert await editor.hover(name, "add (")


@drives("window/workDoneProgress/cancel")
async def cancel_progress(editor: Editor, name: str) -> None:
    editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams("never made"))
    assert await editor.hover(name, "add (")


# The workspace


@drives("workspace/diagnostic")
async def pull_all(editor: Editor, name: str) -> None:
    broken = name.replace("main", "broken")
    (editor.folder / broken).write_text("@f () -> int = missing;\n")
    told(editor, broken, types.FileChangeType.Created)
    report = await editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
    found = {item.uri: item for item in report.items}[editor.uri(broken)]
    assert isinstance(found, types.WorkspaceFullDocumentDiagnosticReport)
    assert [each.code for each in found.items] == ["E2003"]


@drives("workspace/symbol")
async def search(editor: Editor, name: str) -> None:
    told(editor, name.replace("main", "other"), types.FileChangeType.Created)
    found = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams("Shape"))
    places = [each.location.uri for each in found or ()]
    assert editor.uri(name.replace("main", "other")) in places


def told(editor: Editor, name: str, kind: types.FileChangeType) -> None:
    event = types.FileEvent(editor.uri(name), kind)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


@drives("workspace/didChangeWatchedFiles")
async def watched(editor: Editor, name: str) -> None:
    await editor.diagnostics(name)
    other = name.replace("main", "other")
    (editor.folder / other).write_text("// nothing\n")
    told(editor, other, types.FileChangeType.Changed)
    editor.replace(name, "// Adds", "//  Adds")
    assert (await editor.diagnostics(name))[0].code == "E2067"


@drives("workspace/didChangeConfiguration")
async def configure(editor: Editor, name: str) -> None:
    async def titles(settings: Any) -> list[str | None]:
        editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))
        found = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document(name)))
        return [lens.command.title if lens.command else None for lens in found or ()]

    assert "Show LLVM IR" not in await titles({"ori": {"codeLens": {"showIr": False}}})
    assert "Show LLVM IR" in await titles({"ori": {"codeLens": {"showIr": True}}})


@drives("workspace/didChangeWorkspaceFolders")
async def change_folders(editor: Editor, name: str) -> None:
    outside = editor.folder.with_name(f"{editor.folder.name}-outside-{editor.count}")
    outside.mkdir()
    (outside / "far.ori").write_text(f"pub @far_away_{editor.count} () -> int = 1;\n")
    folder = types.WorkspaceFolder(outside.as_uri(), "outside")

    async def found() -> bool:
        query = types.WorkspaceSymbolParams(f"far_away_{editor.count}")
        return bool(await editor.client.workspace_symbol_async(query))

    for added, removed in (([folder], []), ([], [folder])):
        event = types.WorkspaceFoldersChangeEvent(added=added, removed=removed)
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        assert await found() is bool(added)


@drives("workspace/willRenameFiles")
async def before_rename(editor: Editor, name: str) -> None:
    uris = (editor.uri(name.replace("main", "other")), editor.uri(name.replace("main", "forms")))
    edit = await editor.client.workspace_will_rename_files_async(types.RenameFilesParams([types.FileRename(*uris)]))
    assert edit is not None
    assert 'use "./forms"' in editor.apply(name, types.CodeAction("", edit=edit))


@drives("workspace/didCreateFiles", "workspace/didRenameFiles", "workspace/didDeleteFiles")
async def handle_files(editor: Editor, name: str) -> None:
    new, moved = name.replace("main", "new"), name.replace("main", "moved")
    editor.replace(name, "./other", "./moved")
    (editor.folder / new).write_text(OTHER)
    editor.client.workspace_did_create_files(types.CreateFilesParams([types.FileCreate(editor.uri(new))]))
    (editor.folder / new).rename(editor.folder / moved)
    renamed = types.FileRename(editor.uri(new), editor.uri(moved))
    editor.client.workspace_did_rename_files(types.RenameFilesParams([renamed]))
    editor.replace(name, "// Adds", "//  Adds")
    assert await editor.diagnostics(name) == []
    (editor.folder / moved).unlink()
    editor.client.workspace_did_delete_files(types.DeleteFilesParams([types.FileDelete(editor.uri(moved))]))
    editor.replace(name, "//  Adds", "// Adds")
    assert (await editor.diagnostics(name))[0].code == "E2067"


# Commands and requests of our own


@drives("workspace/executeCommand", "ori.showLlvmIr", "ori.showAsm", "ori.showArc", "ori.showAbi")
async def show_code(editor: Editor, name: str) -> None:
    for command, part in (
        ("ori.showLlvmIr", "define"),
        ("ori.showAsm", "add"),
        ("ori.showArc", "b0:"),
        ("ori.showAbi", "-> result"),
    ):
        listing = await editor.run(command, {"uri": editor.uri(name), "function": "add"})
        assert part in listing["text"]


@drives("ori.runTest")
async def run_test(editor: Editor, name: str) -> None:
    messages = len(editor.client.messages)
    assert await editor.run("ori.runTest", {"uri": editor.uri(name), "test": "t"}) == {
        "status": "passed",
        "message": "",
    }
    assert [message.message for message in editor.client.messages[messages:]] == ["@t passed"]


@drives("ori.showReferences")
async def show_references(editor: Editor, name: str) -> None:
    assert await editor.run("ori.showReferences", editor.uri(name), {"line": 0, "character": 0}, ["x"]) == ["x"]


@drives("ori/status", "ori.status")
async def status(editor: Editor, name: str) -> None:
    answer = await editor.client.protocol.send_request_async("ori/status", None)
    assert "Ori language server" in answer
    assert "Ori language server" in await editor.run("ori.status")


@drives("ori/tests")
async def list_tests(editor: Editor, name: str) -> None:
    answer = await editor.client.protocol.send_request_async("ori/tests", {"uri": editor.uri(name)})
    assert [test.name for test in answer.tests] == ["t"]
