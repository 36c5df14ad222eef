"""`oric test --watch`: what makes it run again, what it shows, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from oric import SECONDS, oric, process_environment, write

from ori_compiler.cli.command_line import parse
from ori_compiler.cli.commands import COMMANDS
from ori_compiler.cli.console import open_console
from ori_compiler.cli.testing import options
from ori_compiler.cli.testing import run as runs_of_tests
from ori_compiler.cli.testing.watching import Ran, changes, state_of, watch

GOOD = "@one () -> int = 1;\n@t tests @one () -> void = assert_eq(actual: one(), expected: 1);\n"
OTHER = "@two () -> int = 2;\n@u tests @two () -> void = assert_eq(actual: two(), expected: 2);\n"

Step = Callable[[], object]


class Script:
    """Somebody who does something each time the tests have run, and then presses `q`; no time passes."""

    def __init__(self, steps: Sequence[Step | str | BaseException]) -> None:
        self._steps = list(steps)

    def wait(self, seconds: float) -> str:
        if seconds < 0.1:
            return ""  # until the files are quiet
        step = self._steps.pop(0) if self._steps else "q"
        if isinstance(step, BaseException):
            raise step
        if isinstance(step, str):
            return step
        step()
        return ""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("ori_compiler.driver.testing.result_cache.cache_folder", lambda: tmp_path / "cache")
    write(tmp_path / "src/a.ori", GOOD)
    return tmp_path / "src"


def watched(capsys: pytest.CaptureFixture[str], folder: Path, *steps: Step | str | BaseException) -> list[str]:
    """What each run told, without the path of the folder."""
    arguments = parse(next(c for c in COMMANDS if c.name == "test"), [str(folder), "--backend", "interp"])
    console = open_console(None, None)

    def run() -> Ran:
        this = runs_of_tests.TestRun(
            arguments.operands, options.test_options(arguments), options.telling(arguments), console
        )
        return Ran(this.run("interp", runs_all=False), this.files)

    assert watch(run, arguments.operands, console, Script(steps)) == 0
    captured = capsys.readouterr()
    told = (captured.out + captured.err).replace(f"{folder}/", "")
    *runs, rest = told.split("watching for changes; `q` ends, the return key runs again\n")
    runs[-1] += rest
    return runs


def test_nothing_changes_nothing_runs(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    assert watched(capsys, project, lambda: None, lambda: None) == [
        "passed   a.ori:2  t\n1 passed, 0 failed, 0 skipped\n"
    ]


def test_a_change_runs_what_it_reaches(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    write(project / "b.ori", OTHER)
    runs = watched(capsys, project, lambda: write(project / "b.ori", OTHER.replace("= 2;", "= 1 + 1;")))
    assert runs[1:] == [
        "changed: b.ori\npassed   b.ori:2  u\n2 passed, 0 failed, 0 skipped; 1 unchanged since the last run\n"
    ]


def test_new_and_deleted_files_count(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    runs = watched(capsys, project, lambda: write(project / "b.ori", OTHER), (project / "b.ori").unlink)
    assert runs[1:] == [
        "changed: b.ori\npassed   b.ori:2  u\n2 passed, 0 failed, 0 skipped; 1 unchanged since the last run\n",
        "changed: b.ori\n1 passed, 0 failed, 0 skipped; 1 unchanged since the last run\n",
    ]


def test_errors_are_shown_and_survived(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    runs = watched(
        capsys, project, lambda: write(project / "a.ori", GOOD + "@ ( {{ \0"), lambda: write(project / "a.ori", GOOD)
    )
    assert runs[1].startswith("changed: a.ori\nno test was run\n")
    assert "error[" in runs[2], "standard error is captured behind standard output"
    assert runs[2].startswith("changed: a.ori\n1 passed, 0 failed, 0 skipped; 1 unchanged since the last run\n")


def test_everything_may_be_gone_for_a_while(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    runs = watched(capsys, project / "a.ori", (project / "a.ori").unlink, lambda: write(project / "a.ori", GOOD))
    assert "no test was run" in runs[1]
    assert "1 passed" in runs[2]


def test_imported_files_and_manifests_are_watched(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    write(project.parent / "lib/far.ori", "pub @far () -> int = 1;\n")
    write(
        project / "a.ori",
        'use "../lib/far" { far };\n@t tests @far () -> void = assert_eq(actual: far(), expected: 1);\n',
    )
    write(project.parent / "ori.toml", "")
    runs = watched(
        capsys,
        project,
        lambda: write(project.parent / "lib/far.ori", "pub @far () -> int = 22;\n"),
        lambda: write(project.parent / "ori.toml", "[testing]\n"),
    )
    assert "failed   a.ori:2  t\n" in runs[1]
    assert runs[2].startswith(f"changed: {project.parent}/ori.toml\n")


def test_the_return_key_runs_again_and_an_interrupt_ends(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    runs = watched(capsys, project, "x", "\n", KeyboardInterrupt())
    assert runs[1:] == ["once more:\n1 passed, 0 failed, 0 skipped; 1 unchanged since the last run\n"]


def test_states_of_files(tmp_path: Path) -> None:
    before = state_of([str(tmp_path)], [str(tmp_path / "not/there")])
    assert before == {}
    path = str(write(tmp_path / "a.ori", "1"))
    now = state_of([str(tmp_path)])
    assert changes(before, now) == changes(now, before) == [path]
    os.utime(path, ns=(1, 1))
    assert changes(now, state_of([str(tmp_path)])) == [path]
    assert changes(now, now) == []


def test_programs_do_not_watch() -> None:
    ended = oric("test", "a.ori", "--watch", "--format", "json")
    assert (ended.status, ended.err.splitlines()[0]) == (2, "error: `--watch` is for people to look at")


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("end", [b"q", b"\x03"])
def test_a_terminal_is_cleared_and_left_as_it_was(end: bytes, project: Path) -> None:
    import pty
    import termios

    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)
    environment = process_environment({"XDG_CACHE_HOME": str(project.parent / "cache"), "TERM": "xterm"})
    with subprocess.Popen(
        [sys.executable, "-c", _LEADS_ITS_TERMINAL, "test", ".", "--backend", "interp", "--watch"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        cwd=project,
        start_new_session=True,
    ) as process:
        try:
            first = _read_until(ours, b"watching")
            write(project / "a.ori", GOOD.replace("int = 1", "int = 7"))
            second = _read_until(ours, b"watching")
            os.write(ours, end)
            assert process.wait(SECONDS) == 0
        finally:
            process.kill()
        assert first.startswith(b"\x1b[2J\x1b[H")
        assert b"1 passed" in first
        assert b"\x1b[2J\x1b[Hchanged: a.ori\r\n" in second
        assert b"1 failed" in second
        assert termios.tcgetattr(theirs) == before
    os.close(ours)
    os.close(theirs)


_LEADS_ITS_TERMINAL = """
import fcntl, runpy, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "oric"
runpy.run_module("ori_compiler", run_name="__main__")
"""


def _read_until(descriptor: int, what: bytes) -> bytes:
    found = bytearray()
    while what not in found:
        found += os.read(descriptor, 4096)
    return bytes(found)
