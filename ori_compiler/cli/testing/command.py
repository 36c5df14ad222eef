"""`oric test`: the tests of files and folders."""

import gc

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.cli.console import Console
from ori_compiler.cli.testing.options import telling, test_options
from ori_compiler.cli.testing.run import TestRun


def test(arguments: Arguments, console: Console) -> int:
    """Runs the tests and tells of each as it ends; errors in the sources keep all of them from running."""
    settings = (arguments.operands, test_options(arguments), telling(arguments), console)
    backend, runs_all = arguments.value("--backend"), arguments.given("--all") is not None
    if arguments.given("--watch") is None:
        return TestRun(*settings).run(backend, runs_all=runs_all)
    if arguments.value("--format") != "text":
        raise UsageError("`--watch` is for people to look at", "leave out `--format`, or `--watch`")
    from ori_compiler.cli.testing.watching import Ran, terminal, watch

    def run() -> Ran:
        gc.collect()  # the program of the last run
        this = TestRun(*settings)
        return Ran(this.run(backend, runs_all=runs_all), this.files)

    with terminal() as keys:
        return watch(run, arguments.operands, console, keys)
