"""Whatever the source and the labels, every renderer answers, and what it says stays in its frame."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from ori_compiler.diagnostics.diagnostic import Diagnostic, Edit, Label, Severity, Suggestion
from ori_compiler.diagnostics.render import github, json_lines, sarif, terminal
from ori_compiler.diagnostics.render.cells import WIDEST, cell_width, display_line
from ori_compiler.diagnostics.render.machine_text import well_formed
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.line_index import LineIndex
from ori_compiler.source.location import ItemOrigin, ItemSpan
from ori_compiler.source.span import Span

ITEM = ItemId("main.ori", ItemKind.FILE, "main.ori")

CHARACTERS = st.one_of(st.sampled_from("ab {}\n\n\t\r\0日é\u0301\u200b\u2028😀\x1b"), st.characters())
TEXTS = st.text(CHARACTERS, max_size=60)


@st.composite
def spans(draw: st.DrawFn, size: int) -> ItemSpan:
    """Any range of a text of this size, or a little outside of it."""
    start = draw(st.integers(0, size + 1))
    return ItemSpan(ITEM, Span(start, draw(st.integers(start, size + 2))))


@st.composite
def diagnosed(draw: st.DrawFn) -> tuple[str, Diagnostic]:
    """A text and something to say about it."""
    text = draw(TEXTS)
    labels = draw(st.lists(st.builds(Label, spans(len(text)), st.sampled_from(["", "one", "two\nlines"])), min_size=1))
    first, second = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    edits = (
        Edit(ItemSpan(ITEM, Span(first, first)), draw(TEXTS)),
        Edit(ItemSpan(ITEM, Span(first, second)), draw(TEXTS)),
    )
    diagnostic = Diagnostic(
        "E2001",
        draw(st.sampled_from(Severity)),
        draw(TEXTS) or "message",
        labels[0],
        tuple(labels[1:]),
        notes=tuple(draw(st.lists(TEXTS, max_size=2))),
        suggestions=(Suggestion(draw(TEXTS) or "title", edits),),
    )
    return text, diagnostic


@given(diagnosed())
@settings(max_examples=50)
def test_the_terminal_shows_no_control_characters_and_every_label(case: tuple[str, Diagnostic]) -> None:
    text, diagnostic = case
    rendered = terminal.render_one(diagnostic, {ITEM: ItemOrigin("main.ori", 0, LineIndex(text))})
    assert all(character.isprintable() or character == "\n" for character in rendered)
    for label in (diagnostic.primary, *diagnostic.secondary):
        assert label.text.replace("\n", " ") in rendered


@given(diagnosed())
@settings(max_examples=50)
def test_machines_get_valid_documents(case: tuple[str, Diagnostic]) -> None:
    text, diagnostic = case
    where = {ITEM: ItemOrigin("main.ori", 0, LineIndex(text))}
    (line,) = json_lines.render([diagnostic], where).removesuffix("\n").split("\n")
    found = json.loads(line)
    assert found["message"] == well_formed(diagnostic.message)
    assert (found["line"], found["column"]) <= (found["end_line"], found["end_column"])
    assert github.render([diagnostic], where).encode().count(b"\n") == 1
    (result,) = json.loads(sarif.render([diagnostic], where, "1"))["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])


@given(st.text(st.characters(exclude_characters="\n\r"), max_size=400), st.integers(0, 400))
def test_columns_of_a_displayed_line_fit_its_text(line: str, focus: int) -> None:
    focus = min(focus, len(line))
    displayed = display_line(line, focus)
    assert cell_width(displayed.text) <= WIDEST + 1
    assert list(displayed.columns) == sorted(displayed.columns)
    assert displayed.first <= focus <= displayed.first + len(displayed.columns) - 1
    assert displayed.columns[-1] <= cell_width(displayed.text)
