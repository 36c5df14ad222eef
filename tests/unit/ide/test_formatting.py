"""Formatting while somebody edits: the smallest edits, and never of what does not parse."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN, one_file
from test_every_file import FILES, TEXTS

from ori_compiler.driver.formatting import Formatted, format_source
from ori_compiler.ide.formatting import format_document, format_range, format_typed
from ori_compiler.ide.text_edits import TextEdit, applied, minimal_edits
from ori_compiler.source.span import Span

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

UGLY = """\
use "./b" { z,a };
// Adds.
@add (a:int,b : int) -> int = {
  let sum=a+b;
  sum*1
}
@one () -> int=  1 ;
"""


def whole(source: str) -> str:
    database, path, _ = one_file(source + "‸")
    return applied(source, format_document(database, path))


def typed(source: str) -> str:
    database, path, offset = one_file(source)
    return applied(database.workspace.texts[path], format_typed(database, path, offset))


@pytest.mark.parametrize("path", FILES[::9], ids=lambda path: path.name)
def test_a_document_gets_the_layout_of_the_command(path: Path) -> None:
    source = path.read_text(encoding="utf-8").replace(" = ", "  =\t").replace("‸", "")
    expected = format_source(source)
    assert whole(source) == (expected.text if isinstance(expected, Formatted) else source)


def test_windows_line_ends_stay() -> None:
    source = UGLY.replace("\n", "\r\n")
    database, path, _ = one_file(source + "‸")
    expected = whole(UGLY).replace("\n", "\r\n")
    assert applied(source, format_document(database, path)) == expected
    body = Span(source.index("@add"), source.index("@one"))
    lines = applied(source, format_range(database, path, body)).split("\r\n")
    assert lines[3:5] == ["    let sum = a + b;", "    sum * 1"]
    assert not any("\n" in line for line in lines)


def test_only_blanks_are_replaced_where_the_words_are_the_same() -> None:
    database, path, _ = one_file("@f () -> int=1;\n‸")
    assert format_document(database, path) == (TextEdit(Span(12, 12), " "), TextEdit(Span(13, 13), " "))


def test_a_file_with_a_mistake_of_form_is_left_alone() -> None:
    assert whole(UGLY + "@half (x: = \n") == UGLY + "@half (x: = \n"


def test_a_selection_leaves_the_rest_alone() -> None:
    database, path, _ = one_file(UGLY + "‸")
    line = Span(UGLY.index("  let"), UGLY.index("  sum"))
    expected = UGLY.replace("  let sum=a+b;", "    let sum = a + b;")
    assert applied(UGLY, format_range(database, path, line)) == expected


def test_a_selection_with_half_typed_code_lays_out_the_others() -> None:
    source = UGLY + "@half (x:int = \n"
    database, path, _ = one_file(source + "‸")
    found = applied(source, format_range(database, path, Span(0, len(source))))
    assert "@one () -> int = 1;\n" in found
    assert found.endswith("@half (x:int = \n")


TYPED = {
    "a statement": (
        "@f () -> int = {\n  let x=1;‸\n  x+ 1\n}\n",
        "@f () -> int = {\n    let x = 1;\n  x+ 1\n}\n",
    ),
    "an inner block": (
        "@f (c: bool) -> int = {\n  if c then {\n1\n}‸ else  2\n}\n",
        "@f (c: bool) -> int = {\n  if c then { 1 } else  2\n}\n",
    ),
    "an item by its brace": (
        "@f () -> int = {\n  1\n}‸\n@g () -> int=2;\n",
        "@f () -> int = {\n    1\n}\n@g () -> int=2;\n",
    ),
    "an item by its semicolon": ("let  $x=1;‸\n", "let $x = 1;\n"),
    "nothing": ("@f () -> int=1‸;\n", "@f () -> int=1;\n"),
    "half-typed code": ("@f ( -> int = {\n  1;‸\n}\n", "@f ( -> int = {\n  1;\n}\n"),
    "a comment": ("@f () -> int=1; // a;‸\n", "@f () -> int=1; // a;\n"),
    "a text": ('@f () -> str="a;‸";\n', '@f () -> str="a;";\n'),
}


@pytest.mark.parametrize("what", TYPED)
def test_what_was_typed_to_its_end_is_laid_out(what: str) -> None:
    source, expected = TYPED[what]
    assert typed(source) == expected


@given(st.text("ab \n;{}", max_size=40), st.text("ab \n;{}", max_size=40))
def test_edits_turn_one_text_into_another(before: str, after: str) -> None:
    assert applied(before, minimal_edits(before, after)) == after


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_half_typed_files_can_be_laid_out(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    typed_text = data.draw(st.sampled_from(["}", ";", "{", "(", "x"]))
    database, path, offset = one_file(text[:cut].replace("‸", "") + typed_text + "‸" + text[cut:].replace("‸", ""))
    format_typed(database, path, offset)
    format_range(database, path, Span(max(offset - 40, 0), offset + 40))
    format_document(database, MAIN)
