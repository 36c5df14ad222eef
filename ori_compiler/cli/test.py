"""`oric test`: the tests of files and folders."""

from ori_compiler.cli.check import no_sources_hint
from ori_compiler.cli.command_line import Arguments
from ori_compiler.cli.console import Console
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.cli.native_signals import signals_end_the_process
from ori_compiler.cli.test_reports import JsonReport, TestReport, TextReport
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, TestResult, TestStatus


def test(arguments: Arguments, console: Console) -> int:
    """Runs the tests and tells of each as it ends; errors in the sources keep all of them from running."""
    with no_garbage_collection():
        pipeline = CompilationPipeline.from_paths(arguments.operands)
    backend = Backend(arguments.value("--backend"))
    is_json = arguments.value("--format") == "json"
    report: TestReport = JsonReport(console) if is_json else TextReport(console, pipeline)
    counts = dict.fromkeys(TestStatus, 0)
    examples = 0

    def tell(result: TestResult) -> None:
        nonlocal examples
        examples += result.is_example
        counts[result.status] += 1
        report.tell(result)

    with signals_end_the_process(when=backend is Backend.JIT):
        results = pipeline.test(backend=backend, name_part=arguments.value("--filter"), report=tell)
    if isinstance(results, Failed):
        show_text(results.diagnostics, pipeline.origins, console)
        report.tell_diagnostics(results.diagnostics, pipeline.origins)
    report.tell_counts(counts, examples)
    if not isinstance(results, Failed) and not results:
        console.complain(_nothing_found(arguments, pipeline))
    failed = isinstance(results, Failed) or counts[TestStatus.FAILED] > 0
    return ExitCode.FAILED if failed else ExitCode.OK


def _nothing_found(arguments: Arguments, pipeline: CompilationPipeline) -> str:
    if not pipeline.roots:
        return no_sources_hint(arguments)
    part = arguments.given("--filter")
    if part is not None:
        return f"hint: no test has `{part}` in its name\n"
    return "hint: there are no tests; one is declared as `@name tests @function () -> void = …`\n"
