"""The two streams of a command, and how to write to them without a crash.

A terminal that cannot show a character gets an escape for it. Machine-readable output is always UTF-8.
"""

import io
import os
import sys
from collections.abc import Mapping
from typing import Final, TextIO

_ESCAPE: Final = "backslashreplace"


class OutputError(Exception):
    """A stream or file cannot be written. `what` names it."""

    def __init__(self, what: str, reason: OSError) -> None:
        super().__init__(f"cannot write {what}: {(reason.strerror or str(reason)).lower()}")


class Console:
    """Standard output and standard error of one command."""

    def __init__(self, out: TextIO, err: TextIO, environ: Mapping[str, str]) -> None:
        self.out: Final = out
        self.err: Final = err
        self._environ: Final = environ
        self.color = "auto"
        for stream in (out, err):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors=_ESCAPE)

    def wants_color(self, stream: TextIO) -> bool:
        """Whether text on this stream is to be coloured: `--color`, else what environment and terminal say."""
        if self.color != "auto":
            return self.color == "always"
        from ori_compiler.diagnostics.render.style import wants_color

        return wants_color(stream, self._environ)

    @property
    def is_terminal(self) -> bool:
        """Whether standard output is a terminal on which lines can be drawn over."""
        return self._environ.get("TERM") != "dumb" and self.out.isatty()

    def print(self, text: str) -> None:
        """Writes text to standard output."""
        self._write(self.out, "standard output", text)

    def complain(self, text: str) -> None:
        """Writes text to standard error, after what was printed before it."""
        self.flush()
        self._write(self.err, "standard error", text)

    def print_for_machines(self, text: str) -> None:
        """Writes text to standard output as UTF-8, whatever the terminal is said to understand."""
        self._use_utf8()
        self.print(text)

    def pass_on(self, text: str) -> None:
        """Writes what a program prints as it would itself: UTF-8, and buffered; see `flush`."""
        self._use_utf8()
        self._write(self.out, "standard output", text, flush=False)

    def flush(self) -> None:
        """Hands on what was printed. The language server closes standard output, which is its own, when it ends."""
        if not self.out.closed:
            self._write(self.out, "standard output", "")

    def _use_utf8(self) -> None:
        if isinstance(self.out, io.TextIOWrapper) and (self.out.encoding != "utf-8" or os.linesep != "\n"):
            self.out.reconfigure(encoding="utf-8", errors=_ESCAPE, newline="\n")

    def _write(self, stream: TextIO, name: str, text: str, *, flush: bool = True) -> None:
        try:
            stream.write(text)
            if flush:
                stream.flush()
        except BrokenPipeError:
            _abandon(stream)
            raise
        except OSError as error:
            _abandon(stream)
            raise OutputError(name, error) from error


def _abandon(stream: TextIO) -> None:
    """Sends what is still buffered to nowhere, so that Python does not try again at exit and complain."""
    try:
        descriptor = stream.fileno()
    except io.UnsupportedOperation:
        return  # a stream in memory has no end where something could fail again
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def open_console(out: TextIO | None, err: TextIO | None) -> Console:
    """The given streams, else those of this process; one that is closed swallows what is written."""
    return Console(out or sys.stdout or _nowhere(), err or sys.stderr or _nowhere(), os.environ)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def write_file(path: str, text: str) -> None:
    """Writes a file that was asked for."""
    try:
        with open(path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise OutputError(f"`{path}`", error) from error
    except ValueError as error:
        raise OutputError(f"`{path}`", OSError("this is not a possible file name")) from error
