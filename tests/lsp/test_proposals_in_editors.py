"""Proposals that bring an import or replace what stands before the cursor, with each of the editors."""

import time

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def proposals(editor: Editor, name: str, needle: str) -> dict[str, types.CompletionItem]:
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(editor.document(name), editor.at(name, needle))
    )
    assert isinstance(found, types.CompletionList)
    return {item.label: item for item in found.items}


def taken(editor: Editor, name: str, item: types.CompletionItem) -> str:
    assert isinstance(item.text_edit, types.TextEdit)
    edits = [item.text_edit, *(item.additional_text_edits or ())]
    return editor.apply(name, types.CodeAction("", edit=types.WorkspaceEdit(changes={editor.uri(name): edits})))


async def test_a_name_of_a_file_that_is_not_open_is_imported(any_editor: Editor) -> None:
    name = any_editor.fresh()
    (any_editor.folder / name).with_name("shapes.ori").write_text("pub @area_of (n: int) -> int = n;\n")
    await any_editor.client.workspace_symbol_async(types.WorkspaceSymbolParams("area_of"))
    text = '// 😋\n@f () -> int = { "😋"; area };\n'
    any_editor.open(name, text)
    any_editor.client.workspace_did_change_watched_files(
        types.DidChangeWatchedFilesParams(
            [types.FileEvent(any_editor.uri(name).replace("main.ori", "shapes.ori"), types.FileChangeType.Created)]
        )
    )
    found = (await proposals(any_editor, name, "area‸"))["area_of"]
    call = "area_of($0)" if found.insert_text_format == types.InsertTextFormat.Snippet else "area_of"
    assert taken(any_editor, name, found) == f'use "./shapes" {{ area_of }};\n\n{text.replace("area }", f"{call} }}")}'


async def test_a_name_of_a_standard_module_is_imported(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, "@f () -> float = sqr;\n")
    found = (await proposals(any_editor, name, "sqr‸"))["sqrt"]
    assert taken(any_editor, name, found).startswith("use std.math { sqrt };\n\n@f () -> float = sqrt")


async def test_a_form_replaces_what_stands_before_it(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, '@f (s: str) -> void = { "😋"; s.pr };\n')
    found = (await proposals(any_editor, name, "s.pr‸"))["print"]
    assert taken(any_editor, name, found) == '@f (s: str) -> void = { "😋"; print(msg: s) };\n'


async def test_what_fits_goes_first(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f (text: str, number: int) -> int = n;\n")
    found = await proposals(editor, name, "= n‸")
    assert found["number"].sort_text < found["text"].sort_text


async def test_a_keystroke_in_a_large_file_costs_little(editor: Editor) -> None:
    name = editor.fresh()
    text = "\n".join(f"@f{i} (n: int) -> int = {{\n    let a = n * {i};\n    a\n}}" for i in range(800))
    editor.open(name, text + "\n@last (n: int) -> int = ;\n")
    await proposals(editor, name, "-> int = ‸;\n")
    times = []
    for typed in ("n", "nu", "num"):
        editor.replace(name, f"-> int = {typed[:-1]};\n", f"-> int = {typed};\n")
        start = time.perf_counter()
        await proposals(editor, name, f"-> int = {typed}‸;\n")
        times.append(time.perf_counter() - start)
    assert min(times) < 1.0
