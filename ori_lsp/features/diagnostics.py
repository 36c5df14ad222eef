"""Diagnostics, pushed while typing or pulled by the client, never both: a client that pulls shows pushed ones twice."""

import asyncio
import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Final, TypeVar

from lsprotocol import types
from msgspec import Struct

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.ide.files import belongs_to_library, is_known
from ori_compiler.ide.inactive import inactive_items
from ori_compiler.ide.interruption import Cancelled
from ori_compiler.source.location import ItemSpan
from ori_lsp.compiler_thread import Priority
from ori_lsp.convert import to_range
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import is_judged, path_of, uri_of

_LONGEST_PAUSE_SECONDS: Final = 0.1
"""For how long typing has to rest, at most, before diagnostics are computed and pushed."""

_SHORT_SECONDS: Final = 0.03
"""What takes no longer than this is computed after every keystroke."""

_MOST: Final = 1000
"""More than anyone reads, and than some editors can draw."""

_UNNECESSARY: Final = frozenset({"W2001", "W2002"})
"""Codes about source that has no effect, which editors show faded."""

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
"""How the reader of TOML names a place."""

R = TypeVar("R")
_log = logging.getLogger(__name__)


class Report(Struct, frozen=True):
    """The diagnostics of one version of an open document; `id` changes exactly if they do."""

    uri: str
    version: int | None
    id: str
    items: tuple[types.Diagnostic, ...]


class Publisher:
    """Decides when diagnostics are computed and what the client is told.

    `_reports` (compiler thread only) holds what the client was last told, or can pull, about each open file.
    """

    def __init__(self, server: OriLanguageServer) -> None:
        self._server = server
        self._session = server.session
        self._reports: dict[str, Report] = {}
        self._manifests: dict[str, tuple[types.Diagnostic, ...]] = {}
        self._count = 0
        self._listeners: list[Callable[[], None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_outdated = False
        self._taken = 0.0

    def when_done(self, listener: Callable[[], None]) -> None:
        """Calls a function each time when the diagnostics of open files have been computed."""
        self._listeners.append(listener)

    def soon(self) -> None:
        """Computes diagnostics now."""
        self._schedule(0.0)

    def later(self) -> None:
        """Computes diagnostics when typing has paused for as long as they took last time: at once if that is little.

        The next edit interrupts what is not done by then, so that typing never waits for them.
        """
        self._schedule(min(self._taken, _LONGEST_PAUSE_SECONDS) if self._taken > _SHORT_SECONDS else 0.0)

    def clear(self, uri: str) -> None:
        """Takes back the diagnostics of a document that was closed."""
        self._server.edit(lambda: self._forget(path_of(uri)))
        if not self._session.client.pulls_diagnostics:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def _forget(self, path: str) -> None:
        self._reports.pop(path, None)

    def report(self, path: str) -> Report:
        """The diagnostics of a file as they are now; the client is about to know them."""
        found = self._compute(path)
        self._keep(path, found)
        return found

    def news(self) -> list[Report]:
        """What the client does not know yet: all reports of stale files, or those it has no reason to pull itself.

        A client that pulls does so after each edit of its own.

        Nothing is remembered before everything is computed: an interrupted job tells nobody anything.
        """
        stale, client = set(self._session.stale), self._session.client
        found = {path: self._compute(path) for path in self._session.affected()}
        news: list[Report] = []
        for path, report in found.items():
            last = self._reports.get(path)
            self._keep(path, report)
            if not client.pulls_diagnostics:
                if last is None or (last.id, last.version) != (report.id, report.version):
                    news.append(report)
            elif last is not None and last.id != report.id and last.version == report.version:
                news.append(report)
        self._session.stale -= stale
        return news

    def news_of_manifests(self) -> list[types.PublishDiagnosticsParams]:
        """What changed in the manifests of projects. No client pulls that: they are no documents of this server."""
        problems = self._session.projects.problems()
        found = {path: tuple(map(of_manifest, problems.get(path, ()))) for path in {*problems, *self._manifests}}
        changed = {path: items for path, items in found.items() if items != self._manifests.get(path, ())}
        self._manifests = {path: items for path, items in found.items() if items}
        return [types.PublishDiagnosticsParams(uri_of(path), items) for path, items in changed.items()]

    def _compute(self, path: str) -> Report:
        items = diagnostics_of(self._session, path)
        document = self._session.open.get(path)
        uri, version = (document.uri, document.version) if document is not None else (self._session.uri(path), None)
        last = self._reports.get(path)
        if last is not None and last.items == items:
            return Report(uri, version, last.id, items)
        self._count += 1
        return Report(uri, version, str(self._count), items)

    def _keep(self, path: str, report: Report) -> None:
        if path in self._session.open:
            self._reports[path] = report

    def _schedule(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._start)

    def _start(self) -> None:
        self._timer = None
        self._is_outdated = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._update())

    async def _update(self) -> None:
        while self._is_outdated:
            self._is_outdated = False
            began = perf_counter()
            try:
                changed = await self._in_background(self.news)
                manifests = await self._in_background(self.news_of_manifests)
            except Exception:
                _log.exception("diagnostics could not be computed")
                return
            self._taken = perf_counter() - began
            for params in manifests:
                self._server.text_document_publish_diagnostics(params)
            if not self._session.client.pulls_diagnostics:
                for report in changed:
                    self._push(report)
            elif changed and self._session.client.refreshes_diagnostics:
                # The answer says nothing, so nobody waits for it.
                self._server.workspace_diagnostic_refresh(None)
            for listener in self._listeners:
                listener()

    async def _in_background(self, job: Callable[[], R]) -> R:
        return await asyncio.wrap_future(self._server.compiler.submit(Priority.BACKGROUND, job))

    def _push(self, report: Report) -> None:
        """Sends a report, unless the document has been closed or edited meanwhile."""
        document = self._server.workspace.get_text_document(report.uri)
        if document.version == report.version:
            self._server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(report.uri, list(report.items), report.version)
            )


