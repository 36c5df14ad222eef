"""In an example of a documentation comment an editor answers as in any other code."""

import pytest
from marked_source import one_file, program

from ori_compiler.ide.completion import complete
from ori_compiler.ide.goto_definition import goto_definition
from ori_compiler.ide.hover import hover
from ori_compiler.ide.references import references
from ori_compiler.ide.signature_help import signature_help

SOURCE = """\
type Point = { x: int }

impl Point {
    // The double.
    // > Point { x: 2 }.double().x -> 4
    @double (self) -> Point = Point { x: self.x * 2 };
}

// Adds.
// > let one = 1;
// > add(left: one, right: 2) -> 3
@add (left: int, right: int) -> int = left + right;
"""


def at(needle: str, source: str = SOURCE) -> str:
    """The source with the cursor where `‸` is in a part of it."""
    return source.replace(needle.replace("‸", ""), needle, 1)


HOVERED = {
    "// > ad‸d(": "@add (left: int, right: int) -> int",
    "left: o‸ne": "let one: int",
    "le‸ft: one": "left: int",
    "2 }.dou‸ble()": "@double (self) -> Point",
    "// > Po‸int": "type Point = { x: int }",
}


@pytest.mark.parametrize("needle", HOVERED)
def test_a_hover_says_what_a_name_is(needle: str) -> None:
    found = hover(*one_file(at(needle)))
    assert found is not None and found.code == HOVERED[needle]


def test_a_definition_is_found_from_an_example_and_inside_of_it() -> None:
    for needle, name, before in (("// > ad‸d(", "add", "@"), ("left: o‸ne", "one", "let ")):
        database, path, offset = one_file(at(needle))
        found = goto_definition(database, path, offset)
        assert found is not None
        assert found.site.name.start == SOURCE.index(before + name) + len(before)


def test_references_are_found_from_an_example() -> None:
    database, path, offset = one_file(at("// > ad‸d("))
    found = references(database, path, offset, with_declaration=True)
    assert [each.at.start for each in found] == [SOURCE.index("add(left"), SOURCE.index("@add") + 1]


TYPED = {
    "// > add(left: on‸, right: 2)": ("add(left: one, right: 2)", "one"),
    "// > Point { x: 2 }.do‸().x": ("Point { x: 2 }.double().x", "double"),
    "// > ad‸(left: one": ("add(left: one", "add"),
}


@pytest.mark.parametrize("typed", TYPED)
def test_names_are_proposed(typed: str) -> None:
    whole, expected = TYPED[typed]
    source = SOURCE.replace(f"// > {whole}", typed, 1)
    assert expected in {item.label for item in complete(*one_file(source)).items}


def test_a_new_example_is_completed() -> None:
    source = SOURCE.replace("// Adds.\n", "// Adds.\n// > ad‸\n")
    assert "add" in {item.label for item in complete(*one_file(source)).items}


def test_arguments_are_helped_with() -> None:
    found = signature_help(*one_file(at("right: ‸2) -> 3")))
    assert found is not None and found.active == 1


def test_what_stands_elsewhere_in_a_comment_is_no_code() -> None:
    for needle in ("// Ad‸ds.", "// ‸Adds."):
        database, path, offset = program({"main.ori": at(needle)})
        assert hover(database, path, offset) is None
        assert not complete(database, path, offset).items
