"""Tests that ask for a compile error or a panic: what counts as one, and how it is told when something else came."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from oric import oric, write

from ori_compiler import CompilationPipeline

FUNCTION = "@f (n: int) -> int = n;\n"


@pytest.fixture(autouse=True)
def _no_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ori_compiler.driver.testing.result_cache.cache_folder", lambda: tmp_path / "cache")


def outcome(tmp_path: Path, text: str, *words: str) -> tuple[int, str]:
    ended = oric("test", write(tmp_path / "a.ori", FUNCTION + text), "--backend", "interp", *words)
    assert ended.err == ""
    return ended.status, ended.out.replace(f"{tmp_path}/", "")


@pytest.mark.parametrize(
    ("part", "target", "body"),
    [
        ("E2001", "f", '{ let n: int = "a"; }'),
        ("error[E2001]", "f", '{ let n: int = "a"; }'),
        ("found `str`", "f", '{ let n: int = "a"; }'),
        ("", "f", "f(n: 1.5)"),
        ("E1008", "f", "{ let = ; }"),
        ("unknown function `g`", "f", "{ let a = f(n: g()); f(n: true); }"),
        ("no function `@ff`", "ff", "()"),
        ("a test of no function in particular", "ff", "()"),
    ],
)
def test_a_test_that_must_not_compile(part: str, target: str, body: str, tmp_path: Path) -> None:
    text = f'#compile_fail("{part}")\n@t tests @{target} () -> void = {body};\n@u tests @f () -> void = ();\n'
    assert outcome(tmp_path, text) == (0, "passed   a.ori:3  t\npassed   a.ori:4  u\n2 passed, 0 failed, 0 skipped\n")
    # What was known stays known, and what is expected is no error of the file.
    assert outcome(tmp_path, text) == (0, "2 passed, 0 failed, 0 skipped; 2 unchanged since the last run\n")
    assert oric("check", tmp_path / "a.ori").out == "checked 1 file, no problems\n"


def test_another_error_is_shown_beside_the_expected_one(tmp_path: Path) -> None:
    text = '#compile_fail("E2001")\n@t tests @f () -> void = { f(n: misspelt); };\n'
    status, out = outcome(tmp_path, text)
    assert status == 1
    assert out == (
        "failed   a.ori:3  t\n"
        "  expected a compile error with `E2001`, but there was another one\n"
        "\n"
        "  error[E2003]: unknown name `misspelt`\n"
        "   --> a.ori:3:33\n"
        "    |\n"
        "  3 | @t tests @f () -> void = { f(n: misspelt); };\n"
        "    |                                 ^^^^^^^^ not known here\n"
        "0 passed, 1 failed, 0 skipped\n"
    )


def test_what_only_the_source_says_does_not_count(tmp_path: Path) -> None:
    status, out = outcome(tmp_path, '#compile_fail("purple")\n@t tests @f () -> void = { let purple: int = ""; };\n')
    assert (status, "expected a compile error with `purple`" in out) == (1, True)


def test_each_of_several_texts_must_come(tmp_path: Path) -> None:
    text = '#compile_fail("E2001")\n#compile_fail("E2003")\n@t tests @f () -> void = { let n: int = ""; };\n'
    status, out = outcome(tmp_path, text)
    assert status == 1
    assert "  expected a compile error with `E2003`, but there was another one\n" in out


def test_one_that_compiles_fails(tmp_path: Path) -> None:
    status, out = outcome(tmp_path, '#compile_fail("E2001")\n@t tests @f () -> void = panic(msg: "it never runs");\n')
    assert status == 1
    assert out == (
        "failed   a.ori:3  t\n"
        "  expected a compile error with `E2001`, but the test compiles\n"
        "0 passed, 1 failed, 0 skipped\n"
    )


@pytest.mark.parametrize("backend", ["jit", "aot", "all"])
def test_every_backend_compiles_the_rest_of_the_file(backend: str, tmp_path: Path) -> None:
    text = FUNCTION + '#compile_fail("E2001")\n@t tests @f () -> void = f(n: "");\n@u tests @f () -> void = ();\n'
    ended = oric("test", write(tmp_path / "a.ori", text), "--backend", backend)
    assert (ended.status, ended.out[-30:]) == (0, "2 passed, 0 failed, 0 skipped\n")


def test_it_runs_again_when_what_it_reaches_has_changed(tmp_path: Path) -> None:
    test = '#compile_fail("E2001")\n@t tests @f () -> void = { let n: str = g(); };\n'
    text = f"{test}@g () -> int = 1;\n@h () -> int = 2;\n"
    assert outcome(tmp_path, text)[0] == 0
    assert outcome(tmp_path, text.replace("= 2", "= 3")) == (
        0,
        "1 passed, 0 failed, 0 skipped; 1 unchanged since the last run\n",
    )
    status, out = outcome(tmp_path, text.replace("int = 1", 'str = "1"'))
    assert (status, "but the test compiles" in out) == (1, True)


def test_an_error_that_moved_is_shown_where_it_is_now(tmp_path: Path) -> None:
    text = '#compile_fail("E2001")\n@t tests @f () -> void = { f(n: misspelt); };\n'
    outcome(tmp_path, text)
    _, out = outcome(tmp_path, f"\n\n{text}")
    assert "failed   a.ori:5  t  (unchanged)\n" in out
    assert "   --> a.ori:5:33\n" in out


def test_programs_read_what_came_instead(tmp_path: Path) -> None:
    text = '#compile_fail("E2001")\n@t tests @f () -> void = { f(n: misspelt); };\n'
    _, lines = outcome(tmp_path, text, "--format", "json")
    (diagnostic,) = json.loads(lines.splitlines()[0])["diagnostics"]
    assert (diagnostic["code"], diagnostic["line"], diagnostic["column"]) == ("E2003", 3, 33)
    _, xml = outcome(tmp_path, text, "--format", "junit")
    failure = ElementTree.fromstring(xml).find(".//failure")
    assert failure is not None and failure.text is not None
    assert "  error[E2003]: unknown name `misspelt`\n   --> a.ori:3:33\n" in failure.text
    _, commands = outcome(tmp_path, text, "--format", "github")
    assert "::error file=a.ori,line=3,title=test t failed::" in commands
    assert "there was another one%0AE2003: unknown name `misspelt`\n" in commands


def test_an_expected_panic_and_what_came_are_both_told(tmp_path: Path) -> None:
    text = (
        '#fail("boom")\n@other tests @f () -> void = panic(msg: "first\\nsecond");\n'
        '#fail("boom")\n@none tests @f () -> void = ();\n'
    )
    status, out = outcome(tmp_path, text)
    assert status == 1
    assert out == (
        "failed   a.ori:3  other\n"
        "  expected a panic with `boom`, but the panic was\n"
        "    first\n"
        "    second\n"
        "   --> a.ori:3:30\n"
        "    |\n"
        '  3 | @other tests @f () -> void = panic(msg: "first\\nsecond");\n'
        "    |                              ^\n"
        "failed   a.ori:5  none\n"
        "  expected a panic with `boom`, but the test ended normally\n"
        "0 passed, 2 failed, 0 skipped\n"
    )


def test_attributes_of_tests_belong_to_tests() -> None:
    for name in ("skip", "fail", "compile_fail"):
        text = f'#{name}("a")\n@f () -> int = 1;\n'
        (error,) = CompilationPipeline.from_sources({"a.ori": text}).check()
        assert (error.code, error.message) == ("E1001", f"`#{name}` belongs to a test")


def test_code_is_shown_for_the_rest_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", FUNCTION + '#compile_fail("E2001")\n@t tests @f () -> void = f(n: "");\n')
    for kind in ("canon", "arc", "llvm"):
        assert oric("emit", "--kind", kind, path).status == 0
    assert "E2001" in oric("emit", "--kind", "canon", f"{path}:t").err
