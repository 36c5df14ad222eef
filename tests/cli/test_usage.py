"""Wrong usage: exit status 2, one line that says what is wrong, one that says what to do."""

import pytest
from oric import oric, oric_process

from ori_compiler import __version__
from ori_compiler.cli.commands import COMMANDS


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["chekc", "a.ori"], "unknown command `chekc`", "did you mean `check`?"),
        (["check", "--fromat", "json"], "`oric check` has no option `--fromat`", "did you mean `--format`?"),
        (["check", "--format", "jsn", "a.ori"], "`--format` cannot be `jsn`", "did you mean `json`?"),
        (["check"], "`oric check` needs PATH…", "oric check program.ori"),
        (["run", "a.ori", "b"], "`b` is too much for `oric run`", "after `--`"),
        (["run", "a.ori", "--backend", "native"], "`--backend` cannot be `native`", "interp, jit, aot"),
        (["build", "a.ori"], "`oric build` needs `-o OUT`", "oric build --help"),
        (["build", "a.ori", "-o", "b", "-O9"], "`-O` cannot be `9`", "0, 1, 2, 3"),
        (["emit", "a.ori"], "`oric emit` needs `--kind tokens|", "oric emit --help"),
        (["emit", "--kind", "llvm", "a.ori:"], "`a.ori:` is not FILE:FUNCTION", "program.ori:main"),
        (["explain"], "`oric explain` needs CODE", "oric explain E2001"),
        (["explain", "2001"], "there is no diagnostic code `2001`", "did you mean `E2001`?"),
        (["explain", "nonsense"], "there is no diagnostic code `nonsense`", "E2001"),
        (["fmt", "--stdin-filename", "a.ori"], "`--stdin-filename` names what `--stdin` reads", "add `--stdin`"),
        (["fmt", "--stdin", "a.ori"], "`--stdin` reads no files", "leave out `--stdin`"),
        (["lsp", "--stdio", "--tcp", "localhost:1"], "`--stdio` and `--tcp` exclude each other", "leave one"),
        (["check", "--\x1b[31m"], "`oric check` has no option", "lists the options"),
    ],
)
def test_a_mistake_in_the_command_line_takes_two_lines(words: list[str], message: str, hint: str) -> None:
    ended = oric(*words)
    first, second, rest = ended.err.split("\n")
    assert (ended.status, ended.out, rest) == (2, "", "")
    assert first.startswith(f"error: {message}")
    assert second.startswith("hint: ")
    assert hint in second
    assert first.isprintable()


def test_without_a_command_the_help_is_shown_as_a_mistake() -> None:
    ended = oric()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == oric("--help").out


def test_help_can_be_had_in_every_way() -> None:
    for command in COMMANDS:
        help_ = oric(command.name, "--help")
        assert help_.status == 0
        assert help_.out.startswith(f"oric {command.name}: ")
        assert command.examples[0] in help_.out
        assert oric("help", command.name) == help_ == oric(command.name, "-h")
    assert oric("help").out == oric("-h").out == oric("--help").out


def test_the_process_tells_its_version_and_its_mistakes() -> None:
    assert oric_process("--version") == (0, f"oric {__version__}\n", "")
    assert oric_process("--version", environment={"PYTHONIOENCODING": "ascii"}).status == 0
    assert oric_process("--hepl").status == 2


def test_every_code_is_explained() -> None:
    upper, lower = oric("explain", "E2001"), oric("explain", "e2001")
    assert upper == lower
    assert upper.status == 0
    assert upper.out.startswith("error[E2001]: types do not agree\n")
    assert "## Correction" in upper.out


def test_the_language_server_is_started_and_told_its_address() -> None:
    assert oric_process("lsp").status == 0, "its client, at the other end of standard input, is gone at once"
    ended = oric_process("lsp", "--tcp", "nonsense")
    assert (ended.status, ended.out) == (2, "")
    assert "`nonsense` is not an address" in ended.err
