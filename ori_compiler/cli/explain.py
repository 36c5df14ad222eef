"""`oric explain`: the long story of a diagnostic code."""

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.cli.console import Console
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.diagnostics import catalogue


def explain(arguments: Arguments, console: Console) -> int:
    """Prints the explanation."""
    code = arguments.operands[0]
    text = catalogue.explain(code)
    if text is None:
        similar = catalogue.closest_code(code)
        hint = f"did you mean `{similar}`?" if similar else "codes look like E2001; a diagnostic begins with its code"
        raise UsageError(f"there is no diagnostic code `{code}`", hint)
    console.print(text if text.endswith("\n") else f"{text}\n")
    return ExitCode.OK
