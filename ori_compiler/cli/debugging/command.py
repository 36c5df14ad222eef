"""`oric debug`: serves one client on standard input and output until it is done."""

import io
import os
import sys

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.cli.configuration import given_configuration
from ori_compiler.cli.console import Console
from ori_compiler.cli.debugging import replies
from ori_compiler.cli.debugging.adapter import Adapter
from ori_compiler.cli.debugging.connection import Connection
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.driver import CompilationPipeline


def debug(arguments: Arguments, console: Console) -> int:
    """Hands over to a debug adapter. Its streams are the client's; what the program writes is told as events."""
    if sys.stdin is None or sys.stdout is None or sys.stdin.isatty():
        hint = "start it from an editor; `oric run` and `oric test` are for terminals"
        raise UsageError("`oric debug` talks to an editor, not to a terminal", hint)
    connection = Connection(sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    sys.stdout, sys.stderr = _Told(connection, "stdout"), _Told(connection, "stderr")

    def load(path: str) -> CompilationPipeline:
        return CompilationPipeline.from_paths([path], configuration=given_configuration(arguments, (path,)))

    Adapter(connection, load).serve()
    return ExitCode.OK


class _Told(io.TextIOBase):
    """A stream whose text goes to the client."""

    def __init__(self, connection: Connection, category: str) -> None:
        self._connection = connection
        self._category = category

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._connection.tell("output", replies.Output(self._category, text))
        return len(text)
