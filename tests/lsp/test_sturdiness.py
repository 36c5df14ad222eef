"""Nothing that is sent stops the server."""

import asyncio
import random
from concurrent.futures import Future

import pytest
from editor import Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio(loop_scope="module")

RANDOM = random.Random(5)
BROKEN = {
    "empty": ("", False),
    "NUL": ("@f () -> int = 1;\0", True),
    "byte order mark": ("\ufeff@f () -> int = 1;", True),
    "random bytes": (RANDOM.randbytes(20_000).decode("latin-1"), True),
    "random text": ("".join(chr(RANDOM.randrange(32, 0xD000)) for _ in range(20_000)), True),
    "half of a surrogate pair": ('@f () -> str = "\ud83d";', False),
    "a line of 1 MB in a comment": ("//" + "x" * 1_000_000, False),
    "a line of 1 MB of numbers": ("@f () -> int = " + "1 + " * 250_000 + "1;", True),
    "a line of 1 MB of brackets": ("@f () -> int = " + "[" * 1_000_000, True),
    "10,000 nested parentheses": ("@f () -> int = " + "(" * 10_000 + "1" + ")" * 10_000 + ";", True),
    "10,000 nested blocks": ("@f () -> void = " + "{ " * 10_000 + "}" * 10_000 + ";", True),
    "10,000 open templates": ("@f () -> str = " + "`{" * 10_000, True),
    "more errors than anyone reads": ("@f () -> int = missing;\n" * 1_200, True),
    "Windows line ends": ("@f () -> int = 1;\r\n@g () -> int = missing;\r\n", True),
    "control characters": ("@f () -> int =\x0c\x0b\x85\u2028 1;", True),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_file_gets_diagnostics_and_answers(editor: Editor, kind: str) -> None:
    text, has_errors = BROKEN[kind]
    name = editor.fresh()
    editor.open(name, text)
    try:
        errors = await editor.diagnostics(name)
        assert not [error.message for error in errors if error.code == "E9001"]
        assert bool(errors) is has_errors
        assert len(errors) <= 1_001
        await ask_everything(editor, name, errors)
        editor.rewrite(name, "@f () -> int = missing;\n")
        assert [error.code for error in await editor.diagnostics(name)] == ["E2003"]
    finally:
        editor.close(name)


async def ask_everything(editor: Editor, name: str, errors: list[types.Diagnostic]) -> None:
    """Sends each request about the beginning, the end, and a place far outside of a document."""
    end = types.Position(editor.texts[name].count("\n"), 0)
    for position in (types.Position(0, 1), types.Position(0, 17), end, types.Position(10**6, 10**6)):
        document, range_ = editor.document(name), types.Range(position, position)
        await editor.client.text_document_hover_async(types.HoverParams(document, position))
        await editor.client.text_document_definition_async(types.DefinitionParams(document, position))
        await editor.client.text_document_completion_async(types.CompletionParams(document, position))
        layout = types.FormattingOptions(tab_size=4, insert_spaces=True)
        await editor.client.text_document_formatting_async(types.DocumentFormattingParams(document, layout))
        await editor.client.text_document_range_formatting_async(
            types.DocumentRangeFormattingParams(document, range_, layout)
        )
        await editor.client.text_document_on_type_formatting_async(
            types.DocumentOnTypeFormattingParams(document, position, ";", layout)
        )
        await editor.client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(True), document, position)
        )
        await editor.client.text_document_document_highlight_async(types.DocumentHighlightParams(document, position))
        await editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(document, position))
        await editor.client.text_document_code_action_async(
            types.CodeActionParams(document, range_, types.CodeActionContext(errors[:3]))
        )
    await editor.symbols(name)
    document = editor.document(name)
    await editor.client.text_document_folding_range_async(types.FoldingRangeParams(document))
    await editor.client.text_document_document_link_async(types.DocumentLinkParams(document))
    await editor.client.text_document_code_lens_async(types.CodeLensParams(document))
    await editor.client.text_document_linked_editing_range_async(types.LinkedEditingRangeParams(document, end))
    await editor.client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    await editor.client.text_document_selection_range_async(types.SelectionRangeParams(document, [end]))


async def test_a_file_on_disk_that_is_no_text_is_reported_where_it_is_imported(editor: Editor) -> None:
    main = editor.fresh()
    (editor.folder / main).with_name("other.ori").write_bytes(b"@f () -> int = 1;\xff\xfe\x00")
    editor.open(main, 'use "./other" { f };\n@g () -> int = f();\n')
    codes = [error.code for error in await editor.diagnostics(main)]
    assert codes[0] == "E2067"


async def test_modules_that_import_each_other_are_told_so(editor: Editor) -> None:
    names = [editor.fresh(), "", ""]
    names[1], names[2] = names[0].replace("main", "b"), names[0].replace("main", "c")
    for name, following in zip(names, (*names[1:], names[0]), strict=True):
        module = following.rpartition("/")[2].removesuffix(".ori")
        editor.open(name, f'use "./{module}" {{ x }};\nlet $x = $x;\n')
    found = [[error.code for error in await editor.diagnostics(name)] for name in names]
    assert "E2068" in [code for codes in found for code in codes]
    await editor.hover(names[0], "x }")
    await editor.definition(names[0], "x }")


async def test_requests_about_unknown_documents_are_answered(editor: Editor) -> None:
    for uri in ("file:///nowhere/a.ori", "untitled:never", "http://[bad", "no uri at all", "", "file:///a%00b.ori"):
        document, start = types.TextDocumentIdentifier(uri), types.Position(0, 0)
        client = editor.client
        try:
            assert await client.text_document_hover_async(types.HoverParams(document, start)) is None
            assert not await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        except JsonRpcException as error:
            assert "Invalid" in str(error)


async def test_edits_of_documents_that_are_not_open_change_nothing(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f () -> int = 1;\n")
    change = types.TextDocumentContentChangeWholeDocument("x")
    editor.client.text_document_did_change(
        types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(2, editor.uri("never.ori")), [change])
    )
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(editor.document("never.ori")))
    assert await editor.diagnostics(name) == []


async def test_requests_that_make_no_sense_are_answered_with_errors(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f () -> int = 1;\n")
    for method, params in (
        ("textDocument/hover", {"textDocument": {"uri": editor.uri(name)}}),
        ("textDocument/hover", {"position": "here"}),
        ("textDocument/doSomething", {}),
        ("workspace/executeCommand", {"command": "rm", "arguments": ["-rf"]}),
    ):
        with pytest.raises(JsonRpcException):
            await raw_request(editor, method, params)
    assert "@f () -> int" in await editor.hover_text(name, "f")


async def raw_request(editor: Editor, method: str, params: object) -> object:
    """Sends a request past the checks of the client's library."""
    protocol = editor.client.protocol
    message_id = f"raw-{editor.count}-{method}-{id(params)}"
    future: Future[object] = Future()
    protocol._request_futures[message_id] = future
    protocol._send_data({"jsonrpc": "2.0", "id": message_id, "method": method, "params": params})
    return await asyncio.wait_for(asyncio.wrap_future(future), 10)


async def test_fast_typing_ends_with_the_diagnostics_of_the_last_text(old_editor: Editor) -> None:
    name = old_editor.fresh()
    old_editor.open(name, "@f () -> int = 0;\n")
    for count in range(200):
        old_editor.rewrite(name, f"@f () -> int = {count};\n" + "@g () -> int = missing;\n" * (count % 3))
    assert len(await old_editor.diagnostics(name)) >= 1
