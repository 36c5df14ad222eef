"""Every mistake of form that the language reference, part 1, 15 asks to be reported, as a terminal shows it.

The programs are in `syntax_errors/`, each beside its messages. `UPDATE_GOLDEN=1` writes the messages anew.
"""

import os
from pathlib import Path
from typing import Final

import pytest
from test_golden_errors import sources

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.diagnostic import Severity
from ori_compiler.diagnostics.render.terminal import render

FOLDER: Final = Path(__file__).parent / "syntax_errors"
PROGRAMS: Final = sorted(FOLDER.glob("*.ori"))
NOT_SUPPORTED_YET: Final = "E2040"


def checked(path: Path) -> CompilationPipeline:
    return CompilationPipeline.from_sources(sources(path))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_messages_are_as_agreed(path: Path) -> None:
    pipeline = checked(path)
    found = render(pipeline.check(), pipeline.origins)
    expected = path.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_bytes(found.encode("utf-8"))
    assert found == expected.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_mistake_is_an_error_and_reported_once(path: Path) -> None:
    errors = [found for found in checked(path).check() if found.severity is Severity.ERROR]
    assert len(errors) == 1
    assert errors[0].code != NOT_SUPPORTED_YET


def test_no_messages_are_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in PROGRAMS}
