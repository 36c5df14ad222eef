"""Methods, traits, type parameters and all that came with generics lead to their declarations, marked as elsewhere."""

import pytest
from marked_source import MAIN, one_file, program
from test_goto_definition import cursor_and_declaration

from ori_compiler.ide.files import disk_path
from ori_compiler.ide.goto_definition import goto_definition
from ori_compiler.resolve.module_path import is_prelude

POINT = "type Point = { x: int, y: int }\n"
SHOW = "trait Show {\n    @show (self) -> str;\n}\n"

CASES = {
    "method of a type": POINT + "impl Point {\n    @⟦sum⟧ (self) -> int = self.x;\n}\n@f (p: Point) -> int = p.‸sum();",
    "associated function": POINT + "impl Point {\n    @⟦zero⟧ () -> Point = Point { x: 0, y: 0 };\n}\n"
    "@f () -> Point = Point.‸zero();",
    "type before an associated function": "type ⟦Point⟧ = { x: int }\nimpl Point {\n    @zero () -> int = 0;\n}\n"
    "@f () -> int = ‸Point.zero();",
    "method at its declaration": POINT + "impl Point {\n    @⟦su‸m⟧ (self) -> int = self.x;\n}\n",
    "method of a trait, chosen by the type": POINT + SHOW + 'impl Point: Show {\n    @⟦show⟧ (self) -> str = "p";\n}\n'
    "@f (p: Point) -> str = p.‸show();",
    "method of a trait, by a bound": SHOW.replace("@show", "@⟦show⟧") + "@f<T: Show> (t: T) -> str = t.‸show();",
    "method of an extension": POINT
    + "extend Point {\n    @⟦twice⟧ (self) -> int = self.x * 2;\n}\n@f (p: Point) -> int = p.‸twice();",
    "constant of a type": POINT + "impl Point {\n    $⟦limit⟧ = 3;\n}\n@f () -> int = Point.$‸limit;",
    "constant at its declaration": POINT + "impl Point {\n    $⟦li‸mit⟧ = 3;\n}\n",
    "constant of a trait, by a bound": "trait Sized {\n    $⟦size⟧: int;\n}\n@f<T: Sized> (t: T) -> int = T.$‸size;",
    "constant of a trait, chosen by the type": POINT
    + "trait Sized {\n    $size: int = 1;\n}\nimpl Point: Sized {\n    $⟦size⟧ = 2;\n}\n@f () -> int = Point.$‸size;",
    "constant in the value of a constant": POINT + "impl Point {\n    $⟦a⟧ = 3;\n    $b = Self.$‸a + 1;\n}\n",
    "method in a pipe": POINT
    + "impl Point {\n    @⟦sum⟧ (self) -> int = self.x;\n}\n@f (p: Point) -> int = p |> .‸sum();",
    "operator": POINT + "impl Point: Add {\n    @⟦add⟧ (self, rhs: Point) -> Point = Point { x: 1, y: 2 };\n}\n"
    "@f (p: Point) -> Point = p ‸+ p;",
    "self in a body": POINT + "impl Point {\n    @sum (⟦self⟧) -> int = ‸self.x;\n}\n",
    "self in a head": POINT + "impl Point {\n    @sum (⟦se‸lf⟧) -> int = self.x;\n}\n",
    "Self in an impl": "type ⟦Point⟧ = { x: int }\nimpl Point {\n    @same (self) -> ‸Self = self;\n}\n",
    "Self in a trait": "trait ⟦Same⟧ {\n    @same (self) -> ‸Self;\n}\n",
    "field in a method": "type Point = { ⟦x⟧: int }\nimpl Point {\n    @sum (self) -> int = self.‸x;\n}\n",
    "local in a method": POINT
    + "impl Point {\n    @sum (self) -> int = {\n        let ⟦n⟧ = 1;\n        ‸n\n    };\n}\n",
    "parameter in a method": POINT + "impl Point {\n    @sum (self, ⟦n⟧: int) -> int = ‸n;\n}\n",
    "parameter named in a call of a method": POINT + "impl Point {\n    @sum (self, ⟦n⟧: int) -> int = n;\n}\n"
    "@f (p: Point) -> int = p.sum(‸n: 1);",
    "parameter of a required method": "trait Grow {\n    @grow (self, ⟦b‸y⟧: int) -> Self;\n}\n",
    "type parameter": "@f<⟦T⟧> (t: ‸T) -> T = t;",
    "type parameter at its declaration": "@f<⟦‸T⟧: Eq> (t: T) -> T = t;",
    "type parameter of an impl": "type Box<T> = { value: T }\n"
    "impl<⟦T⟧> Box<T> {\n    @get (self) -> ‸T = self.value;\n}\n",
    "type parameter of a type": "type Box<⟦T⟧> = { value: ‸T }",
    "type parameter in a where clause": SHOW + "@f<⟦T⟧> (t: T) -> str where ‸T: Show = t.show();",
    "type with arguments": "type ⟦Box⟧<T> = { value: T }\n@f (b: ‸Box<int>) -> int = b.value;",
    "type as an argument": POINT.replace("Point =", "⟦Point⟧ =") + "@f (b: [‸Point]) -> int = 1;",
    "constant parameter": "@f<⟦$N⟧: int> () -> int = ‸N;".replace("⟦$N", "$⟦N").replace("‸N", "$‸N"),
    "type parameter in a later clause": "@f<⟦T⟧> ([]: [T]) -> Option<T> = None;\n@f ([x, ..]) -> Option<‸T> = Some(x);",
    "constant of a parameter among types": "trait Sized {\n    $⟦size⟧: int;\n}\n"
    "@f<T: Sized> (t: T) -> [int, max T.$‸size] = [];",
    "constant of a parameter in a condition": "trait Sized {\n    $⟦size⟧: int;\n}\n"
    "@f<T: Sized> (t: T) -> int where T.$‸size > 4 = 1;",
    "constant of a type among types": POINT
    + "impl Point {\n    $⟦size⟧ = 3;\n}\n@f (l: [int, max Point.$‸size]) -> int = 1;",
    "name in a comprehension": "@f (l: [int]) -> [int] = for ⟦i⟧ in l if i > 1 yield ‸i + 1;",
    "function in a comprehension": "@⟦g⟧ (n: int) -> int = n;\n@f (l: [int]) -> [int] = for i in l yield ‸g(n: i);",
    "pattern of a parameter": "type P = { ⟦x⟧: int, y: int }\n"
    "@f (P { ‸x, y: 0 }: P) -> int = x;\n@f (P { x, y }) -> int = x;",
    "pattern of a later clause": "type P = { ⟦x⟧: int, y: int }\n"
    "@f (P { x, y: 0 }: P) -> int = x;\n@f (P { ‸x, y }) -> int = y;",
    "trait in a bound": SHOW.replace("Show", "⟦Show⟧", 1) + "@f<T: ‸Show> (t: T) -> str = t.show();",
    "trait in the head of an impl": POINT
    + SHOW.replace("Show", "⟦Show⟧", 1)
    + 'impl Point: ‸Show {\n    @show (self) -> str = "";\n}\n',
    "type in the head of an impl": "type ⟦Point⟧ = { x: int }\nimpl ‸Point {\n    @one (self) -> int = 1;\n}\n",
    "supertrait": SHOW.replace("Show", "⟦Show⟧", 1) + "trait Big: ‸Show {\n    @big (self) -> int;\n}\n",
    "associated type by Self": "trait Has {\n    type ⟦Item⟧;\n    @get (self) -> Self.‸Item;\n}\n",
    "associated type by a parameter": "trait Has {\n    type ⟦Item⟧;\n    @get (self) -> Self.Item;\n}\n"
    "@f<T: Has> (t: T) -> T.‸Item = t.get();",
    "newtype": "type ⟦Meters⟧ = float;\n@f () -> Meters = ‸Meters(1.0);",
    "field of a newtype": "type ⟦Meters⟧ = float;\n@f (m: Meters) -> float = m.‸inner;",
    "qualified variant": "type Shape = ⟦Dot⟧ | Line;\n@f (s: Shape) -> int = match s { Shape.‸Dot -> 1, _ -> 2 };",
    "type of a qualified variant": "type ⟦Shape⟧ = Dot | Line;\n"
    "@f (s: Shape) -> int = match s { ‸Shape.Dot -> 1, _ -> 2 };",
    "lambda parameter": "@f (xs: [int]) -> [int] = xs.map(⟦x⟧ -> ‸x + 1);",
    "binding of a tuple pattern": "@f () -> int = { let (a, ⟦b⟧) = (1, 2); ‸b };",
    "binding of a list pattern": "@f (l: [int]) -> int = match l { [⟦a⟧, ..] -> ‸a, [] -> 0 };",
    "default value": "let $⟦limit⟧ = 10;\n@f (n: int = $‸limit) -> int = n;",
    "type in a lambda": POINT.replace("Point =", "⟦Point⟧ =") + "@f () -> int = { let g = (p: ‸Point) -> int = 1; 1 };",
}


