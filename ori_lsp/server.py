"""The server: pygls with our documents, our threads and our way to answer when something fails.

The event loop speaks the protocol; the compiler thread (`compiler_thread.py`) computes. A feature is a function of the
session and the request's parameters, registered with `request`; it runs on the compiler thread and its result is sent
from the event loop. What a feature raises is logged with its request and answered as an error; the server goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from ori_compiler import __version__
from ori_compiler.source.stack import reserve_stack
from ori_lsp.code_generator import CodeGenerator
from ori_lsp.compiler_thread import CompilerThread, Priority
from ori_lsp.protocol import OriProtocol
from ori_lsp.refusal import Refusal
from ori_lsp.session import Session

P = TypeVar("P")
R = TypeVar("R")
_log = logging.getLogger(__name__)


class OriLanguageServer(LanguageServer):
    """One client, one session. `exit_code` is what the process should end with."""

    protocol: OriProtocol

    def __init__(self) -> None:
        super().__init__(
            "ori-lsp",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=OriProtocol,
            converter_factory=default_converter,
            # The pool reads standard input; everything else has threads of its own.
            max_workers=2,
        )
        reserve_stack()
        self.session = Session()
        self.compiler = CompilerThread(self.session.pipeline.database.engine)
        self._generator: CodeGenerator | None = None
        self.may_exit = False
        self.exit_code = 0

    @property
    def generator(self) -> CodeGenerator:
        """Generates code away from the compiler thread; made when it is first needed."""
        if self._generator is None:
            self._generator = CodeGenerator()
        return self._generator

    def request(
        self, method: str, options: Any | None = None
    ) -> Callable[[Callable[[Session, P], R]], Callable[[Session, P], R]]:
        """Registers a feature: a function of the session and the parameters of its request."""

        def register(function: Callable[[Session, P], R]) -> Callable[[Session, P], R]:
            async def answer(params: P) -> R:
                return await self.compute(method, params, lambda: function(self.session, params))

            self.feature(method, options)(answer)
            return function

        return register

    async def compute(self, method: str, params: object, job: Callable[[], R]) -> R:
        """Runs a job of a request on the compiler thread and gives its result, or the error to answer with."""
        return await self.guard(method, params, asyncio.wrap_future(self.compiler.submit(Priority.REQUEST, job)))

    async def guard(self, method: str, params: object, work: Awaitable[R]) -> R:
        """The result of work; what is no refusal is logged with the request and becomes an internal error."""
        try:
            return await work
        except (Refusal, JsonRpcException):
            raise
        except Exception as error:
            _log.exception("%s failed for %s", method, params)
            raise JsonRpcInternalError(message=f"{method} failed: {type(error).__name__}: {error}") from error

    def edit(self, job: Callable[[], None]) -> None:
        """Runs a change of the session on the compiler thread, before everything else."""
        self.compiler.submit(Priority.EDIT, job).add_done_callback(_log_failed_edit)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Logs what went wrong outside of a request; a message box would only interrupt typing.

        Failed requests are answered with their error, and logged by `guard`.
        """
        if source is FeatureRequestError:
            return
        _log.error("%s: %s", getattr(source, "__name__", source), error, exc_info=error)

    def shutdown(self) -> None:
        """Ends all threads."""
        self.compiler.stop()
        if self._generator is not None:
            self._generator.stop()
        stop_serving: Callable[[], None] = super().shutdown
        stop_serving()


def _log_failed_edit(future: "Future[None]") -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None:
        _log.error("an edit could not be applied", exc_info=error)
