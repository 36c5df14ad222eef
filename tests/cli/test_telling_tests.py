"""What people see of a run: progress on a terminal, files, slow tests, the summary; and what makes it fail."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from oric import SECONDS, Ended, oric, process_environment, write

TESTS = """\
@loop_for (n: int) -> int = { let sum = 0; for i in 0..n do sum = (sum + i) % 1_000_007; sum };
@t_slow tests @loop_for () -> void = assert(condition: loop_for(n: 3_000) > 0);
@t_quick tests @loop_for () -> void = ();
@t_floating tests _ () -> void = assert(condition: loop_for(n: 3_000) > 0);
#skip("later")
@t_skipped tests @loop_for () -> void = ();
"""
BROKEN = '@bad tests _ () -> void = panic(msg: "no");\n'


@pytest.fixture(autouse=True)
def _no_old_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ori_compiler.driver.testing.result_cache.cache_folder", lambda: tmp_path / "cache")


def run(folder: Path, *words: str) -> Ended:
    ended = oric("test", folder, "--backend", "interp", *words)
    return Ended(ended.status, re.sub(r" +[\d.]+ m?s\b", " TIME", ended.out.replace(f"{folder}/", "")), ended.err)


def test_floating_tests_can_be_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    assert run(tmp_path, "--only-attached").out == (
        "passed   a.ori:2  t_slow\n"
        "passed   a.ori:3  t_quick\n"
        "skipped  a.ori:6  t_skipped  (later)\n"
        "2 passed, 0 failed, 1 skipped\n"
    )
    write(tmp_path / "a.ori", "@t tests _ () -> void = ();\n")
    assert run(tmp_path, "--only-attached").err.startswith("hint: there are no attached tests")


def test_an_example_is_attached(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", "// > one() -> 1\n@one () -> int = 1;\n")
    assert run(tmp_path, "--only-attached").out.startswith("passed   a.ori:1  example of one\n")


def test_every_test_and_file_has_a_line_if_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    write(tmp_path / "b.ori", BROKEN)
    run(tmp_path)
    assert run(tmp_path, "--verbose").out == (
        "passed   a.ori:2  t_slow  (unchanged)\n"
        "passed   a.ori:3  t_quick  (unchanged)\n"
        "passed   a.ori:4  t_floating  (unchanged)\n"
        "skipped  a.ori:6  t_skipped  (later)\n"
        "a.ori: 3 passed, 0 failed, 1 skipped; 3 unchanged since the last run in TIME\n"
        "failed   b.ori:1  bad  (unchanged)\n"
        "  no\n"
        "   --> b.ori:1:27\n"
        "    |\n"
        '  1 | @bad tests _ () -> void = panic(msg: "no");\n'
        "    |                           ^\n"
        "b.ori: 0 passed, 1 failed, 0 skipped; 1 unchanged since the last run in TIME\n"
        "3 passed, 1 failed, 1 skipped; 4 unchanged since the last run\n"
    )


def test_the_slowest_are_listed(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    ended = run(tmp_path, "--slowest", "2")
    lines = ended.out.splitlines()
    assert lines[4] == "slowest tests:"
    assert sorted(lines[5:7]) == [" TIME  a.ori:2  t_slow", " TIME  a.ori:4  t_floating"]
    assert run(tmp_path, "--slowest", "2").out.count("slowest") == 0, "what did not run took no time"
    assert oric("test", tmp_path, "--slowest", "few").err.startswith("error: `--slowest` cannot be `few`\n")


def test_a_project_is_warned_of_slow_attached_tests(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    assert "warning" not in run(tmp_path, "--all").out, "loose files have no limit"
    write(tmp_path / "ori.toml", '[testing]\nslow_test_threshold = "1ms"\ncoverage = "off"\n')
    ended = run(tmp_path, "--all", "--filter", "t_slow", "--filter", "t_floating")
    assert ended == (
        0,
        "passed   a.ori:2  t_slow\n"
        "passed   a.ori:4  t_floating\n"
        "warning: 1 attached test is slow\n"
        " TIME  a.ori:2  t_slow\n"
        "  = help: attached tests run whenever what they test has changed; "
        "`tests _` keeps a slow one for runs of all tests\n"
        "2 passed, 0 failed, 0 skipped\n",
        "",
    )
    strict = run(tmp_path, "--all", "--strict", "--filter", "t_slow")
    assert (strict.status, strict.out.splitlines()[-1]) == (
        1,
        "1 passed, 0 failed, 0 skipped; `--strict` makes the warning a failure",
    )
    github = run(tmp_path, "--all", "--format", "github", "--filter", "t_slow").out
    assert "::warning file=a.ori,line=2,title=test t_slow is slow::it took" in github
    write(tmp_path / "ori.toml", '[testing]\nslow_test_threshold = "1m"\ncoverage = "off"\n')
    assert run(tmp_path, "--all", "--strict").status == 0


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_progress_is_drawn_on_a_terminal_and_gone_at_the_end(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    write(tmp_path / "b.ori", BROKEN)
    drawn = on_terminal("test", ".", "--backend", "interp", "--jobs", "1", "--color", "never", cwd=tmp_path)
    assert "checking …" in drawn
    assert "0/5  a.ori  t_slow" in drawn
    assert "4/5  b.ori  bad" in drawn
    # What stays is what was written behind the last erasure of each line.
    stays = [line.rpartition("\x1b[2K")[2] for line in drawn.replace("\r\n", "\n").split("\n")]
    assert stays[0] == "skipped  a.ori:6  t_skipped  (later)"
    assert stays[1] == "failed   b.ori:1  bad"
    assert re.fullmatch(r"3 passed, 1 failed, 1 skipped in [\d.]+ m?s", stays[-2])
    assert stays[-1] == ""


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_nothing_is_drawn_on_a_terminal_that_cannot(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", TESTS)
    assert "\x1b" not in on_terminal("test", ".", "--backend", "interp", cwd=tmp_path, TERM="dumb")


def on_terminal(*words: str, cwd: Path, **environment: str) -> str:
    """Runs a command with a terminal as its output; gives all that was written to it."""
    import pty

    ours, theirs = pty.openpty()
    changes = {"XDG_CACHE_HOME": str(cwd / "cache"), "TERM": "xterm", "COLUMNS": "80", **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "ori_compiler", *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=process_environment(changes),
        cwd=cwd,
    ) as process:
        os.close(theirs)
        found = bytearray()
        try:
            while piece := _read(ours):
                found += piece
            process.wait(SECONDS)
        finally:
            process.kill()
            os.close(ours)
    return found.decode("utf-8")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 4096)
    except OSError:  # the other end is closed
        return b""
