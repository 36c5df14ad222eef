"""`oric fmt`: what it writes, what it says, and what it leaves alone."""

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from ori_compiler.cli.main import run_oric

UGLY = "@f()->int=1 ;\n"
FINE = "@f () -> int = 1;\n"
BROKEN = "@f () -> int = 1 +;\n"


def fmt(*words: str | Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = run_oric(["fmt", *map(str, words)], out, err)
    return int(status), out.getvalue(), err.getvalue()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def test_files_and_folders_are_formatted(tmp_path: Path) -> None:
    ugly, fine = write(tmp_path / "a" / "ugly.ori", UGLY), write(tmp_path / "a" / "fine.ori", FINE)
    hidden = write(tmp_path / "a" / ".hidden" / "ugly.ori", UGLY)
    assert fmt(tmp_path / "a") == (0, "formatted 1 file of 2\n", "")
    assert (ugly.read_text(), fine.read_text(), hidden.read_text()) == (FINE, FINE, UGLY)
    assert fmt(ugly, fine) == (0, "2 files already formatted\n", "")


def test_without_a_path_it_is_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert fmt() == (0, "", "hint: there are no `.ori` files in `.`\n")
    write(tmp_path / "a.ori", UGLY)
    assert fmt() == (0, "formatted 1 file of 1\n", "")
    assert (tmp_path / "a.ori").read_text() == FINE


def test_what_is_fine_is_not_written(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", FINE)
    os.utime(path, ns=(1, 1))
    assert fmt(path)[0] == 0
    assert path.stat().st_mtime_ns == 1


def test_check_lists_what_would_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.ori", UGLY)
    write(tmp_path / "b.ori", FINE)
    assert fmt("--check") == (1, "a.ori\n", "1 file would change\n")
    assert (tmp_path / "a.ori").read_text() == UGLY
    assert fmt("--check", "b.ori") == (0, "", "nothing would change: the layout is fine\n")


def test_diff_shows_what_would_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.ori", "// é\n" + UGLY.rstrip("\n"))
    diff = (
        "--- a.ori\n+++ a.ori (formatted)\n@@ -1,2 +1,2 @@\n // é\n-@f()->int=1 ;\n\\ No newline at end of file\n"
        "+@f () -> int = 1;\n"
    )
    assert fmt("--diff") == (0, diff, "1 file would change\n")
    assert fmt("--diff", "--check") == (1, diff, "1 file would change\n")
    assert (tmp_path / "a.ori").read_text() == "// é\n" + UGLY.rstrip("\n")
    coloured = fmt("--diff", "--color", "always")[1]
    assert "\x1b[32m+@f () -> int = 1;\x1b[0m\n" in coloured


def test_a_file_with_mistakes_is_left_alone_and_the_others_are_not(tmp_path: Path) -> None:
    broken, ugly = write(tmp_path / "a.ori", UGLY + BROKEN), write(tmp_path / "b.ori", UGLY)
    status, out, err = fmt(tmp_path)
    assert (status, out) == (1, "formatted 1 file of 2, 1 file left alone\n")
    assert "error[E1002]" in err
    assert "a.ori` is left alone" in err
    assert (broken.read_text(), ugly.read_text()) == (UGLY + BROKEN, FINE)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    status, out, err = fmt(tmp_path / "none.ori")
    assert (status, out) == (1, "0 files already formatted, 1 file left alone\n")
    assert "no such file" in err
    (tmp_path / "bytes.ori").write_bytes(b"\xff")
    status, _, err = fmt(tmp_path / "bytes.ori")
    assert status == 1
    assert "not valid UTF-8" in err


def test_a_mistake_of_the_formatter_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.ori", UGLY)
    write(tmp_path / "b.ori", "@g()->int=2 ;\n")
    monkeypatch.setattr("ori_compiler.syntax.formatter.whole_text.format_items", lambda *_: FINE)
    status, out, err = fmt(tmp_path)
    assert (status, out) == (1, "formatted 1 file of 2, 1 file left alone\n")
    assert err == (
        f"internal error: formatting `{tmp_path}/b.ori` would change what it means; it is left alone; "
        "please report this with the file\n"
    )
    assert (tmp_path / "b.ori").read_text() == "@g()->int=2 ;\n"


def test_a_lost_comment_is_a_mistake_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.ori", "// why\n" + UGLY)
    monkeypatch.setattr("ori_compiler.syntax.formatter.whole_text.format_items", lambda *_: FINE)
    status, _, err = fmt(path)
    assert status == 1
    assert "would lose a comment; it is left alone" in err
    assert path.read_text() == "// why\n" + UGLY


def from_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_standard_input_is_formatted_to_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    from_stdin(monkeypatch, b'@f()->str=\n"\xc3\xa9" ;\r\n')
    assert fmt("--stdin") == (0, '@f () -> str = "é";\n', "")
    from_stdin(monkeypatch, UGLY.encode().replace(b"\n", b"\r\n"))
    assert fmt("--stdin") == (0, FINE.replace("\n", "\r\n"), "")
    from_stdin(monkeypatch, UGLY.encode())
    assert fmt("--stdin", "--check", "--stdin-filename", "a.ori") == (1, "a.ori\n", "")
    from_stdin(monkeypatch, FINE.encode())
    assert fmt("--stdin", "--check") == (0, "", "")


def test_standard_input_with_mistakes_gives_nothing_but_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    from_stdin(monkeypatch, BROKEN.encode())
    status, out, err = fmt("--stdin", "--stdin-filename", "src/a.ori")
    assert (status, out) == (1, "")
    assert "src/a.ori:1" in err
    assert "`src/a.ori` is left alone" in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_permissions_and_links_stay(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", UGLY)
    path.chmod(0o640)
    link = tmp_path / "link.ori"
    link.symlink_to(path)
    assert fmt(link)[0] == 0
    assert link.is_symlink()
    assert path.read_text() == FINE
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.ori", "link.ori"]


@pytest.mark.parametrize("step", ["os.fsync", "os.replace", "os.chmod"])
def test_a_failure_on_the_way_loses_nothing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    first, second = write(tmp_path / "a.ori", UGLY), write(tmp_path / "b.ori", FINE)
    monkeypatch.setattr(step, full)
    status, out, err = fmt(tmp_path)
    assert (status, out) == (1, "1 file already formatted, 1 file left alone\n")
    assert err == f"error: cannot write `{tmp_path}/a.ori`: no space left on device; it is as it was\n"
    assert first.read_text() == UGLY
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.ori", "b.ori"]
    assert second.read_text() == FINE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_protected_file_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", UGLY)
    path.chmod(0o444)
    status, _, err = fmt(path)
    assert (status, path.read_text()) == (1, UGLY)
    assert "permission denied" in err
