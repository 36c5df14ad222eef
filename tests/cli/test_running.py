"""`oric run`, `test`, `build` and `emit` on real programs, as users run them."""

import json
import os
import select
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from oric import SECONDS, Ended, oric, oric_process, process_environment, write

BACKENDS = ("interp", "jit", "aot")

PROGRAM = """\
type Shape = Circle(radius: int) | Square(side: int);

@area (shape: Shape) -> int = match shape {
    Circle(radius) -> 3 * radius * radius,
    Square(side) -> side * side,
};

@t_area tests @area () -> void = assert_eq(actual: area(shape: Square(side: 3)), expected: 9);

@t_wrong tests @area () -> void = {
    print(msg: "looking at a circle …");
    assert_eq(actual: area(shape: Circle(radius: 2)), expected: 13);
}

#skip("later")
@t_later tests @area () -> void = panic(msg: "never run");

#fail("overflow")
@t_panics tests @area () -> void = print(msg: str(area(shape: Square(side: 9223372036854775807))));

@main () -> int = {
    print(msg: "größer");
    area(shape: Square(side: 6))
}
"""
PANICKING = """\
@divide (a: int, b: int) -> int = a / b;

@main () -> void = {
    print(msg: "before");
    print(msg: str(divide(a: 1, b: 0)));
}
"""

DROPPING = """\
type Loud = { n: int }

impl Loud: Drop { @drop (self) -> void = print(msg: `drop {self.n}`); }

@divide (n: int) -> int = {
    let loud = Loud { n: 1 };
    n / (loud.n - 1)
}

@main () -> void = {
    print(msg: if catch(expr: { let loud = Loud { n: 0 }; [loud.n][1] }).is_err() then "caught" else "");
    let loud = Loud { n: 2 };
    print(msg: "before");
    print(msg: str(divide(n: loud.n)));
}
"""

