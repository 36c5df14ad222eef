"""Messages over a pair of streams: a header with the length of what follows, then JSON.

A message that is not understood is told, not fatal; only a header that says no length ends the conversation, as nobody
knows where the next message begins.
"""

import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import msgspec

from ori_compiler.cli.debugging import replies
from ori_compiler.cli.debugging.requests import Request

_LONGEST: Final = 100_000_000


class Malformed(msgspec.Struct, frozen=True):
    """A message that is no request; `number` is that of the request that it wants to be, if it has one."""

    reason: str
    number: int | None


class _Numbered(msgspec.Struct, frozen=True):
    seq: int


class Connection:
    """One client. Anything may be sent from any thread."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._lock = threading.Lock()
        self._sent = 0
        self._is_lost = False

    def requests(self) -> Iterator[Request | Malformed]:
        """What the client sends, until it is gone."""
        while (content := self._content()) is not None:
            try:
                request = msgspec.json.decode(content, type=Request)
            except msgspec.MsgspecError as error:
                yield Malformed(f"this is not a request: {error}", _number(content))
                continue
            if request.type == "request":
                yield request

    def respond(self, to: Request, body: object = msgspec.UNSET) -> None:
        """Answers a request."""
        self._send(lambda seq: replies.Response(seq, to.seq, to.command, True, body=body))

    def refuse(self, to: Request, reason: str, *, shown: bool = False) -> None:
        """Answers a request with an error."""
        body = replies.ErrorBody(replies.ErrorMessage(1, reason.replace("{", "(").replace("}", ")"), shown))
        self._send(lambda seq: replies.Response(seq, to.seq, to.command, False, reason, body))

    def complain(self, of: Malformed) -> None:
        """Refuses what could not be read; what has no number cannot be answered, only told."""
        if of.number is not None:
            self.refuse(Request(of.number, "request", ""), of.reason)
        else:
            self.tell("output", replies.Output("stderr", f"{of.reason}\n"))

    def tell(self, event: str, body: object = msgspec.UNSET) -> None:
        """Tells what happened."""
        self._send(lambda seq: replies.Event(seq, event, body))

    def _send(self, message: Callable[[int], replies.Response | replies.Event]) -> None:
        with self._lock:
            if self._is_lost:
                return
            self._sent += 1
            content = msgspec.json.encode(message(self._sent))
            try:
                self._outgoing.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
                self._outgoing.flush()
            except (OSError, ValueError):
                # The client is gone; its end of the other stream says so, too.
                self._is_lost = True

    def _content(self) -> bytes | None:
        length = self._length()
        if length is None:
            return None
        content = self._incoming.read(length)
        return content if len(content) == length else None

    def _length(self) -> int | None:
        """The length that a header tells; none at the end of the stream, or if it tells none."""
        length: int | None = None
        while line := self._incoming.readline(4096):
            if not line.strip():
                if length is not None:
                    return length
                continue
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length":
                if not value.strip().isdigit() or int(value) > _LONGEST:
                    return None
                length = int(value)
        return None


def _number(content: bytes) -> int | None:
    try:
        return msgspec.json.decode(content, type=_Numbered).seq
    except msgspec.MsgspecError:
        return None
