"""What could be read in two ways is read as the language reference, part 1, 8.1 and 9, says."""

from pathlib import Path

import pytest
from shapes import shape

LINES = [
    line
    for line in (Path(__file__).parent / "ambiguities.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("# How")
]


def cases() -> list[object]:
    """The snippets under their headings, with their trees."""
    found: list[object] = []
    heading = ""
    for line, expected in zip(LINES, [*LINES[1:], ""], strict=True):
        if line.startswith("# "):
            heading = line[2:]
        elif not line.startswith("    "):
            context, snippet = line.split(": ", 1)
            found.append(pytest.param(context, snippet, expected.strip(), id=f"{heading}: {snippet}"))
    return found


@pytest.mark.parametrize(("context", "snippet", "expected"), cases())
def test_a_snippet_has_the_tree_that_the_reference_gives_it(context: str, snippet: str, expected: str) -> None:
    assert shape(context, snippet.replace("⏎", "\n")) == expected


def test_every_ambiguity_has_a_snippet() -> None:
    headings = [line[2:].split(" ", 1)[0] for line in LINES if line.startswith("# ")]
    assert headings == ["8.1", *(f"9.{number}" for number in range(1, 28))]
