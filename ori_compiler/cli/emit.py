"""`oric emit`: any stage of a file or of one of its functions as text."""

import os

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.cli.configuration import given_configuration
from ori_compiler.cli.console import Console, write_file
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import EmitKind, Failed


def emit(arguments: Arguments, console: Console) -> int:
    """Shows the stage, or writes it to the file of `-o`."""
    path, function = split_operand(arguments.operands[0])
    with no_garbage_collection():
        pipeline = CompilationPipeline.from_paths([path], configuration=given_configuration(arguments, (path,)))
        emitted = pipeline.emit(
            EmitKind(arguments.value("--kind")),
            path,
            function,
            target=arguments.given("--target"),
            opt_level=int(arguments.value("-O")),
        )
    if isinstance(emitted, Failed):
        show_text(emitted.diagnostics, pipeline.origins, console)
        return ExitCode.FAILED
    text = emitted.text if emitted.text.endswith("\n") or not emitted.text else f"{emitted.text}\n"
    output = arguments.given("-o")
    if output is None:
        console.print_for_machines(text)
    else:
        write_file(output, text)
    return ExitCode.OK


def split_operand(operand: str) -> tuple[str, str | None]:
    """The file and the function of `FILE[:FUNCTION]`; the name of a file may contain colons itself."""
    path, colon, function = operand.rpartition(":")
    if not colon or os.path.exists(operand) or "/" in function or os.sep in function:
        return operand, None
    if not path or not function:
        raise UsageError(f"`{operand}` is not FILE:FUNCTION", "for example `oric emit --kind llvm program.ori:main`")
    return path, function
