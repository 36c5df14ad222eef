"""What a name means: its module's declarations, then imports, then the prelude."""

import pytest
from checking import check, codes, findings

from ori_compiler.resolve import header
from ori_compiler.resolve.header import BrokenHeader, ConstantHeader, FunctionHeader, Header, TypeHeader
from ori_compiler.resolve.module_path import resolve_relative
from ori_compiler.resolve.scope import (
    ConstantEntity,
    FunctionEntity,
    ModuleScope,
    TypeEntity,
    VariantEntity,
    module_scope,
)
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId, ItemKind


def item(name: str, kind: ItemKind = ItemKind.FUNCTION, nth: int = 0) -> ItemId:
    return ItemId("main.ori", kind, name, nth)


def scope(*headers: tuple[ItemId, Header]) -> ModuleScope:
    return module_scope(headers)


def test_each_declaration_has_its_entity() -> None:
    f, c, t = item("f"), item("c", ItemKind.CONSTANT), item("T", ItemKind.TYPE)
    found = scope(
        (f, FunctionHeader("f", True)),
        (c, ConstantHeader("c", False, True)),
        (t, TypeHeader("T", False, True, ("A", "B"))),
    )
    assert found.types == {"T": TypeEntity(t, False)}
    assert found.values == {
        "f": FunctionEntity(f, True),
        "c": ConstantEntity(c, False, True),
        "A": VariantEntity(t, 0, False),
        "B": VariantEntity(t, 1, False),
    }
    assert found.clashes == ()


def test_the_first_of_two_declarations_counts() -> None:
    first, second = item("f"), item("f", nth=1)
    found = scope((first, FunctionHeader("f", False)), (second, FunctionHeader("f", True)))
    assert found.values["f"] == FunctionEntity(first, False)
    assert [(clash.first, clash.second) for clash in found.clashes] == [(first, second)]


def test_a_variant_may_be_named_like_its_type() -> None:
    t = item("T", ItemKind.TYPE)
    assert scope((t, TypeHeader("T", False, True, ("T", "Other")))).clashes == ()


def test_a_broken_declaration_clashes_with_nothing() -> None:
    found = scope((item("f"), BrokenHeader("f")), (item("f", nth=1), FunctionHeader("f", False)))
    assert found.clashes == ()


def test_a_test_is_no_value_but_its_name_is_taken() -> None:
    test, function = item("t", ItemKind.TEST), item("t")
    found = scope((test, header.TestHeader("t", ("f",))), (function, FunctionHeader("t", False)))
    assert [clash.name for clash in found.clashes] == ["t"]


@pytest.mark.parametrize(
    ("importer", "path", "expected"),
    [
        ("main.ori", "./shapes", "shapes.ori"),
        ("main.ori", "./shapes.ori", "shapes.ori"),
        ("src/main.ori", "./shapes", "src/shapes.ori"),
        ("src/main.ori", "../shapes", "shapes.ori"),
        ("src/main.ori", "./a/../b", "src/b.ori"),
        ("/home/a/main.ori", "../b/c", "/home/b/c.ori"),
        ("src\\main.ori", "./shapes", "src/shapes.ori"),
    ],
)
def test_import_paths_are_relative_to_the_importer(importer: str, path: str, expected: str) -> None:
    assert resolve_relative(importer, path) == expected


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("valeu", ["value", "total"], "value"),
        ("Value", ["value"], "value"),
        ("x", ["y", "z"], ""),
        ("", ["a"], ""),
        ("total", [], ""),
        ("total", ["total"], ""),
    ],
)
def test_similar_names_are_found(name: str, candidates: list[str], expected: str) -> None:
    assert closest(name, candidates) == expected


SHAPES = """
pub type Point = { x: int, y: int }
pub type Shape = Dot | Circle(radius: int);
pub let $unit = 1;
pub @area (shape: Shape) -> int = hidden(shape:);
@hidden (shape: Shape) -> int = match shape { Dot -> 0, Circle(radius) -> radius };
type Secret = { x: int }
"""


