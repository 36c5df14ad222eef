"""Suggestions change texts as they say."""

import pytest
from diagnostic_sources import Source, origins
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.diagnostics.diagnostic import Edit, Suggestion
from ori_compiler.diagnostics.edits import apply_edits, apply_suggestion
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemOrigin, ItemSpan
from ori_compiler.source.span import Span


def test_all_edits_are_made_at_once() -> None:
    source = Source("f(«»1, «2»)«;»")
    suggestion = Suggestion("all", (source.edit(2, ""), source.edit(0, "a: "), source.edit(1, "b: 3")))
    assert apply_suggestion({"main.ori": source.text}, suggestion, origins(source)) == {"main.ori": "f(a: 1, b: 3)"}


def test_edits_reach_several_files_and_leave_others() -> None:
    one, two = Source("«x»", "one.ori"), Source("«»y", "two.ori")
    suggestion = Suggestion("both", (one.edit(0, "z"), two.edit(0, "z")))
    texts = {"one.ori": "x", "two.ori": "y", "three.ori": "x"}
    assert apply_suggestion(texts, suggestion, origins(one, two)) == {"one.ori": "z", "two.ori": "zy", "three.ori": "x"}


def test_edits_are_relative_to_their_item() -> None:
    source = Source("// é\n@f () -> int = 1")
    item = ItemId("main.ori", ItemKind.FUNCTION, "f")
    suggestion = Suggestion("end it", (Edit(ItemSpan(item, Span(16, 16)), ";"),))
    where = {item: ItemOrigin("main.ori", 5, source.origin.lines)}
    assert apply_suggestion({"main.ori": source.text}, suggestion, where) == {"main.ori": "// é\n@f () -> int = 1;"}


def test_insertions_at_one_place_keep_their_order() -> None:
    source = Source("a«»b")
    suggestion = Suggestion("two", (source.edit(0, "1"), source.edit(0, "2")))
    assert apply_suggestion({"main.ori": "ab"}, suggestion, origins(source)) == {"main.ori": "a12b"}


def test_overlapping_edits_are_refused() -> None:
    source = Source("«ab«c»»")
    suggestion = Suggestion("no", (source.edit(0, ""), source.edit(1, "")))
    with pytest.raises(ValueError, match="overlap"):
        apply_suggestion({"main.ori": "abc"}, suggestion, origins(source))


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))), st.text(max_size=5))
def test_replacing_every_second_piece(pieces: list[tuple[str, str, str]], tail: str) -> None:
    text, expected, edits = "", "", []
    for kept, old, new in pieces:
        start = len(text) + len(kept)
        edits.append((start, start + len(old), new))
        text += kept + old
        expected += kept + new
    assert apply_edits(text + tail, edits) == expected + tail
