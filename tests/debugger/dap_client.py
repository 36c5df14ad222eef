"""A scripted client of `oric debug`: sends requests over its standard input, and reads what it tells.

Everything waits for a message, never for a time; a message that does not come fails the test after `SECONDS`.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

REPOSITORY: Final = Path(__file__).parents[2]
SECONDS: Final = 60

Json = dict[str, Any]


class RefusedError(Exception):
    """A request was answered with an error."""


class DapClient:
    """One conversation. Events that came in between are kept until somebody waits for them."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ori_compiler", "debug"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment(),
        )
        self._seq = 0
        self._messages: queue.Queue[Json | None] = queue.Queue()
        self._events: list[Json] = []
        self.output: list[Json] = []
        threading.Thread(target=self._read, daemon=True).start()

    # Talking

    def request(self, command: str, **arguments: object) -> Json:
        """The body of the answer to a request; raises if it is refused."""
        answer = self.response(self.post(command, **arguments))
        if not answer["success"]:
            raise RefusedError(answer["message"])
        body: Json = answer.get("body", {})
        return body

    def response(self, seq: int) -> Json:
        """The answer to the request of a number."""
        while True:
            message = self._next()
            if message["type"] == "response" and message["request_seq"] == seq:
                return message
            self._keep(message)

    def post(self, command: str, **arguments: object) -> int:
        """Sends a request without waiting for its answer; returns its number."""
        self._seq += 1
        self.send({"seq": self._seq, "type": "request", "command": command, "arguments": arguments})
        return self._seq

    def send(self, message: object) -> None:
        content = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(content) + content)

    def send_bytes(self, content: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(content)
        self.process.stdin.flush()

    def event(self, name: str) -> Json:
        """The body of the next event of a name."""
        while True:
            for event in self._events:
                if event["event"] == name:
                    self._events.remove(event)
                    body: Json = event.get("body", {})
                    return body
            self._keep(self._next())

    def text(self, category: str) -> str:
        """What was told so far as output of a category."""
        return "".join(each["output"] for each in self.output if each["category"] == category)

    def ended(self) -> int:
        """The exit status of the adapter, once it is gone."""
        return self.process.wait(timeout=SECONDS)

    # Whole steps

    def launch(
        self,
        program: Path,
        *breakpoints: int | Json,
        tests: list[str] | None = None,
        panics: tuple[str, ...] = (),
        **arguments: object,
    ) -> list[Json]:
        """Launches with breakpoints at lines of the program; returns what became of these."""
        self.request("initialize", adapterID="ori")
        chosen = {} if tests is None else {"tests": tests}
        self.request("launch", program=str(program), **chosen, **arguments)
        self.event("initialized")
        wanted = [each if isinstance(each, dict) else {"line": each} for each in breakpoints]
        places = self.request("setBreakpoints", source={"path": str(program)}, breakpoints=wanted)["breakpoints"]
        self.request("setExceptionBreakpoints", filters=list(panics))
        self.request("configurationDone")
        found: list[Json] = places
        return found

    def stopped(self) -> tuple[str, int]:
        """Waits until the program stops: why, and on which line of the innermost function that the user wrote."""
        reason = self.event("stopped")["reason"]
        return reason, self.line()

    def line(self) -> int:
        line: int = self.frame()["line"]
        return line

    def frame(self) -> Json:
        """The innermost frame of the user's."""
        return next(frame for frame in self.frames() if frame.get("presentationHint") != "subtle")

    def frames(self) -> list[Json]:
        frames: list[Json] = self.request("stackTrace", threadId=1)["stackFrames"]
        return frames

    def names(self) -> list[str]:
        """The functions of the user's that are under way, the innermost first."""
        return [frame["name"] for frame in self.frames() if frame.get("presentationHint") != "subtle"]

    def step(self, command: str) -> tuple[str, int]:
        """Goes on, and waits until the program stops again."""
        self.request(command, threadId=1)
        return self.stopped()

    def variables(self) -> dict[str, Json]:
        """The variables of the innermost frame of the user's."""
        (scope,) = self.request("scopes", frameId=self.frame()["id"])["scopes"]
        return {each["name"]: each for each in self.parts(scope)}

    def values(self) -> dict[str, str]:
        return {name: each["value"] for name, each in self.variables().items()}

    def parts(self, of: Json, **range_: object) -> list[Json]:
        """What a variable opens into."""
        parts: list[Json] = self.request("variables", variablesReference=of["variablesReference"], **range_)[
            "variables"
        ]
        return parts

    def evaluate(self, expression: str, context: str = "watch") -> str:
        result: str = self.request("evaluate", expression=expression, frameId=self.frame()["id"], context=context)[
            "result"
        ]
        return result

    def finish(self) -> int:
        """Lets the program run to its end; returns its exit code."""
        self.request("continue", threadId=1)
        return self.exit_code()

    def exit_code(self) -> int:
        """Waits for the end of the program."""
        code: int = self.event("exited")["exitCode"]
        self.event("terminated")
        return code

    # Reading

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.split(b":")[1])
            stream.readline()
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)

    def _next(self) -> Json:
        message = self._messages.get(timeout=SECONDS)
        if message is None:
            assert self.process.stderr is not None
            raise EOFError(f"the adapter has ended: {self.process.stderr.read().decode()}")
        return message

    def _keep(self, message: Json) -> None:
        if message["type"] != "event":
            return
        if message["event"] == "output":
            self.output.append(message["body"])
        else:
            self._events.append(message)


@contextmanager
def connected(folder: Path) -> Iterator[DapClient]:
    """A client whose adapter is gone at the end, without a word on its standard error."""
    client = DapClient(folder)
    try:
        yield client
        if client.process.poll() is None:
            client.request("disconnect")
        client.ended()
        assert client.process.stderr is not None
        assert client.process.stderr.read() == b""
    finally:
        client.process.kill()


def environment() -> dict[str, str]:
    import os

    path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}
