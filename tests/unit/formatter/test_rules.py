"""Each rule of the layout, with examples in `tests/golden/format`: before, and after.

`UPDATE_GOLDEN=1` writes the results anew.
"""

import os
import re
from pathlib import Path

import pytest
from laid_out import formatted

from ori_compiler.syntax.formatter.rules import RULES
from ori_compiler.syntax.kinds import NodeKind

FOLDER = Path(__file__).parents[2] / "golden" / "format"
ARROW = "-- becomes\n"


def cases_of(path: Path) -> list[tuple[str, str, str]]:
    """The name, the text before, and the text after, of each example of a file."""
    cases: list[tuple[str, str, str]] = []
    for case in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, texts = case.partition("\n")
        before, _, after = texts.partition(ARROW)
        cases.append((name, before, after))
    return cases


FILES = sorted(FOLDER.glob("*.txt"))


def write_results(path: Path) -> None:
    """Writes what now comes of each example, for a person to read in the diff."""
    parts = [f"== {name}\n{before}{ARROW}{formatted(before)}" for name, before, _ in cases_of(path)]
    path.write_text("".join(parts), encoding="utf-8")


if os.environ.get("UPDATE_GOLDEN") == "1":
    for file in FILES:
        write_results(file)

CASES = [(path, name) for path in FILES for name, _, _ in cases_of(path)]


@pytest.mark.parametrize(("path", "name"), CASES, ids=[f"{path.stem}: {name}" for path, name in CASES])
def test_a_rule(path: Path, name: str) -> None:
    before, after = next((before, after) for case, before, after in cases_of(path) if case == name)
    result = formatted(before)
    assert result == after
    assert formatted(result) == result


def test_every_production_has_a_rule() -> None:
    # An example stands in a comment, which is kept as it is.
    assert set(RULES) == set(NodeKind) - {NodeKind.EXAMPLE}
