"""In a project every function needs a test: which ones do, where tests may stand, what a project can ask for."""

import json
from pathlib import Path

import pytest
from oric import oric, oric_process, write

MONEY = """\
pub @split (total: int, ways: int) -> int = total / ways;
@round_cents (cents: int) -> int = cents;
@main () -> void = print(msg: `{split(total: 4, ways: 2)}`);
"""
TESTS = """\
use "../money" { split, ::round_cents };

@helper () -> int = 1;
#skip("later")
@split_is_fair tests @split () -> void = ();
@cents_are_rounded tests @round_cents () -> void = assert_eq(actual: round_cents(cents: 3), expected: helper() + 2);
"""


@pytest.fixture(autouse=True)
def _no_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ori_compiler.driver.testing.result_cache.cache_folder", lambda: tmp_path / "cache")


def project(folder: Path, settings: str = "") -> Path:
    write(folder / "ori.toml", f"[testing]\n{settings}" if settings else "")
    write(folder / "src/money.ori", MONEY)
    return folder


def untested(folder: Path, *words: str | Path) -> list[str]:
    """The functions without a test, by `oric check`."""
    ended = oric("check", *(words or (folder,)), "--format", "json")
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert {each["code"] for each in found} <= {"E0500"}
    assert ended.status == any(each["severity"] == "error" for each in found)
    return [each["message"].split("`")[1] for each in found]


def test_each_function_without_a_test_is_an_error_at_its_name(tmp_path: Path) -> None:
    project(tmp_path)
    ended = oric("check", tmp_path)
    assert ended.status == 1
    assert ended.err.replace(f"{tmp_path}/", "").startswith(
        "error[E0500]: `@split` has no test\n"
        " --> src/money.ori:1:6\n"
        "  |\n"
        "1 | pub @split (total: int, ways: int) -> int = total / ways;\n"
        "  |      ^^^^^ no test names it\n"
        "  |\n"
        "  = note: `coverage` in `ori.toml` says whether functions need a test\n"
        "  = help: write one here or in `src/_test/money.test.ori`:\n"
        "          @split_works tests @split () -> void = "
        "assert_eq(actual: split(total: …, ways: …), expected: …);\n"
    )
    assert untested(tmp_path) == ["@split", "@round_cents"]


def test_tests_may_stand_beside_or_apart(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path / "src/money.ori", MONEY + "@t tests @split () -> void = ();\n")
    assert untested(tmp_path) == ["@round_cents"]
    write(tmp_path / "src/money.ori", MONEY)
    write(tmp_path / "src/_test/money.test.ori", TESTS)
    assert untested(tmp_path) == []
    # They count although only the other file is looked at, whatever way it is named.
    assert untested(tmp_path, tmp_path / "src/money.ori") == []
    assert oric_process("check", "money.ori", cwd=tmp_path / "src").status == 0
    write(tmp_path / "src/_test/money.test.ori", TESTS.replace("tests @split", "tests _"))
    assert untested(tmp_path, tmp_path / "src/money.ori") == ["@split"]


def test_private_functions_are_reached_and_tested(tmp_path: Path) -> None:
    write(project(tmp_path) / "src/_test/money.test.ori", TESTS)
    ended = oric("test", tmp_path, "--backend", "interp")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.endswith("1 passed, 0 failed, 1 skipped\n")
    write(tmp_path / "src/_test/money.test.ori", TESTS.replace("::round", "round"))
    assert "is private" in oric("test", tmp_path, "--backend", "interp").err


def test_what_needs_no_test(tmp_path: Path) -> None:
    text = """\
type Point = { x: int };
trait Show { @show (self) -> str; }
impl Point: Show { @show (self) -> str = "p"; }
impl Point { @norm (self) -> int = self.x; }
extend int { @twice (self) -> int = 2 * self; }
let $limit = 5;
@panic (info: PanicInfo) -> void = ();
@main () -> void = ();
"""
    write(project(tmp_path) / "src/money.ori", text)
    assert untested(tmp_path) == []


def test_clauses_are_one_function(tmp_path: Path) -> None:
    write(project(tmp_path) / "src/money.ori", "@f (0: int) -> int = 1;\n@f (n) -> int = n;\n")
    assert untested(tmp_path) == ["@f"]


@pytest.mark.parametrize(("coverage", "severities"), [("warning", ["warning"] * 2), ("off", [])])
def test_a_project_decides(coverage: str, severities: list[str], tmp_path: Path) -> None:
    project(tmp_path, f'coverage = "{coverage}"\n')
    ended = oric("check", tmp_path, "--format", "json")
    assert [json.loads(line)["severity"] for line in ended.out.splitlines()] == severities
    assert ended.status == 0


def test_loose_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "money.ori", MONEY)
    assert untested(tmp_path) == []


def test_all_tests_run_although_some_are_missing(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path / "src/money.ori", MONEY + "@t tests @split () -> void = ();\n")
    words = ("test", tmp_path, "--backend", "interp")
    ended = oric(*words)
    assert ended.status == 1
    assert "error[E0500]: `@round_cents` has no test\n" in ended.err
    assert ended.out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"
    assert oric(*words, "--filter", "t").status == 0, "who chooses tests does not ask for the others"
    kinds = [json.loads(line)["type"] for line in oric(*words, "--format", "json").out.splitlines()]
    assert kinds == ["test", "diagnostic", "summary"]
    assert (
        '<error type="compile error" message="E0500: `@round_cents` has no test" />'
        in oric(*words, "--format", "junit").out
    )
    write(tmp_path / "ori.toml", '[testing]\ncoverage = "warning"\n')
    assert [oric(*words).status, oric(*words, "--strict").status] == [0, 1]


def test_a_wrong_manifest_is_told_once(tmp_path: Path) -> None:
    project(tmp_path, 'coverage = "sometimes"\n')
    write(tmp_path / "src/money.ori", "let $a = 1;\n")
    for command in ("check", "test"):
        ended = oric(command, tmp_path)
        assert ended.status == 1
        assert ended.err.count("error[E0018]: `coverage` in `[testing]` is one of") == 1
        assert f" --> {tmp_path}/ori.toml\n" in ended.err


def test_programs_are_built_without_their_tests(tmp_path: Path) -> None:
    project(tmp_path)
    broken = TESTS + '@wrong tests _ () -> void = { print(msg: "a text of the tests"); unknown(); };\n'
    write(tmp_path / "src/_test/money.test.ori", broken)
    program = tmp_path / "program"
    assert oric("build", tmp_path / "src/money.ori", "-o", program) == (0, "", "")
    assert b"a text of the tests" not in program.read_bytes()


def test_constant_functions_need_no_test(tmp_path: Path) -> None:
    project(tmp_path)
    write(tmp_path / "src/money.ori", "$half (n: int) -> int = n div 2;\nlet $limit = $half(n: 8);\n")
    assert untested(tmp_path) == []
