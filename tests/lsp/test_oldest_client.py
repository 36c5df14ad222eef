"""A client that declares no abilities gets the oldest form of every answer."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from editor import CONFIG, Editor
from lsprotocol import types

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = "let $x = 1;\n@f (n: int) -> int = n;\n@g () -> int = f(m: $x);\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def plain(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    client = await CONFIG.start()
    editor = Editor(client, tmp_path_factory.mktemp("workspace"))
    editor.capabilities = types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities())
    result = await client.initialize_session(types.InitializeParams(capabilities=editor.capabilities))
    assert result.capabilities.position_encoding == types.PositionEncodingKind.Utf16
    editor.open("a.ori", PROGRAM)
    yield editor
    await client.shutdown_session()
    await client.stop()


async def test_hovers_are_plain_text(plain: Editor) -> None:
    found = await plain.hover("a.ori", "f (n")
    assert found is not None and isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.PlainText
    assert "@f (n: int) -> int" in found.contents.value and "```" not in found.contents.value


async def test_definitions_are_locations(plain: Editor) -> None:
    found = await plain.client.text_document_definition_async(
        types.DefinitionParams(plain.document("a.ori"), plain.at("a.ori", "f(m"))
    )
    assert found == types.Location(plain.uri("a.ori"), plain.range("a.ori", "f"))


async def test_symbols_are_a_flat_list(plain: Editor) -> None:
    found = await plain.symbols("a.ori")
    assert [(type(each), each.name) for each in found] == [
        (types.SymbolInformation, "$x"),
        (types.SymbolInformation, "@f"),
        (types.SymbolInformation, "@g"),
    ]


async def test_actions_are_commands(plain: Editor) -> None:
    commands = await plain.actions("a.ori", "f(m: $x)")
    assert all(isinstance(command, types.Command) for command in commands)
    assert "ori.showLlvmIr" in [command.command for command in commands]
