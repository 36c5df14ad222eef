"""`oric test`: the tests of files and folders."""

from ori_compiler.cli.command_line import Arguments
from ori_compiler.cli.console import Console
from ori_compiler.cli.testing.options import telling, test_options
from ori_compiler.cli.testing.run import TestRun


def test(arguments: Arguments, console: Console) -> int:
    """Runs the tests and tells of each as it ends; errors in the sources keep all of them from running."""
    run = TestRun(arguments.operands, test_options(arguments), telling(arguments), console)
    return run.run(arguments.value("--backend"), runs_all=arguments.given("--all") is not None)
