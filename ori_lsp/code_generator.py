"""Code generation for editors, away from typing.

It has a program and a thread of its own: a question comes with a snapshot of all texts, which are taken over into that
program (only what differs costs anything) before the code is generated. So edits never wait for LLVM, and an answer is
about one state of the program however much is typed meanwhile.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TypeVar

from msgspec import Struct

from ori_compiler import CompilationPipeline
from ori_compiler.driver.configuring import Configuration
from ori_compiler.driver.live_projects import configure_folders
from ori_lsp.compiler_thread import CompilerThread, Priority

R = TypeVar("R")


class Snapshot(Struct, frozen=True):
    """A program: its texts by path, and how folders are configured; the folder `""` stands for all."""

    texts: Mapping[str, str]
    configurations: Mapping[str, Configuration]


class CodeGenerator:
    """Generates code from snapshots, one question at a time."""

    def __init__(self) -> None:
        self._pipeline = CompilationPipeline()
        self._thread = CompilerThread(self._pipeline.database.engine)

    def submit(self, snapshot: Snapshot, question: Callable[[CompilationPipeline], R]) -> "Future[R]":
        """Asks a question about a program; cancelling the future stops the work between two queries."""
        return self._thread.submit(Priority.REQUEST, lambda: question(self._at(snapshot)))

    def stop(self) -> None:
        """Ends the thread."""
        self._thread.stop()

    def _at(self, snapshot: Snapshot) -> CompilationPipeline:
        texts, known = snapshot.texts, self._pipeline.database.workspace.texts
        configure_folders(self._pipeline.database, snapshot.configurations)
        for path in set(known) - set(texts):
            self._pipeline.remove_source(path)
        for path, text in texts.items():
            if known.get(path) != text:
                self._pipeline.set_source(path, text)
        return self._pipeline
