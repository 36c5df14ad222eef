"""Files that sources embed: found on disk beside the sources, and looked at again when they change."""

from pathlib import Path

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.source.embedded_file import WrongPath, embedded_path

TEXT = '@main () -> void = print(msg: embed("data.txt"));'
BYTES = '@main () -> void = { let content: [byte] = embed("data.txt"); print(msg: `{content.len()}`) }'


def codes(pipeline: CompilationPipeline) -> list[str]:
    return [diagnostic.code for diagnostic in pipeline.check()]


def output(pipeline: CompilationPipeline, path: Path | str) -> str:
    finished = pipeline.run(path)
    return getattr(finished, "output", str(finished))


def test_a_changed_file_is_a_changed_program(tmp_path: Path) -> None:
    source, data = tmp_path / "main.ori", tmp_path / "data.txt"
    source.write_text(TEXT)
    pipeline = CompilationPipeline.from_paths([source])
    assert codes(pipeline) == ["E2078"]
    for content in ("one", "two"):
        data.write_text(content)
        pipeline.reread_embedded_files(pipeline.embedded_files)
        assert codes(pipeline) == []
        assert output(pipeline, source) == content + "\n"
    data.write_bytes(b"\xff")
    pipeline.reread_embedded_files(pipeline.embedded_files)
    assert codes(pipeline) == ["E2080"]
    data.unlink()
    pipeline.reread_embedded_files(pipeline.embedded_files)
    assert codes(pipeline) == ["E2078"]


def test_a_file_in_memory_needs_no_disk() -> None:
    pipeline = CompilationPipeline.from_sources({"src/main.ori": BYTES})
    assert codes(pipeline) == ["E2078"]
    pipeline.set_embedded_file("src/data.txt", b"\xff\x00\x80")
    assert codes(pipeline) == []
    assert output(pipeline, "src/main.ori") == "3\n"


def test_a_project_may_embed_all_that_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "project/src/deep").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("outside")
    (tmp_path / "project/inside.txt").write_text("inside")
    source = tmp_path / "project/src/deep/main.ori"
    source.write_text('@main () -> void = print(msg: embed("../../inside.txt"));')
    assert codes(CompilationPipeline.from_paths([source])) == ["E2076"], "a loose file has its own folder only"
    (tmp_path / "project/ori.toml").write_text('[package]\nname = "p"\n')
    pipeline = CompilationPipeline.from_paths([source])
    assert codes(pipeline) == []
    assert output(pipeline, source) == "inside\n"
    source.write_text('@main () -> void = print(msg: embed("../../../outside.txt"));')
    assert codes(CompilationPipeline.from_paths([source])) == ["E2076"]


def test_what_one_file_decides_another_is_read_for(tmp_path: Path) -> None:
    source = tmp_path / "main.ori"
    (tmp_path / "first.txt").write_text("1")
    (tmp_path / "second.txt").write_text("2")
    source.write_text('@main () -> void = if has_embed("first.txt") then print(msg: embed("second.txt"));')
    assert output(CompilationPipeline.from_paths([source]), source) == "2\n"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "data.txt").mkdir()
    (tmp_path / "main.ori").write_text(TEXT)
    (found,) = CompilationPipeline.from_paths([tmp_path / "main.ori"]).check()
    assert "it is a folder" in found.message


@pytest.mark.parametrize(
    ("path", "depth", "meant"),
    [
        ("a.txt", 0, "src/a.txt"),
        ("./x/../a.txt", 0, "src/a.txt"),
        ("../a.txt", 1, "a.txt"),
        ("../a.txt", 0, WrongPath.OUTSIDE),
        ("../src/a.txt", 0, WrongPath.OUTSIDE),
        ("../../a.txt", 1, WrongPath.OUTSIDE),
        ("/a.txt", 5, WrongPath.ABSOLUTE),
        ("c:a.txt", 5, WrongPath.ABSOLUTE),
        ("x\\a.txt", 5, WrongPath.BACKSLASH),
    ],
)
def test_paths_are_relative_and_stay_inside(path: str, depth: int, meant: str | WrongPath) -> None:
    assert embedded_path("src/main.ori", path, depth) == meant
