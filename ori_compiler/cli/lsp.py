"""`oric lsp`: the language server."""

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.cli.console import Console


def lsp(arguments: Arguments, console: Console) -> int:
    """Hands over to the language server until its client goes away."""
    address = arguments.given("--tcp")
    if address is not None and arguments.given("--stdio") is not None:
        raise UsageError("`--stdio` and `--tcp` exclude each other", "leave one of them out")
    from ori_lsp.main import main

    words = ["--tcp", address] if address is not None else ["--stdio"]
    for option in ("--log", "--log-level"):
        value = arguments.given(option)
        if value is not None:
            words += [option, value]
    return main(words)
