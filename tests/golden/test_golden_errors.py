"""What users read: every message of the front end, as a terminal shows it.

The programs are in `errors/`, each beside its messages. `UPDATE_GOLDEN=1` writes the messages anew.
A program of several files may embed some of them: `.txt` files, and `.bin` files, whose bytes are in hexadecimal.
"""

import os
import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.catalogue import CATALOGUE, Provocation
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.edits import apply_suggestion
from ori_compiler.diagnostics.render.terminal import render

FOLDER: Final = Path(__file__).parent / "errors"
PROGRAMS: Final = sorted(FOLDER.glob("*.ori"))
REVEALING: Final = frozenset(
    (
        ("E0002_characters", 'write `"`'),
        ("E0004_characters", "write a string"),
        ("E1001_arrow", "add `-> void`"),
        ("E1003_wrong_bracket", "add `)`"),
        ("E1015_other_languages", "write `None`"),
        ("E2001_trait_signatures", "write `Square`"),
        ("E2002_traits", "write `Printable`"),
        ("E2067_names", "import `area`"),
    )
)
"""The suggestions behind which another mistake of the same program comes to light."""


def sources(path: Path) -> dict[str, str]:
    """A program of one file, or of several that begin with `// file: NAME`."""
    text = path.read_bytes().decode("utf-8")
    pieces = re.split(r"^// file: (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True)) or {"main.ori": text}


def program(texts: dict[str, str]) -> CompilationPipeline:
    pipeline = CompilationPipeline.from_sources({path: text for path, text in texts.items() if path.endswith(".ori")})
    for path, text in texts.items():
        if not path.endswith(".ori"):
            content = bytes.fromhex(text) if path.endswith(".bin") else text.encode()
            pipeline.set_embedded_file(path, content)
    return pipeline


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_messages_are_as_agreed(path: Path) -> None:
    pipeline = program(sources(path))
    found = render(pipeline.check(), pipeline.origins)
    expected = path.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_bytes(found.encode("utf-8"))
    assert found == expected.read_bytes().decode("utf-8")


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_a_program_shows_the_code_it_is_named_after_and_no_other(path: Path) -> None:
    diagnostics = program(sources(path)).check()
    assert {diagnostic.code for diagnostic in diagnostics} == {path.stem.partition("_")[0]}


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_a_suggestion_does_away_with_its_message(path: Path) -> None:
    texts = sources(path)
    pipeline = program(texts)
    before = Counter(told(diagnostic) for diagnostic in pipeline.check())
    for diagnostic in pipeline.check():
        for suggestion in diagnostic.suggestions:
            repaired = program(apply_suggestion(texts, suggestion, pipeline.origins))
            after = Counter(told(diagnostic) for diagnostic in repaired.check())
            assert after[told(diagnostic)] < before[told(diagnostic)], suggestion.title
            if (path.stem, suggestion.title) not in REVEALING:
                assert not after - before, (suggestion.title, after - before)


def told(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.code} {diagnostic.message}"


def test_every_code_of_the_front_end_has_a_program() -> None:
    shown = {path.stem.partition("_")[0] for path in PROGRAMS}
    provoked = {code for code, entry in CATALOGUE.items() if entry.provoked_by is not Provocation.ENVIRONMENT}
    assert provoked - shown == set()


def test_no_messages_are_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in PROGRAMS}
