"""`oric check`: what is wrong in files and folders."""

from collections.abc import Sequence

from ori_compiler.cli.command_line import Arguments
from ori_compiler.cli.configuration import given_configuration
from ori_compiler.cli.console import Console
from ori_compiler.cli.diagnostics_output import exit_code, show
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.projects import Projects
from ori_compiler.driver.test_coverage import project_diagnostics


def check(arguments: Arguments, console: Console) -> int:
    """Reads the sources, checks them with all they import, and shows what there is to say."""
    configuration = given_configuration(arguments, arguments.operands)
    with no_garbage_collection():
        pipeline = CompilationPipeline.from_paths(arguments.operands, configuration=configuration)
        diagnostics = (*pipeline.check(), *project_diagnostics(pipeline, Projects()))
        show(diagnostics, pipeline.origins, console, arguments.value("--format"))
    if arguments.value("--format") == "text" and not diagnostics:
        count = len(pipeline.roots)
        console.print(f"checked {count} file{'' if count == 1 else 's'}, no problems\n")
    if not pipeline.roots:
        console.complain(no_sources_hint(arguments.operands))
    return exit_code(diagnostics)


def no_sources_hint(paths: Sequence[str]) -> str:
    """What to say of folders without Ori sources."""
    return f"hint: there are no `.ori` files in {', '.join(f'`{path}`' for path in paths)}\n"
