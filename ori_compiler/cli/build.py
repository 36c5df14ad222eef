"""`oric build`: a program on disk."""

from ori_compiler.cli.command_line import Arguments
from ori_compiler.cli.configuration import given_configuration
from ori_compiler.cli.console import Console
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Failed


def build(arguments: Arguments, console: Console) -> int:
    """Compiles and links; says nothing if all is well."""
    path = arguments.operands[0]
    with no_garbage_collection():
        pipeline = CompilationPipeline.from_paths([path], configuration=given_configuration(arguments, (path,)))
        built = pipeline.build(
            path, arguments.value("-o"), target=arguments.given("--target"), opt_level=int(arguments.value("-O"))
        )
    if isinstance(built, Failed):
        show_text(built.diagnostics, pipeline.origins, console)
        return ExitCode.FAILED
    return ExitCode.OK
