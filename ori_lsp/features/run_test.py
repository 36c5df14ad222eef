"""The command `ori.runTest`: runs one test of a file, as `oric test` does, and tells how it went.

In: `{uri, test}`. Out: `{status, message}`, which the user sees as a message, too. The test runs in processes of its
own, so whatever it does, the server goes on. They read the file from disk.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, Final

from lsprotocol import types
from msgspec import Struct
from pygls.exceptions import JsonRpcInvalidParams

from ori_lsp.refusal import Refusal
from ori_lsp.server import OriLanguageServer
from ori_lsp.session import Session
from ori_lsp.uris import path_of

RUN_TEST: Final = "ori.runTest"
ORIC: Final = (sys.executable, "-P", "-c", "import sys; from ori_compiler.cli.main import main; sys.exit(main())")
"""The command line in this interpreter. `-P` keeps the user's folder off Python's import path."""


class Outcome(Struct, frozen=True):
    """How a test went: `passed`, `failed`, `skipped`, or `broken` if it could not run."""

    status: str
    message: str


def register(server: OriLanguageServer) -> None:
    """Runs the test while the server goes on; a request that is cancelled ends it."""

    @server.command(RUN_TEST)
    async def run_test(arguments: list[Any]) -> dict[str, str]:
        given = arguments[0] if len(arguments) == 1 and isinstance(arguments[0], dict) else {}
        uri, test = given.get("uri"), given.get("test")
        if not isinstance(uri, str) or not isinstance(test, str):
            raise JsonRpcInvalidParams(message=f"`{RUN_TEST}` takes one object: {{uri, test}}")
        path = await server.compute(RUN_TEST, given, lambda: _saved_file(server.session, uri))
        outcome = await _run(path, test)
        is_fine = outcome.status in ("passed", "skipped")
        kind = types.MessageType.Info if is_fine else types.MessageType.Warning
        text = f"@{test} {outcome.status}" + (f": {outcome.message}" if outcome.message else "")
        server.window_show_message(types.ShowMessageParams(kind, text))
        return {"status": outcome.status, "message": outcome.message}


def _saved_file(session: Session, uri: str) -> str:
    """The path of a file whose text on disk is the one that is shown."""
    path = path_of(uri)
    text = session.pipeline.text(path)
    try:
        saved = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        saved = None
    if saved is None or (text is not None and text.replace("\r\n", "\n") != saved):
        raise Refusal("save the file first: tests run from the disk")
    return path


async def _run(path: str, test: str) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        *ORIC,
        *("test", path, "--filter", test, "--format", "json", "--all", "--color", "never"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        raise
    return read_outcome(output.decode("utf-8", "replace"), errors.decode("utf-8", "replace"), test)


def read_outcome(output: str, errors: str, test: str) -> Outcome:
    """What the report of `oric test` says about a test; other tests may have its name as a part of theirs."""
    for line in output.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict) and told.get("type") == "test" and told.get("name") == test:
            return Outcome(str(told.get("status")), str(told.get("message") or ""))
    reason = (errors.strip().splitlines() or ["the program has errors"])[0]
    return Outcome("broken", reason)
