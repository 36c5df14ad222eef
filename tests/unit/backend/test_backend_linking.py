"""Objects become programs, for this machine and others, or a clear reason why not."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from native_modules import program

from ori_compiler.backend import link, runtime_files
from ori_compiler.backend.errors import LinkError, RuntimeMissing, UnknownTarget
from ori_compiler.backend.link import link_program
from ori_compiler.backend.object_code import emit_object
from ori_compiler.backend.program import ProgramResult, run_program
from ori_compiler.backend.target_machine import TARGET_TRIPLES, Target, find_target
from ori_compiler.codegen.runtime_registry import PERSONALITY, personality

PANIC_TEXT = "panic: it broke\n  at main.ori:3:7\n    @start\n"
QUICK_TARGETS = ("x86_64-linux-gnu", "aarch64-linux-gnu", "aarch64-macos", "x86_64-macos")
LINKERS = ("zig", *(["cc"] if shutil.which("cc") else []))

pytestmark = pytest.mark.usefixtures("caches")


def target(name: str | None = None) -> Target:
    found = find_target(name)
    assert isinstance(found, Target)
    return found


def build(folder: Path, entry: str, opt_level: int = 0, name: str | None = None) -> Path:
    to = target(name)
    output = folder / entry
    ir = program(entry).replace(PERSONALITY, personality(to.triple))
    failure = link_program([emit_object(ir, to, opt_level)], output, to)
    assert failure is None, failure
    return output


@pytest.mark.parametrize("opt_level", (0, 2))
@pytest.mark.parametrize("linker", LINKERS)
def test_programs_end_as_the_language_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, linker: str, opt_level: int
) -> None:
    monkeypatch.setenv("ORI_LINKER", linker)
    expected = {
        "prints": ProgramResult(0, "hello\n"),
        "answers": ProgramResult(298 & 0xFF),
        "panics": ProgramResult(1, "hello\n", PANIC_TEXT),
        "overflows": ProgramResult(1, "", "panic: stack overflow\n"),
        "drops": ProgramResult(1),
    }
    results = {entry: run_program(build(tmp_path, entry, opt_level), capture=True) for entry in expected}
    assert results == expected


def test_the_exit_code_of_a_panic_can_be_told_from_the_programs_own(tmp_path: Path) -> None:
    environment = {"ORI_PANIC_EXIT_CODE": "101"}
    for entry, exit_code in (("panics", 101), ("answers", 42), ("overflows", 101)):
        result = run_program(build(tmp_path, entry), capture=True, environment=environment)
        assert result.exit_code == exit_code


def test_leaks_are_reported_when_asked_for(tmp_path: Path) -> None:
    leaky = build(tmp_path, "leaks")
    checked = {"ORI_CHECK_LEAKS": "1"}
    reported = run_program(leaky, capture=True, environment=checked)
    assert reported == ProgramResult(2, "", "leak: 1 objects are still alive at the end\n")
    assert run_program(leaky, capture=True, environment={"ORI_CHECK_LEAKS": ""}).exit_code != 2
    assert run_program(build(tmp_path, "prints"), capture=True, environment=checked) == ProgramResult(0, "hello\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_program_whose_output_cannot_be_written_says_so(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([build(tmp_path, "prints")], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"error: standard output could not be written\n")


def test_streams_can_be_inherited(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_program(build(tmp_path, "panics")) == ProgramResult(1)
    assert capfd.readouterr() == ("hello\n", PANIC_TEXT)


def test_a_signal_gives_the_exit_code_of_the_shell(tmp_path: Path) -> None:
    script = tmp_path / "dies"
    script.write_text(f"#!{sys.executable}\nimport os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    script.chmod(0o755)
    assert run_program(script, capture=True).exit_code == 128 + 15


@pytest.mark.parametrize("name", QUICK_TARGETS)
def test_programs_for_other_targets_are_linked(tmp_path: Path, name: str) -> None:
    magic = {"linux": b"\x7fELF", "macos": b"\xcf\xfa\xed\xfe"}[name.split("-")[1]]
    assert build(tmp_path, "panics", 2, name).read_bytes().startswith(magic)


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(set(TARGET_TRIPLES) - set(QUICK_TARGETS)))
def test_programs_for_targets_whose_c_library_is_built_first_are_linked(tmp_path: Path, name: str) -> None:
    built = build(tmp_path, "panics", 2, name)
    assert built.read_bytes().startswith(b"MZ" if "windows" in name else b"\x7fELF")
    if name == "x86_64-linux-musl" and target().triple.startswith("x86_64-unknown-linux"):
        assert run_program(built, capture=True) == ProgramResult(1, "hello\n", PANIC_TEXT)


def test_the_runtime_for_another_target_is_compiled_once(tmp_path: Path, caches: Path) -> None:
    build(tmp_path, "prints", 0, "aarch64-macos")
    (library,) = caches.glob("runtime/*/aarch64-macos/libori_runtime.a")
    first = library.stat()
    build(tmp_path, "prints", 0, "aarch64-macos")
    second = library.stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    assert list(library.parent.iterdir()) == [library]


def test_an_older_program_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    output = tmp_path / "prints"
    output.write_text("something else")
    build(tmp_path, "prints")
    assert run_program(output, capture=True).stdout == "hello\n"
    assert list(tmp_path.glob("*")) == [output]
    assert output.stat().st_mode & stat.S_IXUSR


def test_a_failed_link_keeps_the_older_program_and_tells_the_linkers_words(tmp_path: Path) -> None:
    output = build(tmp_path, "prints")
    failure = link_program([emit_object("define void @no_main() { ret void }", target(), 0)], output, target())
    assert isinstance(failure, LinkError)
    diagnostic = failure.into_diagnostic()
    assert diagnostic.code == "E5006"
    assert "ori_main" in "\n".join(diagnostic.notes)
    assert str(tmp_path / ".") not in failure.details.replace(str(output), "")
    assert run_program(output, capture=True).stdout == "hello\n"
    assert list(tmp_path.glob("*")) == [output]


@pytest.mark.parametrize(
    ("chosen", "path", "reason"),
    [("cc", "", "there is no `cc` on the search path"), ("gold", None, "there is no linker `gold`")],
)
def test_a_linker_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, path: str | None, reason: str
) -> None:
    monkeypatch.setenv("ORI_LINKER", chosen)
    if path is not None:
        monkeypatch.setenv("PATH", path)
    failure = link_program([], tmp_path / "out", target())
    assert isinstance(failure, LinkError)
    assert reason in failure.into_diagnostic().message


def test_without_a_system_compiler_zig_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORI_LINKER", raising=False)
    monkeypatch.setenv("PATH", "")
    assert run_program(build(tmp_path, "panics"), capture=True) == ProgramResult(1, "hello\n", PANIC_TEXT)


@pytest.mark.skipif("cc" not in LINKERS, reason="needs a system compiler to fail")
def test_a_broken_system_compiler_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    broken = folder / "cc"
    broken.write_text("#!/bin/sh\necho cannot find crt1.o >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.delenv("ORI_LINKER", raising=False)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert run_program(build(tmp_path, "prints"), capture=True).stdout == "hello\n"


def test_a_folder_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    failure = link_program([], tmp_path / "nowhere" / "out", target())
    assert failure == LinkError(
        str(tmp_path / "nowhere" / "out"), "the folder does not exist", advice="choose another place with `-o`"
    )


def test_a_folder_in_the_way_is_reported(tmp_path: Path) -> None:
    (tmp_path / "prints").mkdir()
    (tmp_path / "prints" / "kept").touch()
    failure = link_program([emit_object(program("prints"), target(), 0)], tmp_path / "prints", target())
    assert isinstance(failure, LinkError)
    assert failure.reason == "a folder of that name is in the way"
    assert [path.name for path in tmp_path.glob("*")] == ["prints"]


def test_a_full_disk_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    failure = link_program([b""], tmp_path / "out", target())
    assert isinstance(failure, LinkError)
    assert failure.reason == "there is no space left on the disk"
    assert list(tmp_path.glob("*")) == []


def test_an_unbuilt_runtime_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "find_runtime_files", lambda: runtime_files.find_runtime_files(tmp_path))
    failure = link_program([], tmp_path / "out", target())
    assert isinstance(failure, RuntimeMissing)
    diagnostic = failure.into_diagnostic()
    assert diagnostic.code == "E5005"
    assert "libori_runtime.a" in diagnostic.message
    assert "pip install" in diagnostic.help[0]


def test_an_unknown_target_names_the_known_ones() -> None:
    unknown = find_target("vax-vms")
    assert isinstance(unknown, UnknownTarget)
    diagnostic = unknown.into_diagnostic()
    assert diagnostic.code == "E5004"
    assert "vax-vms" in diagnostic.message
    assert all(name in diagnostic.notes[0] for name in TARGET_TRIPLES)


@pytest.mark.parametrize(
    ("triple", "name"),
    [
        ("aarch64-unknown-linux-gnu", "aarch64-linux-gnu"),
        ("x86_64-pc-linux-musl", "x86_64-linux-musl"),
        ("x86_64-linux", "x86_64-linux-gnu"),
        ("arm64-apple-darwin23.1.0", "aarch64-macos"),
        ("x86_64-apple-macosx13.0.0", "x86_64-macos"),
        ("x86_64-w64-windows-gnu", "x86_64-windows-gnu"),
    ],
)
def test_the_usual_spellings_of_triples_are_understood(triple: str, name: str) -> None:
    found = find_target(triple)
    assert isinstance(found, Target)
    assert found == Target(name, TARGET_TRIPLES[name])


def test_of_very_many_words_of_a_linker_only_some_are_shown() -> None:
    few = LinkError("out", "cc failed", "one\n\ntwo\n").into_diagnostic()
    assert few.notes == ("one", "two")
    many = LinkError("out", "cc failed", "\n".join(map(str, range(1000)))).into_diagnostic()
    assert len(many.notes) == 21
    assert many.notes[9:12] == ("9", "… 980 more lines …", "990")


def test_a_linker_on_a_full_disk_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cc = tmp_path / "cc"
    cc.write_text("#!/bin/sh\necho 'ld: final link failed: No space left on device'\nexit 1\n")
    cc.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("ORI_LINKER", "cc")
    failure = link_program([], tmp_path / "out", target())
    assert isinstance(failure, LinkError)
    assert failure.advice == "free some space, or choose another place with `-o`"
