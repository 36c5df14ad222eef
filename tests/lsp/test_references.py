"""References and highlights with each of the editors, and in files that nobody has opened."""

import pytest
from editor import Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
pub @add (left: int, right: int) -> int = left + right;

@main () -> void = { let smile = "😋😋"; print(msg: `{smile} {add(left: 1, right: 2)}`); let n = 1; n = 2; }
"""


async def references(editor: Editor, name: str, needle: str, declaration: bool = True) -> list[types.Location]:
    found = await editor.client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(declaration), editor.document(name), editor.at(name, needle))
    )
    return list(found or ())


async def highlights(editor: Editor, name: str, needle: str) -> list[types.DocumentHighlight]:
    found = await editor.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(editor.document(name), editor.at(name, needle))
    )
    return list(found or ())


async def test_references_are_found_behind_emoji(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    uri = any_editor.uri(name)
    here = types.Range(any_editor.at(name, "{‸add(left"), any_editor.at(name, "{add‸(left"))
    assert await references(any_editor, name, "a‸dd (") == [
        types.Location(uri, any_editor.range(name, "add")),
        types.Location(uri, here),
    ]
    assert await references(any_editor, name, "add‸ (", declaration=False) == [types.Location(uri, here)]


async def test_highlights_read_and_write(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    found = await highlights(any_editor, name, "let ‸n")
    assert [(each.range.start, each.kind) for each in found] == [
        (any_editor.at(name, "let ‸n"), types.DocumentHighlightKind.Write),
        (any_editor.at(name, "‸n = 2"), types.DocumentHighlightKind.Write),
    ]


async def test_files_that_nobody_opened_are_searched(editor: Editor) -> None:
    name = editor.fresh("shapes.ori")
    folder = (editor.folder / name).parent
    (folder / "user.ori").write_text('use "./shapes" { area as a };\n@f () -> int = a();\n')
    (folder / "again.ori").write_text('pub use "./shapes" { area as plane };\n')
    (folder / "third.ori").write_text('use "./again" { plane };\n@f () -> int = plane();\n')
    (folder / "other.ori").write_text("@area () -> int = 3;\n@g () -> int = area();\n")
    editor.open(name, "pub @area () -> int = 2;\n")
    found = await references(editor, name, "area")
    places = [(each.uri.rpartition("/")[2], each.range.start.line, each.range.start.character) for each in found]
    assert places == [
        ("again.ori", 0, 21),
        ("again.ori", 0, 29),
        ("shapes.ori", 0, 5),
        ("third.ori", 0, 16),
        ("third.ori", 1, 15),
        ("user.ori", 0, 17),
        ("user.ori", 0, 25),
        ("user.ori", 1, 15),
    ]


async def test_a_file_that_changes_on_disk_is_searched_anew(editor: Editor) -> None:
    name = editor.fresh("shapes.ori")
    user = (editor.folder / name).with_name("user.ori")
    editor.open(name, "pub @area () -> int = 2;\n")
    assert len(await references(editor, name, "area")) == 1
    user.write_text('use "./shapes" { area };\n@f () -> int = area();\n')
    event = types.FileEvent(user.as_uri(), types.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert len(await references(editor, name, "area")) == 3
    user.unlink()
    event = types.FileEvent(user.as_uri(), types.FileChangeType.Deleted)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert len(await references(editor, name, "area")) == 1


async def test_half_typed_and_empty_places_have_no_references(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f (n: int) -> int = { let y = n +\n\n// n\n")
    assert await references(editor, name, "{ ‸let") == []
    assert await references(editor, name, "// ‸n") == []
    assert len(await highlights(editor, name, "= ‸n +")) == 2
