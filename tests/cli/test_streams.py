"""Outputs that cannot be written, readers that go away, terminals of all kinds, and our own mistakes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from oric import SECONDS, oric, oric_process, process_environment, write

from ori_compiler import __version__
from ori_compiler.driver import CompilationPipeline

MANY_MISTAKES = "".join(f'@f{number} () -> int = "no number";\n' for number in range(2_000))
FULL = Path("/dev/full")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    return write(tmp_path / "broken.ori", '@f () -> str = "→" + wrong;\n')


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "ori_compiler", *map(str, words)]


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [("check",), ("check", "--format", "json"), ("test",), ("emit", "--kind", "tokens")])
def test_a_full_disk_is_told(words: tuple[str, ...], tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", "@main () -> void = ();\n" if words == ("check",) else MANY_MISTAKES)
    with FULL.open("w") as full:
        done = subprocess.run(
            command(words[0], path, *words[1:]),
            stdout=full,
            stderr=subprocess.PIPE,
            env=process_environment(),
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.endswith(b"error: cannot write standard output: no space left on device\n")
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("backend", ["interp", "jit", "aot"])
def test_output_of_a_program_that_cannot_be_written_is_a_failure(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", '@main () -> void = print(msg: "lost");\n')
    with FULL.open("w") as full:
        done = subprocess.run(
            command("run", path, "--backend", backend),
            stdout=full,
            stderr=subprocess.PIPE,
            env=process_environment(),
            timeout=SECONDS,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"error: ")
    assert b"standard output" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_where_nothing_can_be_written_the_status_tells(broken: Path) -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            command("check", broken), stdout=full, stderr=full, env=process_environment(), timeout=SECONDS, check=False
        )
    assert done.returncode == 1


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", "@main () -> void = ();\n")
    for output, reason in (
        (tmp_path, "is a directory"),
        (tmp_path / "no" / "such" / "folder", "no such file or directory"),
    ):
        ended = oric("emit", "--kind", "tokens", path, "-o", output)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err == f"error: cannot write `{output}`: {reason}\n"
        ended = oric("build", path, "-o", output)
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith("error[E5006]: ")


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
@pytest.mark.parametrize("format_", ["json", "text"])
def test_a_reader_that_goes_away_ends_us_quietly(format_: str, tmp_path: Path) -> None:
    path = write(tmp_path / "many.ori", MANY_MISTAKES)
    reading, writing = os.pipe()
    is_text = format_ == "text"
    process = subprocess.Popen(
        command("check", path, "--format", format_),
        stdout=subprocess.PIPE if is_text else writing,
        stderr=writing if is_text else subprocess.PIPE,
        env=process_environment(),
    )
    os.close(writing)
    assert os.read(reading, 10)
    os.close(reading)
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 141
    assert not out
    assert not err


@pytest.mark.skipif(os.name == "nt", reason="streams are closed differently there")
def test_closed_streams_do_no_harm(broken: Path) -> None:
    words = " ".join(f"'{word}'" for word in command("check", broken))
    done = subprocess.run(f"{words} >&- 2>&-", shell=True, env=process_environment(), timeout=SECONDS, check=False)
    assert done.returncode == 1


def test_a_terminal_without_unicode_gets_escapes(broken: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    for name in ("text", "github"):
        ended = oric_process("check", broken, "--format", name, environment=ascii_only)
        assert ended.status == 1
        assert "wrong" in ended.err + ended.out
    assert "\\u2192" in oric_process("check", broken, environment=ascii_only).err
    json_ended = oric_process("emit", "--kind", "tokens", broken, environment=ascii_only)
    assert "→" in json_ended.out, "what programs read is UTF-8 always"


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals there")
def test_a_terminal_gets_colour_and_a_pipe_does_not(broken: Path) -> None:
    import pty

    def error_text(environment: dict[str, str]) -> bytes:
        ours, theirs = pty.openpty()
        try:
            subprocess.run(
                command("check", broken),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=theirs,
                env=process_environment({"TERM": "xterm", **environment}),
                timeout=SECONDS,
                check=False,
            )
            return os.read(ours, 100_000)
        finally:
            os.close(ours)
            os.close(theirs)

    assert b"\x1b[1;31merror[E2003]" in error_text({})
    assert b"\x1b[" not in error_text({"NO_COLOR": "1"})
    assert b"\x1b[" not in error_text({"TERM": "dumb"})
    assert "\x1b[" not in oric_process("check", broken).err


def test_our_own_mistakes_are_told_with_what_to_send(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: CompilationPipeline) -> None:
        raise KeyError("no such\nthing")

    monkeypatch.setattr(CompilationPipeline, "check", fail)
    ended = oric("check", broken)
    assert (ended.status, ended.out) == (70, "")
    assert ended.err.startswith("internal error: KeyError: ")
    assert "Traceback" not in ended.err
    found = re.search(r"report it with the file (\S+\.txt) ", ended.err)
    assert found is not None
    details = Path(found[1])
    text = details.read_text("utf-8")
    details.unlink()
    for fact in (__version__, f"oric check {broken}", sys.version.split()[0], sys.platform):
        assert fact in ended.err
        assert fact in text
    assert "Traceback (most recent call last):" in text


def test_our_own_mistakes_are_told_without_a_place_for_files(
    broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: CompilationPipeline) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(CompilationPipeline, "check", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    ended = oric("check", broken)
    assert ended.status == 70
    assert ended.err.startswith("internal error: RecursionError: too deep\n")
    assert "Traceback (most recent call last):" in ended.err


def test_an_interrupt_is_no_mistake_of_ours(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: CompilationPipeline) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(CompilationPipeline, "check", interrupt)
    assert oric("check", broken) == (130, "", "")
