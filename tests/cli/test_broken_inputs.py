"""Inputs that no one writes on purpose: a clear diagnostic or none, and never a traceback."""

import json
import os
import random
from pathlib import Path

import pytest
from oric import Ended, oric, oric_process, write

MAIN = b"@main () -> void = "
CASES: dict[str, tuple[bytes, set[str]]] = {
    "random": (random.Random(7).randbytes(20_000), {"E0016"}),
    "random_text": (bytes(random.Random(8).choices(range(32, 127), k=2_000)), {"E1001"}),
    "empty": (b"", set()),
    "blank": (b"\n\n  \n", set()),
    "comment": (b"// nothing here", set()),
    "nul": (MAIN + b'print(msg: "a\0b");\n', {"E0016"}),
    "nul_only": (b"\0" * 100, {"E0016"}),
    "byte_order_mark": (b"\xef\xbb\xbf" + MAIN + b"();\n", {"E0016"}),
    "latin_1": (MAIN + b'print(msg: "caf\xe9");\n', {"E0016"}),
    "long_string": (MAIN + b'print(msg: "' + b"x" * 1_000_000 + b'");\n', set()),
    "long_name": (b"x" * 1_000_000, {"E1001"}),
    "long_sum": (b"@main () -> int = " + b"1 + " * 250_000 + b"1;\n", {"E1021"}),
    "long_mistake": (MAIN + b'print(msg: "' + b"x" * 1_000_000 + b'" + wrong);\n', {"E2003"}),
    "open_string": (MAIN + b'print(msg: "' + b"x" * 1_000_000, {"E0001"}),
    "parentheses": (b"@main () -> int = " + b"(" * 10_000 + b"1" + b")" * 10_000 + b";\n", {"E1021"}),
    "open_parentheses": (b"@main () -> int = " + b"(" * 10_000, {"E1021"}),
    "braces": (b"@main () -> int = " + b"{" * 10_000 + b"1" + b"}" * 10_000 + b"\n", {"E1021"}),
    "closing_braces": (b"}" * 10_000, {"E1001"}),
    "types": (b"@f (x: " + b"(" * 10_000, {"E1021"}),
}
"""What a file holds, and codes that must be among those reported; none where nothing may be."""


@pytest.mark.parametrize("name", CASES)
def test_a_file_of_nonsense_gets_a_diagnostic_or_none(name: str, tmp_path: Path) -> None:
    content, codes = CASES[name]
    path = write(tmp_path / f"{name}.ori", content)
    ended = oric("check", path, "--format", "json")
    told = [json.loads(line)["code"] for line in ended.out.splitlines()]
    assert codes <= set(told)
    assert bool(told) == bool(codes)
    assert (ended.status, ended.err) == (1 if codes else 0, "")


def test_the_same_as_text_fits_a_screen_and_has_no_control_characters(tmp_path: Path) -> None:
    for name in ("random", "nul", "byte_order_mark", "long_mistake", "parentheses"):
        ended = oric("check", write(tmp_path / f"{name}.ori", CASES[name][0]))
        lines = ended.err.split("\n")
        assert ended.status == 1
        assert max(map(len, lines)) < 400
        assert all(line.isprintable() for line in lines)


def test_a_folder_of_nonsense_is_read_to_its_end_in_every_command(tmp_path: Path) -> None:
    """As a process, because that is where a deep recursion would end badly."""
    for name, (content, _) in CASES.items():
        write(tmp_path / f"{name}.ori", content)
    checked = oric_process("check", tmp_path)
    tested = oric_process("test", tmp_path, "--format", "json")
    for ended in (checked, tested):
        assert ended.status == 1
        assert "Traceback" not in ended.err
        assert "internal error" not in ended.err
    summary = json.loads(tested.out.splitlines()[-1])
    assert (summary["type"], summary["passed"], summary["failed"], summary["skipped"]) == ("summary", 0, 0, 0)


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["run"],
        ["test"],
        ["build", "-o", "never_written"],
        *(
            ["emit", "--kind", kind]
            for kind in ("tokens", "tree", "ast", "types", "canon", "arc", "llvm", "asm", "abi")
        ),
    ],
)
def test_a_missing_file_is_told_by_every_command(words: list[str], tmp_path: Path) -> None:
    command, *options = words
    path = tmp_path / "missing.ori"
    ended = oric(command, path, *options)
    assert ended.status == 1
    assert f"error[E0017]: cannot read `{path}`: no such file or directory" in ended.err
    assert ended.err.endswith("\n1 error\n")
    assert not Path("never_written").exists()


def test_a_file_that_must_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "secret.ori", MAIN)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    # Mode bits do not stop a superuser, and tests may run as one.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    ended = oric("check", path)
    assert ended.status == 1
    assert f"error[E0017]: cannot read `{path}`: permission denied" in ended.err


def test_a_name_that_no_file_can_have_is_told() -> None:
    ended = oric("check", "a\0b.ori")
    assert ended.status == 1
    assert "this is not a possible file name" in ended.err
    assert ended.err.isprintable() or "\0" not in ended.err


def test_a_folder_without_sources_is_fine_and_hinted_at(tmp_path: Path) -> None:
    hint = f"hint: there are no `.ori` files in `{tmp_path}`\n"
    assert oric("check", tmp_path) == Ended(0, "checked 0 files, no problems\n", hint)
    assert oric("test", tmp_path) == Ended(0, "0 passed, 0 failed, 0 skipped\n", hint)


def test_modules_that_import_each_other_are_told_once(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", 'use "./b" { g };\npub @f () -> int = g();\n')
    write(tmp_path / "b.ori", 'use "./c" { h };\npub @g () -> int = h();\n')
    write(tmp_path / "c.ori", 'use "./a" { f };\npub @h () -> int = f();\n')
    for paths in ([tmp_path], [tmp_path / "b.ori"]):
        ended = oric("check", *paths, "--format", "json")
        (line,) = ended.out.splitlines()
        assert json.loads(line)["code"] == "E2068"
    assert oric("run", tmp_path / "a.ori").status == 1


def test_odd_file_names_are_shown_on_one_line(tmp_path: Path) -> None:
    path = write(tmp_path / "line\nbreak\x1b[31m.ori", "@f () -> int = wrong;\n")
    ended = oric("check", path)
    assert ended.status == 1
    assert "line\nbreak" not in ended.err
    assert "\x1b" not in ended.err


@pytest.mark.skipif(os.name == "nt", reason="file names are not bytes there")
def test_a_file_name_that_is_not_utf8_is_shown_somehow(tmp_path: Path) -> None:
    path = write(tmp_path / os.fsdecode(b"caf\xe9.ori"), "@f () -> int = wrong;\n")
    for name in ("text", "json", "sarif", "github"):
        ended = oric_process("check", path, "--format", name)
        assert ended.status == 1
        assert "caf" in ended.err + ended.out
        assert "internal error" not in ended.err
