"""Rename with each of the editors: the question before, the edits, and reasons against."""

import pytest
from editor import Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
@add (left: int, right: int) -> int = left + right;

@main () -> void = { let smile = "😋"; let left = 1; print(msg: `{smile} {add(left:, right: 2)}`); }
"""


async def rename(editor: Editor, name: str, needle: str, new: str) -> types.WorkspaceEdit:
    found = await editor.client.text_document_rename_async(
        types.RenameParams(editor.document(name), editor.at(name, needle), new)
    )
    assert found is not None
    return found


async def test_a_parameter_is_renamed_behind_emoji(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    prepared = await any_editor.client.text_document_prepare_rename_async(
        types.PrepareRenameParams(any_editor.document(name), any_editor.at(name, "le‸ft: int"))
    )
    assert isinstance(prepared, types.PrepareRenamePlaceholder)
    assert (prepared.placeholder, prepared.range) == ("left", any_editor.range(name, "left"))
    edit = await rename(any_editor, name, "le‸ft: int", "first")
    after = any_editor.apply(name, types.CodeAction("", edit=edit))
    assert after == PROGRAM.replace("(left: int", "(first: int").replace("= left +", "= first +").replace(
        "add(left:,", "add(first: left,"
    )


async def test_files_that_nobody_opened_change_too(editor: Editor) -> None:
    name = editor.fresh("shapes.ori")
    user = (editor.folder / name).with_name("user.ori")
    user.write_text('use "./shapes" { area };\n@f () -> int = area();\n')
    editor.open(name, "pub @area () -> int = 2;\n")
    edit = await rename(editor, name, "area", "size")
    changes = edit.changes or {}
    assert {uri: len(edits) for uri, edits in changes.items()} == {editor.uri(name): 1, user.as_uri(): 2}


async def test_reasons_against_are_told(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    with pytest.raises(JsonRpcException, match="belongs to the library"):
        await editor.client.text_document_prepare_rename_async(
            types.PrepareRenameParams(editor.document(name), editor.at(name, "print"))
        )
    with pytest.raises(JsonRpcException, match="word of the language"):
        await rename(editor, name, "add", "match")
    nothing = types.PrepareRenameParams(editor.document(name), editor.at(name, "= ‸{"))
    assert await editor.client.text_document_prepare_rename_async(nothing) is None
