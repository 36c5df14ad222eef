"""Functions without a test while a project is edited: the same as `test_coverage.py` finds, for one file at a time."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.tests import functions_to_test, tested_functions
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.driver.loading import load
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.projects import Project
from ori_compiler.driver.test_coverage import missing_test
from ori_compiler.ide.unparsed import Unparsed, mentions
from ori_compiler.project.manifest import Coverage
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId

Dependents = Callable[[str], Iterable[tuple[str, Unparsed]]]
"""The files that import one, directly or not, and what a look at their texts tells."""

_TESTS: Final = "tests"
"""The word between a test and its functions."""


def untested_functions(
    pipeline: CompilationPipeline, project: Project, path: str, dependents: Dependents
) -> tuple[Diagnostic, ...]:
    """The functions of one file of a project that nothing tests.

    Of the files that import it, which `dependents` finds, those that may have a test are read into the program.
    """
    coverage = project.manifest.testing.coverage
    if coverage is Coverage.OFF:
        return ()
    database = pipeline.database
    missing = _without_test(database, functions_to_test(database, path), [path])
    missing = _without_test(database, missing, _known_tests(database, missing))
    if missing:
        for each, text in dependents(path):
            is_wanted = _TESTS in text.words and any(mentions(text, function.name) for function in missing)
            if is_wanted and not database.workspace.module_items.contains(each):
                load(database, each)
        missing = _without_test(database, missing, _known_tests(database, missing))
    severity = Severity(coverage.value)
    return tuple(missing_test(pipeline, function, severity, project) for function in missing)


def _known_tests(database: CompilerDatabase, functions: Iterable[ItemId]) -> Iterator[str]:
    """The files that have been read and may test one of these functions."""
    names = {function.name for function in functions}
    for path in database.workspace.modules.get("") if names else ():
        if not is_library(path):
            words = database.words.of_file(path)
            if _TESTS in words and not names.isdisjoint(words):
                yield path


def _without_test(database: CompilerDatabase, functions: Iterable[ItemId], files: Iterable[str]) -> list[ItemId]:
    tested = {function for path in files for function in tested_functions(database, path)}
    return [function for function in functions if function not in tested]
