"""From the words of a command line to a command, its operands and its options.

In: the words after `oric`, and the table of commands. Out: `Arguments`, or a `UsageError` that says what to write
instead. The rules are the usual ones (POSIX Utility Conventions, with GNU long options): `--name value` or
`--name=value`, `-o value` or `-ovalue`, options and operands in any order, and `--` before what must not be taken for
an option.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec


class Option(msgspec.Struct, frozen=True):
    """An option. `value` is the placeholder of its value, empty for a switch; `choices` are all values, if few.

    One that is repeatable gathers its values.
    """

    name: str
    help: str
    value: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    is_required: bool = False
    is_repeatable: bool = False


class Command(msgspec.Struct, frozen=True):
    """A command. `operands` is their placeholder; `most` is None where any number may be given."""

    name: str
    summary: str
    operands: str = ""
    least: int = 0
    most: int | None = 0
    options: tuple[Option, ...] = ()
    passes_arguments_on: bool = False
    examples: tuple[str, ...] = ()


class Arguments(msgspec.Struct, frozen=True):
    """What was given. `passed_on` is what follows `--` where a command hands it to the program that it runs."""

    operands: tuple[str, ...] = ()
    options: Mapping[str, str] = {}
    passed_on: tuple[str, ...] = ()
    repeated: Mapping[str, tuple[str, ...]] = {}

    def value(self, option: str) -> str:
        """The value of an option, or its default."""
        return self.options[option]

    def given(self, option: str) -> str | None:
        """The value of an option that has no default, if it was given."""
        return self.options[option] or None

    def values(self, option: str) -> tuple[str, ...]:
        """All values of an option that may be given several times."""
        return self.repeated.get(option, ())


class UsageError(Exception):
    """The command line is wrong: one line that says how, and one that says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


_HELP: Final = ("--help", "-h")


def asks_for_help(words: Sequence[str]) -> bool:
    """Whether `--help` is among the words that are ours."""
    ours = words[: words.index("--")] if "--" in words else words
    return any(word in _HELP for word in ours)


def find_command(name: str, commands: Sequence[Command]) -> Command:
    """The command of that name."""
    for command in commands:
        if command.name == name:
            return command
    what = "option" if name.startswith("-") else "command"
    names = [command.name for command in commands] if what == "command" else ["--help", "--version"]
    raise UsageError(f"unknown {what} `{name}`", _did_you_mean(name, names, "oric --help", f"{what}s"))


def parse(command: Command, words: Sequence[str]) -> Arguments:
    """Reads the words that follow the name of a command."""
    operands: list[str] = []
    options: dict[str, str] = {}
    repeated: dict[str, tuple[str, ...]] = {}
    passed_on: tuple[str, ...] = ()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if word == "--":
            rest = tuple(words[position:])
            if command.passes_arguments_on:
                passed_on = rest
            else:
                operands.extend(rest)
            break
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        option, attached = _split_option(command, word)
        value = attached
        if option.value and value is None:
            if position == len(words):
                raise UsageError(f"`{option.name}` needs a value", f"write {_form(option)}")
            value = words[position]
            position += 1
        options[option.name] = checked = _checked(option, value)
        if option.is_repeatable:
            repeated[option.name] = (*repeated.get(option.name, ()), checked)
    _check_operands(command, operands)
    for option in command.options:
        if option.is_required and option.name not in options:
            raise UsageError(f"`oric {command.name}` needs {_form(option)}", _see_help(command))
    return Arguments(tuple(operands), {o.name: o.default for o in command.options} | options, passed_on, repeated)


def _split_option(command: Command, word: str) -> tuple[Option, str | None]:
    """The option that a word names, and the value in the same word."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        attached = value if equals else None
    else:
        name, attached = word[:2], word[2:] or None
    for option in command.options:
        if option.name == name:
            if attached is not None and not option.value:
                raise UsageError(f"`{name}` takes no value", _see_help(command))
            return option, attached
    shown = name if word.startswith("--") else word
    names = [option.name for option in command.options]
    hint = _did_you_mean(shown, names, f"oric {command.name} --help", "options")
    raise UsageError(f"`oric {command.name}` has no option `{shown}`", hint)


def _checked(option: Option, value: str | None) -> str:
    if value is None:
        return "yes"
    if option.choices and value not in option.choices:
        similar = closest(value, option.choices)
        meant = f"did you mean `{similar}`? it" if similar else "it"
        raise UsageError(
            f"`{option.name}` cannot be `{shown(value)}`", f"{meant} is one of {', '.join(option.choices)}"
        )
    if not value:
        raise UsageError(f"the value of `{option.name}` is empty", f"write {_form(option)}")
    return value


def _check_operands(command: Command, operands: list[str]) -> None:
    if len(operands) < command.least:
        raise UsageError(f"`oric {command.name}` needs {command.operands}", _example(command))
    if "" in operands:
        raise UsageError(f"an empty word was given to `oric {command.name}`", _example(command))
    if command.most is not None and len(operands) > command.most:
        word = shown(operands[command.most])
        hint = "what the program is to be given goes after `--`" if command.passes_arguments_on else _example(command)
        raise UsageError(f"`{word}` is too much for `oric {command.name}`", hint)


def _form(option: Option) -> str:
    """An option as it is written: `--format text|json`, `-O0..3`."""
    if option.name.startswith("--"):
        return f"`{option.name} {'|'.join(option.choices) or option.value}`"
    return f"`{option.name}{option.value}`" if option.choices else f"`{option.name} {option.value}`"


def _example(command: Command) -> str:
    return f"for example `{command.examples[0]}`" if command.examples else _see_help(command)


def _see_help(command: Command) -> str:
    return f"see `oric {command.name} --help`"


def _did_you_mean(name: str, known: Sequence[str], help_command: str, what: str) -> str:
    similar = closest(name, known)
    meant = f"did you mean `{similar}`? " if similar else ""
    return f"{meant}`{help_command}` lists the {what}"


def closest(name: str, known: Iterable[str]) -> str:
    """The word that a typing mistake may have made into `name`; empty if none is near."""
    from difflib import get_close_matches  # only mistakes pay for this import

    found = get_close_matches(name, list(known), 1, 0.6)
    return found[0] if found else ""


def shown(word: str) -> str:
    """A word from the command line as one visible line."""
    return word if word.isprintable() else word.encode("unicode_escape").decode("ascii")
