"""Whatever a test does, it fails alone: panics, endless loops, endless recursion, dead processes, interrupts."""

import os
import select
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from oric import SECONDS, oric, oric_process, process_environment, write

from ori_compiler import CompilationPipeline
from ori_compiler.driver import results as outcomes
from ori_compiler.driver.results import Backend, Finished
from ori_compiler.driver.testing import discovery, execution, session, workers
from ori_compiler.source.item_id import ItemId

BACKENDS = ("interp", "jit", "aot")

WILD = """\
@one () -> int = 1;
@deep (n: int) -> int = 1 + deep(n: n + 1);

@t_first tests @one () -> void = assert_eq(actual: one(), expected: 1);
@t_hangs tests @one () -> void = { let n = 0; while true do n = (n + 1) % 7; };
@t_middle tests @one () -> void = assert_eq(actual: one(), expected: 1);
@t_dives tests @deep () -> void = assert_eq(actual: deep(n: 0), expected: 1);
@t_panics tests @one () -> void = panic(msg: "no");
@t_last tests @one () -> void = assert_eq(actual: one(), expected: 1);
"""
GOOD = "@two () -> int = 2;\n@t_two tests @two () -> void = assert_eq(actual: two(), expected: 2);\n"


def told(text: str) -> list[tuple[str, str]]:
    """Status and name of each line about a test."""
    words = [line.split() for line in text.splitlines()]
    return [(word[0], word[2]) for word in words if len(word) > 2 and word[0] in ("passed", "failed")]


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_test_fails_alone(backend: str, tmp_path: Path) -> None:
    write(tmp_path / "a.ori", WILD)
    write(tmp_path / "b.ori", GOOD)
    ended = oric_process("test", tmp_path, "--backend", backend, "--timeout", "6s", "--jobs", "2")
    assert (ended.status, ended.err) == (1, "")
    assert told(ended.out) == [
        ("passed", "t_first"),
        ("failed", "t_hangs"),
        ("passed", "t_middle"),
        ("failed", "t_dives"),
        ("failed", "t_panics"),
        ("passed", "t_last"),
        ("passed", "t_two"),
    ]
    assert "  the test did not end within 6 seconds\n" in ended.out
    assert "stack overflow" in ended.out
    assert ended.out.endswith("4 passed, 3 failed, 0 skipped\n")


def test_all_backends_agree_or_the_test_fails(tmp_path: Path) -> None:
    ended = oric("test", write(tmp_path / "a.ori", GOOD), "--backend", "all")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"passed   {tmp_path}/a.ori:2  t_two\n1 passed, 0 failed, 0 skipped\n"


def run(
    text: str, monkeypatch: pytest.MonkeyPatch, execute: execution.Execute, *backends: Backend
) -> list[outcomes.TestResult]:
    """Runs the tests of a text by workers that execute in another way."""

    class Context:
        def __enter__(self) -> execution.Execute:
            return execute

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("ori_compiler.driver.testing.running.prepare", lambda *_: Context())
    pipeline = CompilationPipeline.from_sources({"a.ori": text})
    tests = discovery.find_tests(pipeline, "a.ori")
    results: list[outcomes.TestResult] = []
    options = session.TestOptions(backends or (Backend.JIT,))
    assert session.run_isolated(pipeline, tests, options, results.append) is None
    return results


def short(results: list[outcomes.TestResult]) -> list[tuple[str, str, str]]:
    return [(result.name, result.status.value, result.message) for result in results]


THREE = "@f () -> int = 1;\n" + "".join(f"@{name} tests @f () -> void = ();\n" for name in "abc")

only_where_workers_are_forked = pytest.mark.skipif(sys.platform != "linux", reason="workers are not forked here")


@only_where_workers_are_forked
def test_a_worker_that_dies_takes_one_test_along(monkeypatch: pytest.MonkeyPatch) -> None:
    def execute(item: ItemId) -> Finished:
        if item.name == "b":
            os.kill(os.getpid(), signal.SIGKILL)
        return Finished(0, "")

    assert short(run(THREE, monkeypatch, execute)) == [
        ("a", "passed", ""),
        ("b", "failed", "the program crashed: SIGKILL"),
        ("c", "passed", ""),
    ]


@only_where_workers_are_forked
def test_a_mistake_of_the_toolchain_fails_one_test(monkeypatch: pytest.MonkeyPatch) -> None:
    def execute(item: ItemId) -> Finished:
        if item.name == "a":
            raise LookupError("lost")
        return Finished(0, "")

    assert short(run(THREE, monkeypatch, execute)) == [
        ("a", "failed", "the toolchain failed: LookupError: lost"),
        ("b", "passed", ""),
        ("c", "passed", ""),
    ]


@only_where_workers_are_forked
def test_what_cannot_be_compiled_fails_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        os._exit(9)

    monkeypatch.setattr(workers, "run_file", broken)
    reason = "the tests of this file could not be compiled: the program ended with exit code 9"
    found = run(THREE, monkeypatch, lambda _: Finished(0, ""))
    assert short(found) == [(name, "failed", reason) for name in "abc"]


@only_where_workers_are_forked
def test_a_leak_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    found = run(THREE, monkeypatch, lambda item: Finished(0, "", leaked="abc".index(item.name)))
    assert short(found) == [
        ("a", "passed", ""),
        ("b", "failed", "the test leaked: 1 counted object still existed when it had ended"),
        ("c", "failed", "the test leaked: 2 counted objects still existed when it had ended"),
    ]


