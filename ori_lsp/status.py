"""How the server is doing, as a text for people who look for what is wrong."""

import gc
import os
import platform
import sys
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import Final

from lsprotocol import types

from ori_compiler import __version__
from ori_compiler.ide.files import belongs_to_library
from ori_lsp.request_log import RequestLog
from ori_lsp.session import Session

STATUS_REQUEST: Final = "ori/status"
STATUS_COMMAND: Final = "ori.status"

_WAITS: Final = frozenset(
    (STATUS_REQUEST, f"{types.WORKSPACE_EXECUTE_COMMAND} {STATUS_COMMAND}", types.WORKSPACE_DIAGNOSTIC)
)
"""What tells nothing while it is not answered: this very request, and one that waits for a change."""


def status(session: Session, requests: RequestLog, started: float) -> str:
    """Everything in one page. It is made on the event loop, so that it comes while the compiler is busy."""
    return "\n".join((*_process(started), "", *_program(session), "", *_requests(requests))) + "\n"


def _process(started: float) -> Iterator[str]:
    yield f"Ori language server {__version__}"
    yield f"Python {platform.python_version()} ({platform.python_implementation()}), {platform.platform()}"
    yield f"Process {os.getpid()}, up {timedelta(seconds=int(monotonic() - started))}"
    yield f"Memory: {memory()}"
    collections = sum(generation["collections"] for generation in gc.get_stats())
    collected = sum(generation["collected"] for generation in gc.get_stats())
    yield f"Garbage collections: {collections}, which freed {collected} objects"


def _program(session: Session) -> Iterator[str]:
    # Copied in one step: the compiler thread may add to both.
    texts, documents = dict(session.pipeline.database.workspace.texts), dict(session.open)
    own = {path: text for path, text in texts.items() if not belongs_to_library(path)}
    yield f"Open documents: {len(documents)} (positions in {session.client.encoding})"
    for path, document in documents.items():
        yield f"  {document.uri}, version {document.version}, {_lines(own.get(path, ''))} lines"
    yield f"Files known: {len(own)} with {sum(map(_lines, own.values()))} lines"
    yield f"Files of the library: {len(texts) - len(own)}"


def _requests(requests: RequestLog) -> Iterator[str]:
    figures = requests.figures()
    yield (
        "Requests: none answered yet"
        if not figures
        else "Requests (milliseconds until the answer of half, and of 95%):"
    )
    width = max((len(each.method) for each in figures), default=0)
    for each in figures:
        yield f"  {each.method:{width}}  {each.count:6}  p50 {each.median:8.1f}  p95 {each.percentile_95:8.1f}"
    for method, taken in requests.running():
        if method not in _WAITS:
            yield f"Not answered yet: {method}, for {taken:.0f} ms"
    yield "Failures: none" if not requests.failures else "Last failures (please report them):"
    for failure in requests.failures:
        yield f"  {failure.at:%Y-%m-%d %H:%M:%S} {failure.method}: {failure.message}"


def _lines(text: str) -> int:
    return text.count("\n") + 1


def memory() -> str:
    """The memory that the process takes now; where that cannot be read, the most that it has taken."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return _megabytes(int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE"))
    except (OSError, AttributeError):
        pass
    if sys.platform == "win32":
        return "unknown on this system"
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return "at most " + _megabytes(most if sys.platform == "darwin" else most * 1024)


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.0f} MB"
