"""What the server knows: the program as the client sees it.

Open documents override the files on disk; what they import is read from disk. All of this is used by the compiler
thread only.
"""

import logging
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from msgspec import Struct

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.driver.live_coverage import untested_functions
from ori_compiler.driver.live_projects import LiveProjects
from ori_compiler.driver.loading import load
from ori_compiler.driver.projects import is_manifest
from ori_compiler.ide.completion_item import CompletionItem
from ori_compiler.ide.files import belongs_to_library, is_known, lines_of, restore_library_file
from ori_compiler.ide.imports import with_imports
from ori_compiler.ide.interruption import Cancelled
from ori_compiler.ide.occurrences import Files, declaring_file, known_files, target_at
from ori_compiler.source.line_index import LineIndex
from ori_lsp.client import Client
from ori_lsp.uris import is_on_disk, path_of, uri_of
from ori_lsp.workspace_files import WorkspaceFiles

_EDITS_BETWEEN_SWEEPS: Final = 500
"""What nobody has asked about during so many edits is forgotten; more would keep more, fewer would compute again."""

_log = logging.getLogger(__name__)


class OpenDocument(Struct, frozen=True):
    """A document as the client last sent it; `uri` is spelled as the client does."""

    uri: str
    version: int | None


class Proposals(Struct, frozen=True):
    """The last answer to a completion: what a client may ask more about. `serial` counts the answers."""

    serial: int = 0
    items: tuple[CompletionItem, ...] = ()


