"""`oric test --format junit` and `github`."""

from pathlib import Path
from xml.etree import ElementTree

from oric import oric, write

TESTS = """\
@one () -> int = 1;
@t_good tests @one () -> void = print(msg: "<seen>");
@t_bad tests @one () -> void =
    assert_eq(actual: `{one()}`, expected: "100%\\n\\0");
#skip("later")
@t_later tests @one () -> void = ();
"""


def test_junit_is_one_document(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", TESTS)
    ended = oric("test", path, "--backend", "interp", "--format", "junit")
    assert (ended.status, ended.err) == (1, "")
    (suite,) = ElementTree.fromstring(ended.out)
    assert [suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped")] == [
        str(path),
        "3",
        "1",
        "0",
        "1",
    ]
    good, bad, later = suite
    assert [(case.get("name"), case.get("line")) for case in suite] == [
        ("t_good", "2"),
        ("t_bad", "3"),
        ("t_later", "6"),
    ]
    assert good.findtext("system-out") == "<seen>\n"
    failure, skipped = bad.find("failure"), later.find("skipped")
    assert failure is not None and (failure.get("message") or "").startswith('assertion failed: "1" != "100%')
    assert f"--> {path}:4:5\n" in (failure.text or "")
    assert skipped is not None and skipped.get("message") == "later"


def test_junit_tells_of_errors(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", "@f () -> int = wrong;\n")
    ended = oric("test", path, "--format", "junit")
    assert ended.status == 1
    ((case,),) = ElementTree.fromstring(ended.out)
    error = case.find("error")
    assert error is not None and (error.get("message") or "").startswith("E2003: ")


def test_github_gets_a_command_for_each_failure(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", TESTS)
    ended = oric("test", path, "--backend", "interp", "--format", "github")
    assert (ended.status, ended.err) == (1, "")
    (line,) = [line for line in ended.out.splitlines() if line.startswith("::")]
    assert line.startswith(f'::error file={path},line=4,title=test t_bad failed::assertion failed: "1" != "100%25')
    assert ended.out.endswith("1 passed, 1 failed, 1 skipped\n")
    wrong = oric("test", write(tmp_path / "b.ori", "@f () -> int = wrong;\n"), "--format", "github")
    assert "::error file=" in wrong.out