DIVING = """\
@endless (n: int) -> int = 1 + endless(n: n + 1);

@main () -> void = {
    print(msg: `{catch(expr: 1 / 0)}`);
    match catch(expr: endless(n: 0)) {
        Ok(_) -> print(msg: "returned"),
        Err(_) -> print(msg: "caught"),
    };
}
"""
SHOWING = """\
@doubled (n: int) -> int =
    dbg(value: n * 2);

@main () -> void = {
    print(msg: `{doubled(n: 3)}`);
    let quoted = dbg(value: "a\\"b", label: "text");
    dbg(value: (Some('x'), [1.5]));
}
"""
ECHOING = """\
@main (args: [str]) -> int = {
    for arg in args do print(msg: `<{arg}>`);
    args.len()
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return write(tmp_path / "program.ori", PROGRAM)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_stack_overflow_cannot_be_caught(tmp_path: Path, backend: str) -> None:
    ended = oric_process("run", write(tmp_path / "diving.ori", DIVING), "--backend", backend)
    assert ended.out == "Err(division by zero)\n"
    assert "stack overflow" in ended.err
    assert ended.status == 101


@pytest.mark.parametrize("backend", BACKENDS)
def test_dbg_writes_to_standard_error(tmp_path: Path, backend: str) -> None:
    path = write(tmp_path / "shown.ori", SHOWING)
    ended = oric_process("run", path, "--backend", backend)
    shown = [f"[{path}:2] = 6", f'[{path}:6] text = "a\\"b"', f"[{path}:7] = (Some('x'), [1.5])"]
    assert ended == Ended(0, "6\n", "\n".join((*shown, "")))


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_exit_code_of_the_program_is_ours(program: Path, backend: str) -> None:
    assert oric_process("run", program, "--backend", backend) == Ended(36, "größer\n", "")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_program_gets_its_arguments(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "echo.ori", ECHOING)
    words = ["run", path, "--backend", backend]
    assert oric_process(*words) == Ended(0, "", "")
    given = ["one", "zwei drei", "", "--backend", "a longer one than fits into sixteen bytes: größer"]
    ended = oric_process(*words, "--", *given, environment={"ORI_CHECK_LEAKS": "1"})
    assert ended == Ended(5, "".join(f"<{each}>\n" for each in given), "")


@pytest.mark.skipif(os.name == "nt", reason="the system's arguments are no bytes there")
@pytest.mark.parametrize("backend", BACKENDS)
def test_an_argument_that_is_no_utf8_is_repaired(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "echo.ori", ECHOING)
    bad = os.fsdecode(b"a\xffb\xe2\x82|\xc0\xaf|\xed\xa0\x80|\xf4\x90\x80\x80")
    repaired = "a\ufffdb\ufffd\ufffd|\ufffd\ufffd|\ufffd\ufffd\ufffd|" + 4 * "\ufffd"
    assert oric_process("run", path, "--backend", backend, "--", bad) == Ended(1, f"<{repaired}>\n", "")


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_panic_is_told_before_values_are_dropped(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "drops.ori", DROPPING)
    command = [sys.executable, "-m", "ori_compiler", "run", "--backend", backend, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS, check=False)
    report = f"panic: division by zero\n  at {path}:7:5\n    @divide\n    @main at {path}:14:20\n"
    expected = f"drop 0\ncaught\nbefore\n{report}drop 1\ndrop 2\n"
    assert (done.returncode, done.stdout.decode()) == (101, expected)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_panic_is_told_once_after_the_output(backend: str, tmp_path: Path) -> None:
    path = write(tmp_path / "panic.ori", PANICKING)
    report = f"panic: division by zero\n  at {path}:1:35\n    @divide\n    @main at {path}:5:20\n"
    assert oric_process("run", path, "--backend", backend) == Ended(101, "before\n", report)
    # On one terminal the report comes after what was printed before it.
    done = subprocess.run(
        [sys.executable, "-m", "ori_compiler", "run", str(path), "--backend", backend],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=process_environment({"ORI_PANIC_EXIT_CODE": "5"}),
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout.decode()) == (101, "before\n" + report)


def test_what_a_program_prints_is_utf8_whatever_the_terminal_is_said_to_be(program: Path) -> None:
    for backend in ("interp", "jit"):
        done = oric_process("run", program, "--backend", backend, environment={"PYTHONIOENCODING": "ascii"})
        assert done == Ended(36, "größer\n", "")


def test_errors_keep_a_program_from_running(tmp_path: Path) -> None:
    path = write(tmp_path / "broken.ori", '@main () -> void = { print(msg: "never"); print(msg: wrong); }\n')
    for words in (["run"], ["build", "-o", str(tmp_path / "out")], ["emit", "--kind", "llvm"]):
        ended = oric(words[0], path, *words[1:])
        assert (ended.status, ended.out) == (1, "")
        assert ended.err.startswith("error[E2003]: ")
        assert ended.err.endswith("\n1 error\n")
    assert not (tmp_path / "out").exists()


def test_a_file_without_main_cannot_run(tmp_path: Path) -> None:
    path = write(tmp_path / "library.ori", "pub @f () -> int = 1;\n")
    for words in (["run"], ["build", "-o", str(tmp_path / "out")]):
        ended = oric(words[0], path, *words[1:])
        assert ended.status == 1
        assert "@main" in ended.err


@pytest.mark.parametrize("backend", BACKENDS)
def test_tests_are_told_as_text(program: Path, backend: str) -> None:
    ended = oric("test", program, "--backend", backend)
    assert ended.status == 1
    assert ended.err == ""
    assert ended.out == (
        f"passed   {program}:8  t_area\n"
        f"failed   {program}:10  t_wrong\n"
        "  assertion failed: the values differ\n"
        "    expected  13\n"
        "    actual    12\n"
        f"    --> {program}:12:5\n"
        "     |\n"
        "  12 |     assert_eq(actual: area(shape: Circle(radius: 2)), expected: 13);\n"
        "     |     ^\n"
        "  its output:\n"
        "    looking at a circle …\n"
        f"skipped  {program}:16  t_later  (later)\n"
        f"passed   {program}:19  t_panics\n"
        "2 passed, 1 failed, 1 skipped\n"
    )


@pytest.mark.parametrize("backend", BACKENDS)
def test_tests_are_told_as_json_lines(program: Path, backend: str) -> None:
    ended = oric_process("test", program, "--backend", backend, "--format", "json")
    assert (ended.status, ended.err) == (1, "")
    *tests, summary = map(json.loads, ended.out.splitlines())
    assert summary == {"type": "summary", "passed": 2, "failed": 1, "skipped": 1, "examples": 0, "unchanged": 0}
    assert [(test["name"], test["status"], test["message"]) for test in tests] == [
        ("t_area", "passed", ""),
        ("t_wrong", "failed", "assertion failed: 12 != 13"),
        ("t_later", "skipped", "later"),
        ("t_panics", "passed", ""),
    ]
    for test in tests:
        assert list(test) == [
            "type",
            "path",
            "name",
            "line",
            "status",
            "message",
            "failure",
            "backend",
            "duration_ms",
            "is_example",
            "is_unchanged",
            "is_slow",
            "diagnostics",
        ]
        assert (test["type"], test["path"], test["backend"]) == ("test", str(program), backend)
        assert test["duration_ms"] >= 0


def test_examples_in_comments_are_counted(tmp_path: Path) -> None:
    text = "// Twice.\n// > twice(n: 2) -> 4\n// > twice(n: 2) -> 5\npub @twice (n: int) -> int = 2 * n;\n"
    path = write(tmp_path / "a.ori", text)
    ended = oric("test", path, "--backend", "interp")
    assert (ended.status, ended.err) == (1, "")
    assert ended.out == (
        f"passed   {path}:2  example of twice\n"
        f"failed   {path}:3  example of twice\n"
        "  assertion failed: the values differ\n"
        "    expected  5\n"
        "    actual    4\n"
        f"   --> {path}:3:6\n"
        "    |\n"
        "  3 | // > twice(n: 2) -> 5\n"
        "    |      ^\n"
        "1 passed, 1 failed, 0 skipped (2 of them examples in comments)\n"
    )


def test_a_wrong_example_is_shown_in_its_comment(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ori", "// > twice(m: 2) -> 4\npub @twice (n: int) -> int = 2 * n;\n")
    ended = oric("test", path, "--backend", "interp")
    assert (ended.status, ended.out) == (1, "no test was run\n")
    assert ended.err.startswith(
        "error[E2004]: `twice` has no parameter `m`\n"
        f" --> {path}:1:12\n"
        "  |\n"
        "1 | // > twice(m: 2) -> 4\n"
        "  |            ^ no such parameter\n"
    )
    checked = oric("check", path)
    assert checked.status == 0
    assert checked.err.startswith("warning[E2004]: ")


def test_only_the_tests_that_are_asked_for_run(program: Path) -> None:
    assert oric("test", program, "--backend", "interp", "--filter", "area").out.endswith(
        "\n1 passed, 0 failed, 0 skipped\n"
    )
    ended = oric("test", program, "--filter", "nothing")
    assert ended == Ended(0, "0 passed, 0 failed, 0 skipped\n", "hint: no test has `nothing` in its name or file\n")


def test_a_file_without_tests_is_fine(tmp_path: Path) -> None:
    ended = oric("test", write(tmp_path / "a.ori", "@main () -> void = ();\n"), "--format", "json")
    assert ended.status == 0
    assert json.loads(ended.out) == {
        "type": "summary",
        "passed": 0,
        "failed": 0,
        "skipped": 0,
        "examples": 0,
        "unchanged": 0,
    }
    assert ended.err.startswith("hint: ")


def test_errors_keep_all_tests_from_running(program: Path, tmp_path: Path) -> None:
    broken = write(tmp_path / "broken.ori", "@f () -> int = wrong;\n")
    text = oric("test", program, broken)
    assert text.status == 1
    assert text.err.startswith("error[E2003]: ")
    assert text.out == "no test was run\n"
    lines = oric("test", program, broken, "--format", "json")
    diagnostic, summary = map(json.loads, lines.out.splitlines())
    assert (lines.status, lines.err) == (1, text.err)
    assert (diagnostic["type"], diagnostic["path"], diagnostic["code"]) == ("diagnostic", str(broken), "E2003")
    assert (diagnostic["line"], diagnostic["column"]) == (1, 16)
    assert summary == {"type": "summary", "passed": 0, "failed": 0, "skipped": 0, "examples": 0, "unchanged": 0}


def test_a_built_program_runs(tmp_path: Path) -> None:
    program = write(tmp_path / "program.ori", PROGRAM)
    panicking = write(tmp_path / "panicking.ori", PANICKING)
    for level in ("-O0", "-O3"):
        output = tmp_path / f"program{level}"
        assert oric("build", program, "-o", output, level) == Ended(0, "", "")
        done = subprocess.run([output], capture_output=True, timeout=SECONDS, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (36, "größer\n".encode(), b"")
    assert oric("build", panicking, "-o", tmp_path / "panicking") == Ended(0, "", "")
    done = subprocess.run([tmp_path / "panicking"], capture_output=True, timeout=SECONDS, check=False)
    assert (
        done.stderr.decode()
        == f"panic: division by zero\n  at {panicking}:1:35\n    @divide\n    @main at {panicking}:5:20\n"
    )
    assert (done.returncode, done.stdout) == (1, b"before\n")


def test_a_program_can_be_built_for_another_machine(tmp_path: Path) -> None:
    program = write(tmp_path / "program.ori", PROGRAM)
    output = tmp_path / "program"
    assert oric("build", program, "-o", output, "--target", "aarch64-linux-musl", "-O1") == Ended(0, "", "")
    header = output.read_bytes()[:20]
    assert header[:4] == b"\x7fELF"
    assert int.from_bytes(header[18:20], "little") == 183, "EM_AARCH64"


def test_an_unknown_target_is_told(program: Path, tmp_path: Path) -> None:
    for words in (["build", "-o", str(tmp_path / "out")], ["emit", "--kind", "asm"], ["emit", "--kind", "abi"]):
        ended = oric(words[0], program, *words[1:], "--target", "pdp11-unix")
        assert ended.status == 2
        assert ended.err.startswith("error: `pdp11-unix` is no target that Ori knows\nhint: ")


def test_every_stage_can_be_shown_of_a_file_and_of_a_function(program: Path) -> None:
    for kind in ("tokens", "tree", "ast", "types", "canon", "arc", "llvm", "asm", "abi"):
        whole, one = oric("emit", "--kind", kind, program), oric("emit", "--kind", kind, f"{program}:area")
        for ended in (whole, one):
            assert (ended.status, ended.err) == (0, "")
            assert "area" in ended.out
            assert ended.out.endswith("\n")
        assert "t_wrong" in whole.out or kind == "abi"
        assert "t_wrong" not in one.out
        unknown = oric("emit", "--kind", kind, f"{program}:aera")
        assert unknown.status == 1
        assert "did you mean `area`?" in unknown.err


def test_what_is_shown_can_be_written_to_a_file(program: Path, tmp_path: Path) -> None:
    output = tmp_path / "area.ll"
    words = ("emit", "--kind", "llvm", f"{program}:area", "-O2", "--target", "aarch64-linux-gnu")
    assert oric(*words, "-o", output) == Ended(0, "", "")
    assert output.read_text("utf-8") == oric(*words).out


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently there")
@pytest.mark.parametrize(("backend", "status"), [("interp", 130), ("jit", -signal.SIGINT), ("aot", 130)])
def test_an_interrupt_ends_an_endless_program_quietly(backend: str, status: int, tmp_path: Path) -> None:
    path = write(
        tmp_path / "endless.ori",
        '@main () -> void = {\n    print(msg: "ready");\n    let n = 0;\n    while true do n = (n + 1) % 7;\n}\n',
    )
    # A terminal gets each line at once, so that we know when the program runs.
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "ori_compiler", "run", str(path), "--backend", backend],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=process_environment(),
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            assert select.select([ours], [], [], SECONDS)[0], "the program did not begin"
            assert os.read(ours, 100) == b"ready\r\n"
            os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)
    assert (process.returncode, err) == (status, b"")


@pytest.mark.skipif(os.name == "nt", reason="pipes break differently there")
@pytest.mark.parametrize(("backend", "status"), [("interp", 141), ("jit", -signal.SIGPIPE), ("aot", 141)])
def test_an_endless_program_ends_when_nobody_reads_it(backend: str, status: int, tmp_path: Path) -> None:
    path = write(tmp_path / "endless.ori", '@main () -> void = while true do print(msg: "more");\n')
    with subprocess.Popen(
        [sys.executable, "-m", "ori_compiler", "run", str(path), "--backend", backend],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=process_environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(5) == b"more\n"
        process.stdout.close()
        assert process.wait(SECONDS) == status
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_failure_is_told_to_programs_with_its_place_and_both_sides(tmp_path: Path) -> None:
    text = "@one () -> int = 1;\n@t tests @one () -> void = assert_eq(actual: one(), expected: 2);\n"
    path = write(tmp_path / "a.ori", text + "@u tests @one () -> void = assert(condition: one() == 1);\n")
    ended = oric("test", path, "--backend", "interp", "--format", "json")
    failed, passed = [json.loads(line) for line in ended.out.splitlines()][:2]
    assert (failed["line"], passed["line"]) == (2, 3)
    place = {"path": str(path), "line": 2, "column": 28}
    assert failed["failure"] == {"place": place, "actual": "1", "expected": "2"}
    assert passed["failure"] is None


@pytest.mark.parametrize("backend", ["interp", "jit", "aot"])
def test_what_is_for_another_system_can_be_run_and_tested(backend: str, tmp_path: Path) -> None:
    source = """\
#target(os: "windows")
@ending () -> str = "\\r\\n";

#target(not_os: "windows")
@ending () -> str = "\\n";

@t tests @ending () -> void = assert_eq(actual: ending(), expected: "\\r\\n");
@main () -> void = print(msg: `{$target_os} {ending().len()}`);
"""
    program = write(tmp_path / "program.ori", source)
    words = ("--backend", backend, "--target", "windows-x86_64")
    assert oric_process("run", program, *words) == Ended(0, "windows 2\n", "")
    assert oric("test", program, *words).status == 0
    assert oric("test", program, "--backend", backend, "--target", "linux-aarch64").status == 1


@pytest.mark.parametrize("option", ["--feature", "--cfg"])
def test_what_cannot_be_the_name_of_a_feature_or_flag_is_told(option: str, program: Path) -> None:
    ended = oric("check", program, option, "not a name")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("error: `not a name` cannot be the name of a ")
