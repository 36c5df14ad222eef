"""Type definitions, implementations, declarations, and declarations by their names."""

import pytest
from marked_source import CURSOR, MAIN, one_file

from ori_compiler.ide.declaration import DeclarationSite
from ori_compiler.ide.document_symbols import SymbolKind
from ori_compiler.ide.goto_implementation import goto_declaration, goto_implementation
from ori_compiler.ide.type_definition import type_definition
from ori_compiler.ide.unparsed import declared_names
from ori_compiler.ide.workspace_symbols import match, workspace_symbols

TRAIT = "trait Show {\n    @show (self) -> str;\n}\n"
TWO = (
    "type Point = { x: int }\ntype Line = { a: Point, b: [Point] }\n"
    + TRAIT
    + 'impl Point: Show {\n    @show (self) -> str = "p";\n}\nimpl Line: Show {\n    @show (self) -> str = "l";\n}\n'
)


def names(source: str, sites: tuple[DeclarationSite, ...]) -> list[str]:
    """Each place as the line it is on."""
    text = source.replace(CURSOR, "")
    return [
        text[text.rfind("\n", 0, site.name.start) + 1 :].partition("\n")[0].strip() if site.path == MAIN else site.path
        for site in sites
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (TWO + "@f (‸p: Point) -> int = p.x;", ["type Point = { x: int }"]),
        (TWO + "@f (l: Line) -> int = { let q = l; ‸q.a.x };", ["type Line = { a: Point, b: [Point] }"]),
        (TWO + "@f (l: Line) -> int = l.‸b.len();", ["type Point = { x: int }"]),
        (TWO + "@f (l: Line) -> int = l.‸a.x;", ["type Point = { x: int }"]),
        (
            TWO + "@f (l: Option<Line>) -> int = ‸l.is_some();",
            ["<std>/prelude/option.ori", "type Line = { a: Point, b: [Point] }"],
        ),
        ("type S = A | B;\n@f () -> S = ‸A;", ["type S = A | B;"]),
        (TWO + "@f (n: int) -> int = ‸n;", []),
        ("@f () -> int = ‸missing;", []),
    ],
)
def test_a_value_leads_to_its_types(source: str, expected: list[str]) -> None:
    assert names(source, type_definition(*one_file(source))) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (TWO.replace("trait Show", "trait ‸Show"), ["impl Point: Show {", "impl Line: Show {"]),
        (TWO.replace("type Point", "type ‸Point"), ["impl Point: Show {"]),
        (
            TWO.replace("@show (self) -> str;", "@‸show (self) -> str;"),
            ['@show (self) -> str = "p";', '@show (self) -> str = "l";'],
        ),
        (TWO + "@f (p: Point) -> str = p.‸show();", ['@show (self) -> str = "p";', '@show (self) -> str = "l";']),
        (TWO + "@f () -> int = 1;\n@g () -> int = ‸f();", ["@f () -> int = 1;"]),
        ("‸", []),
    ],
)
def test_a_trait_leads_to_its_implementations(source: str, expected: list[str]) -> None:
    assert names(source, goto_implementation(*one_file(source))) == expected


def test_a_method_leads_to_the_declaration_in_its_trait() -> None:
    source = TWO + "@f (p: Point) -> str = p.‸show();"
    site = goto_declaration(*one_file(source))
    assert site is not None and names(source, (site,)) == ["@show (self) -> str;"]
    assert goto_declaration(*one_file("‸")) is None


SOURCE = """\
use std.math { abs };
pub @area (n: int) -> int = {
    let $inner = 1;
    inner
}
@t tests @area () -> void = assert(cond: true);
let $limit = 3;
type Shape = Dot | Line;
pub trait Show {
    type Item;
    @show (self) -> str;
}
impl Shape: Show {
    $size = 3;
    @show (self) -> str = "";
}
// @comment
"""


def test_declarations_are_found_without_parsing() -> None:
    lines = SOURCE.splitlines()
    found = list(declared_names(SOURCE))
    assert [(each.name, each.kind, each.container) for each in found] == [
        ("area", SymbolKind.FUNCTION, ""),
        ("t", SymbolKind.TEST, ""),
        ("limit", SymbolKind.CONSTANT, ""),
        ("Shape", SymbolKind.STRUCT, ""),
        ("Show", SymbolKind.TRAIT, ""),
        ("Item", SymbolKind.ASSOCIATED_TYPE, "Show"),
        ("show", SymbolKind.METHOD, "Show"),
        ("size", SymbolKind.CONSTANT, "impl Shape: Show"),
        ("show", SymbolKind.METHOD, "impl Shape: Show"),
    ]
    assert all(lines[each.line][each.column :].startswith(each.name) for each in found)


def test_the_best_names_come_first() -> None:
    source = "\n".join(f"@{name} () -> int = 1;" for name in ("arena", "area", "are", "is_area", "a_r_e", "other"))
    found = workspace_symbols("are", [(MAIN, tuple(declared_names(source)))])
    assert [each.declared.name for each in found] == ["are", "area", "arena", "is_area", "a_r_e"]
    assert match("@Are", "area") == 1
    assert match("xyz", "area") is None
    assert len(workspace_symbols("", [(MAIN, tuple(declared_names(source)))])) == 6
