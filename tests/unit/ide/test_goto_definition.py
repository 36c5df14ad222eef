"""Each name leads to its declaration. The cursor is `‸`; the declaration is the name between `⟦` and `⟧`."""

import pytest
from marked_source import CURSOR, MAIN, one_file, program

from ori_compiler.ide.files import disk_path
from ori_compiler.ide.goto_definition import Definition, goto_definition

CASES = {
    "function": "@⟦f⟧ () -> int = 1;\n@g () -> int = ‸f();",
    "function, cursor behind the name": "@⟦f⟧ () -> int = 1;\n@g () -> int = f‸();",
    "function, from its declaration": "@⟦‸f⟧ () -> int = 1;",
    "function, from its test": "@⟦f⟧ () -> int = 1;\n@t tests @‸f () -> void = ();",
    "function, in a body with errors": "@⟦f⟧ () -> int = 1;\n@g () -> int = { missing(); ‸f() };",
    "parameter in the body": "@f (⟦count⟧: int) -> int = 1 + ‸count;",
    "parameter by its declaration": "@f (⟦co‸unt⟧: int) -> int = count;",
    "parameter named in a call": "@f (⟦n⟧: int) -> int = n;\n@g () -> int = f(‸n: 1);",
    "parameter of a function with a type error in the call": '@f (⟦n⟧: int) -> int = n;\n@g () -> int = f(‸n: "");',
    "local that stands for argument and value": "@f (n: int) -> int = n;\n@g () -> int = { let ⟦n⟧ = 1; f(‸n:) };",
    "local": "@f () -> int = { let ⟦x⟧ = 1; ‸x };",
    "shadowed local": "@f () -> int = { let x = 1; let ⟦x⟧ = x + 1; ‸x };",
    "local before it is shadowed": "@f () -> int = { let ⟦x⟧ = 1; let x = ‸x + 1; x };",
    "local in a template": "@f () -> str = { let ⟦name⟧ = 1; `a {‸name} b` };",
    "assigned local": "@f () -> void = { let ⟦x⟧ = 1; ‸x = 2; };",
    "loop variable": "@f () -> void = for ⟦i⟧ in 0..3 do print(msg: str(‸i));",
    "label": "@f () -> void = loop:⟦outer⟧ { break:‸outer };",
    "constant": "let ⟦$limit⟧ = 10;\n@f () -> int = $li‸mit;".replace("⟦$", "$⟦"),
    "struct in a type": "type ⟦Point⟧ = { x: int }\n@f (p: ‸Point) -> int = p.x;",
    "struct in a literal": "type ⟦Point⟧ = { x: int }\n@f () -> Point = ‸Point { x: 1 };",
    "type that a field mentions": "type ⟦A⟧ = { x: int }\ntype B = { a: ‸A }",
    "field access": "type Point = { ⟦x⟧: int }\n@f (p: Point) -> int = p.‸x;",
    "field in a literal": "type Point = { ⟦x⟧: int }\n@f () -> Point = Point { ‸x: 1 };",
    "field in a pattern": "type Point = { ⟦x⟧: int }\n@f (p: Point) -> int = match p { Point { ‸x: n } -> n };",
    "variant as a value": "type Shape = Dot | ⟦Line⟧;\n@f () -> Shape = ‸Line;",
    "variant with a payload": "type Shape = ⟦Box⟧(side: int) | Dot;\n@f () -> Shape = ‸Box(side: 1);",
    "payload field in a call": "type Shape = Box(⟦side⟧: int) | Dot;\n@f () -> Shape = Box(‸side: 1);",
    "variant in a pattern": "type Shape = ⟦Box⟧(side: int) | Dot;\n"
    "@f (s: Shape) -> int = match s { ‸Box(n) -> n, Dot -> 0 };",
    "unit variant in a pattern": "type Shape = Box(side: int) | ⟦Dot⟧;\n"
    "@f (s: Shape) -> int = match s { Box(n) -> n, ‸Dot -> 0 };",
    "binding of a pattern": "type Shape = Box(side: int) | Dot;\n"
    "@f (s: Shape) -> int = match s { Box(⟦n⟧) -> ‸n, Dot -> 0 };",
    "binding of a clause": "@f ([]: [int]) -> int = 0;\n@f ([⟦x⟧, ..]) -> int = ‸x;",
    "binding of a clause, in its guard": "@f ([⟦x⟧]: [int]) -> int if ‸x > 1 = 0;\n@f (_) -> int = 1;",
    "parameter of a later clause": "@f (0: int) -> int = 0;\n@f (⟦n⟧) -> int = ‸n;",
    "parameter in a guard": "@f (⟦n⟧: int) -> int if ‸n > 1 = 0;\n@f (_) -> int = 1;",
    "parameter that the second clause names": "@f (0: int) -> int = 0;\n@f (⟦n⟧) -> int = 1;\n@g () -> int = f(‸n: 1);",
    "variant in place of a parameter": "type T = ⟦A⟧ | B;\n@f (‸A: T) -> int = 0;\n@f (B) -> int = 1;",
    "call of a function of several clauses": "@⟦f⟧ (0: int) -> int = 0;\n@f (n) -> int = ‸f(n: 0);",
    "later clause": "@⟦f⟧ (0: int) -> int = 0;\n@‸f (n) -> int = 1;",
    "later item of the same name": "@⟦f⟧ () -> int = 1;\n@f () -> int = 2;\n@g () -> int = ‸f();",
}


