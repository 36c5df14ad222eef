"""Documents that are no files of one folder: unsaved, elsewhere, under other names, of other systems."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from conftest import running_editor
from editor import Editor
from lsprotocol import types

from ori_compiler.resolve.module_path import is_uri

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAIN = 'use "./other" { f };\n@g () -> int = f();\n'
OTHER = "pub @f () -> int = 1;\n"
WRONG = "@g () -> int = missing;\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def linked_editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor whose folder is a link to another."""
    real = tmp_path_factory.mktemp("real")
    link = real.with_name("link")
    link.symlink_to(real)
    async for each in running_editor("neovim_v0.12.4", link):
        yield each


async def labels(editor: Editor, name: str, needle: str) -> set[str]:
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(editor.document(name), editor.at(name, needle))
    )
    assert isinstance(found, types.CompletionList)
    return {item.label for item in found.items}


async def found_symbols(editor: Editor, query: str) -> list[str]:
    found = await editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(query))
    return [symbol.location.uri for symbol in found or ()]


@pytest.mark.parametrize(
    "uri",
    [
        "git:/work/main.ori?%7B%22path%22%3A%22/work/main.ori%22%2C%22ref%22%3A%22HEAD%22%7D",
        "vscode-vfs://github/owner/project/main.ori",
        "http://example.org/main.ori",
    ],
)
async def test_what_is_no_file_is_answered_from_its_text_and_not_judged(any_editor: Editor, uri: str) -> None:
    any_editor.open(uri, MAIN + WRONG)
    assert await any_editor.diagnostics(uri) == []
    assert "@g" in await any_editor.hover_text(uri, "g () -> int = missing")
    assert len(await any_editor.symbols(uri)) == 2
    assert uri not in await found_symbols(any_editor, "g")
    any_editor.close(uri)


async def test_nothing_is_imported_from_what_was_never_saved(editor: Editor) -> None:
    editor.open("untitled:Untitled-3", "pub @never_saved () -> int = 1;\n")
    name = editor.fresh()
    editor.open(name, "@g () -> int = never_saved();\n")
    assert "never_saved" not in await labels(editor, name, "never‸_saved")
    (error,) = await editor.diagnostics(name)
    assert "import" not in error.message and "another module" not in error.message
    editor.close("untitled:Untitled-3")


async def test_what_was_never_saved_can_import_the_library(any_editor: Editor) -> None:
    uri = "untitled:Untitled-4"
    any_editor.open(uri, "use std.math { sqrt };\n@g () -> float = sqrt(4.0) + missing;\n")
    codes = [error.code for error in await any_editor.diagnostics(uri)]
    assert "E2067" not in codes and "E2003" in codes
    any_editor.close(uri)


async def test_cells_of_notebooks_are_refused_once(any_editor: Editor) -> None:
    before = len(any_editor.client.messages)
    cells = [f"vscode-notebook-cell:/work/a.ipynb#W{number}" for number in range(3)]
    for cell in cells:
        any_editor.open(cell, WRONG)
        any_editor.replace(cell, "missing", "gone")
    for cell in cells:
        if any_editor.pulls:
            assert await any_editor.diagnostics(cell) == []
        assert await any_editor.hover(cell, "g ()") is None
        assert await any_editor.symbols(cell) == []
    for cell in cells:
        any_editor.close(cell)
    (message,) = any_editor.client.messages[before:]
    assert "notebooks" in message.message
    assert not set(cells) & set(any_editor.client.pushed)


