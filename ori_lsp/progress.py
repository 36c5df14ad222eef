"""Progress of long work, as the client shows it: begun, told now and then, ended; the user may stop the work."""

from types import TracebackType
from typing import Self

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ori_lsp.server import OriLanguageServer


class Progress:
    """Progress under a token that the client has sent with a request; without a token nothing is told."""

    def __init__(self, server: OriLanguageServer, token: types.ProgressToken | None, title: str) -> None:
        self._progress = server.work_done_progress
        self._token = token
        self._title = title
        self._percentage = 0

    @property
    def is_cancelled(self) -> bool:
        """Whether the user has stopped the work."""
        return self._token is not None and self._progress.tokens[self._token].cancelled()

    def __enter__(self) -> Self:
        if self._token is not None:
            begin = types.WorkDoneProgressBegin(self._title, cancellable=True, percentage=0)
            self._progress.begin(self._token, begin)
        return self

    def report(self, done: int, of_all: int) -> None:
        """Tells how much is done, if that is another percentage than before."""
        percentage = 100 * done // max(of_all, 1)
        if self._token is not None and percentage != self._percentage:
            self._percentage = percentage
            value = types.WorkDoneProgressReport(message=f"{done} of {of_all} files", percentage=percentage)
            self._progress.report(self._token, value)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._token is not None:
            self._progress.end(self._token, types.WorkDoneProgressEnd())
            self._progress.tokens.pop(self._token, None)


async def new_token(server: OriLanguageServer, name: str) -> types.ProgressToken | None:
    """A token of our own, for a client that shows progress which it has not asked for."""
    if not server.session.client.shows_progress:
        return None
    try:
        await server.work_done_progress.create_async(name)
    except JsonRpcException:
        return None
    return name
