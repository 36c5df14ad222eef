"""Reading a command line: what is understood, and what is said of mistakes."""

import pytest

from ori_compiler.cli.command_line import Arguments, Command, Option, UsageError, asks_for_help, find_command, parse
from ori_compiler.cli.commands import BACKENDS, COMMANDS, KINDS
from ori_compiler.cli.emit import split_operand
from ori_compiler.cli.help import command_help, overview
from ori_compiler.driver.results import Backend, EmitKind

COMMAND = Command(
    "cook",
    "make a meal",
    "DISH",
    1,
    2,
    (
        Option("--heat", "how hot", "HEAT", ("low", "high"), "low"),
        Option("--salt", "how much", "GRAMS"),
        Option("--lid", "cover it"),
        Option("-o", "the pot", "POT", is_required=True),
        Option("-O", "the effort", "0..3", ("0", "1", "2", "3"), "1"),
    ),
    passes_arguments_on=True,
    examples=("oric cook soup",),
)
DEFAULTS = {"--heat": "low", "--salt": "", "--lid": "", "-o": "pot", "-O": "1"}


@pytest.mark.parametrize(
    ("words", "operands", "options", "passed_on"),
    [
        ("soup -o pot", ("soup",), {}, ()),
        ("soup -opot", ("soup",), {}, ()),
        ("-o pot soup bread", ("soup", "bread"), {}, ()),
        ("soup -o pot --heat high", ("soup",), {"--heat": "high"}, ()),
        ("soup -o pot --heat=high", ("soup",), {"--heat": "high"}, ()),
        ("soup -o pot --salt=a=b", ("soup",), {"--salt": "a=b"}, ()),
        ("soup -o pot --salt -3", ("soup",), {"--salt": "-3"}, ()),
        ("soup -o pot --lid -O3", ("soup",), {"--lid": "yes", "-O": "3"}, ()),
        ("soup -o pot --heat low --heat high", ("soup",), {"--heat": "high"}, ()),
        ("soup -o pot -- --heat -- x", ("soup",), {}, ("--heat", "--", "x")),
        ("- -o pot", ("-",), {}, ()),
    ],
)
def test_words_become_operands_and_options(
    words: str, operands: tuple[str, ...], options: dict[str, str], passed_on: tuple[str, ...]
) -> None:
    assert parse(COMMAND, words.split()) == Arguments(operands, DEFAULTS | options, passed_on)


def test_after_two_dashes_everything_is_an_operand_unless_a_program_is_run() -> None:
    check = find_command("check", COMMANDS)
    assert parse(check, ["a", "--", "--format"]).operands == ("a", "--format")


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ([], "`oric cook` needs DISH", "for example `oric cook soup`"),
        (
            ["a", "b", "c", "-opot"],
            "`c` is too much for `oric cook`",
            "what the program is to be given goes after `--`",
        ),
        (["", "-opot"], "an empty word was given to `oric cook`", "for example `oric cook soup`"),
        (["a"], "`oric cook` needs `-o POT`", "see `oric cook --help`"),
        (["a", "-o"], "`-o` needs a value", "write `-o POT`"),
        (["a", "-o", ""], "the value of `-o` is empty", "write `-o POT`"),
        (["a", "--heat"], "`--heat` needs a value", "write `--heat low|high`"),
        (["a", "--heat="], "`--heat` cannot be ``", "it is one of low, high"),
        (["a", "--heat", "hihg"], "`--heat` cannot be `hihg`", "did you mean `high`? it is one of low, high"),
        (["a", "--lid=shut"], "`--lid` takes no value", "see `oric cook --help`"),
        (["a", "-O4"], "`-O` cannot be `4`", "it is one of 0, 1, 2, 3"),
        (
            ["a", "--slat", "3"],
            "`oric cook` has no option `--slat`",
            "did you mean `--salt`? `oric cook --help` lists the options",
        ),
        (["a", "-x"], "`oric cook` has no option `-x`", "`oric cook --help` lists the options"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(words: list[str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(COMMAND, words)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("chekc", "unknown command `chekc`", "did you mean `check`? `oric --help` lists the commands"),
        ("zzz", "unknown command `zzz`", "`oric --help` lists the commands"),
        ("--versoin", "unknown option `--versoin`", "did you mean `--version`? `oric --help` lists the options"),
    ],
)
def test_an_unknown_command_is_told_with_the_nearest_one(name: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_command(name, COMMANDS)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_help_is_ours_only_before_two_dashes() -> None:
    assert asks_for_help(["a", "--help"])
    assert asks_for_help(["-h"])
    assert not asks_for_help(["a", "--", "--help"])


def test_the_table_offers_what_the_driver_knows() -> None:
    assert set(BACKENDS) == set(Backend)
    assert set(KINDS) == set(EmitKind)


def test_help_names_every_command_and_option() -> None:
    for command in COMMANDS:
        assert f"  {command.name} " in overview(COMMANDS)
        text = command_help(command)
        for option in command.options:
            assert option.name in text
            assert option.help in text


def test_the_examples_of_the_help_are_understood() -> None:
    for command in COMMANDS:
        for example in command.examples:
            program, name, *words = example.split()
            assert (program, name) == ("oric", command.name)
            parse(command, words)


@pytest.mark.parametrize(
    ("operand", "expected"),
    [
        ("a.ori", ("a.ori", None)),
        ("a.ori:main", ("a.ori", "main")),
        ("a.ori:@main", ("a.ori", "@main")),
        ("C:/x/a.ori", ("C:/x/a.ori", None)),
        ("C:/x/a.ori:main", ("C:/x/a.ori", "main")),
        ("a:b/c.ori", ("a:b/c.ori", None)),
    ],
)
def test_a_function_is_named_after_a_colon(operand: str, expected: tuple[str, str | None]) -> None:
    assert split_operand(operand) == expected


@pytest.mark.parametrize("operand", ["a.ori:", ":main", ":"])
def test_half_a_function_is_a_mistake(operand: str) -> None:
    with pytest.raises(UsageError):
        split_operand(operand)
