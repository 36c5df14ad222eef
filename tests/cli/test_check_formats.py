"""`oric check`: where diagnostics go, in which form, and what the exit status says."""

import json
from pathlib import Path

import pytest
from oric import Ended, oric, oric_process, write

GOOD = "@main () -> void = ();\n"
WARNING = "@main () -> void = (); // said too late\n"
BROKEN = '@main () -> void = {\n    let s = "𝄞→é"; print(msg: s + wrong);\n}\n'


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write(tmp_path / "broken.ori", BROKEN)


def test_files_without_mistakes_get_a_word_on_standard_output(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", GOOD)
    write(tmp_path / "deep" / "er" / "b.ori", GOOD)
    write(tmp_path / ".hidden" / "c.ori", BROKEN)
    write(tmp_path / "notes.txt", "no source\n")
    assert oric("check", tmp_path / "a.ori") == Ended(0, "checked 1 file, no problems\n", "")
    assert oric("check", tmp_path) == Ended(0, "checked 2 files, no problems\n", "")


def test_a_file_that_is_named_twice_is_one_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", BROKEN)
    ended = oric("check", path, tmp_path, tmp_path / ".." / tmp_path.name / "a.ori")
    assert ended.err.endswith("\n1 error\n")


def test_errors_go_to_standard_error_and_count_last(broken: Path) -> None:
    ended = oric("check", broken)
    assert (ended.status, ended.out) == (1, "")
    assert f"--> {broken}:2:" in ended.err
    assert ended.err.endswith("\n1 error\n")


def test_warnings_alone_are_no_failure(tmp_path: Path, broken: Path) -> None:
    warned = write(tmp_path / "warned.ori", WARNING)
    ended = oric("check", warned)
    assert (ended.status, ended.out) == (0, "")
    assert ended.err.endswith("\n1 warning\n")
    both = oric("check", warned, broken)
    assert both.status == 1
    assert both.err.endswith("\n1 error, 1 warning\n")


def test_json_counts_columns_in_utf8_bytes(broken: Path) -> None:
    ended = oric("check", broken, "--format", "json")
    (line,) = ended.out.splitlines()
    found = json.loads(line)
    text = BROKEN.splitlines()[1]
    column = len(text[: text.index("wrong")].encode("utf-8")) + 1
    expected = {"path": str(broken), "line": 2, "column": column, "end_line": 2, "end_column": column + len("wrong")}
    assert found | expected == found
    assert found["severity"] == "error"
    assert found["code"] == "E2003"
    assert "wrong" in found["message"]
    assert "help" in found
    assert (ended.status, ended.err) == (1, "")


def test_machine_formats_say_nothing_but_their_data(tmp_path: Path, broken: Path) -> None:
    good = write(tmp_path / "good.ori", GOOD)
    for name, empty in (("json", ""), ("github", "")):
        assert oric("check", good, "--format", name) == Ended(0, empty, "")
    log = json.loads(oric("check", good, "--format", "sarif").out)
    assert log["runs"][0]["results"] == []


def test_sarif_is_a_log_with_the_parts_the_standard_requires(broken: Path) -> None:
    ended = oric("check", broken, "--format", "sarif")
    log = json.loads(ended.out)
    (run,) = log["runs"]
    (result,) = run["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    text = BROKEN.splitlines()[1]
    assert log["version"] == "2.1.0"
    assert run["tool"]["driver"]["name"] == "oric"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "E2003"
    assert run["columnKind"] == "unicodeCodePoints"
    assert (region["startLine"], region["startColumn"]) == (2, text.index("wrong") + 1)
    assert (ended.status, ended.err) == (1, "")


def test_github_commands_are_escaped(tmp_path: Path) -> None:
    path = write(tmp_path / "100%,a:b.ori", BROKEN)
    ended = oric("check", path, "--format", "github")
    (line,) = ended.out.splitlines()
    properties, _, message = line.removeprefix("::error ").partition("::")
    assert "100%25%2Ca%3Ab.ori" in properties
    assert "wrong" in message
    assert ended.status == 1


def test_colour_is_for_those_who_want_it(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("CLICOLOR_FORCE", raising=False)

    def is_coloured(*words: str) -> bool:
        return "\x1b[" in oric("check", broken, *words).err

    assert not is_coloured()
    assert is_coloured("--color", "always")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert is_coloured()
    assert not is_coloured("--color", "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not is_coloured()
    assert is_coloured("--color=always"), "what is asked for on the command line comes first"


def test_the_process_writes_what_the_function_writes(broken: Path) -> None:
    for name in ("text", "json", "sarif", "github"):
        assert oric_process("check", broken, "--format", name) == oric("check", broken, "--format", name)
