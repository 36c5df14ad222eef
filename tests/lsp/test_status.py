"""What the server tells about itself, and what its log says about requests."""

import asyncio
import logging

import pytest
from editor import Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ori_lsp.compiler_thread import CompilerThread, Priority
from ori_lsp.meter import METER, Meter
from ori_lsp.request_log import Outcome, RequestLog, outcome_of
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.status import status


@pytest.mark.asyncio(loop_scope="module")
async def test_the_status_is_told_by_request_and_by_command(editor: Editor) -> None:
    name = editor.fresh()
    editor.open(name, "@f () -> int = 1;\n@g () -> int = f();\n")
    await editor.hover_text(name, "f")
    with pytest.raises(JsonRpcException):
        await editor.show_ir({"uri": editor.uri("nowhere.ori")})
    text = await editor.client.protocol.send_request_async("ori/status", {})
    assert "Ori language server" in text and "Python 3" in text and " MB" in text
    assert f"  {editor.uri(name)}, version 1, 3 lines" in text
    assert "textDocument/hover" in text and "workspace/executeCommand ori.showLlvmIr" in text
    assert "Failures: none" in text
    again = await editor.run("ori.status")
    assert "ori/status" in again
    assert "Not answered yet" not in text + again
    await asyncio.sleep(0)
    assert any("Ori language server" in each.message for each in editor.client.log_messages)


def test_the_status_tells_what_takes_long_and_not_what_waits() -> None:
    log = RequestLog()
    for number, method in enumerate((types.TEXT_DOCUMENT_HOVER, types.WORKSPACE_DIAGNOSTIC, "ori/status")):
        log.begin(number, method)
    (line,) = (line for line in status(Session(), log, 0.0).splitlines() if line.startswith("Not answered yet"))
    assert "textDocument/hover" in line


def error(code: int, message: str = "told why") -> types.ResponseError:
    return types.ResponseError(code, message)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (types.LSPErrorCodes.RequestCancelled, Outcome.CANCELLED),
        (types.LSPErrorCodes.RequestFailed, Outcome.REFUSED),
        (types.ErrorCodes.InvalidParams, Outcome.REFUSED),
        (types.ErrorCodes.MethodNotFound, Outcome.REFUSED),
        (types.ErrorCodes.InternalError, Outcome.FAILED),
        (4711, Outcome.FAILED),
    ],
)
def test_the_code_of_an_error_tells_the_outcome(code: int, outcome: Outcome) -> None:
    assert outcome_of(error(int(code))) is outcome


def test_a_failure_is_one_line_that_says_what_to_report(caplog: pytest.LogCaptureFixture) -> None:
    log = RequestLog()
    log.begin(1, "textDocument/hover").interruptions = 2
    with caplog.at_level(logging.INFO):
        log.end(1, 120, error(-32603, "KeyError:\n'lost'"))
    (line,) = caplog.messages
    assert line.startswith("textDocument/hover: failed, ") and "\n" not in line
    assert "120 bytes, interrupted 2 times: KeyError: 'lost' (please report this line" in line
    (failure,) = log.failures
    assert (failure.method, failure.message) == ("textDocument/hover", "KeyError:\n'lost'")


def test_a_session_without_end_keeps_little() -> None:
    log = RequestLog()
    for count in range(2_000):
        log.begin(count, f"method/{count}")
        log.end(count, 1, error(-32603))
        log.begin(count, "textDocument/hover")
        log.end(count, 1, None)
    assert len(log.failures) < 10 and not list(log.running())
    assert len(log.figures()) < 300
    assert sum(each.count for each in log.figures()) == 4_000


def test_an_answer_without_a_request_is_none_of_its_business() -> None:
    log = RequestLog()
    log.end("gone", 1, None)
    assert log.figures() == []


def test_the_thread_measures_the_jobs_of_a_request() -> None:
    server = OriLanguageServer()
    thread: CompilerThread = server.compiler
    meter = Meter()
    token = METER.set(meter)
    try:
        assert thread.submit(Priority.REQUEST, lambda: sum(range(100_000))).result(10) == 4_999_950_000
    finally:
        METER.reset(token)
    assert meter.computed > 0 and meter.waited >= 0 and meter.interruptions == 0
    before = meter.computed
    thread.submit(Priority.REQUEST, lambda: sum(range(1000))).result(10)
    assert meter.computed == before
    thread.stop()
