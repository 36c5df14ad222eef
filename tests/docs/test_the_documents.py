"""The programs in the documentation run, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
ORI = re.compile(r"```ori\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)")
MENTIONED = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|c|h|ori|md))`")


def test_the_example_of_the_library_runs() -> None:
    blocks = PYTHON.findall((ROOT / "docs" / "library.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 5
    exec(compile("\n".join(blocks), "docs/library.md", "exec"), {})


def test_the_program_of_the_readme_runs() -> None:
    from ori_compiler import CompilationPipeline

    (program,) = ORI.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    pipeline = CompilationPipeline.from_sources({"readme.ori": program})
    assert pipeline.check() == ()
    assert pipeline.run("readme.ori").output == "area: 12.56636\n"
    assert [test.status for test in pipeline.test()] == ["passed"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_mentioned_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in LINK.findall(text):
        assert (page.parent / link).exists(), link
    for mentioned in MENTIONED.findall(text):
        rooms = (ROOT, ROOT / "ori_compiler", ROOT / "ori_compiler" / "types")
        assert any((room / mentioned).exists() for room in rooms), mentioned
