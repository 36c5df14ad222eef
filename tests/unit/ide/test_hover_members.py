"""What a hover says about methods, traits, and what is generic."""

import pytest
from marked_source import one_file

from ori_compiler.ide.generated_code import FunctionName
from ori_compiler.ide.hover import Hover, hover

POINT = "type Point = { x: int, y: int }\n"
SHOWN = (
    POINT
    + """\
trait Show {
    // Says what it is.
    // * depth: how much to say
    @show (self, depth: int) -> str;
}
impl Point: Show {
    @show (self, depth: int) -> str = "p";
}
"""
)
BOX = "type Box<T> = { value: T }\nimpl<T> Box<T> {\n    @swap<U> (self, by: U) -> Box<U> = Box { value: by };\n}\n"


def found(source: str) -> Hover:
    result = hover(*one_file(source))
    assert result is not None, source
    return result


@pytest.mark.parametrize(
    ("source", "code", "origin", "types"),
    [
        (
            POINT + "trait Sized { $size: int; }\nimpl Point: Sized { $size = 2 + 1; }\n@f () -> int = Point.$‸size;",
            "$size: int = 2 + 1",
            "impl Point: Sized",
            "",
        ),
        (
            "trait Sized { $size: int; }\n@f<T: Sized> (t: T) -> int = T.$‸size;",
            "$size: int",
            "trait Sized",
            "Self = T",
        ),
        (
            SHOWN + "@f (p: Point) -> str = p.‸show(depth: 1);",
            "@show (self, depth: int) -> str",
            "impl Point: Show",
            "",
        ),
        (
            SHOWN + "@f<T: Show> (t: T) -> str = t.‸show(depth: 1);",
            "@show (self, depth: int) -> str",
            "trait Show",
            "Self = T",
        ),
        (
            BOX + "@f (b: Box<int>) -> Box<str> = b.‸swap(by: `a`);",
            "@swap<U> (self, by: U) -> Box<U>",
            "impl<T> Box<T>",
            "T = int, U = str",
        ),
        (BOX + "@f (b: ‸Box<int>) -> int = 1;", "type Box<T> = { value: T }", "", "T = int"),
        (BOX + "@f (b: Box<int>) -> int = b.‸value;", "Box.value: T", "", "T = int"),
        ("@id<T: Eq> (t: T) -> T = t;\n@f () -> int = ‸id(t: 1);", "@id<T: Eq> (t: T) -> T", "", "T = int"),
        ("@f<‸T: Eq> (t: T) -> T = t;", "T: Eq", "", ""),
        ("trait ‸Show {\n    @show (self) -> str;\n}", "trait Show", "", ""),
        ("trait Has {\n    type ‸Item;\n    @get (self) -> Self.Item;\n}", "type Item", "trait Has", ""),
        (POINT + "impl Point {\n    @me (self) -> Point = ‸self;\n}", "self: Point", "", ""),
        ("type Meters = float;\n@f (m: Meters) -> float = m.‸inner;", "Meters.inner: float", "", ""),
        ("@f (o: Option<int>) -> bool = match o { ‸Some(_) -> true, None -> false };", "Option.Some(T)", "", "T = int"),
        ("@f (l: [int]) -> [int] = l.map(‸x -> x + 1);", "x: int", "", ""),
    ],
)
def test_a_name_is_shown_with_where_it_comes_from_and_the_types_of_the_use(
    source: str, code: str, origin: str, types: str
) -> None:
    result = found(source)
    assert (result.code, result.origin, result.types) == (code, origin, types)


def test_a_tuple_field_shows_its_type() -> None:
    assert found("@f (t: (int, str)) -> str = t.‸1;").type == "str"


def test_an_implementation_is_documented_by_its_trait() -> None:
    documentation = found(SHOWN + "@f (p: Point) -> str = p.‸show(depth: 1);").documentation
    assert documentation is not None and documentation.description == "Says what it is."


def test_a_parameter_of_a_method_is_documented_by_the_method() -> None:
    documentation = found(SHOWN + "@f (p: Point) -> str = p.show(‸depth: 1);").documentation
    assert documentation is not None and documentation.description == "how much to say"


def test_a_method_of_the_prelude_is_documented() -> None:
    result = found("@f (l: [int]) -> [int] = l.‸map(x -> x);")
    assert result.documentation is not None and result.documentation.description
    assert result.function is None


def test_a_method_tells_how_self_travels() -> None:
    result = found(POINT + "impl Point {\n    @‸sum (self) -> int = self.x;\n}")
    assert result.abi is not None
    assert result.function == FunctionName("main.ori", "Point.sum")
    assert "self" in str(result.abi.functions)


def test_a_generic_type_has_a_layout_only_where_its_arguments_are_known() -> None:
    assert found(BOX + "@f (b: ‸Box<int>) -> int = 1;").abi is not None
    assert found(BOX + "@f<T> (b: ‸Box<T>) -> int = 1;").abi is None
    assert found(BOX.replace("type Box", "type ‸Box")).abi is None


def test_a_generic_function_has_no_convention_of_its_own() -> None:
    result = found("@‸f<T> (t: T) -> T = t;")
    assert (result.abi, result.function) == (None, None)


def test_a_constant_parameter_is_known_by_its_sign_too() -> None:
    assert found("@f<‸$N: int> (l: [int, max $N]) -> int = 1;").code == "$N: int"