class Session:
    """The program and the open documents.

    `stale` holds the files whose diagnostics, and those of the files that import them, have to be computed again.
    """

    def __init__(self) -> None:
        self.pipeline = CompilationPipeline()
        self.client = Client()
        self.open: dict[str, OpenDocument] = {}
        self.stale: set[str] = set()
        self.proposals = Proposals()
        self.files = WorkspaceFiles(self.pipeline.database.engine.check_cancelled)
        self.projects = LiveProjects(self.pipeline)
        self.folders: tuple[str, ...] = ()
        self._imported: dict[str, frozenset[str]] = {}
        self._edits = 0

    # Names and positions

    def lines(self, path: str) -> LineIndex:
        """The lines of a file; those of an empty text for an unknown one."""
        return lines_of(self.pipeline.database, path)

    def uri(self, path: str) -> str:
        """The URI of a file, as the client spells it if it has named it."""
        document = self.open.get(path)
        return document.uri if document is not None else uri_of(path)

    def known_path(self, uri: str) -> str | None:
        """The path of a document that is open, imported or can be read; none for any other."""
        path = path_of(uri)
        database = self.pipeline.database
        if not is_known(database, path) and is_on_disk(uri):
            load(database, path)
        return path if is_known(database, path) else None

    # Changes

    def set_folders(self, folders: tuple[str, ...]) -> None:
        """Takes the folders of the workspace. Projects outside of them are searched, too."""
        self.folders = folders
        self._set_roots()

    def _set_roots(self) -> None:
        outside = [each for each in self.projects.folders() if not any(_is_within(each, f) for f in self.folders)]
        roots = tuple(dict.fromkeys((*self.folders, *outside)))
        if roots != self.files.roots:
            self.files.set_roots(roots)

    def set_text(self, uri: str, version: int | None, text: str) -> None:
        """Takes a document that was opened or edited."""
        path = path_of(uri)
        if is_manifest(path):
            self.projects.edit_manifest(path, text)
            self._look_at_all()
            return
        self.open[path] = OpenDocument(uri, version)
        if self.pipeline.text(path) != text:
            self.pipeline.set_source(path, text)
        self.stale.add(path)
        self._load_imports(path)
        before, self._imported[path] = self._imported.get(path, frozenset()), self._direct_imports(path)
        if before - self._imported[path]:
            self._forget_unneeded()
        self._edits += 1
        if self._edits % _EDITS_BETWEEN_SWEEPS == 0:
            self.pipeline.database.engine.sweep()

    def close(self, uri: str) -> None:
        """Goes back to the file on disk if something still imports it, and forgets files that nobody needs now."""
        path = path_of(uri)
        if is_manifest(path):
            self.projects.edit_manifest(path, None)
            self._look_at_all()
            return
        self.open.pop(path, None)
        self._imported.pop(path, None)
        self._reread(path)
        self._forget_unneeded()

    def changed_on_disk(self, uris: list[str]) -> None:
        """Reads files again that were created, changed or deleted outside of the editor, as far as they matter."""
        changed = list(map(path_of, uris))
        sources = [path for path in changed if path.endswith(".ori")]
        embedded = [path for path in self.pipeline.embedded_files if any(map(partial(_is_within, path), changed))]
        if any(map(is_manifest, changed)):
            self.projects.read_again()
        elif not sources and not embedded:
            return
        self.files.forget(sources)
        self.pipeline.reread_embedded_files(embedded)
        for path in sources:
            if path not in self.open and is_known(self.pipeline.database, path):
                self._reread(path)
        self._look_at_all()

    def read_closed_again(self) -> None:
        """Reads every file again that is not open: for clients that do not tell what changes on disk."""
        database = self.pipeline.database
        for path in set(database.workspace.texts) - set(self.open):
            if not belongs_to_library(path):
                self._reread(path)
        self.pipeline.reread_embedded_files(self.pipeline.embedded_files)
        self.projects.read_again()
        self._look_at_all()

    def _look_at_all(self) -> None:
        """Reads what open files import now, and has all their diagnostics computed again."""
        for path in self.open:
            self._load_imports(path)
        self._forget_unneeded()
        self._set_roots()
        self.stale.update(self.open)

    def _reread(self, path: str) -> None:
        if belongs_to_library(path):
            restore_library_file(self.pipeline.database, path)
        elif os.path.isfile(path):
            self.pipeline.load(path)
        else:
            self.pipeline.remove_source(path)
        self.stale.add(path)

    def _load_imports(self, path: str) -> None:
        """Reads what an open file imports or embeds and nobody has read yet."""
        if is_on_disk(self.open[path].uri) and not belongs_to_library(path):
            try:
                self._look_for_projects((path,))
                self.pipeline.load_imports(path)
                # What is imported may belong to a project that leaves out other imports.
                while self._look_for_projects(self.pipeline.database.workspace.texts):
                    self.pipeline.load_imports(path)
                self.pipeline.load_embedded_files()
            except Cancelled:
                raise
            except Exception:
                _log.exception("the imports of %s could not be read", path)

    def _look_for_projects(self, paths: Iterable[str]) -> bool:
        found = self.projects.look_at(paths)
        if found:
            self._set_roots()
        return found

    def _forget_unneeded(self) -> None:
        needed = set().union(*map(self._with_imports, self.open))
        if self.client.checks_workspace:
            needed.update(self.files.paths(is_watched=True))
        for path in set(self.pipeline.database.workspace.texts) - needed:
            if not belongs_to_library(path):
                self.pipeline.remove_source(path)

    # Searching

    def files_to_search(self, path: str, offset: int) -> Files:
        """Where what stands at an offset may be mentioned; files that import it are read if they have the word."""
        found = target_at(self.pipeline.database, path, offset)
        declared_in = declaring_file(found[0]) if found is not None else None

        def files(word: str) -> tuple[str, ...]:
            database = self.pipeline.database
            if declared_in is not None and not belongs_to_library(declared_in):
                for each in self.files.mentioning(word, declared_in, is_watched=self.client.watches_files):
                    if not is_known(database, each):
                        load(database, each)
            return known_files(database, path)

        return files

    # Checking the workspace

    def workspace_files(self) -> list[str]:
        """The files of the workspace and those that are open, in order."""
        on_disk = self.files.paths(is_watched=self.client.watches_files)
        return sorted({*on_disk, *self.open})

    def read_for_check(self, path: str) -> None:
        """Reads a file and its imports, if that has not been done."""
        if not is_known(self.pipeline.database, path):
            try:
                self._look_for_projects((path,))
                load(self.pipeline.database, path)
                self._look_for_projects(self.pipeline.database.workspace.texts)
            except Cancelled:
                raise
            except Exception:
                _log.exception("%s could not be read with its imports", path)

    # Dependencies

    def affected(self) -> list[str]:
        """The open files that read a stale one, and those that a stale one may have a test for."""
        tested = set[str]()
        if self.projects.wants_tests():
            tested.update(*map(self._with_imports, self.stale))
        return [path for path in self.open if path in tested or self.stale & self._with_imports(path)]

    def untested(self, path: str) -> tuple[Diagnostic, ...]:
        """The functions of a file that its project wants to have a test, and that have none."""
        project = self.projects.of(path)
        dependents = partial(self.files.dependents, is_watched=self.client.watches_files)
        return untested_functions(self.pipeline, project, path, dependents) if project is not None else ()

    def _direct_imports(self, path: str) -> frozenset[str]:
        """The files that a file imports itself."""
        return frozenset(self._followed(path, lambda: self.pipeline.database.imported_files(path)))

    def _with_imports(self, path: str) -> set[str]:
        """A file and all it imports."""
        return {path, *self._followed(path, lambda: with_imports(self.pipeline.database, (path,)))}

    def _followed(self, path: str, imports: Callable[[], Iterable[str]]) -> Iterable[str]:
        """Imports of a file; none if the compiler fails on one of them, which harms no other file."""
        try:
            return imports()
        except Cancelled:
            raise
        except Exception:
            _log.exception("the imports of %s could not be followed", path)
            return ()


def _is_within(path: str, changed: str) -> bool:
    """Whether what changed is the file itself, or a folder that it is in."""
    return path == changed or path.startswith(f"{changed}/")