CRASHING = """\
type Bomb = { name: str };
impl Bomb: Drop { @drop (self) -> void = panic(msg: "again"); }
@explode () -> void = { let bomb = Bomb { name: "b" }; panic(msg: bomb.name); };
@t_before tests @explode () -> void = ();
@t_crashes tests @explode () -> void = explode();
@t_after tests @explode () -> void = ();
"""
LEAKING = """\
trait Keeper { @keep (self, f: () -> int) -> void; @size (self) -> int; }
type Store = { kept: [() -> int] };
impl Store: Keeper {
    @keep (self, f: () -> int) -> void = { self.kept = self.kept.push(value: f); };
    @size (self) -> int = self.kept.len();
}
// The store keeps a function that keeps the store.
@circle () -> int uses Keeper = { Keeper.keep(f: () -> Keeper.size()); Keeper.size() };
@t_before tests @circle () -> void = ();
@t_leaks tests @circle () -> void = with Keeper = Store { kept: [] } in assert_eq(actual: circle(), expected: 1);
@t_after tests @circle () -> void = ();
"""


@pytest.mark.skipif(os.name == "nt", reason="a crash looks different there")
@pytest.mark.parametrize("backend", ["jit", "aot"])
@pytest.mark.parametrize(
    ("text", "bad", "reason"),
    [
        (CRASHING, "t_crashes", "the program crashed: SIGABRT"),
        (LEAKING, "t_leaks", "counted objects still existed when it had ended"),
    ],
)
def test_a_real_crash_or_leak_fails_alone(text: str, bad: str, reason: str, backend: str, tmp_path: Path) -> None:
    """In a process of its own, where the others of its batch come before and after it."""
    write(tmp_path / "a.ori", text)
    write(tmp_path / "b.ori", GOOD)
    ended = oric_process("test", tmp_path, "--backend", backend, "--jobs", "1")
    assert ended.status == 1
    assert told(ended.out) == [("passed", "t_before"), ("failed", bad), ("passed", "t_after"), ("passed", "t_two")]
    assert reason in ended.out
    assert ("fatal: panic while a panic unwinds" in ended.out, ended.err) == (bad == "t_crashes", "")


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_a_test_writes_to_standard_error_is_told_with_it(backend: str, tmp_path: Path) -> None:
    text = (
        "@f () -> int = dbg(value: 41) + 1;\n"
        "@t_good tests @f () -> void = assert_eq(actual: f(), expected: 42);\n"
        "@t_bad tests @f () -> void = assert_eq(actual: f(), expected: 43);\n"
    )
    path = write(tmp_path / "a.ori", text)
    ended = oric_process("test", path, "--backend", backend)
    assert (ended.status, ended.err) == (1, "")
    assert ended.out.count("41") == 1
    assert "  its standard error:\n    " in ended.out[ended.out.index("t_bad") :]
    assert oric_process("test", path, "--backend", backend, "--verbose").out.count("41") == 2
    assert "<system-err>" in oric_process("test", path, "--backend", backend, "--format", "junit").out


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently there")
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_interrupt_tells_what_has_run(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", WILD)
    with subprocess.Popen(
        [sys.executable, "-m", "ori_compiler", "test", str(path), "--backend", backend, "--timeout", "1m"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=process_environment(),
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            assert select.select([process.stdout], [], [], SECONDS)[0], "no test ended"
            first = os.read(process.stdout.fileno(), 1000)
            os.killpg(process.pid, signal.SIGINT)
            status = process.wait(SECONDS)
            rest, err = process.stdout.read(), process.stderr.read()
        finally:
            process.kill()
    assert first == f"passed   {path}:4  t_first\n".encode()
    assert (status, rest, err) == (130, b"1 passed, 0 failed, 0 skipped; interrupted; the others were not run\n", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_run_that_is_killed_leaves_no_process_behind(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", WILD)
    with subprocess.Popen(
        [sys.executable, "-m", "ori_compiler", "test", str(path), "--backend", backend, "--timeout", "10m"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=process_environment(),
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == f"passed   {path}:4  t_first\n".encode()
            workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        finally:
            process.kill()
    assert workers
    deadline = time.monotonic() + SECONDS
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker goes on although nobody waits for it"
        time.sleep(0.05)


def is_running(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--jobs", "0"], "error: `--jobs` cannot be `0`\n"),
        (["--jobs", "many"], "error: `--jobs` cannot be `many`\n"),
        (["--timeout", "0"], "error: `--timeout` cannot be `0`\n"),
        (["--timeout", "1h"], "error: `--timeout` cannot be `1h`\n"),
    ],
)
def test_numbers_and_times_are_checked(words: list[str], message: str) -> None:
    ended = oric("test", "a.ori", *words)
    assert ended.status == 2
    assert ended.err.startswith(message)


def test_several_filters_choose_by_name_and_file(tmp_path: Path) -> None:
    write(tmp_path / "a.ori", THREE)
    write(tmp_path / "good.ori", GOOD)
    ended = oric("test", tmp_path, "--backend", "interp", "--filter", "good.ori", "--filter", "b")
    assert told(ended.out)[-1] == ("passed", "t_two")
    assert oric("test", tmp_path / "a.ori", "--backend", "interp", "--filter", "xyz").status == 0


def test_calls_that_repeat_are_told_once(tmp_path: Path) -> None:
    source = """\
@deep (n: int) -> int = if n == 0 then panic(msg: "bottom") else 1 + deep(n: n - 1);
@t_deep tests @deep () -> void = { deep(n: 3); }
"""
    program = write(tmp_path / "deep.ori", source)
    told = oric("test", program, "--all").out.splitlines()
    assert [line.strip() for line in told if "called by" in line] == [
        f"called by @deep at {program}:1:70, 3 times",
        f"called by @t_deep at {program}:2:36",
    ]
