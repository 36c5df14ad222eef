"""The text of `--help`, made from the table of commands."""

from collections.abc import Sequence

from ori_compiler.cli.command_line import Command, Option


def overview(commands: Sequence[Command]) -> str:
    """The help of `oric` itself."""
    lines = ["oric: the Ori compiler", "", "usage: oric COMMAND …", "", "commands:"]
    lines += _table([(command.name, command.summary) for command in commands])
    lines += ["", "options:", *_table([("--help", "this text, or that of a command"), ("--version", "the version")])]
    lines += ["", "examples:", *(f"  {command.examples[0]}" for command in commands if command.examples)]
    lines += ["", "`oric COMMAND --help` tells more about a command."]
    lines += [
        "",
        "exit status: 0 fine, 1 errors or failed tests, 2 wrong usage, 101 the program panicked, 70 internal error",
    ]
    return "\n".join(lines) + "\n"


def command_help(command: Command) -> str:
    """The help of one command."""
    words = ["usage: oric", command.name, command.operands]
    words += [option_form(option) if option.is_required else f"[{option_form(option)}]" for option in command.options]
    words += ["[-- ARGUMENT…]"] if command.passes_arguments_on else []
    lines = [f"oric {command.name}: {command.summary}", "", " ".join(filter(None, words)), ""]
    if command.options:
        rows = [(option_form(option), _with_default(option)) for option in command.options]
        lines += ["options:", *_table(rows), ""]
    lines += ["examples:", *(f"  {example}" for example in command.examples)]
    return "\n".join(lines) + "\n"


def option_form(option: Option) -> str:
    """An option with the placeholder of its value, or with all values if that is short."""
    if not option.value:
        return option.name
    if not option.name.startswith("--"):
        return f"{option.name}{option.value}" if option.choices else f"{option.name} {option.value}"
    return f"{option.name} {'|'.join(option.choices) or option.value}"


def _with_default(option: Option) -> str:
    return f"{option.help} (default: {option.default})" if option.default else option.help


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Two columns; a long left part has the right one below it."""
    width = max((len(left) for left, _ in rows if len(left) <= 24), default=0)
    lines: list[str] = []
    for left, right in rows:
        if len(left) <= width:
            lines.append(f"  {left:<{width}}  {right}")
        else:
            lines += [f"  {left}", f"  {'':<{width}}  {right}"]
    return lines
