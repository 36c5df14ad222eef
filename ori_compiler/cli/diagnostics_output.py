"""Diagnostics in the format that was asked for.

Text is for people and goes to standard error, in the manner of compilers; the other formats are for programs and go to
standard output.
"""

from collections.abc import Sequence

from ori_compiler.cli.console import Console
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.source.location import Origins


def show_text(diagnostics: Sequence[Diagnostic], origins: Origins, console: Console) -> None:
    """For people: each diagnostic with its source, then how many there were; nothing if there are none."""
    from ori_compiler.diagnostics.render.terminal import render, summary

    if diagnostics:
        console.complain(render(diagnostics, origins, console.wants_color(console.err)))
        console.complain(f"{summary(diagnostics)}\n")


def show(diagnostics: Sequence[Diagnostic], origins: Origins, console: Console, format: str) -> None:
    """In one of the formats of `oric check`."""
    if format == "json":
        from ori_compiler.diagnostics.render import json_lines

        console.print_for_machines(json_lines.render(diagnostics, origins))
    elif format == "sarif":
        from ori_compiler import __version__
        from ori_compiler.diagnostics.render import sarif

        console.print_for_machines(sarif.render(diagnostics, origins, __version__))
    elif format == "github":
        from ori_compiler.diagnostics.render import github

        console.print_for_machines(github.render(diagnostics, origins))
    else:
        show_text(diagnostics, origins, console)


def exit_code(diagnostics: Sequence[Diagnostic]) -> ExitCode:
    """Errors are a failure, warnings are not."""
    failed = any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    return ExitCode.FAILED if failed else ExitCode.OK
