"""What the server does when a feature fails, without a client."""

import logging

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError

from ori_compiler.ide.interruption import Cancelled
from ori_lsp.features.diagnostics import Publisher, diagnostics_of
from ori_lsp.refusal import Refusal
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session


def fail() -> None:
    raise KeyError("lost")


def refuse() -> None:
    raise Refusal("there is no such function")


@pytest.mark.asyncio
async def test_a_failing_feature_is_logged_with_its_request_and_the_server_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = OriLanguageServer()
    params = types.HoverParams(types.TextDocumentIdentifier("untitled:a"), types.Position(3, 4))
    with caplog.at_level(logging.ERROR), pytest.raises(JsonRpcInternalError, match="hover failed: KeyError"):
        await server.compute("textDocument/hover", params, fail)
    assert "textDocument/hover failed" in caplog.text and "untitled:a" in caplog.text and "3:4" in caplog.text
    assert await server.compute("textDocument/hover", params, lambda: 1) == 1
    server.compiler.stop()


@pytest.mark.asyncio
async def test_a_refusal_is_an_answer_and_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    server = OriLanguageServer()
    with pytest.raises(Refusal, match="no such function"):
        await server.compute("ori.showLlvmIr", None, refuse)
    assert caplog.text == ""
    server.compiler.stop()


def test_a_compiler_that_fails_on_a_file_is_a_diagnostic_of_that_file(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    session.set_text("untitled:a", 1, "@f () -> int = 1;")

    def broken(path: str) -> tuple[()]:
        raise KeyError(path)

    monkeypatch.setattr(session.pipeline, "file_diagnostics", broken)
    (found,) = diagnostics_of(session, "untitled:a")
    assert (found.code, found.severity) == ("E9001", types.DiagnosticSeverity.Error)
    assert "KeyError" in found.message


def test_an_interrupted_update_tells_everything_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    server = OriLanguageServer()
    publisher, session = Publisher(server), server.session
    for name in ("untitled:a", "untitled:b"):
        session.set_text(name, 1, "@f () -> int = missing;")

    def interrupted(session: Session, path: str) -> tuple[types.Diagnostic, ...]:
        if path == "untitled:b":
            raise Cancelled
        return diagnostics_of(session, path)

    with monkeypatch.context() as patch, pytest.raises(Cancelled):
        patch.setattr("ori_lsp.features.diagnostics.diagnostics_of", interrupted)
        publisher.news()
    assert [(report.uri, len(report.items)) for report in publisher.news()] == [("untitled:a", 1), ("untitled:b", 1)]
    assert publisher.news() == []
    server.compiler.stop()