async def test_a_file_outside_of_the_workspace_is_a_program(
    any_editor: Editor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("outside")
    (folder / "other.ori").write_text(OTHER)
    uri = (folder / "main.ori").as_uri()
    any_editor.open(uri, MAIN)
    assert await any_editor.diagnostics(uri) == []
    found = await any_editor.definition(uri, "f();")
    assert found is not None and found[0] == (folder / "other.ori").as_uri()
    any_editor.close(uri)


async def test_modules_of_one_name_in_two_folders_stay_apart(
    any_editor: Editor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folders = [tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")]
    added = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
    change_folders(any_editor, added, [])
    for folder, result in zip(folders, ("int", "str"), strict=True):
        (folder / "other.ori").write_text(f"pub @f () -> {result} = todo();\n")
    uris = [(folder / "main.ori").as_uri() for folder in folders]
    for uri in uris:
        any_editor.open(uri, MAIN)
    codes = [[error.code for error in await any_editor.diagnostics(uri)] for uri in uris]
    assert codes == [[], ["E2001"]]
    for folder, uri in zip(folders, uris, strict=True):
        found = await any_editor.definition(uri, "f();")
        assert found is not None and found[0] == (folder / "other.ori").as_uri()
        references = await any_editor.client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(True), any_editor.document(uri), any_editor.at(uri, "f();"))
        )
        assert {each.uri for each in references or ()} == {uri, (folder / "other.ori").as_uri()}
    change_folders(any_editor, [], added[:1])
    places = await found_symbols(any_editor, "f")
    assert (folders[1] / "other.ori").as_uri() in places
    for uri in uris:
        any_editor.close(uri)
    change_folders(any_editor, [], added[1:])
    assert not {(folder / "other.ori").as_uri() for folder in folders} & set(await found_symbols(any_editor, "f"))


def change_folders(editor: Editor, added: list[types.WorkspaceFolder], removed: list[types.WorkspaceFolder]) -> None:
    event = types.WorkspaceFoldersChangeEvent(added=added, removed=removed)
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))


async def test_a_folder_that_is_a_link_keeps_its_name(linked_editor: Editor) -> None:
    (linked_editor.folder / "other.ori").write_text(OTHER)
    linked_editor.open("main.ori", MAIN)
    assert await linked_editor.diagnostics("main.ori") == []
    found = await linked_editor.definition("main.ori", "f();")
    assert found is not None and found[0] == linked_editor.uri("other.ori")
    (linked_editor.folder / "other.ori").write_text("// nothing\n")
    event = types.FileEvent(linked_editor.uri("other.ori"), types.FileChangeType.Changed)
    linked_editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert (await linked_editor.diagnostics("main.ori"))[0].code == "E2067"


async def test_links_that_lead_in_a_circle_end_no_search(linked_editor: Editor) -> None:
    (linked_editor.folder / "below").mkdir()
    (linked_editor.folder / "below" / "again").symlink_to(linked_editor.folder)
    (linked_editor.folder / "below" / "nowhere.ori").symlink_to(linked_editor.folder / "never.ori")
    (linked_editor.folder / "below" / "there.ori").write_text("pub @there () -> int = 1;\n")
    event = types.FileEvent(linked_editor.uri("below/there.ori"), types.FileChangeType.Created)
    linked_editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert await found_symbols(linked_editor, "there") == [linked_editor.uri("below/there.ori")]


@pytest.mark.parametrize("start", ["file:///c:/work/", "file:///C:/work/", "file:///c%3A/work/"])
async def test_files_of_windows_have_one_name_however_it_is_spelled(any_editor: Editor, start: str) -> None:
    main, other = f"{start}main.ori", "file:///c%3A/work/other.ori"
    any_editor.open(other, OTHER)
    any_editor.open(main, MAIN)
    assert await any_editor.diagnostics(main) == []
    found = await any_editor.definition(main, "f();")
    assert found is not None and found[0] == other
    any_editor.close(other)
    any_editor.close(main)


async def test_paths_of_windows_are_files() -> None:
    for path in ("c:/work/main.ori", "/work/a:b.ori", "main.ori", "../a:b"):
        assert not is_uri(path)
    for path in ("untitled:a", "git:/a.ori", "vscode-vfs://x/a.ori"):
        assert is_uri(path)
