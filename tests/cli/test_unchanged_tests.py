"""`oric test` runs again what a change can have touched, and nothing else; whatever happens to the file of results."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from oric import SECONDS, Ended, oric, process_environment, write

from benchmarks import test_runs

SHAPES = """\
let $limit = 5;
type Point = { x: int, y: int };
trait Show { @show (self) -> str; }
impl Point: Show { @show (self) -> str = `{self.x}`; }

pub @double (n: int) -> int = 2 * n;
pub @triple (n: int) -> int = 3 * n;
pub @capped (n: int) -> int = if n > $limit then $limit else n;
pub @shown (n: int) -> str = Point { x: n, y: 0 }.show();
"""
TESTS = """\
use "./shapes" { double, triple, capped, shown };

@t_double tests _ () -> void = assert_eq(actual: double(n: 2), expected: 4);
@t_triple tests _ () -> void = assert_eq(actual: triple(n: 2), expected: 6);
@t_capped tests _ () -> void = assert_eq(actual: capped(n: 9), expected: 5);
@t_shown tests _ () -> void = assert_eq(actual: shown(n: 9), expected: "9");
@t_wrong tests _ () -> void = assert_eq(actual: double(n: 3), expected: 7);
"""
ALL = ["t_double", "t_triple", "t_capped", "t_shown", "t_wrong"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    # The prelude's headers are kept in the cache folder, too, and stay where they are.
    monkeypatch.setattr("ori_compiler.driver.testing.result_cache.cache_folder", lambda: tmp_path / "cache")
    write(tmp_path / "src/shapes.ori", SHAPES)
    write(tmp_path / "src/tests.ori", TESTS)
    return tmp_path


def ran(project: Path, *words: str) -> list[str]:
    """Runs the tests; gives those that really ran, and checks that each has the right outcome."""
    ended = oric("test", project / "src", "--backend", "interp", "--format", "json", *words)
    assert ended.err == ""
    *tests, _ = map(json.loads, ended.out.splitlines())
    return [test["name"] for test in tests if not test["is_unchanged"]]


def edit(project: Path, before: str, after: str, file: str = "shapes.ori") -> None:
    path = project / "src" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def stored(project: Path) -> Path:
    (found,) = (project / "cache/tests").iterdir()
    return found


def test_without_a_change_nothing_runs_and_failures_are_shown_again(project: Path) -> None:
    first = oric("test", project / "src", "--backend", "interp")
    again = oric("test", project / "src", "--backend", "interp")
    assert (first.status, again.status) == (1, 1)
    failure = first.out[first.out.index("failed   ") : first.out.index("4 passed")]
    head, _, rest = failure.partition("\n")
    assert again.out == (f"{head}  (unchanged)\n{rest}4 passed, 1 failed, 0 skipped; 5 unchanged since the last run\n")


@pytest.mark.parametrize(
    ("before", "after", "affected"),
    [
        ("3 * n", "n * 3", ["t_triple"]),
        ("2 * n", "n * 2", ["t_double", "t_wrong"]),
        ("$limit = 5", "$limit = 4 + 1", ["t_capped"]),
        ("`{self.x}`", "`{self.x + 0}`", ["t_shown"]),
        ("x: int, y: int", "y: int, x: int", ["t_shown"]),
        ("pub @double", "@unused () -> int = 1;\npub @double", []),
        ("pub @double", "// A comment.\n\npub @double", []),
    ],
)
def test_a_change_runs_what_it_reaches(before: str, after: str, affected: list[str], project: Path) -> None:
    assert ran(project) == ALL
    edit(project, before, after)
    assert ran(project) == affected
    assert ran(project) == []


def test_an_implementation_for_a_type_of_the_library_runs_what_uses_it(project: Path) -> None:
    ran(project)
    edit(
        project,
        "pub @shown (n: int) -> str = Point",
        'impl int: Show { @show (self) -> str = "9"; }\n'
        "pub @shown (n: int) -> str = if n == 1 then n.show() else Point",
    )
    assert ran(project) == ["t_shown"]
    edit(project, '"9"', '"8"')
    assert ran(project) == ["t_shown"]


def test_a_changed_or_new_test_runs(project: Path) -> None:
    ran(project)
    edit(project, "expected: 7", "expected: 6", "tests.ori")
    edit(project, "@t_shown", "@t_new tests _ () -> void = ();\n@t_shown", "tests.ori")
    assert ran(project) == ["t_new", "t_wrong"]


def test_a_failure_that_moved_is_shown_where_it_is_now(project: Path) -> None:
    ran(project)
    edit(project, "@t_double", "@t_new tests _ () -> void = ();\n@t_double", "tests.ori")
    ended = oric("test", project / "src", "--backend", "interp")
    place = f"{project}/src/tests.ori:8"
    assert f"failed   {place}  t_wrong  (unchanged)\n" in ended.out
    assert f"--> {place}:31\n" in ended.out


def test_all_of_them_run_if_asked_for(project: Path) -> None:
    ran(project)
    assert ran(project, "--all") == ALL
    assert ran(project) == []


def test_what_a_filter_leaves_out_stays_known(project: Path) -> None:
    ran(project)
    edit(project, "2 * n", "n * 2")
    assert ran(project, "--filter", "t_double") == ["t_double"]
    assert ran(project) == ["t_wrong"]


def test_each_backend_has_its_own_results(project: Path) -> None:
    ran(project)
    assert ran(project, "--backend", "jit") == ALL


def test_another_toolchain_runs_everything(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran(project)
    monkeypatch.setattr("ori_compiler.driver.testing.result_cache._toolchain", lambda: "another")
    assert ran(project) == ALL


def test_an_error_is_told_although_all_tests_are_unchanged(project: Path) -> None:
    ran(project)
    edit(project, "pub @double", "@bad () -> int = wrong;\npub @double")
    for _ in range(2):
        ended = oric("test", project / "src", "--backend", "interp")
        assert (ended.status, ended.out) == (1, "no test was run\n")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"garbage",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-1],
        lambda content: content[:40] + bytes([content[40] ^ 1]) + content[41:],
        lambda content: content + b"\0",
        lambda content: bytes(len(content)),
    ],
)
def test_a_damaged_file_of_results_counts_as_none(damage: Callable[[bytes], bytes], project: Path) -> None:
    ran(project)
    path = stored(project)
    path.write_bytes(damage(path.read_bytes()))
    assert ran(project) == ALL
    assert ran(project) == []


def test_old_files_are_removed_and_no_others(project: Path) -> None:
    ran(project)
    path, folder = stored(project), project / "cache/tests"
    names = {name: f"{'0' * 31}{number}" for number, name in enumerate(("old", "recent"))}
    days = {
        names["old"]: 31,
        names["recent"]: 29,
        f".{names['old']}.abc_1": 2,
        f".{names['recent']}.abc_1": 0.5,
        "somebody's": 99,
        f"{names['old']}.txt": 99,
    }
    now = time.time()
    for name, age in days.items():
        write(folder / name, "")
        os.utime(folder / name, (now - age * 24 * 3600,) * 2)
    (folder / ("f" * 32)).mkdir()
    os.utime(folder / ("f" * 32), (0, 0))
    os.utime(path, (0, 0))
    assert ran(project) == [], "a file that is used is as good as new"
    assert {entry.name for entry in folder.iterdir()} == {
        path.name,
        names["recent"],
        f".{names['recent']}.abc_1",
        "somebody's",
        f"{names['old']}.txt",
        "f" * 32,
    }


def test_a_folder_in_place_of_the_file_is_done_without(project: Path) -> None:
    ran(project)
    path = stored(project)
    path.unlink()
    path.mkdir()
    assert ran(project) == ran(project) == ALL


def test_what_cannot_be_kept_is_done_without(project: Path) -> None:
    write(project / "cache", "a file where the folder should be")
    assert ran(project) == ALL
    assert ran(project) == ALL


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written_is_done_without(project: Path) -> None:
    ran(project)
    folder = project / "cache/tests"
    folder.chmod(0o500)
    try:
        edit(project, "3 * n", "n * 3")
        assert ran(project) == ran(project) == ["t_triple"]
    finally:
        folder.chmod(0o700)


def test_two_runs_at_once_leave_a_whole_file(project: Path) -> None:
    command = [sys.executable, "-m", "ori_compiler", "test", str(project / "src"), "--backend", "interp"]
    environment = process_environment({"XDG_CACHE_HOME": str(project / "shared")})
    ended: list[subprocess.CompletedProcess[bytes]] = []

    def run() -> None:
        done = subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS, check=False)
        ended.append(done)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run()
    assert [(done.returncode, done.stderr) for done in ended] == [(1, b"")] * 3
    assert ended[-1].stdout.endswith(b"5 unchanged since the last run\n")
    assert [path.name[0] for path in (project / "shared/ori/tests").iterdir()] != ["."]


def test_a_run_that_is_killed_spoils_nothing(project: Path) -> None:
    environment = process_environment({"XDG_CACHE_HOME": str(project / "shared")})
    command = [sys.executable, "-m", "ori_compiler", "test", str(project / "src"), "--backend", "interp"]
    loop = "@t_endless tests _ () -> void = while true do ();\n"
    write(project / "src/zz.ori", loop)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"passed ")
        process.send_signal(signal.SIGKILL)
        process.wait(SECONDS)
    (project / "src/zz.ori").unlink()
    for expected in (b"4 passed, 1 failed, 0 skipped\n", b"5 unchanged since the last run\n"):
        done = subprocess.run(command, env=environment, capture_output=True, timeout=SECONDS, check=False)
        assert done.stdout.endswith(expected)


def test_a_test_that_hangs_is_run_again(project: Path) -> None:
    write(project / "src/zz.ori", "@t_endless tests _ () -> void = while true do ();\n")
    assert ran(project, "--timeout", "500ms") == [*ALL, "t_endless"]
    assert ran(project, "--timeout", "500ms") == ["t_endless"]


def test_what_reads_the_machine_itself_is_run_again(project: Path) -> None:
    file = (project / "data.txt").as_posix()
    text = f"""use std.fs {{ FileSystem, MemoryFileSystem }};
