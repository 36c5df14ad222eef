"""What holds for the text of every source file."""

import re
from collections.abc import Iterator
from pathlib import Path

from import_arrows import REPOSITORY, sources

MOST_LINES = 600
# Written with a cut, so that this file does not contain them.
UNFINISHED = re.compile(r"\b(" + "TO~DO|FIX~ME|XX~X|HA~CK".replace("~", "") + r")\b")
FOLDERS = (
    "ori_compiler",
    "ori_lsp",
    "runtime_c",
    "docs",
    "examples",
    "benchmarks",
    "tests",
    "editors/vscode/src",
    "editors/nvim/lua",
)
SUFFIXES = (".py", ".c", ".h", ".md", ".ori", ".ts", ".lua")


def texts() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for path in sorted((REPOSITORY / folder).rglob("*")):
            if path.suffix in SUFFIXES and "node_modules" not in path.parts:
                yield path, path.read_text("utf-8")


def unfinished_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if UNFINISHED.search(line)]


def test_no_module_is_too_long_to_have_one_idea() -> None:
    lengths = {module: len(path.read_text("utf-8").splitlines()) for module, path in sources().items()}
    assert len(lengths) > 100
    assert {module: length for module, length in lengths.items() if length > MOST_LINES} == {}


def test_nothing_is_marked_as_unfinished() -> None:
    marked = [f"{path}:{line}" for path, text in texts() for line in unfinished_lines(text)]
    assert marked == []


def test_a_mark_is_found() -> None:
    assert unfinished_lines("fine\n# TO" + "DO: more\n") == [2]
    assert unfinished_lines("calls todo() and autodoc\n") == []
