"""The entry point of `oric`: reads the command line, runs one command, and turns what happened into an exit status."""

import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from ori_compiler.cli.command_line import Arguments, Command, UsageError, asks_for_help, find_command, parse, shown
from ori_compiler.cli.commands import COMMANDS
from ori_compiler.cli.console import Console, OutputError, open_console
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import skip_final_collection

Handler = Callable[[Arguments, Console], int]
"""A command: does its work and returns the exit status."""


def main() -> int:
    """The process `oric`: its words are in `sys.argv`, its exit status is the result."""
    status = run_oric(sys.argv[1:])
    skip_final_collection()
    return status


def run_oric(words: Sequence[str], out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Runs `oric` on words, with streams that are not the process' own if they are given."""
    console = open_console(out, err)
    try:
        return _guarded(words, console)
    except BrokenPipeError:
        return ExitCode.BROKEN_PIPE
    except OutputError:
        # Not even the complaint could be written, so the status has to say it all.
        return ExitCode.FAILED


def _guarded(words: Sequence[str], console: Console) -> int:
    try:
        status = _run(words, console)
        console.flush()
        return status
    except UsageError as error:
        console.complain(f"error: {shown(error.message)}\nhint: {error.hint}\n")
        return ExitCode.USAGE
    except OutputError as error:
        console.complain(f"error: {shown(str(error))}\n")
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        from ori_compiler.cli.internal_error import report_internal_error

        console.complain(report_internal_error(error, words))
        return ExitCode.INTERNAL_ERROR


def _run(words: Sequence[str], console: Console) -> int:
    if not words:
        from ori_compiler.cli.help import overview

        console.complain(overview(COMMANDS))
        return ExitCode.USAGE
    first, rest = words[0], words[1:]
    if first in ("--help", "-h", "help"):
        return _print_help(rest, console)
    if first in ("--version", "-V"):
        from ori_compiler import __version__

        console.print(f"oric {__version__}\n")
        return ExitCode.OK
    command = find_command(first, COMMANDS)
    if asks_for_help(rest):
        return _print_help((first,), console)
    arguments = parse(command, rest)
    console.color = arguments.options.get("--color", "auto")
    return _handler(command)(arguments, console)


def _print_help(words: Sequence[str], console: Console) -> int:
    from ori_compiler.cli.help import command_help, overview

    console.print(command_help(find_command(words[0], COMMANDS)) if words else overview(COMMANDS))
    return ExitCode.OK


def _handler(command: Command) -> Handler:
    """The function behind a command; only its own module is imported."""
    match command.name:
        case "check":
            from ori_compiler.cli.check import check

            return check
        case "run":
            from ori_compiler.cli.run import run

            return run
        case "test":
            from ori_compiler.cli.testing.command import test

            return test
        case "build":
            from ori_compiler.cli.build import build

            return build
        case "emit":
            from ori_compiler.cli.emit import emit

            return emit
        case "fmt":
            from ori_compiler.cli.fmt import fmt

            return fmt
        case "explain":
            from ori_compiler.cli.explain import explain

            return explain
        case "debug":
            from ori_compiler.cli.debugging.command import debug

            return debug
        case "lsp":
            from ori_compiler.cli.lsp import lsp

            return lsp
        case _:
            raise LookupError(f"no module runs `oric {command.name}`")
