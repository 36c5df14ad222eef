"""The projects of a program that is edited: what their `ori.toml` says counts as it does for `oric`, at once.

In: the files that are known, and manifests that are edited. Out: how the folder of each project is configured, and what
is wrong with manifests.
"""

import os
from collections.abc import Iterable, Mapping

from ori_compiler.database import CompilerDatabase
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.driver.configuring import Choice, configuration_of
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.projects import Project, Projects
from ori_compiler.project.manifest import Coverage
from ori_compiler.resolve.configuration import Configuration
from ori_compiler.resolve.module_path import is_library


def configure_folders(database: CompilerDatabase, configurations: Mapping[str, Configuration]) -> None:
    """Makes a database have these configurations of folders, besides that of all."""
    known = {folder for _, folder, _ in database.configuration.cells() if folder}
    for folder in known - set(configurations):
        database.configuration.remove(folder)
    for folder, configuration in configurations.items():
        database.configuration.set(folder, configuration)


class LiveProjects:
    """What is known of the projects of a session; `configurations` are those of their folders."""

    def __init__(self, pipeline: CompilationPipeline) -> None:
        self.configurations: dict[str, Configuration] = {}
        self._pipeline = pipeline
        self._edited: dict[str, str] = {}
        self._projects = Projects()
        self._found: dict[str, Project] = {}
        self._seen: set[str] = set()

    def of(self, path: str) -> Project | None:
        """The project of a file on disk."""
        return self._projects.of(path) if os.path.isabs(path) and not is_library(path) else None

    def look_at(self, paths: Iterable[str]) -> bool:
        """Takes over how the projects of these files are configured; whether there was one that is new."""
        before = len(self._found)
        for path in set(paths) - self._seen:
            self._seen.add(path)
            project = self.of(path)
            if project is not None:
                self._found[_folder(project)] = project
        if len(self._found) == before:
            return False
        self._configure()
        return True

    def edit_manifest(self, path: str, text: str | None) -> None:
        """Takes the text of a manifest that is open in an editor, or that it is so no more."""
        if text is None:
            self._edited.pop(path, None)
        else:
            self._edited[path] = text
        self.read_again()

    def read_again(self) -> None:
        """Looks for projects again, where one may have appeared, changed or gone."""
        self._projects = Projects(dict(self._edited))
        self._found = {}
        for path in self._seen:
            project = self.of(path)
            if project is not None:
                self._found[_folder(project)] = project
        self._configure()

    def folders(self) -> tuple[str, ...]:
        """The folders of all projects."""
        return tuple(self._found)

    def problems(self) -> dict[str, tuple[Diagnostic, ...]]:
        """What is wrong with each manifest, by its path."""
        return {project.path: project.diagnostics() for project in self._found.values()}

    def wants_tests(self) -> bool:
        """Whether it matters in any project which functions have a test."""
        return any(project.manifest.testing.coverage is not Coverage.OFF for project in self._found.values())

    def _configure(self) -> None:
        self.configurations = {
            folder: configuration_of(Choice(), project.manifest) for folder, project in self._found.items()
        }
        configure_folders(self._pipeline.database, self.configurations)


def _folder(project: Project) -> str:
    return project.path.rpartition("/")[0]