@here () -> bool uses FileSystem = FileSystem.read(path: "{file}").is_ok();
@now () -> void uses Clock = {{ let _ = Clock.now(); }};
@t_here tests @here () -> void = assert(condition: here());
@t_now tests @now () -> void = now();
@t_memory tests @here () -> void = with FileSystem = MemoryFileSystem {{ files: {{}} }} in assert(condition: !here());
@t_printing tests _ () -> void = print(msg: "seen");
"""
    write(project / "src/zz.ori", text)
    ran(project)
    write(project / "data.txt", "there")
    assert ran(project) == ["t_here", "t_now"]
    ended = oric("test", project / "src", "--backend", "interp", "--filter", "t_here")
    assert ended.status == 0


def test_nothing_else_is_told_of_an_unchanged_run(project: Path) -> None:
    edit(project, "expected: 7", "expected: 6", "tests.ori")
    ran(project)
    assert oric("test", project / "src", "--backend", "interp") == Ended(
        0, "5 passed, 0 failed, 0 skipped; 5 unchanged since the last run\n", ""
    )


def test_an_edit_of_one_function_of_many_runs_its_tests_only(tmp_path: Path) -> None:
    sources = test_runs.project(files=12, tests=6)
    for name, text in sources.items():
        write(tmp_path / "src" / name, text)
    assert len(ran(tmp_path)) == 72
    write(tmp_path / "src/m5.ori", test_runs.edited(sources, 5)[1])
    assert ran(tmp_path) == ["t5_5"]
    # What others call runs their tests, too: `m6` to `m9` go on from `m5`, `m10` begins anew.
    edit(tmp_path, "(n: n) + 0", "(n: n) + 0 + 0", "m5.ori")
    assert ran(tmp_path) == ["t5_0", "t6_0", "t7_0", "t8_0", "t9_0"]


def test_an_embedded_file_is_part_of_what_a_test_depends_on(project: Path) -> None:
    text = """\
@content () -> str = if has_embed("more.txt") then "one" else embed("data.txt");
@t_file tests @content () -> void = assert_eq(actual: content(), expected: "one");
"""
    write(project / "src/embedding.ori", text)
    write(project / "src/data.txt", "one")
    assert "t_file" in ran(project)
    assert ran(project) == []
    write(project / "src/data.txt", "two")
    ended = oric("test", project / "src", "--backend", "interp", "--format", "json")
    results = [json.loads(line) for line in ended.out.splitlines()][:-1]
    assert [(test["name"], test["status"]) for test in results if not test["is_unchanged"]] == [("t_file", "failed")]
    write(project / "src/more.txt", "")
    assert ran(project) == ["t_file"]
