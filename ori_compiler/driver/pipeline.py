"""The library's front door: sources in, diagnostics, IR, results and programs out.

Nothing here prints. With in-memory sources nothing touches the disk either, but for `build` and the ahead-of-time
backend, whose work is to write a program.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ori_compiler.canon.program import CanonProgram
from ori_compiler.database import CompilerDatabase
from ori_compiler.database.examples import example_error, examples_of
from ori_compiler.database.module_graph import with_imports
from ori_compiler.database.programs import program_of, program_or_obstacle
from ori_compiler.database.tests import must_not_compile
from ori_compiler.database.workspace import file_item
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.diagnostics.place import sort_diagnostics
from ori_compiler.driver.embedding import load_embedded_files, read_embedded_file
from ori_compiler.driver.loading import load, load_imported, normal_path, source_files, unreadable
from ori_compiler.driver.projects import Projects
from ori_compiler.driver.results import (
    Backend,
    Built,
    EmitKind,
    Emitted,
    Failed,
    Finished,
    Listing,
    PanicReport,
    TestResult,
)
from ori_compiler.resolve.configuration import Configuration
from ori_compiler.resolve.module_path import is_library
from ori_compiler.resolve.scope import FunctionEntity
from ori_compiler.source.embedded_file import EmbeddedFile
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan, Origins
from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId, name_of

if TYPE_CHECKING:
    from ori_compiler.codegen.abi_report import AbiReport

Path = str | os.PathLike[str]


class CompilationPipeline:
    r"""One program, or several that share files, from source to result; edits are incremental.

    Example:
        >>> pipeline = CompilationPipeline.from_sources({"main.ori": '@main () -> void = print(msg: "hi");'})
        >>> pipeline.check()
        ()
        >>> pipeline.run("main.ori").output
        'hi\n'
    """

    def __init__(self, *, checks: bool = False, configuration: Configuration | None = None) -> None:
        """An empty program; with `checks` the compiler verifies its own work, which takes longer.

        It is compiled for this machine in debug mode if no `configuration` says anything else.
        """
        self.database = CompilerDatabase(checks=checks, configuration=configuration)
        self._roots: dict[str, None] = {}
        self._unreadable: dict[str, Diagnostic] = {}
        self._projects = Projects()

    @classmethod
    def from_paths(
        cls, paths: Iterable[Path], *, checks: bool = False, configuration: Configuration | None = None
    ) -> "CompilationPipeline":
        """Reads files, or all `.ori` files of folders, and whatever they import."""
        pipeline = cls(checks=checks, configuration=configuration)
        for path in source_files(paths):
            pipeline._load(path)
        pipeline.load_embedded_files()
        return pipeline

    @classmethod
    def from_sources(
        cls, sources: Mapping[str, str], *, checks: bool = False, configuration: Configuration | None = None
    ) -> "CompilationPipeline":
        """Takes sources from memory; imports are looked for among them only."""
        pipeline = cls(checks=checks, configuration=configuration)
        for path, text in sources.items():
            pipeline.set_source(path, text)
        return pipeline

    @property
    def configuration(self) -> Configuration:
        """What the program is compiled for."""
        return self.database.configuration.get("")

    def configure(self, configuration: Configuration) -> None:
        """Compiles for something else from now on."""
        self.database.configuration.set("", configuration)

    # Sources

    def load(self, path: Path) -> None:
        """Reads a file, what it imports and what these embed from disk; `check` tells if it cannot be read."""
        self._load(path)
        self.load_embedded_files()

    def _load(self, path: Path) -> None:
        name = self._root(path)
        problem = load(self.database, name)
        if problem is not None:
            self._unreadable[name] = problem

    def set_source(self, path: Path, text: str) -> None:
        """Adds a source or replaces its text."""
        self.database.workspace.set_text(self._root(path), text)

    def _root(self, path: Path) -> str:
        """Notes a source that is asked for, and so will be looked at as a whole."""
        name = normal_path(path)
        self._roots[name] = None
        self._unreadable.pop(name, None)
        self.database.read_whole.add(name)
        return name

    def load_imports(self, path: Path) -> None:
        """Reads from disk what a source in memory imports, as far as it is not known yet."""
        name = normal_path(path)
        if self.database.workspace.module_items.contains(name):
            for header in self.database.type_scope(name).imported_modules:
                if header.is_relative:
                    load_imported(self.database, name, header.path)

    def load_embedded_files(self) -> None:
        """Reads from disk what the sources embed, as far as it is not known yet."""
        load_embedded_files(self.database, self._projects)

    def reread_embedded_files(self, paths: Iterable[Path]) -> None:
        """Looks again at files on disk that sources embed or ask for."""
        for path in map(normal_path, paths):
            self.database.workspace.embedded_files.set(path, read_embedded_file(path))

    def set_embedded_file(self, path: Path, content: bytes) -> None:
        """Adds a file that sources in memory may embed, or replaces its content."""
        self.database.workspace.embedded_files.set(normal_path(path), EmbeddedFile(len(content), content))

    @property
    def embedded_files(self) -> Mapping[str, EmbeddedFile]:
        """What sources embed or ask for, those files included that were not found."""
        files = self.database.workspace.embedded_files
        return {path: files.get(path) for path in self.database.workspace.known_embedded_files()}

    def remove_source(self, path: Path) -> None:
        """Forgets a source."""
        name = normal_path(path)
        self._roots.pop(name, None)
        self._unreadable.pop(name, None)
        self.database.read_whole.discard(name)
        self.database.workspace.remove(name)

    @property
    def roots(self) -> tuple[str, ...]:
        """The sources that were asked for, without those that only imports brought in."""
        return tuple(self._roots)

    @property
    def files(self) -> tuple[str, ...]:
        """All sources of the program, imported ones included."""
        return tuple(path for path in self.database.workspace.texts if not is_library(path))

    def text(self, path: Path) -> str | None:
        """The text of a known source."""
        return self.database.workspace.texts.get(normal_path(path))

    @property
    def origins(self) -> Origins:
        """Where each item is now: what renderers need besides the diagnostics."""
        return self.database.workspace.origins

    # Checking

    def check(self, paths: Iterable[Path] | None = None) -> tuple[Diagnostic, ...]:
        """What is wrong with these sources and all they import, in the order of the files and their lines."""
        names = [normal_path(path) for path in paths] if paths is not None else list(self._roots)
        return self._check(names, self.file_diagnostics)

    def _check(self, names: Iterable[str], look_at: Callable[[str], tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
        found: dict[Diagnostic, None] = {}
        for path in with_imports(self.database, names):
            found.update(dict.fromkeys(look_at(path)))
        return self._sorted(found)

    def file_diagnostics(self, path: Path) -> tuple[Diagnostic, ...]:
        """What is wrong in one file; examples in its comments that cannot run are warnings."""
        name = normal_path(path)
        warnings = [replace(d, severity=Severity.WARNING) for d in self.errors_in_examples([name])]
        return self._sorted((*self._without_examples(name), *warnings))

    def _without_examples(self, name: str) -> tuple[Diagnostic, ...]:
        if name in self._unreadable:
            return (self._unreadable[name],)
        if not self.database.workspace.module_items.contains(name):
            return (unreadable(name, "there is no such source"),)
        found = list(self.database.workspace.problems(name))
        found += self.database.module_errors(name)
        for item in self.database.workspace.module_items.get(name):
            if not must_not_compile(self.database, item):
                found += self.database.item_errors(item)
        return self._sorted(found)

    def _sorted(self, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(sort_diagnostics(diagnostics, self.origins))

    def errors(self, paths: Iterable[Path] | None = None) -> tuple[Diagnostic, ...]:
        """The diagnostics that stop compilation."""
        names = [normal_path(path) for path in paths] if paths is not None else list(self._roots)
        return tuple(d for d in self._check(names, self._without_examples) if d.severity is Severity.ERROR)

    def errors_in_examples(self, paths: Iterable[Path]) -> tuple[Diagnostic, ...]:
        """What keeps examples in the comments of these files from being run: one reason for each."""
        examples = (example for path in paths for example in self.examples(path))
        errors = (example_error(self.database, example) for example in examples)
        return self._sorted(error for error in errors if error is not None)

    # Items

    def items(self, path: Path) -> tuple[ItemId, ...]:
        """The items of a file, in order."""
        items = self.database.workspace.module_items
        name = normal_path(path)
        return items.get(name) if items.contains(name) else ()

    def examples(self, path: Path) -> tuple[ItemId, ...]:
        """The examples in the documentation comments of a file, in order."""
        return examples_of(self.database, normal_path(path))

    def find_function(self, path: Path, function: str) -> ItemId | None:
        """A function, test or constant of a file by its name, with or without its sigil."""
        name = function.lstrip("@$")
        kinds = (ItemKind.FUNCTION, ItemKind.TEST, ItemKind.CONSTANT)
        found = [item for item in self.items(path) if item.name == name and item.kind in kinds]
        return next(filter(self.database.is_active, found), next(iter(found), None))

    def program(self, entries: Sequence[FunctionId]) -> CanonProgram | None:
        """Everything the entries need to run; none if some of it has errors."""
        return program_of(self.database, entries)

    def executable(self, entries: Sequence[FunctionId], path: Path) -> CanonProgram | Failed:
        """Everything the entries need to run, or the errors that prevent it: of the file, else of what it imports."""
        found = program_or_obstacle(self.database, entries)
        if isinstance(found, CanonProgram):
            return found
        errors = self.errors([path]) or self.errors()
        if not errors:
            raise RuntimeError(f"`{name_of(found)}` has no errors and yet cannot be executed")
        return Failed(errors)

    def main_of(self, path: Path) -> ItemId | Failed:
        """The `@main` of a file that can be run."""
        name = normal_path(path)
        errors = self.errors([name])
        if errors:
            return Failed(errors)
        entity = self.database.scope(name).values.get("main")
        if isinstance(entity, FunctionEntity):
            return entity.item
        at = Label(ItemSpan(file_item(name), Span(0, 0)), "no `@main` in this file")
        help_ = ("add `@main () -> void = …`",)
        return Failed((Diagnostic("E2069", Severity.ERROR, f"`{name}` has no `@main` to run", at, help=help_),))

    def panic_handler_of(self, path: Path) -> ItemId | None:
        """The `@panic` of the program whose `@main` a file has."""
        return next(iter(self.database.panic_handlers(normal_path(path))), None)

    # Looking into the compiler; each imports its phases only when it is used

    def emit(
        self, kind: EmitKind, path: Path, function: str | None = None, *, target: str | None = None, opt_level: int = 0
    ) -> Emitted | Failed:
        """One stage of a file or of one of its functions as text."""
        from ori_compiler.driver.emission import emit

        return emit(self, kind, normal_path(path), function, target, opt_level)

    def show_ir(
        self, path: Path, function: str | None = None, *, target: str | None = None, opt_level: int = 0
    ) -> Listing | Failed:
        """The LLVM IR of a function or file, and the source line of each of its lines."""
        from ori_compiler.driver.generated_code import show_ir

        return show_ir(self, normal_path(path), function, target, opt_level)

    def classify(self, path: Path, name: str | None = None, *, target: str | None = None) -> "AbiReport | Failed":
        """How the types and functions of a file, or one of them, are laid out and passed on a target."""
        from ori_compiler.driver.abi import classify

        classified = classify(self, normal_path(path), name, target)
        return classified if isinstance(classified, Failed) else classified.report

    # Running

    def run(
        self,
        path: Path,
        *,
        backend: Backend = Backend.JIT,
        arguments: Sequence[str] = (),
        write: Callable[[str], None] | None = None,
        report: Callable[[PanicReport], None] | None = None,
        inherit_output: bool = False,
    ) -> Finished | Failed:
        """Runs the `@main` of a file.

        What it prints becomes part of the result; with `inherit_output` it goes to this process' standard output
        instead, and with `write` (interpreter only) to that function. Likewise a panic that nothing catches is written
        to standard error, or told to `report`, before the stack unwinds.
        """
        from ori_compiler.driver.execution import run_main

        return run_main(self, normal_path(path), backend, arguments, write, report, inherit_output)

    def call(self, path: Path, function: str, *arguments: object) -> object:
        """Calls a function of a file through the JIT with Python values, and returns its result as one.

        `int`, `float`, `bool`, `str`, one-character strings for `char`, and dictionaries for structs. Raises
        `ProgramError` if the program has errors, `ArgumentError` for values that do not fit, `PanicError` for a panic.
        """
        from ori_compiler.driver.calling import call

        return call(self, normal_path(path), function, arguments)

    def test(
        self,
        paths: Iterable[Path] | None = None,
        *,
        backend: Backend = Backend.JIT,
        name_part: str = "",
        report: Callable[[TestResult], None] | None = None,
    ) -> tuple[TestResult, ...] | Failed:
        """Runs the tests of these sources whose name contains `name_part`; `report` hears of each as it ends."""
        from ori_compiler.driver.testing.running import run_tests

        names = [normal_path(path) for path in paths] if paths is not None else list(self._roots)
        return run_tests(self, names, backend, name_part, report)

    def build(self, path: Path, output: Path, *, target: str | None = None, opt_level: int = 2) -> Built | Failed:
        """Writes the program whose `@main` a file has."""
        from ori_compiler.driver.building import build

        return build(self, normal_path(path), os.fspath(output), target, opt_level)
