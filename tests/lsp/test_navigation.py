"""Declarations, types, implementations, and symbols of the workspace with each of the editors."""

import pytest
from editor import Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = """\
type Point = { x: int }

trait Show {
    @show (self) -> str;
}

impl Point: Show {
    @show (self) -> str = "p";
}

@main () -> void = { let smile = "😋"; let p = Point { x: 1 }; print(msg: `{smile} {p.show()}`); }
"""


async def test_a_method_leads_to_its_trait_and_implementation(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    document, place = any_editor.document(name), any_editor.at(name, "p.sh‸ow()")
    client = any_editor.client
    (declared,) = await client.text_document_declaration_async(types.DeclarationParams(document, place)) or ()
    assert declared == types.Location(any_editor.uri(name), any_editor.range(name, "show"))
    (there,) = await client.text_document_implementation_async(types.ImplementationParams(document, place)) or ()
    assert isinstance(there, types.Location)
    assert there.range.start == any_editor.at(name, "@‸show (self) -> str =")


async def test_a_value_leads_to_its_type(any_editor: Editor) -> None:
    name = any_editor.fresh()
    any_editor.open(name, PROGRAM)
    (found,) = (
        await any_editor.client.text_document_type_definition_async(
            types.TypeDefinitionParams(any_editor.document(name), any_editor.at(name, "{‸p.show"))
        )
        or ()
    )
    assert found == types.Location(any_editor.uri(name), any_editor.range(name, "Point"))


async def test_nothing_leads_nowhere(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f (n: int) -> int = { let y = \n")
    document, place = editor.document(name), editor.at(name, "= {‸")
    client = editor.client
    assert not await client.text_document_declaration_async(types.DeclarationParams(document, place))
    assert not await client.text_document_implementation_async(types.ImplementationParams(document, place))
    assert not await client.text_document_type_definition_async(types.TypeDefinitionParams(document, place))


async def test_symbols_are_found_in_open_files_and_on_disk(any_editor: Editor) -> None:
    name = any_editor.fresh("open.ori")
    unique = f"zebra{any_editor.count}"
    (any_editor.folder / name).with_name("closed.ori").write_text(f"pub @{unique}_closed () -> int = 1;\n")
    any_editor.open(name, f"@{unique}_open () -> int = 1;\n")
    await any_editor.diagnostics(name)
    event = types.FileEvent((any_editor.folder / name).with_name("closed.ori").as_uri(), types.FileChangeType.Created)
    any_editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    found = await any_editor.client.workspace_symbol_async(types.WorkspaceSymbolParams(unique)) or ()
    assert [each.name for each in found] == [f"{unique}_open", f"{unique}_closed"]
    first = found[0]
    assert isinstance(first.location, types.Location)
    assert first.location == types.Location(any_editor.uri(name), any_editor.range(name, f"{unique}_open"))


async def test_an_implementation_in_a_file_that_nobody_opened_is_found(editor: Editor) -> None:
    name = editor.fresh("traits.ori")
    other = (editor.folder / name).with_name("other.ori")
    other.write_text('use "./traits" { Show };\nimpl int: Show {\n    @show (self) -> str = "";\n}\n')
    editor.open(name, "pub trait Show {\n    @show (self) -> str;\n}\n")
    (found,) = (
        await editor.client.text_document_implementation_async(
            types.ImplementationParams(editor.document(name), editor.at(name, "Sh‸ow"))
        )
        or ()
    )
    assert isinstance(found, types.Location) and found.uri == other.as_uri()


async def test_a_request_without_sense_harms_no_other(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, PROGRAM)
    try:
        await editor.client.text_document_implementation_async(
            types.ImplementationParams(types.TextDocumentIdentifier("http://[bad"), types.Position(0, 0))
        )
    except JsonRpcException as error:
        assert "Invalid" in str(error)
    assert await editor.hover_text(name, "Point")
