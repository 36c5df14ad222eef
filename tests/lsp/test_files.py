"""Several files: imports, edits that reach other files, files that change outside of the editor."""

import asyncio
from pathlib import Path

import pytest
from editor import SECONDS, Editor
from lsprotocol import types

from ori_compiler.ide.files import disk_path

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAIN = 'use "./other" { f };\n@main () -> void = print(msg: str(f(n: 1)));\n'
OTHER = "pub @f (n: int) -> int = n + 1;\n"


def program(editor: Editor) -> tuple[str, str, Path]:
    """The names of two fresh files, and where the second one would be on disk."""
    main = editor.fresh()
    other = main.replace("main", "other")
    return main, other, editor.folder / other


def changed(editor: Editor, path: Path, kind: types.FileChangeType) -> None:
    event = types.FileEvent(path.as_uri(), kind)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


async def test_an_import_is_read_from_disk(editor: Editor) -> None:
    main, other, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)
    assert await editor.diagnostics(main) == []
    found = await editor.definition(main, "f(n: 1)")
    assert found == (editor.uri(other), types.Range(types.Position(0, 5), types.Position(0, 6)))
    assert "pub @f (n: int) -> int" in await editor.hover_text(main, "f(n: 1)")


async def test_a_missing_import_is_reported_until_the_file_is_there(editor: Editor) -> None:
    main, _, path = program(editor)
    editor.open(main, MAIN)
    codes = [error.code for error in await editor.diagnostics(main)]
    assert codes[0] == "E2067"
    path.write_text(OTHER)
    changed(editor, path, types.FileChangeType.Created)
    assert await editor.diagnostics(main) == []


async def test_an_open_document_counts_and_not_the_file(editor: Editor) -> None:
    main, other, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)
    editor.open(other, OTHER.replace("@f", "@g"))
    (error,) = await editor.diagnostics(main)
    assert (error.code, error.range) == ("E2067", editor.range(main, "f"))
    editor.close(other)
    assert await editor.diagnostics(main) == []


async def test_a_file_that_changes_or_vanishes_on_disk_is_noticed(editor: Editor) -> None:
    main, _, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)
    assert await editor.diagnostics(main) == []
    path.write_text(OTHER.replace("int", "float").replace("1", "1.0"))
    changed(editor, path, types.FileChangeType.Changed)
    (error,) = await editor.diagnostics(main)
    assert error.range == types.Range(editor.at(main, "1)"), editor.at(main, "1‸)"))
    path.unlink()
    changed(editor, path, types.FileChangeType.Deleted)
    assert "E2067" in [error.code for error in await editor.diagnostics(main)]


async def test_a_client_that_watches_nothing_is_up_to_date_after_saving(editor: Editor) -> None:
    main, _, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)
    assert await editor.diagnostics(main) == []
    path.write_text(OTHER.replace("@f", "@g"))
    editor.client.text_document_did_save(types.DidSaveTextDocumentParams(editor.document(main)))
    assert [error.code for error in await editor.diagnostics(main)] == ["E2067"]


async def test_the_client_is_asked_to_pull_again_when_an_import_changes(editor: Editor) -> None:
    main, other, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)
    editor.open(other, OTHER)
    assert await editor.diagnostics(main) == []
    before = editor.client.diagnostic_refresh_count
    editor.replace(other, "@f", "@g")
    await asked_to_pull(editor, before)


async def test_the_client_is_asked_to_pull_again_when_a_file_changes_on_disk(editor: Editor) -> None:
    main, _, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)
    assert await editor.diagnostics(main) == []
    before = editor.client.diagnostic_refresh_count
    path.unlink()
    changed(editor, path, types.FileChangeType.Deleted)
    await asked_to_pull(editor, before)


async def asked_to_pull(editor: Editor, before: int) -> None:
    async def asked() -> None:
        while editor.client.diagnostic_refresh_count == before:
            await asyncio.sleep(0.005)

    await asyncio.wait_for(asked(), SECONDS)


