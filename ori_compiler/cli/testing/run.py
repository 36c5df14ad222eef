"""One run of tests: read, check, run, tell."""

from collections.abc import Sequence

from msgspec.structs import replace

from ori_compiler.cli.check import no_sources_hint
from ori_compiler.cli.console import Console
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.cli.testing.options import Telling
from ori_compiler.cli.testing.progress import Progress
from ori_compiler.cli.testing.reports import TestReport, test_report
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.projects import Projects
from ori_compiler.driver.results import TestResult, TestStatus
from ori_compiler.driver.test_coverage import project_diagnostics
from ori_compiler.driver.testing.discovery import TestCase, find_tests, selected_tests
from ori_compiler.driver.testing.result_cache import digest_of_sources, result_cache
from ori_compiler.driver.testing.session import TestOptions, run_isolated


class TestRun:
    """What is to be run, and how it went so far."""

    def __init__(self, operands: Sequence[str], options: TestOptions, telling: Telling, console: Console) -> None:
        self._operands = operands
        self._options = options
        self._telling = telling
        self._console = console
        self._progress = Progress(console, is_wanted=telling.format == "text")
        self._projects = Projects()
        self._has_failed = False
        self._has_warned = False
        self.files: frozenset[str] = frozenset()
        """What the outcome can depend on beside the operands: the files that were read."""

    def run(self, backend: str, *, runs_all: bool) -> int:
        """Does all of it; gives the exit status. `backend` is as people write it."""
        self._progress.say("checking …")
        cache = result_cache(self._operands, self._options.backends)
        with no_garbage_collection():
            pipeline = CompilationPipeline.from_paths(self._operands, configuration=self._options.configuration)
            self.files = _files_of(pipeline, self._projects)
            sources = digest_of_sources(pipeline)
            is_known = not runs_all and cache.checked_sources == sources
            errors = () if is_known else pipeline.errors() or pipeline.errors_in_examples(pipeline.roots)
        self._progress.clear()
        report = test_report(self._telling, self._console, pipeline)
        report.begin(backend)
        if errors:
            return self._stopped(errors, pipeline, report)
        everything = [case for path in pipeline.roots for case in find_tests(pipeline, path)]
        tests = selected_tests(everything, self._options.filters, only_attached=self._options.only_attached)
        if not tests:
            self._console.complain(self._nothing_found(pipeline))
        if runs_all:
            for case in tests:
                cache.drop(case.item)
        self._progress.begin(len(tests))

        def tell(result: TestResult) -> None:
            self._tell(result, report)

        try:
            failure = run_isolated(pipeline, tests, self._options, tell, cache, self._starts)
        except KeyboardInterrupt:
            self._progress.clear()
            report.end("interrupted; the others were not run")
            return ExitCode.INTERRUPTED
        finally:
            cache.save(sources, [case.item for case in everything])
        self._progress.clear()
        if failure is not None:
            return self._stopped(failure.diagnostics, pipeline, report)
        if not self._options.filters:
            self._tell_about_the_project(pipeline, report)
        fails_for_warnings = self._telling.is_strict and self._has_warned and not self._has_failed
        report.end("`--strict` makes the warning a failure" if fails_for_warnings else "")
        return ExitCode.FAILED if self._has_failed or fails_for_warnings else ExitCode.OK

    def _starts(self, test: TestCase) -> None:
        self._progress.starts(f"{test.item.path}  {test.name}")

    def _tell(self, result: TestResult, report: TestReport) -> None:
        result = replace(result, is_slow=self._is_slow(result))
        self._has_failed = self._has_failed or result.status is TestStatus.FAILED
        self._has_warned = self._has_warned or result.is_slow
        self._progress.ended()
        self._progress.clear()
        report.tell(result)
        self._progress.draw()

    def _is_slow(self, result: TestResult) -> bool:
        if not result.is_attached or result.is_unchanged or result.status is not TestStatus.PASSED:
            return False
        project = self._projects.of(result.path)
        limit = project.manifest.testing.slow_test_threshold if project is not None else None
        return limit is not None and result.duration > limit * len(self._options.backends)

    def _tell_about_the_project(self, pipeline: CompilationPipeline, report: TestReport) -> None:
        found = project_diagnostics(pipeline, self._projects)
        has_errors = any(diagnostic.severity is Severity.ERROR for diagnostic in found)
        self._has_failed = self._has_failed or has_errors
        self._has_warned = self._has_warned or bool(found)
        show_text(found, pipeline.origins, self._console)
        report.tell_diagnostics(found, pipeline.origins)

    def _stopped(self, errors: tuple[Diagnostic, ...], pipeline: CompilationPipeline, report: TestReport) -> int:
        show_text(errors, pipeline.origins, self._console)
        report.tell_diagnostics(errors, pipeline.origins)
        report.end("the others were not run")
        return ExitCode.FAILED

    def _nothing_found(self, pipeline: CompilationPipeline) -> str:
        if not pipeline.roots:
            return no_sources_hint(self._operands)
        if self._options.filters:
            parts = " or ".join(f"`{part}`" for part in self._options.filters)
            return f"hint: no test has {parts} in its name or file\n"
        if self._options.only_attached:
            return "hint: there are no attached tests; one is declared as `@name tests @function () -> void = …`\n"
        return "hint: there are no tests; one is declared as `@name tests @function () -> void = …`\n"


def _files_of(pipeline: CompilationPipeline, projects: Projects) -> frozenset[str]:
    found = (projects.of(path) for path in pipeline.roots)
    read = (*pipeline.files, *pipeline.embedded_files)
    return frozenset((*read, *(project.path for project in found if project is not None)))
