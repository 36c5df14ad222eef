"""What is wrong in files that nobody has opened: pulled, or pushed where the user wants that."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from conftest import running_editor
from editor import SECONDS, Editor
from in_memory import Json, MemoryServer
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROKEN = "@f () -> int = missing;\n"
FINE = "@f () -> int = 1;\n"
WANTED = {"diagnostics": {"workspace": True}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pushing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Emacs, whose user wants to know about all files; two are broken when it starts."""
    folder = tmp_path_factory.mktemp("workspace")
    for name in ("a.ori", "b.ori"):
        (folder / name).write_text(BROKEN)
    async for each in running_editor("eglot_v1.17.30", folder, WANTED):
        yield each


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pulling(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """VS Code, whose user wants to know about all files."""
    folder = tmp_path_factory.mktemp("workspace")
    for number in range(30):
        (folder / f"a{number}.ori").write_text(BROKEN)
    async for each in running_editor("code-server_v1.139.1", folder, WANTED):
        yield each


def tell(editor: Editor, path: Path, kind: types.FileChangeType) -> None:
    event = types.FileEvent(path.as_uri(), kind)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


def written(editor: Editor, name: str, text: str) -> None:
    (editor.folder / name).write_text(text)
    tell(editor, editor.folder / name, types.FileChangeType.Created)


async def pushed(editor: Editor, name: str, count: int) -> tuple[types.Diagnostic, ...]:
    """What the editor shows of a file, as soon as it is so much."""

    async def arrived() -> None:
        while len(editor.client.pushed.get(editor.uri(name), (None, ()))[1]) != count:
            await editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

    await asyncio.wait_for(arrived(), SECONDS)
    return tuple(editor.client.pushed.get(editor.uri(name), (None, ()))[1])


async def pull(
    editor: Editor, known: dict[str, str] | None = None, partial: str | None = None, work: str | None = None
) -> types.WorkspaceDiagnosticReport:
    ids = [types.PreviousResultId(uri, value) for uri, value in (known or {}).items()]
    params = types.WorkspaceDiagnosticParams(ids, partial_result_token=partial, work_done_token=work)
    return await asyncio.wait_for(editor.client.workspace_diagnostic_async(params), SECONDS)


async def test_all_files_are_checked_and_what_changed_is_told(pushing: Editor) -> None:
    for name in ("a.ori", "b.ori"):
        assert [each.code for each in await pushed(pushing, name, 1)] == ["E2003"]
    (pushing.folder / "a.ori").write_text(FINE)
    tell(pushing, pushing.folder / "a.ori", types.FileChangeType.Changed)
    assert await pushed(pushing, "a.ori", 0) == ()
    (pushing.folder / "b.ori").unlink()
    tell(pushing, pushing.folder / "b.ori", types.FileChangeType.Deleted)
    assert await pushed(pushing, "b.ori", 0) == ()
    written(pushing, "c.ori", BROKEN)
    assert len(await pushed(pushing, "c.ori", 1)) == 1
    progress = pushing.client.progress_reports["ori-workspace-1"]
    assert [value.kind for value in (progress[0], progress[-1])] == ["begin", "end"]


async def test_a_file_that_is_closed_keeps_what_is_wrong_on_disk(pushing: Editor) -> None:
    written(pushing, "d.ori", BROKEN)
    pushing.open("d.ori", FINE)
    assert await pushing.diagnostics("d.ori") == []
    pushing.close("d.ori")
    assert len(await pushed(pushing, "d.ori", 1)) == 1


async def test_it_can_be_switched_off_and_on(pushing: Editor) -> None:
    written(pushing, "e.ori", BROKEN)
    assert len(await pushed(pushing, "e.ori", 1)) == 1
    pushing.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"ori": {"x": 1}}))
    assert await pushed(pushing, "e.ori", 0) == ()
    pushing.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"ori": WANTED}))
    assert len(await pushed(pushing, "e.ori", 1)) == 1


