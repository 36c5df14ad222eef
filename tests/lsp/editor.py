"""A scripted editor: a client with the recorded abilities of a real one, and the files it has open."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import attrs
from capability_rules import violations
from lsprotocol import converters, types
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp.client import make_test_lsp_client

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SECONDS = 20


def make_client() -> LanguageClient:
    """A client that allows the server to watch files, and that tells a code action with a command from a command."""
    client = make_test_lsp_client()
    client.registered = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        client.registered.extend(params.registrations)

    def code_action(value: Any, _: type) -> types.Command | types.CodeAction:
        is_command = isinstance(value.get("command"), str)
        return client.protocol._converter.structure(value, types.Command if is_command else types.CodeAction)

    client.protocol._converter.register_structure_hook(types.Command | types.CodeAction, code_action)
    return client


CONFIG = ClientServerConfig(
    # Unbuffered errors, so that a failing test shows them; the flag is what VS Code's library adds.
    server_command=[sys.executable, "-u", "-P", "-m", "ori_lsp", "--stdio"],
    client_factory=make_client,
    server_env={"PYTHONPATH": str(REPOSITORY)},
)


def recorded_capabilities(name: str) -> dict[str, Any]:
    """The abilities of an editor, as it sent them."""
    recorded = json.loads((HERE / "client_capabilities" / f"{name}.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = recorded["capabilities"]
    return found


def capabilities(name: str) -> types.ClientCapabilities:
    """The abilities of an editor, as recorded from it."""
    return converters.get_converter().structure(recorded_capabilities(name), types.ClientCapabilities)


def units(text: str, encoding: str) -> int:
    """How many units of an encoding a text has."""
    match encoding:
        case "utf-8":
            return len(text.encode())
        case "utf-16":
            return len(text.encode("utf-16-le")) // 2
        case _:
            return len(text)


class Editor:
    """What a person does with an editor, and what the server answers.

    `sent` are the methods of all messages to the server, `violations` what it sent that the editor cannot understand.
    """

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.sent: list[str] = []
        self.violations: list[str] = []
        self.capabilities = types.ClientCapabilities()
        self.encoding = "utf-16"
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.count = 0

    async def start(self, name: str, options: Any = None) -> types.InitializeResult:
        self.capabilities = capabilities(name)
        self._watch_messages(recorded_capabilities(name))
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=self.capabilities, root_uri=self.folder.as_uri(), initialization_options=options
            )
        )
        self.encoding = result.capabilities.position_encoding or "utf-16"
        return result

    def _watch_messages(self, recorded: dict[str, Any]) -> None:
        """Notes what is sent, and holds what comes against the abilities of the client."""
        protocol = self.client.protocol
        send, read = protocol._send_data, protocol.structure_message
        asked: dict[object, str] = {}

        def sending(message: Any) -> None:
            found = message if isinstance(message, dict) else attrs.asdict(message, recurse=False)
            if "method" in found:
                self.sent.append(found["method"])
                asked[found.get("id")] = found["method"]
            send(message)

        def reading(message: dict[str, Any]) -> Any:
            # Also called for the objects within a message.
            method = message.get("method") or asked.get(message.get("id"))
            if "jsonrpc" in message and method is not None and "error" not in message:
                content = message.get("params" if "method" in message else "result")
                self.violations += violations(recorded, method, content)
            return read(message)

        protocol._send_data, protocol.structure_message = sending, reading

    @property
    def pulls(self) -> bool:
        return self.capabilities.text_document.diagnostic is not None

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def fresh(self, name: str = "main.ori") -> str:
        """A file name that no other test of this server uses."""
        self.count += 1
        (self.folder / str(self.count)).mkdir()
        return f"{self.count}/{name}"

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    # Editing

    def open(self, name: str, text: str) -> None:
        self.texts[name], self.versions[name] = text, 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(self.uri(name), "ori", 1, text))
        )

    def replace(self, name: str, old: str, new: str) -> None:
        """Replaces the first occurrence of a text by an incremental edit."""
        range_ = self.range(name, old)
        self.texts[name] = self.texts[name].replace(old, new, 1)
        self._change(name, types.TextDocumentContentChangePartial(range=range_, text=new))

    def rewrite(self, name: str, text: str) -> None:
        self.texts[name] = text
        self._change(name, types.TextDocumentContentChangeWholeDocument(text))

    def _change(self, name: str, change: types.TextDocumentContentChangeEvent) -> None:
        self.versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(version=self.versions[name], uri=self.uri(name))
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def close(self, name: str) -> None:
        del self.texts[name]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))

    def position(self, name: str, offset: int) -> types.Position:
        before = self.texts[name][:offset].replace("\r\n", "\n").replace("\r", "\n")
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), units(line, self.encoding))

    def range(self, name: str, needle: str) -> types.Range:
        start = self.texts[name].index(needle)
        return types.Range(self.position(name, start), self.position(name, start + len(needle)))

    def at(self, name: str, needle: str) -> types.Position:
        """The place of the first occurrence of a text; `‸` in it marks the place behind its start."""
        start = self.texts[name].index(needle.replace("‸", ""))
        return self.position(name, start + max(needle.find("‸"), 0))

    # Asking

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """What the editor shows for the text as it is now: pulled, or awaited."""
        if self.pulls:
            report = await self.client.text_document_diagnostic_async(
                types.DocumentDiagnosticParams(self.document(name))
            )
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        return await asyncio.wait_for(self._pushed(name), SECONDS)

    async def _pushed(self, name: str) -> list[types.Diagnostic]:
        uri, version = self.uri(name), self.versions[name]
        while self.client.pushed.get(uri, (0, []))[0] != version:
            await self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self.client.pushed[uri][1])

    async def hover(self, name: str, needle: str) -> types.Hover | None:
        return await self.client.text_document_hover_async(
            types.HoverParams(self.document(name), self.at(name, needle))
        )

    async def hover_text(self, name: str, needle: str) -> str:
        found = await self.hover(name, needle)
        assert found is not None and isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def definition(self, name: str, needle: str) -> tuple[str, types.Range] | None:
        """Where the definition is, whichever form the client takes."""
        found = await self.client.text_document_definition_async(
            types.DefinitionParams(self.document(name), self.at(name, needle))
        )
        if found is None:
            return None
        if isinstance(found, types.Location):
            return found.uri, found.range
        (link,) = found
        assert isinstance(link, types.LocationLink)
        return link.target_uri, link.target_selection_range

    async def symbols(self, name: str) -> list[Any]:
        found = await self.client.text_document_document_symbol_async(types.DocumentSymbolParams(self.document(name)))
        return list(found or ())

    async def actions(
        self, name: str, needle: str, diagnostics: list[types.Diagnostic] | None = None, only: list[str] | None = None
    ) -> list[types.CodeAction]:
        context = types.CodeActionContext(diagnostics or [], only)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.document(name), self.range(name, needle), context)
        )
        return list(found or ())

    async def show_ir(self, *arguments: Any) -> Any:
        return await self.run("ori.showLlvmIr", *arguments)

    async def run(self, command: str, *arguments: Any, token: str | None = None) -> Any:
        """The answer to a command; with a token the server reports its progress under it."""
        params = types.ExecuteCommandParams(command, list(arguments), work_done_token=token)
        return await self.client.workspace_execute_command_async(params)

    def apply(self, name: str, action: types.CodeAction) -> str:
        """The text of a file after an action's edits."""
        edit = action.edit
        assert edit is not None
        if edit.document_changes is not None:
            (change,) = edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            assert (change.text_document.uri, change.text_document.version) == (self.uri(name), self.versions[name])
            edits = list(change.edits)
        else:
            assert edit.changes is not None
            edits = list(edit.changes[self.uri(name)])
        text = self.texts[name]
        for each in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
            start, end = self.offset(text, each.range.start), self.offset(text, each.range.end)
            text = text[:start] + each.new_text + text[end:]
        return text

    def offset(self, text: str, position: types.Position) -> int:
        lines = text.split("\n")
        start = sum(len(line) + 1 for line in lines[: position.line])
        line = lines[position.line]
        return start + next(i for i in range(len(line) + 1) if units(line[:i], self.encoding) == position.character)