@pytest.mark.parametrize("name", CASES)
def test_a_name_leads_to_its_declaration(name: str) -> None:
    source, start, end = cursor_and_declaration(CASES[name])
    found = goto_definition(*one_file(source))
    assert found is not None, source
    assert (found.site.path, found.site.name.start, found.site.name.end) == (MAIN, start, end)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@f (l: [int]) -> [int] = l.‸map(x -> x);", "map"),
        ("@f (pair: (int, str)) -> int = pair.‸len();", "len"),
        ("@f (o: Option<int>) -> bool = o.‸is_some();", "is_some"),
        ("@f (o: ‸Option<int>) -> bool = true;", "Option"),
        ("@f<T: ‸Comparable> (t: T) -> T = t;", "Comparable"),
        ("type P: ‸Eq = { x: int }", "Eq"),
        ("type P = { x: int }\n@f (p: P) -> str = p.‸debug();", "debug"),
        ("@f () -> Option<int> = ‸Some(1);", "Some"),
    ],
)
def test_what_the_prelude_provides_leads_into_it(source: str, expected: str) -> None:
    found = goto_definition(*one_file(source))
    assert found is not None
    assert is_prelude(found.site.path)
    with open(disk_path(found.site.path), encoding="utf-8") as file:
        assert file.read()[found.site.name.start : found.site.name.end] == expected


@pytest.mark.parametrize(
    ("main", "other"),
    [
        ('extension "./other" { int.‸twice };', "pub extend int {\n    @⟦twice⟧ (self) -> int = self * 2;\n}"),
        (
            'extension "./other" { int.twice };\n@f () -> int = 1.‸twice();',
            "pub extend int {\n    @⟦twice⟧ (self) -> int = self * 2;\n}",
        ),
        ('use "./other" { ‸Show };', "pub trait ⟦Show⟧ {\n    @show (self) -> str;\n}"),
    ],
)
def test_imported_members_lead_into_the_other_file(main: str, other: str) -> None:
    start = other.index("⟦")
    found = goto_definition(*program({MAIN: main, "other.ori": other.replace("⟦", "").replace("⟧", "")}))
    assert found is not None
    assert (found.site.path, found.site.name.start) == ("other.ori", start)