@pytest.mark.parametrize(
    "main",
    [
        'use "./shapes" { area, Circle };\n@f () -> int = area(shape: Circle(radius: 1));',
        'use "./shapes" { area as size, Shape, Dot as Nothing };\n@f (s: Shape) -> int = size(shape: Nothing);',
        'use "./shapes" { $unit, Point };\n@f () -> Point = Point { x: $unit, y: 2 };',
        'use "./shapes" { $unit as one };\n@f () -> int = $one;',
        'use "./shapes" { ::hidden, Dot };\n@f () -> int = hidden(shape: Dot);',
        'use "./shapes" { ::Secret };\n@f (s: Secret) -> int = s.x;',
        'use "./again" { area, Circle };\n@f () -> int = area(shape: Circle(radius: 1));',
        'use "./again" { size, Dot };\n@f () -> int = size(shape: Dot);',
        'use "./shapes" { area };\nuse "./shapes" { Dot };\n@f () -> int = area(shape: Dot);',
        'use "./shapes" { area };\nuse "./again" { area, Dot };\n@f () -> int = area(shape: Dot);',
    ],
)
def test_imports_bring_names(main: str) -> None:
    again = 'pub use "./shapes" { area, Circle, Dot, area as size };\n'
    assert codes({"main.ori": main, "shapes.ori": SHAPES, "again.ori": again}) == []


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ('use "./shapes" { hidden };', ["E2067"]),
        ('use "./shapes" { Secret };\n@f (s: Secret) -> int = s.x;', ["E2067"]),
        ('use "./shapes" { missing };\n@f () -> int = missing(1);', ["E2067"]),
        ('use "./nowhere" { area };\n@f () -> int = area(1);', ["E2067"]),
        ('use "./shapes" { area };\n@f () -> int = hidden(shape: 1);', ["E2003"]),
        ('use "./shapes" { area };\n@area () -> int = 1;', ["E2006"]),
        ('use "./shapes" { area };\nuse "./shapes" { Dot as area };', ["E2006"]),
        ('use "./silent" { area };', ["E2067"]),
        ('use "./main" { f };\npub @f () -> int = 1;', ["E2068"]),
    ],
)
def test_wrong_imports_have_one_message(main: str, expected: list[str]) -> None:
    sources = {"main.ori": main, "shapes.ori": SHAPES, "silent.ori": 'use "./shapes" { area };\n'}
    assert [code for code in codes(sources) if code != "E2006" or code in expected] == expected


def test_a_circle_of_imports_is_told_once() -> None:
    names = ["a", "b", "c"]
    sources = {
        f"{name}.ori": f'use "./{following}" {{ {following} }};\npub @{name} () -> int = {following}();\n'
        for name, following in zip(names, [*names[1:], names[0]], strict=True)
    }
    (found,) = check(sources)
    assert found.code == "E2068"
    assert found.notes == ("the circle is a.ori → b.ori → c.ori → a.ori",)


def test_re_exports_in_a_circle_end() -> None:
    sources = {
        "a.ori": 'pub use "./b" { x };\n',
        "b.ori": 'pub use "./a" { x };\n',
        "main.ori": 'use "./a" { x };\n@f () -> int = x();\n',
    }
    assert set(codes(sources)) == {"E2067", "E2068"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@f () -> int = { let f = 1; f }", []),
        ("let $n = 1;\n@f (n: str) -> str = n;", []),
        ("@f () -> int = g();\n@g () -> int = 1;", []),
        ("@len () -> int = 1;", [("E1014", "len")]),
        ("@f (int: int) -> int = int;", []),
        ("type T = A | B;\n@f (t: T) -> T = match t { A -> B, b -> b };", []),
        ("type A = { x: int }\n@A () -> int = 1;", [("E2006", "A")]),
    ],
)
def test_declarations_and_locals_hide_each_other_as_the_language_says(
    source: str, expected: list[tuple[str, str]]
) -> None:
    assert findings(source) == expected