def cursor_and_declaration(source: str) -> tuple[str, int, int]:
    """The source with its cursor alone, and where the declaration begins and ends without any mark."""
    plain = source.replace(CURSOR, "")
    start, end = plain.index("⟦"), plain.index("⟧") - 1
    return source.replace("⟦", "").replace("⟧", ""), start, end


@pytest.mark.parametrize("name", CASES)
def test_a_name_leads_to_its_declaration(name: str) -> None:
    source, start, end = cursor_and_declaration(CASES[name])
    found = goto_definition(*one_file(source))
    assert found is not None, source
    assert (found.site.path, found.site.name.start, found.site.name.end) == (MAIN, start, end)
    assert found.site.whole.start <= start <= end <= found.site.whole.end
    cursor = source.index(CURSOR)
    assert found.origin.start <= cursor <= found.origin.end


def into_other_file(main: str, other: str) -> tuple[Definition | None, int]:
    start = other.index("⟦") if "⟦" in other else 0
    sources = {MAIN: main, "other.ori": other.replace("⟦", "").replace("⟧", "")}
    return goto_definition(*program(sources)), start


@pytest.mark.parametrize(
    ("main", "other"),
    [
        ('use "./other" { f };\n@g () -> int = ‸f();', "pub @⟦f⟧ () -> int = 1;"),
        ('use "./other" { ‸f };', "pub @⟦f⟧ () -> int = 1;"),
        ('use "./other" { f as h };\n@g () -> int = ‸h();', "pub @⟦f⟧ () -> int = 1;"),
        ('use "./other" { f as ‸h };', "pub @⟦f⟧ () -> int = 1;"),
        ('use "./other" { ::f };\n@g () -> int = ‸f();', "@⟦f⟧ () -> int = 1;"),
        ('use "./other" { P };\n@g (p: P) -> int = p.‸x;', "pub type P = { ⟦x⟧: int }"),
        ('use "./other" { ‸P };', "pub type ⟦P⟧ = { x: int }"),
        ('use "./o‸ther" { P };', "⟦pub type P = { x: int }"),
    ],
)
def test_imported_names_lead_into_the_other_file(main: str, other: str) -> None:
    found, start = into_other_file(main, other)
    assert found is not None
    assert (found.site.path, found.site.name.start) == ("other.ori", start)


def test_prelude_functions_lead_into_the_prelude_as_it_is_on_disk() -> None:
    found = goto_definition(*one_file('@main () -> void = pr‸int(msg: "");'))
    assert found is not None
    with open(disk_path(found.site.path), encoding="utf-8") as file:
        assert file.read()[found.site.name.start : found.site.name.end] == "print"


@pytest.mark.parametrize(
    "source",
    [
        "‸",
        "@f () -> int = 1;\n‸\n",
        "@f () -> ‸int = 1;",
        "@f () -> int ‸= 1;",
        "@f () -> int = ‸1;",
        "@f () -> int = ‸g();",
    ],
)
def test_what_is_no_known_name_leads_nowhere(source: str) -> None:
    assert goto_definition(*one_file(source)) is None


OTHER = """\
pub type ⟦Point⟧ = { x: int }
impl Point { @at () -> Point = Point { x: 1 }; $unit = 1; }
pub @⟦area⟧ (p: Point) -> int = p.x;
pub let $⟦pi⟧ = 3;
pub trait ⟦Named⟧ { @name (self) -> str; }
pub type Shape = ⟦Circle⟧(radius: int) | Dot;
"""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("@f (p: geo.Point) -> int = geo.‸area(p:);", "area"),
        ("@f () -> int = geo.$‸pi;", "pi"),
        ("@f (p: geo.‸Point) -> int = 1;", "Point"),
        ("@f () -> int = geo.‸Point { x: 1 }.x;", "Point"),
        ("@f () -> int = geo.‸Point.at().x;", "Point"),
        ("@f (p: geo.Shape) -> str = geo.‸Named.name(p);", "Named"),
        ("@f<T: geo.‸Named> (t: T) -> str = t.name();", "Named"),
        ("@f () -> geo.Shape = geo.‸Circle(radius: 1);", "Circle"),
    ],
)
def test_names_behind_a_module_lead_into_it(typed: str, name: str) -> None:
    declared = OTHER.partition(f"⟦{name}⟧")[0].replace("⟦", "").replace("⟧", "")
    sources = {MAIN: 'use "./other" as geo;\n' + typed, "other.ori": OTHER.replace("⟦", "").replace("⟧", "")}
    found = goto_definition(*program(sources))
    assert found is not None
    assert (found.site.path, found.site.name.start) == ("other.ori", len(declared))


def test_the_name_of_a_module_leads_to_its_file() -> None:
    sources = {MAIN: 'use "./other" as geo;\n@f () -> int = ‸geo.one();', "other.ori": "pub @one () -> int = 1;\n"}
    found = goto_definition(*program(sources))
    assert found is not None
    assert (found.site.path, found.site.name.start) == ("other.ori", 0)
