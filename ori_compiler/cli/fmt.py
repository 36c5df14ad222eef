"""`oric fmt`: sources in the one layout (library reference, appendix A)."""

import difflib
import re
import sys
from enum import Enum
from typing import Final

from ori_compiler.cli.command_line import Arguments, UsageError
from ori_compiler.cli.console import Console, OutputError
from ori_compiler.cli.diagnostics_output import show_text
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.cli.garbage import no_garbage_collection
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.render.style import Style
from ori_compiler.driver.formatting import Formatted, FormatterError, LeftAlone, format_source
from ori_compiler.driver.loading import source_files, unreadable
from ori_compiler.driver.replacing import replace_file
from ori_compiler.source.location import Origins


class _Outcome(Enum):
    FINE = "fine"
    CHANGED = "changed"
    FAILED = "failed"


def fmt(arguments: Arguments, console: Console) -> int:
    """Lays out files, or all `.ori` files of folders; with `--check` and `--diff` it only tells what would change."""
    if arguments.given("--stdin"):
        return _format_stdin(arguments, console)
    if arguments.given("--stdin-filename"):
        raise UsageError("`--stdin-filename` names what `--stdin` reads", "add `--stdin`, or leave the name out")
    paths = source_files(arguments.operands or (".",))
    with no_garbage_collection():
        outcomes = [_format_file(path, arguments, console) for path in paths]
    _tell(outcomes, arguments, console)
    return _status(outcomes, arguments)


def _format_stdin(arguments: Arguments, console: Console) -> int:
    if arguments.operands:
        raise UsageError("`--stdin` reads no files", "leave the paths out, or leave out `--stdin`")
    name = arguments.given("--stdin-filename") or "<stdin>"
    content = sys.stdin.buffer.read() if sys.stdin is not None else b""
    with no_garbage_collection():
        formatted = format_source(content, name)
    if isinstance(formatted, LeftAlone):
        _leave_alone(name, formatted, console)
        return ExitCode.FAILED
    only_tells = arguments.given("--check") or arguments.given("--diff")
    if not only_tells:
        console.print_for_machines(formatted.text)
        return ExitCode.OK
    outcome = _show(name, content.decode("utf-8"), formatted, arguments, console)
    return _status([outcome], arguments)


def _format_file(path: str, arguments: Arguments, console: Console) -> _Outcome:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        return _cannot_read(path, (error.strerror or str(error)).lower(), console)
    except ValueError:
        return _cannot_read(path, "this is not a possible file name", console)
    try:
        formatted = format_source(content, path)
    except FormatterError as error:
        console.complain(f"internal error: {error}; please report this with the file\n")
        return _Outcome.FAILED
    if isinstance(formatted, LeftAlone):
        _leave_alone(path, formatted, console)
        return _Outcome.FAILED
    if arguments.given("--check") or arguments.given("--diff"):
        return _show(path, content.decode("utf-8"), formatted, arguments, console)
    if not formatted.has_changed:
        return _Outcome.FINE
    try:
        replace_file(path, formatted.text.encode("utf-8"))
    except OSError as error:
        console.complain(f"error: {OutputError(f'`{path}`', error)}; it is as it was\n")
        return _Outcome.FAILED
    return _Outcome.CHANGED


def _cannot_read(path: str, reason: str, console: Console) -> _Outcome:
    _complain((unreadable(path, reason),), {}, console)
    return _Outcome.FAILED


def _leave_alone(path: str, result: LeftAlone, console: Console) -> None:
    _complain(result.diagnostics, result.origins, console)
    console.complain(f"`{path}` is left alone, because its layout cannot be known while it has errors\n")


def _complain(diagnostics: tuple[Diagnostic, ...], origins: Origins, console: Console) -> None:
    show_text([d for d in diagnostics if d.severity is Severity.ERROR], origins, console)


def _show(path: str, before: str, formatted: Formatted, arguments: Arguments, console: Console) -> _Outcome:
    if not formatted.has_changed:
        return _Outcome.FINE
    if arguments.given("--diff"):
        console.print_for_machines(_diff(path, before, formatted.text, console.wants_color(console.out)))
    else:
        console.print(f"{path}\n")
    return _Outcome.CHANGED


_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_STYLES: Final = {"-": Style.REMOVED, "+": Style.ADDED, "@": Style.FRAME}


def _diff(path: str, before: str, after: str, is_coloured: bool) -> str:
    lines = difflib.unified_diff(_LINE.findall(before), _LINE.findall(after), path, f"{path} (formatted)")
    return "".join(_diff_line(line, is_coloured) for line in lines)


def _diff_line(line: str, is_coloured: bool) -> str:
    text = line.rstrip("\r\n")
    end = line[len(text) :] or "\n\\ No newline at end of file\n"
    style = _STYLES.get(line[0]) if not line.startswith(("---", "+++")) else Style.STRONG
    return f"\x1b[{style.value}m{text}\x1b[0m{end}" if is_coloured and style is not None else text + end


def _tell(outcomes: list[_Outcome], arguments: Arguments, console: Console) -> None:
    """One line in the end, on standard error if standard output is for what was asked."""
    changed, failed = outcomes.count(_Outcome.CHANGED), outcomes.count(_Outcome.FAILED)
    rest = f", {_files(failed)} left alone" if failed else ""
    if not outcomes:
        places = ", ".join(f"`{path}`" for path in arguments.operands or (".",))
        console.complain(f"hint: there are no `.ori` files in {places}\n")
    elif arguments.given("--check") or arguments.given("--diff"):
        verb = "would change" if changed else "would change: the layout is fine"
        console.complain(f"{_files(changed) if changed else 'nothing'} {verb}{rest}\n")
    elif changed:
        console.print(f"formatted {_files(changed)} of {len(outcomes)}{rest}\n")
    else:
        console.print(f"{_files(len(outcomes) - failed)} already formatted{rest}\n")


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def _status(outcomes: list[_Outcome], arguments: Arguments) -> ExitCode:
    would_change = arguments.given("--check") and _Outcome.CHANGED in outcomes
    return ExitCode.FAILED if would_change or _Outcome.FAILED in outcomes else ExitCode.OK
