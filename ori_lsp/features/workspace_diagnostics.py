"""The diagnostics of all files of the workspace: pulled, or pushed where the user wants that.

`initializationOptions`, and later settings, switch it on: `{"diagnostics": {"workspace": true}}`. It is done file by
file while nothing else is to do. A client that pulls with a token for partial results asks again and again: it waits
for its answer until something has changed. One that pulls without asks because its user did, and is always answered.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from lsprotocol import types
from msgspec import Struct
from pygls.exceptions import JsonRpcException

from ori_lsp.compiler_thread import Priority
from ori_lsp.features.diagnostics import Publisher, diagnostics_of
from ori_lsp.progress import Progress, new_token
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session

_PAUSE_SECONDS: Final = 0.5
"""For how long nothing has to change before the workspace is checked again."""

_AT_ONCE: Final = 20
"""How many reports are sent together."""

R = TypeVar("R")
_Document = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


class Checked(Struct, frozen=True):
    """What is wrong in a file; equal diagnostics have the same `id`."""

    path: str
    uri: str
    version: int | None
    items: tuple[types.Diagnostic, ...]

    @property
    def id(self) -> str:
        return hashlib.blake2b(repr(self.items).encode("utf-8", "replace"), digest_size=8).hexdigest()


class WorkspaceChecker:
    """Checks all files; `_pushed` are the closed files about which a client that does not pull has been told."""

    def __init__(self, server: OriLanguageServer) -> None:
        self._server = server
        self._session = server.session
        self._pushed: dict[str, tuple[types.Diagnostic, ...]] = {}
        self._changes = 0
        self._shown = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def changed(self) -> None:
        """Takes note that answers may be others now."""
        self._changes += 1
        loop = asyncio.get_running_loop()
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._after_changes())

    async def _after_changes(self) -> None:
        """Tells those who wait, and pushes, as soon as nothing changes any more."""
        checked = -1
        while checked != self._changes:
            before = self._changes
            await asyncio.sleep(_PAUSE_SECONDS)
            if before != self._changes:
                continue
            checked = before
            for future in self._waiting:
                if not future.done():
                    future.set_result(None)
            if not self._session.client.pulls_diagnostics:
                await self._push()

    # Pushing

    async def _push(self) -> None:
        """Tells about all closed files, or takes back what was told when nobody wants it any more."""
        before, self._pushed = self._pushed, {}
        wants = self._session.client.checks_workspace
        try:
            # Only the first check takes long; to show the others would disturb.
            token = await self._own_token() if wants and not before else None
            async for found in self._check(token) if wants else _nothing():
                if found.path not in self._session.open:
                    if found.items != before.pop(found.path, ()):
                        self._publish(found.uri, found.items)
                    self._pushed[found.path] = found.items
        except StoppedByUser:
            self._pushed = before | self._pushed
            return
        for path, items in before.items():
            if items and path not in self._session.open:
                self._publish(self._session.uri(path), ())

    async def _own_token(self) -> types.ProgressToken | None:
        self._shown += 1
        return await new_token(self._server, f"ori-workspace-{self._shown}")

    def _publish(self, uri: str, items: tuple[types.Diagnostic, ...]) -> None:
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items))

    # Pulling

    async def pull(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """Answers with what has changed since the client asked last; if nothing has, and it can wait, later."""
        known = {each.uri: each.value for each in params.previous_result_ids}
        partial = params.partial_result_token
        while True:
            changes = self._changes
            if partial is None or self._session.client.checks_workspace:
                found = await self._reports(known, params)
                if partial is None or found is not None:
                    return types.WorkspaceDiagnosticReport(found or [])
            if changes == self._changes:
                await self._next_change()

    async def _next_change(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    async def _reports(
        self, known: Mapping[str, str], params: types.WorkspaceDiagnosticParams
    ) -> list[_Document] | None:
        """The reports, as far as they are not sent as partial results; none if there is nothing new."""
        gone, ready, is_new = dict(known), list[_Document](), False
        async for found in self._check(params.work_done_token):
            is_same = gone.pop(found.uri, None) == found.id
            if not is_same:
                is_new = True
                ready.append(
                    types.WorkspaceFullDocumentDiagnosticReport(
                        found.uri, found.items, version=found.version, result_id=found.id
                    )
                )
            elif params.partial_result_token is None:
                ready.append(types.WorkspaceUnchangedDocumentDiagnosticReport(found.uri, found.id, found.version))
            if len(ready) >= _AT_ONCE:
                ready = self._send(ready, params.partial_result_token)
        ready += [types.WorkspaceFullDocumentDiagnosticReport(uri, ()) for uri in gone]
        return ready if is_new or gone or params.partial_result_token is None else None

    def _send(self, reports: list[_Document], token: types.ProgressToken | None) -> list[_Document]:
        """Sends reports to a client that takes a part of them; returns those that are still to be sent."""
        if token is None:
            return reports
        value = types.WorkspaceDiagnosticReportPartialResult(reports)
        self._server.protocol.notify(types.PROGRESS, types.ProgressParams(token, value))
        return []

    # Checking

    async def _check(self, token: types.ProgressToken | None) -> AsyncIterator[Checked]:
        """All files of the workspace. Raises `StoppedByUser` when the user does not want to wait."""
        paths = await self._idle(self._session.workspace_files)
        with Progress(self._server, token, "Ori: checking the workspace") as progress:
            for number, path in enumerate(paths):
                if progress.is_cancelled:
                    raise StoppedByUser(data={"retriggerRequest": False})
                progress.report(number, len(paths))
                yield await self._idle(partial(_checked, self._session, path))

    async def _idle(self, job: Callable[[], R]) -> R:
        return await asyncio.wrap_future(self._server.compiler.submit(Priority.IDLE, job))


class StoppedByUser(JsonRpcException):
    """What a request is answered with whose progress the user has cancelled."""

    CODE = types.LSPErrorCodes.ServerCancelled.value
    MESSAGE = "the check of the workspace was stopped"


async def _nothing() -> AsyncIterator[Checked]:
    return
    yield


def _checked(session: Session, path: str) -> Checked:
    session.read_for_check(path)
    document = session.open.get(path)
    version = document.version if document is not None else None
    return Checked(path, session.uri(path), version, diagnostics_of(session, path))


def register(server: OriLanguageServer, publisher: Publisher) -> None:
    """Answers clients that pull, and pushes to the others after each change if they want it."""
    checker = WorkspaceChecker(server)
    publisher.when_done(checker.changed)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def pull(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        return await server.guard(types.WORKSPACE_DIAGNOSTIC, params, checker.pull(params))
