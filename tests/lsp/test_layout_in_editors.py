"""Formatting as editors ask for it."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPTIONS = types.FormattingOptions(tab_size=4, insert_spaces=True)
UGLY = '@f () -> str = {\n  let smile="😋" ;let next=1 ;\n  smile\n}\n@g () -> int=1;\n'


def result(editor: Editor, name: str, edits: list[types.TextEdit] | None) -> str:
    change = types.WorkspaceEdit(changes={editor.uri(name): list(edits or ())})
    return editor.apply(name, types.CodeAction("", edit=change))


async def test_a_document_is_laid_out(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, UGLY)
    params = types.DocumentFormattingParams(any_editor.document(name), OPTIONS)
    found = await any_editor.client.text_document_formatting_async(params)
    expected = '@f () -> str = {\n    let smile = "😋";\n    let next = 1;\n\n    smile\n}\n\n@g () -> int = 1;\n'
    assert result(any_editor, name, found) == expected
    any_editor.rewrite(name, expected)
    assert await any_editor.client.text_document_formatting_async(params) in (None, (), [])


async def test_a_selection_is_laid_out(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, UGLY)
    params = types.DocumentRangeFormattingParams(
        any_editor.document(name), any_editor.range(name, ";let next=1 ;"), OPTIONS
    )
    found = await any_editor.client.text_document_range_formatting_async(params)
    assert result(any_editor, name, found) == UGLY.replace(";let next=1 ;", ";\n    let next = 1;")


async def test_what_was_typed_is_laid_out(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, UGLY)
    params = types.DocumentOnTypeFormattingParams(
        any_editor.document(name), any_editor.at(name, "@g () -> int=1;‸"), ";", OPTIONS
    )
    found = await any_editor.client.text_document_on_type_formatting_async(params)
    assert result(any_editor, name, found) == UGLY.replace("int=1", "int = 1")


async def test_half_typed_code_is_left_alone(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, UGLY + "@half (")
    params = types.DocumentFormattingParams(editor.document(name), OPTIONS)
    assert await editor.client.text_document_formatting_async(params) in (None, (), [])
