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


NUMBERS = {"name", "tests", "failures", "errors", "skipped", "time"}
SCHEMA: dict[str, tuple[set[str], set[str]]] = {
    "testsuites": (NUMBERS, {"testsuite"}),
    "testsuite": (NUMBERS, {"testcase"}),
    "testcase": (
        {"name", "classname", "time", "file", "line"},
        {"failure", "error", "skipped", "system-out", "system-err"},
    ),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
    "system-err": (set(), set()),
}
"""The attributes and children of each element in the schemas of Jenkins and GitLab, as far as we use them."""


def test_junit_has_the_form_that_its_readers_know(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    write(
        tmp_path / "b.ori",
        '@two () -> int = 2;\n@t_two tests @two () -> void = { dbg(value: two()); panic(msg: ""); }\n',
    )
    ended = oric("test", tmp_path, "--backend", "interp", "--format", "junit")
    root = ElementTree.fromstring(ended.out)
    for element in root.iter():
        attributes, children = SCHEMA[element.tag]
        assert set(element.attrib) <= attributes, element.tag
        assert {child.tag for child in element} <= children, element.tag
        assert attributes & {"tests", "classname", "type"} <= set(element.attrib), element.tag
    for name in ("tests", "failures", "errors", "skipped"):
        assert int(root.attrib[name]) == sum(int(suite.attrib[name]) for suite in root)
    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["4", "2", "0", "1"]
