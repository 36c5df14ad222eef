"""Whatever is being typed, every question about every place of it gets an answer."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN
from test_any_source import PIECES
from test_every_file import TEXTS

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.call_hierarchy import call_item_at, incoming_calls, outgoing_calls
from ori_compiler.ide.code_lenses import code_lenses
from ori_compiler.ide.document_links import document_links
from ori_compiler.ide.folding import folding_ranges
from ori_compiler.ide.goto_implementation import goto_declaration, goto_implementation
from ori_compiler.ide.linked_editing import linked_ranges
from ori_compiler.ide.references import references
from ori_compiler.ide.rename import Refused, prepare_rename, rename
from ori_compiler.ide.selection_ranges import selection_ranges
from ori_compiler.ide.semantic_tokens import SemanticTokens
from ori_compiler.ide.type_definition import type_definition
from ori_compiler.ide.type_hierarchy import subtypes, supertypes, type_item_at

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")


def ask_everything(text: str, offsets: list[int]) -> None:
    pipeline = CompilationPipeline.from_sources({MAIN: text})
    database = pipeline.database
    tokens = [(start, token.length) for start, token in SemanticTokens(database).of_file(MAIN)]
    assert all(text[start : start + length].isidentifier() for start, length in tokens)
    assert all(one[0] + one[1] <= next_[0] for one, next_ in pairwise(tokens))
    lines = text.count("\n") + text.count("\r") + 1
    assert all(1 <= fold.first < fold.last <= lines for fold in folding_ranges(database, MAIN))
    assert all(link.at.end <= len(text) for link in document_links(database, MAIN))
    assert all(text[lens.at.start : lens.at.end] for lens in code_lenses(database, MAIN))
    for offset in offsets:
        for ask in (call_item_at, incoming_calls, outgoing_calls, type_item_at, supertypes, subtypes):
            ask(database, MAIN, offset)
        for go in (goto_declaration, goto_implementation, type_definition):
            go(database, MAIN, offset)
        wider = selection_ranges(database, MAIN, offset)
        assert all(span.start <= offset <= span.end for span in wider)
        linked_ranges(database, MAIN, offset)
        check_rename(pipeline, text, offset)


def check_rename(pipeline: CompilationPipeline, text: str, offset: int) -> None:
    """What is renamed is one of the references, and each edit stands where a word of the text is."""
    prepared = prepare_rename(pipeline.database, MAIN, offset)
    edits = rename(pipeline.database, MAIN, offset, "Fresh0")
    if prepared is None or isinstance(prepared, Refused):
        assert isinstance(edits, Refused)
        return
    assert text[prepared.at.start : prepared.at.end] == prepared.name
    found = references(pipeline.database, MAIN, offset, with_declaration=True)
    if not isinstance(edits, Refused):
        in_comments = {edit for edit in edits if "//" in text[: edit.at.span.start].rpartition("\n")[2]}
        assert {edit.at.span.start for edit in {*edits} - in_comments} <= {each.at.start for each in found}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES.split("|")), max_size=15).map("".join), st.data())
def test_pieces_in_any_order(text: str, data: st.DataObject) -> None:
    ask_everything(text, [data.draw(st.integers(0, len(text)))])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(TEXTS), st.data())
def test_programs_that_are_being_changed(text: str, data: st.DataObject) -> None:
    cut, gone = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 40))
    typed = data.draw(
        st.sampled_from(["", ".", "(", "<", ": ", "{ ", "[", "self.", "match ", "->", "|> .", "// ", '"'])
    )
    edited = text[:cut] + typed + text[cut + gone :]
    ask_everything(edited, list(range(max(0, cut - 4), min(len(edited), cut + 4), 2)))
