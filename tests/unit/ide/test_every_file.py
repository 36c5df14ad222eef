"""Every name in every Ori file of the repository can be asked about, and in every text that somebody is typing."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.document_symbols import document_symbols
from ori_compiler.ide.goto_definition import goto_definition
from ori_compiler.ide.hover import hover
from ori_compiler.ide.references import highlights

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

REPOSITORY = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("tests/language", "examples", "ori_compiler/stdlib")
    for path in (REPOSITORY / folder).rglob("*.ori")
)
STEP = 7
"""Only each of so many tokens is asked about, from a different one on in each file."""


@pytest.mark.parametrize("folder", sorted({path.parent for path in FILES}), ids=lambda path: path.name)
def test_every_place_gets_an_answer(folder: Path) -> None:
    for path in (path for path in FILES if path.parent == folder):
        text = path.read_text(encoding="utf-8")
        pipeline = CompilationPipeline()
        pipeline.load(path)
        tokens = list(re.finditer(r"\w+|[^\w\s]", text))
        for number, token in enumerate(tokens[len(text) % STEP :: STEP]):
            found = hover(pipeline.database, str(path), token.start())
            assert found is None or found.at.start <= token.start() <= found.at.end
            goto_definition(pipeline.database, str(path), token.start())
            marked = highlights(pipeline.database, str(path), token.start()) if number % STEP == 0 else ()
            is_marked = any(each.at.start <= token.start() <= each.at.end for each in marked)
            # `Self` and the second names of the library's parameters are words of their own.
            assert is_marked or token[0] not in {text[each.at.start : each.at.end] for each in marked}, token
        document_symbols(pipeline.database, str(path))


TEXTS = [text for path in FILES if len(text := path.read_text(encoding="utf-8")) < 3000]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_half_typed_files_get_answers(text: str, data: st.DataObject) -> None:
    """The text up to somewhere is being typed, what follows it is there or gone."""
    cut = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 40))
    typed = data.draw(st.sampled_from(["", ".", "(", "<", ": ", "{ ", "[", "self.", "match ", "->", "|> ."]))
    edited = text[:cut] + typed + text[cut + gone :]
    pipeline = CompilationPipeline.from_sources({MAIN: edited})
    for offset in range(max(0, cut - 6), min(len(edited), cut + 8)):
        hover(pipeline.database, MAIN, offset)
        goto_definition(pipeline.database, MAIN, offset)
        for each in highlights(pipeline.database, MAIN, offset):
            assert edited[each.at.start : each.at.end].isidentifier()
    document_symbols(pipeline.database, MAIN)