async def test_an_edit_is_felt_in_files_that_import_it(pushing: Editor) -> None:
    written(pushing, "used.ori", "pub @used () -> int = 1;\n")
    written(pushing, "user.ori", 'use "./used" { used };\n@g () -> int = used();\n')
    pushing.open("used.ori", "pub @used () -> int = 1;\n")
    pushing.replace("used.ori", "int = 1", "bool = true")
    assert len(await pushed(pushing, "user.ori", 1)) == 1
    pushing.close("used.ori")
    assert await pushed(pushing, "user.ori", 0) == ()


async def test_who_asks_once_gets_everything_at_once(editor: Editor) -> None:
    """Also without the setting: some clients ask only if their users do."""
    (editor.folder / "a.ori").write_text(BROKEN)
    (editor.folder / "b.ori").write_text(FINE)
    report = await pull(editor, work="work")
    found = {item.uri: item for item in report.items}
    first = found[editor.uri("a.ori")]
    assert isinstance(first, types.WorkspaceFullDocumentDiagnosticReport)
    assert [each.code for each in first.items] == ["E2003"]
    progress = editor.client.progress_reports["work"]
    assert [value.kind for value in (progress[0], progress[-1])] == ["begin", "end"]
    known = {uri: item.result_id or "" for uri, item in found.items()} | {editor.uri("gone.ori"): "1"}
    (editor.folder / "b.ori").write_text(BROKEN)
    tell(editor, editor.folder / "b.ori", types.FileChangeType.Changed)
    again = {item.uri: item for item in (await pull(editor, known)).items}
    assert isinstance(again[editor.uri("a.ori")], types.WorkspaceUnchangedDocumentDiagnosticReport)
    assert isinstance(again[editor.uri("b.ori")], types.WorkspaceFullDocumentDiagnosticReport)
    gone = again[editor.uri("gone.ori")]
    assert isinstance(gone, types.WorkspaceFullDocumentDiagnosticReport) and not gone.items


async def test_reports_come_in_parts_and_then_when_something_changes(pulling: Editor) -> None:
    parts: list[Any] = []

    def take(params: types.ProgressParams) -> None:
        parts.append(params.value)

    pulling.client.protocol.fm.features[types.PROGRESS] = take
    report = await pull(pulling, partial="parts")
    sent = [item for part in parts for item in part["items"]]
    assert len(sent) == 20
    known = {item["uri"]: item["resultId"] for item in sent} | {item.uri: item.result_id or "" for item in report.items}
    assert len(known) == 30
    waiting = asyncio.ensure_future(pull(pulling, known, partial="more"))
    path = pulling.folder / "a3.ori"
    path.write_text(FINE)
    tell(pulling, path, types.FileChangeType.Changed)
    (item,) = (await waiting).items
    assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
    assert (item.uri, len(item.items)) == (path.as_uri(), 0)


async def test_the_user_can_stop_a_check(tmp_path: Path) -> None:
    for name in ("a.ori", "b.ori"):
        (tmp_path / name).write_text(BROKEN)
    server = MemoryServer()
    shown: list[str] = []

    def stop(method: str, params: Json) -> None:
        if method == types.PROGRESS:
            shown.append(params["value"]["kind"])
            if shown == ["begin"]:
                server.tell("window/workDoneProgress/cancel", {"token": params["token"]})

    try:
        await server.start("utf-8", tmp_path)
        server.listen(stop)
        error = await server.refused("workspace/diagnostic", {"previousResultIds": [], "workDoneToken": "work"})
        assert (error["code"], error["data"]) == (types.LSPErrorCodes.ServerCancelled, {"retriggerRequest": False})
        assert shown == ["begin", "end"]
    finally:
        server.stop()


async def test_a_request_that_waits_can_be_cancelled(pulling: Editor) -> None:
    known = {item.uri: item.result_id or "" for item in (await pull(pulling)).items}
    ids = [types.PreviousResultId(uri, value) for uri, value in known.items()]
    params = types.WorkspaceDiagnosticParams(ids, partial_result_token="cancelled")
    sending = pulling.client.protocol.send_request_async(types.WORKSPACE_DIAGNOSTIC, params, msg_id="waits")
    waiting = asyncio.ensure_future(sending)
    await asyncio.sleep(0)
    pulling.client.cancel_request(types.CancelParams("waits"))
    with pytest.raises(JsonRpcException) as caught:
        await asyncio.wait_for(waiting, SECONDS)
    assert caught.value.code == -32800