async def test_pulled_reports_are_sent_again_only_when_they_differ(editor: Editor) -> None:
    main, _, path = program(editor)
    path.write_text(OTHER)
    editor.open(main, MAIN)

    async def pull(previous: str | None) -> types.DocumentDiagnosticReport:
        return await editor.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(editor.document(main), previous_result_id=previous)
        )

    first = await pull(None)
    assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
    editor.replace(main, "1)", "2)")
    same = await pull(first.result_id)
    assert isinstance(same, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.replace(main, "f(n", "h(n")
    new = await pull(same.result_id)
    assert isinstance(new, types.RelatedFullDocumentDiagnosticReport) and len(new.items) == 1
    assert new.result_id != first.result_id


async def test_open_dependents_of_an_edited_file_are_published_again(old_editor: Editor) -> None:
    main, other, path = program(old_editor)
    path.write_text(OTHER)
    old_editor.open(main, MAIN)
    assert await old_editor.diagnostics(main) == []
    old_editor.open(other, OTHER)
    assert await old_editor.diagnostics(other) == []
    old_editor.replace(other, "n: int", "n: str")

    async def broken() -> tuple[types.Diagnostic, ...]:
        while not old_editor.client.pushed[old_editor.uri(main)][1]:
            await old_editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return tuple(old_editor.client.pushed[old_editor.uri(main)][1])

    (error,) = await asyncio.wait_for(broken(), SECONDS)
    assert "expected `str`" in error.message


async def test_diagnostics_of_a_closed_document_are_taken_back(old_editor: Editor) -> None:
    name = old_editor.fresh()
    old_editor.open(name, "@f () -> int = missing;")
    assert len(await old_editor.diagnostics(name)) == 1
    closed = asyncio.ensure_future(old_editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS))
    await asyncio.sleep(0)
    old_editor.close(name)
    await asyncio.wait_for(closed, SECONDS)
    assert tuple(old_editor.client.pushed[old_editor.uri(name)][1]) == ()
    old_editor.open(name, "@f () -> int = missing;")
    del old_editor.client.pushed[old_editor.uri(name)]
    assert len(await old_editor.diagnostics(name)) == 1


async def test_other_places_that_take_part_are_related_information(editor: Editor) -> None:
    main = editor.fresh()
    editor.open(main, "@f () -> int = 1;\n@f () -> int = 2;\n")
    (error,) = await editor.diagnostics(main)
    (related,) = error.related_information or ()
    assert related.location.uri == editor.uri(main)
    assert related.location.range == editor.range(main, "f")
    assert related.message == "first declared here"


async def test_code_that_is_never_reached_is_marked_unnecessary(editor: Editor) -> None:
    main = editor.fresh()
    editor.open(main, '@f () -> void = { panic(msg: "stop"); print(msg: "never"); };\n')
    (warning,) = await editor.diagnostics(main)
    assert (warning.severity, warning.code) == (types.DiagnosticSeverity.Warning, "W2001")
    assert list(warning.tags or ()) == [types.DiagnosticTag.Unnecessary]


async def test_the_prelude_is_a_file_that_can_be_opened(editor: Editor) -> None:
    main = editor.fresh()
    editor.open(main, '@main () -> void = print(msg: "a");\n')
    found = await editor.definition(main, "print")
    assert found is not None
    uri, range_ = found
    assert uri == Path(disk_path("<std>/prelude/functions.ori")).as_uri()
    lines = Path(disk_path("<std>/prelude/functions.ori")).read_text(encoding="utf-8").split("\n")
    assert lines[range_.start.line][range_.start.character : range_.end.character] == "print"

    editor.open(uri, "\n".join(lines))
    assert await editor.diagnostics(uri) == []
    assert "Writes a text" in await editor.hover_text(uri, "@pri‸nt")
    editor.close(uri)
    assert "Writes a text" in await editor.hover_text(main, "print")


async def test_a_document_that_was_never_saved_is_a_program_too(editor: Editor) -> None:
    name = "untitled:Untitled-1"
    editor.open(name, 'use "./other" { f };\n@g () -> int = 1;\n@h () -> int = g() + missing;\n')
    assert [error.code for error in await editor.diagnostics(name)] == ["E2067", "E2003"]
    assert await editor.definition(name, "g() +") == (name, editor.range(name, "g"))
    editor.close(name)


async def test_names_with_blanks_and_letters_of_all_scripts_keep_their_uris(editor: Editor) -> None:
    main = editor.fresh("größe 中.ori")
    editor.open(main, "@f () -> int = 1;\n@g () -> int = f();\n")
    assert await editor.diagnostics(main) == []
    found = await editor.definition(main, "f();")
    assert found is not None and found[0] == editor.uri(main)


async def test_a_uri_is_kept_as_the_client_spells_it(editor: Editor) -> None:
    """VS Code encodes more characters than it has to."""
    uri = editor.uri(editor.fresh()).replace("main", "m%61in")
    editor.open(uri, "@f () -> int = 1;\n@g () -> int = f();\n")
    found = await editor.definition(uri, "f();")
    assert found is not None and found[0] == uri


async def test_an_embedded_file_is_read_again_when_it_changes(editor: Editor) -> None:
    name = editor.fresh()
    data = editor.folder / f"{name}.txt"
    editor.open(name, f'@content () -> str = embed("{data.name}");\n')
    (missing,) = await editor.diagnostics(name)
    assert missing.code == "E2078"
    data.write_text("text")
    changed(editor, data, types.FileChangeType.Created)
    assert await editor.diagnostics(name) == []
    data.write_bytes(b"\xff")
    changed(editor, data, types.FileChangeType.Changed)
    (no_text,) = await editor.diagnostics(name)
    assert no_text.code == "E2080"
    data.unlink()
    changed(editor, data, types.FileChangeType.Deleted)
    (missing,) = await editor.diagnostics(name)
    assert missing.code == "E2078"
