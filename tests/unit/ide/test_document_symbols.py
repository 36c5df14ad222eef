"""The outline of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_source import MAIN, one_file

from ori_compiler.ide.document_symbols import DocumentSymbol, SymbolKind, document_symbols

# Making a database raises the limit for good, which Hypothesis notices.
pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

SOURCE = """\
use "./other" { g };
let $limit = 10;
type Point = { x: int, y: int }
type Shape = Box(side: int) | Dot;
pub @f (a: int) -> int = a;
@t tests @f () -> void = ();
@broken (
"""


def symbols(source: str) -> tuple[DocumentSymbol, ...]:
    database, path, _ = one_file(source + "‸")
    return document_symbols(database, path)


def test_declarations_are_listed_in_order_with_kinds() -> None:
    found = symbols(SOURCE)
    assert [(symbol.kind, symbol.text, symbol.detail) for symbol in found] == [
        (SymbolKind.CONSTANT, "$limit", "int"),
        (SymbolKind.STRUCT, "Point", ""),
        (SymbolKind.SUM, "Shape", ""),
        (SymbolKind.FUNCTION, "@f", "(a: int) -> int"),
        (SymbolKind.TEST, "@t", "tests @f"),
        (SymbolKind.FUNCTION, "@broken", "("),
    ]


def test_types_hold_their_fields_and_variants() -> None:
    point, shape = symbols(SOURCE)[1:3]
    assert [(child.kind, child.text, child.detail) for child in point.children] == [
        (SymbolKind.FIELD, "x", "int"),
        (SymbolKind.FIELD, "y", "int"),
    ]
    assert [(child.kind, child.text) for child in shape.children] == [
        (SymbolKind.VARIANT, "Box"),
        (SymbolKind.VARIANT, "Dot"),
    ]
    assert [child.text for child in shape.children[0].children] == ["side"]


def test_traits_and_implementations_hold_their_members() -> None:
    found = symbols(
        "trait Shape {\n    type Unit;\n    @area (self) -> float;\n}\n"
        "impl Circle: Shape {\n    @area (self) -> float = 1.0;\n}\n"
        "type Meters = float;\n"
    )
    assert [(symbol.kind, symbol.text, [child.text for child in symbol.children]) for symbol in found] == [
        (SymbolKind.TRAIT, "Shape", ["Unit", "@area"]),
        (SymbolKind.IMPLEMENTATION, "impl Circle: Shape", ["@area"]),
        (SymbolKind.STRUCT, "Meters", []),
    ]
    assert found[1].children[0].kind is SymbolKind.METHOD
    assert found[1].children[0].detail == "(self) -> float"


def test_ranges_are_absolute() -> None:
    for symbol in symbols("// first\n\n" + SOURCE)[:5]:
        text = ("// first\n\n" + SOURCE)[symbol.name.start : symbol.name.end]
        assert text == symbol.text.lstrip("@$")


@given(st.lists(st.sampled_from([*SOURCE.splitlines(keepends=True), "}", "\x00", "😋", "@", '"', "`{"]), max_size=12))
def test_names_lie_inside_their_declarations_whatever_the_text(parts: list[str]) -> None:
    """The protocol demands it, and editors refuse the whole outline otherwise."""
    work = list(symbols("".join(parts)))
    while work:
        symbol = work.pop()
        assert symbol.whole.start <= symbol.name.start <= symbol.name.end <= symbol.whole.end
        assert symbol.text
        work.extend(symbol.children)


def test_an_unknown_file_has_no_outline() -> None:
    database, _, _ = one_file("‸")
    assert document_symbols(database, MAIN + "x") == ()