def register(server: OriLanguageServer) -> Publisher:
    """Answers clients that pull; the publisher serves the others."""
    publisher = Publisher(server)
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="ori")

    @server.request(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def pull(session: Session, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        report = publisher.report(path_of(params.text_document.uri))
        if report.id == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=report.id)
        return types.RelatedFullDocumentDiagnosticReport(items=report.items, result_id=report.id)

    return publisher


def diagnostics_of(session: Session, path: str) -> tuple[types.Diagnostic, ...]:
    """What is wrong in one file; nothing is wrong in the prelude, whose intrinsic bodies only the compiler knows."""
    if belongs_to_library(path) or not is_known(session.pipeline.database, path) or not is_judged(session.uri(path)):
        return ()
    try:
        found = (*session.pipeline.file_diagnostics(path), *session.untested(path))
    except Cancelled:
        raise
    except Exception as error:
        _log.exception("the compiler failed on %s", path)
        return (_failure(error),)
    shown = [to_lsp(session, diagnostic) for diagnostic in found[:_MOST]]
    shown += _inactive(session, path)
    if len(found) > _MOST:
        rest = f"{len(found) - _MOST} more problems in this file are not shown"
        start = types.Position(0, 0)
        shown.append(
            types.Diagnostic(types.Range(start, start), rest, types.DiagnosticSeverity.Information, source="ori")
        )
    return tuple(shown)


def of_manifest(diagnostic: Diagnostic) -> types.Diagnostic:
    """A mistake in a manifest, whose message says where it is if that is known."""
    place = _PLACE.search(diagnostic.message)
    line, column = (int(place[1]) - 1, int(place[2]) - 1) if place is not None else (0, 0)
    start = types.Position(line, column)
    return types.Diagnostic(
        types.Range(start, start),
        diagnostic.message,
        _SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        source="ori",
    )


def _inactive(session: Session, path: str) -> list[types.Diagnostic]:
    """Hints that fade items which the configuration leaves out of the program."""
    lines = session.lines(path)
    tags = [types.DiagnosticTag.Unnecessary] if session.client.diagnostic_tags else None
    return [
        types.Diagnostic(
            to_range(lines, item.range, session.client.encoding),
            item.why,
            types.DiagnosticSeverity.Hint,
            source="ori",
            tags=tags,
        )
        for item in inactive_items(session.pipeline.database, path)
    ]


def _failure(error: Exception) -> types.Diagnostic:
    """What is shown while the compiler itself fails on a file; the next edit may help."""
    start = types.Position(0, 0)
    message = f"the compiler failed on this file: {type(error).__name__}: {error}\nnote: this is a bug in the compiler"
    return types.Diagnostic(
        types.Range(start, start), message, types.DiagnosticSeverity.Error, code="E9001", source="ori"
    )


def to_lsp(session: Session, diagnostic: Diagnostic) -> types.Diagnostic:
    """One diagnostic as the client shows it."""
    client = session.client
    labels = [label for label in diagnostic.secondary if _location(session, label.at) is not None]
    related = None
    if client.related_information and labels:
        related = [_related(session, label) for label in labels]
    elif labels:
        labels = [label for label in labels if label.text]
    is_unnecessary = diagnostic.code in _UNNECESSARY and client.diagnostic_tags
    location = _location(session, diagnostic.primary.at)
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=location.range if location is not None else types.Range(start, start),
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code,
        source="ori",
        message=_message(session, diagnostic, () if related is not None else tuple(labels)),
        tags=[types.DiagnosticTag.Unnecessary] if is_unnecessary else None,
        related_information=related,
    )


_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}


def _message(session: Session, diagnostic: Diagnostic, labels: tuple[Label, ...]) -> str:
    """The message, what stands under the marked source, and the remarks; one on each line."""
    lines = [diagnostic.message]
    if diagnostic.primary.text and diagnostic.primary.text not in diagnostic.message:
        lines.append(diagnostic.primary.text)
    for label in labels:
        location = _location(session, label.at)
        if location is not None:
            lines.append(f"line {location.range.start.line + 1}: {label.text}")
    lines += [f"note: {note}" for note in diagnostic.notes]
    lines += [f"help: {help_}" for help_ in diagnostic.advice]
    return "\n".join(lines)


def _related(session: Session, label: Label) -> types.DiagnosticRelatedInformation:
    location = _location(session, label.at)
    if location is None:
        raise ValueError(f"{label.at} is nowhere")
    return types.DiagnosticRelatedInformation(location, label.text or "see here")


def _location(session: Session, at: ItemSpan) -> types.Location | None:
    """Where a span is now; none if its item is gone or no file."""
    origin = session.pipeline.database.workspace.origins.get(at.item)
    if origin is None:
        return None
    range_ = to_range(origin.lines, origin.absolute(at.span), session.client.encoding)
    return types.Location(session.uri(origin.path), range_)
