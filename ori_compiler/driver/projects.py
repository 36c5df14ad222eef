"""Which project a file belongs to: the nearest folder above it that has an `ori.toml`."""

import os
from collections.abc import Mapping

import msgspec

from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.project.manifest import MANIFEST_NAME, Manifest, read_manifest
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span


def is_manifest(path: str) -> bool:
    """Whether a file is the `ori.toml` of a project."""
    return path.rpartition("/")[2] == MANIFEST_NAME


class Project(msgspec.Struct, frozen=True):
    """A folder with a manifest; `path` is that of the manifest."""

    path: str
    manifest: Manifest

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the manifest."""
        at = Label(ItemSpan(file_item(self.path), Span(0, 0)))
        return tuple(Diagnostic("E0018", Severity.ERROR, problem, at) for problem in self.manifest.problems)


class Projects:
    """The projects on disk as they were when somebody first asked for them.

    `texts` are those of manifests that somebody edits, by their paths; they count instead of the files.
    """

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = texts or {}
        self._known: dict[str, Project | None] = {}

    def of(self, source: str) -> Project | None:
        """The project of a file on disk; none for a loose file."""
        return self._of_folder(os.path.dirname(source) or ".")

    def _of_folder(self, folder: str) -> Project | None:
        if folder not in self._known:
            found = self._project_in(folder)
            if found is None and os.path.realpath(folder) != os.path.realpath(above := os.path.join(folder, "..")):
                found = self._of_folder(os.path.normpath(above))
            self._known[folder] = found
        return self._known[folder]

    def _project_in(self, folder: str) -> Project | None:
        path = os.path.normpath(os.path.join(folder, MANIFEST_NAME)).replace(os.sep, "/")
        return Project(path, read_manifest(self._texts[path])) if path in self._texts else _read(path)


def _read(path: str) -> Project | None:
    try:
        with open(path, encoding="utf-8") as file:
            return Project(path, read_manifest(file.read()))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return Project(path, Manifest(problems=("this is not text in UTF-8",)))
    except OSError as error:
        if not os.path.isfile(path):
            return None
        return Project(path, Manifest(problems=(f"the file cannot be read: {(error.strerror or str(error)).lower()}",)))
