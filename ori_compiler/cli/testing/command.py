"""`oric test`: the tests of files and folders."""

from ori_compiler.cli.check import no_sources_hint
from ori_compiler.cli.command_line import Arguments
from ori_compiler.cli.console import Console
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.cli.testing.options import test_options
from ori_compiler.cli.testing.reports import TestReport, test_report
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Failed, TestResult, TestStatus
from ori_compiler.driver.testing.discovery import TestCase, find_tests, selected_tests
from ori_compiler.driver.testing.result_cache import ResultCache, digest_of_sources, result_cache
from ori_compiler.driver.testing.session import TestOptions, run_isolated


def test(arguments: Arguments, console: Console) -> int:
    """Runs the tests and tells of each as it ends; errors in the sources keep all of them from running."""
    options = test_options(arguments)
    runs_all = arguments.given("--all") is not None
    cache = result_cache(arguments.operands, options.backends)
    with no_garbage_collection():
        pipeline = CompilationPipeline.from_paths(arguments.operands)
        sources = digest_of_sources(pipeline)
        is_known = not runs_all and cache.checked_sources == sources
        errors = () if is_known else pipeline.errors() or pipeline.errors_in_examples(pipeline.roots)
    report = test_report(arguments.value("--format"), console, pipeline)
    report.begin(arguments.value("--backend"))
    if errors:
        return _stopped(Failed(errors), pipeline, report, console)
    everything = [case for path in pipeline.roots for case in find_tests(pipeline, path)]
    tests = selected_tests(everything, options.filters)
    if not tests:
        console.complain(_nothing_found(options, arguments, pipeline))
    if runs_all:
        for case in tests:
            cache.drop(case.item)
    try:
        return _run(tests, options, pipeline, report, console, cache)
    finally:
        cache.save(sources, [case.item for case in everything])


def _run(
    tests: list[TestCase],
    options: TestOptions,
    pipeline: CompilationPipeline,
    report: TestReport,
    console: Console,
    cache: ResultCache,
) -> int:
    has_failed = False

    def tell(result: TestResult) -> None:
        nonlocal has_failed
        has_failed = has_failed or result.status is TestStatus.FAILED
        report.tell(result)

    try:
        failure = run_isolated(pipeline, tests, options, tell, cache)
    except KeyboardInterrupt:
        report.end("interrupted; the others were not run")
        return ExitCode.INTERRUPTED
    if failure is not None:
        return _stopped(failure, pipeline, report, console)
    report.end("")
    return ExitCode.FAILED if has_failed else ExitCode.OK


def _stopped(failure: Failed, pipeline: CompilationPipeline, report: TestReport, console: Console) -> int:
    show_text(failure.diagnostics, pipeline.origins, console)
    report.tell_diagnostics(failure.diagnostics, pipeline.origins)
    report.end("the others were not run")
    return ExitCode.FAILED


def _nothing_found(options: TestOptions, arguments: Arguments, pipeline: CompilationPipeline) -> str:
    if not pipeline.roots:
        return no_sources_hint(arguments)
    if options.filters:
        parts = " or ".join(f"`{part}`" for part in options.filters)
        return f"hint: no test has {parts} in its name or file\n"
    return "hint: there are no tests; one is declared as `@name tests @function () -> void = …`\n"
