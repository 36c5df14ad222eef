"""`oric run`: a program's `@main`, on one of the three backends."""

from ori_compiler.cli.command_line import Arguments
from ori_compiler.cli.configuration import given_configuration
from ori_compiler.cli.console import Console, OutputError
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.cli.native_signals import signals_end_the_process
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Backend, Failed, PanicReport


def run(arguments: Arguments, console: Console) -> int:
    """Runs the program with our streams; its exit code is ours, unless it panics."""
    path = arguments.operands[0]
    backend = Backend(arguments.value("--backend"))
    with no_garbage_collection():
        pipeline = CompilationPipeline.from_paths([path], configuration=given_configuration(arguments, (path,)))
    console.flush()

    def report(panic: PanicReport) -> None:
        console.flush()
        console.complain(f"{panic.alone}\n")

    with signals_end_the_process(when=backend is Backend.JIT):
        finished = pipeline.run(
            path,
            backend=backend,
            arguments=arguments.passed_on,
            write=console.pass_on,
            report=report,
            inherit_output=True,
        )
    if isinstance(finished, Failed):
        show_text(finished.diagnostics, pipeline.origins, console)
        return ExitCode.FAILED
    console.flush()
    if finished.panic is not None:
        return ExitCode.PANIC
    if finished.is_output_lost:
        raise OutputError("standard output", OSError("some of what the program printed is lost"))
    return finished.exit_code
