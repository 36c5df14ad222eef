"""The build of the toolchain brings the runtime along, and a runtime that is not right is reported."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ori_compiler.backend import runtime_library
from ori_compiler.backend.errors import RuntimeMissing, RuntimeUnusable
from ori_compiler.backend.runtime_build import (
    INLINE_IR,
    SHARED_LIBRARY,
    SOURCE_FOLDER,
    STATIC_LIBRARY,
    RuntimeBuildError,
    available_externally,
    build_runtime,
)
from ori_compiler.backend.runtime_files import RUNTIME_FOLDER, RuntimeFiles, find_runtime_files
from ori_compiler.backend.runtime_library import RuntimeLibrary, load_runtime_library
from ori_compiler.backend.target_runtime import target_static_library

ROOT = Path(__file__).resolve().parents[3]
BUILT = {SHARED_LIBRARY, STATIC_LIBRARY, INLINE_IR, SOURCE_FOLDER}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of the project as a build needs."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("pyproject.toml", "hatch_build.py", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    (folder / "README.md").write_text("Ori")
    ignored = shutil.ignore_patterns("__pycache__", RUNTIME_FOLDER.name)
    shutil.copytree(ROOT / "ori_compiler", folder / "ori_compiler", ignore=ignored)
    shutil.copytree(ROOT / "ori_lsp", folder / "ori_lsp", ignore=ignored)
    shutil.copytree(ROOT / "runtime_c", folder / "runtime_c")
    return folder


def run_hatchling(folder: Path, target: str) -> Path:
    """Builds without any C compiler on the search path; returns what was built."""
    pytest.importorskip("hatchling")
    environment = {**os.environ, "PATH": ""}
    command = [sys.executable, "-m", "hatchling", "build", "-t", target]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (folder / "dist").iterdir()
    return built


def test_a_wheel_carries_the_built_runtime(checkout: Path, tmp_path: Path) -> None:
    wheel = run_hatchling(checkout, "wheel:standard")
    assert "-py3-none-" in wheel.name
    assert not wheel.name.endswith("-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    installed = tmp_path / "installed" / "ori_compiler" / "backend" / RUNTIME_FOLDER.name
    assert {path.name for path in installed.iterdir()} == BUILT
    assert RuntimeLibrary(installed / SHARED_LIBRARY).live_objects() == 0
    sources = {path.name: path.read_bytes() for path in (installed / SOURCE_FOLDER).iterdir()}
    assert sources["ori_runtime.h"] == (ROOT / "runtime_c" / "ori_runtime.h").read_bytes()


def test_an_editable_build_leaves_the_runtime_in_the_checkout(checkout: Path) -> None:
    run_hatchling(checkout, "wheel:editable")
    folder = checkout / "ori_compiler" / "backend" / RUNTIME_FOLDER.name
    assert {path.name for path in folder.iterdir()} == BUILT


def test_a_source_distribution_carries_the_sources_only(checkout: Path) -> None:
    archive = run_hatchling(checkout, "sdist")
    shutil.unpack_archive(archive, checkout / "unpacked")
    (content,) = (checkout / "unpacked").iterdir()
    assert (content / "runtime_c" / "main.c").exists()
    assert (content / "hatch_build.py").exists()
    assert not (content / "ori_compiler" / "backend" / RUNTIME_FOLDER.name).exists()


def test_an_error_in_a_source_is_told_in_the_compilers_words(tmp_path: Path) -> None:
    sources = tmp_path / "runtime_c"
    sources.mkdir()
    (sources / "wrong.c").write_text("int f(void) { return undeclared; }\n")
    with pytest.raises(RuntimeBuildError, match="undeclared"):
        build_runtime(sources, tmp_path / "out", tmp_path / "cache")
    assert list((tmp_path / "out").iterdir()) == []


def test_ir_for_inlining_has_no_traces_of_how_it_was_compiled() -> None:
    ir = (
        "define dso_local void @f() local_unnamed_addr #0 {\n  ret void\n}\n"
        'attributes #0 = { "target-cpu"="x86-64" "frame-pointer"="all" }\n'
        "!llvm.module.flags = !{!0}\n"
        '!0 = !{i32 1, !"wchar_size", i32 4}\n'
    )
    assert available_externally(ir) == (
        "define available_externally void @f() local_unnamed_addr #0 {\n  ret void\n}\n"
        "attributes #0 = { nounwind }\n"
        '!0 = !{i32 1, !"wchar_size", i32 4}\n'
    )


def test_missing_files_are_named(tmp_path: Path) -> None:
    (tmp_path / SHARED_LIBRARY).touch()
    missing = find_runtime_files(tmp_path)
    assert isinstance(missing, RuntimeMissing)
    assert {SHARED_LIBRARY, *missing.missing} == BUILT
    assert "pip install" in missing.into_diagnostic().help[0]


def test_a_library_that_cannot_be_loaded_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in BUILT:
        (tmp_path / name).write_text("not a library")
    monkeypatch.setattr(runtime_library, "find_runtime_files", lambda: find_runtime_files(tmp_path))
    unusable = load_runtime_library.__wrapped__()
    assert isinstance(unusable, RuntimeUnusable)
    diagnostic = unusable.into_diagnostic()
    assert diagnostic.code == "E5005"
    assert SHARED_LIBRARY in diagnostic.message


def test_a_runtime_that_does_not_compile_for_a_target_is_reported(tmp_path: Path) -> None:
    sources = tmp_path / "source"
    sources.mkdir()
    (sources / "main.c").write_text("#error no good\n")
    files = RuntimeFiles(tmp_path, tmp_path, tmp_path, sources)
    unusable = target_static_library(files, "aarch64-macos", tmp_path / "cache")
    assert isinstance(unusable, RuntimeUnusable)
    assert "no good" in unusable.reason
    assert not list((tmp_path / "cache").rglob("*.a"))
