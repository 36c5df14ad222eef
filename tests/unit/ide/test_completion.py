"""What is proposed at the cursor `‸`, in code that is being typed."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN, one_file, program
from test_every_file import TEXTS

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.completion import complete
from ori_compiler.ide.completion_item import CompletionItem, CompletionKind

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

DECLARED = """\
type Point = { x: int, y: int }
type Shape = Circle(radius: int) | Dot;
trait Show {
    // Says what it is.
    @show (self) -> str;
    @make () -> Self;
}
impl Point: Show {
    @show (self) -> str = "p";
    @make () -> Point = Point { x: 0, y: 0 };
}
impl Point {
    @sum (self, factor: int, offset: int) -> int = self.x * factor;
    @origin () -> Point = Point { x: 0, y: 0 };
}
extend Point {
    @twice (self) -> int = self.x * 2;
}
@add (first: int, second: int) -> int = first + second;
"""


def proposals(source: str) -> dict[str, CompletionItem]:
    return {item.label: item for item in complete(*one_file(DECLARED + source)).items}


def plain(source: str) -> set[str]:
    return set(proposals(source))


CASES = {
    "a value has fields and methods": (
        "@f (p: Point) -> int = p.‸",
        {"x", "y", "sum", "show", "twice", "equals", "debug"},
        {"origin", "make", "Point", "f"},
    ),
    "while a name is typed": ("@f (p: Point) -> int = p.su‸", {"sum", "x"}, {"origin"}),
    "before more code": ("@f (p: Point) -> int = {\n    p.‸\n    let y = 1;\n    y\n}", {"sum"}, {"y:"}),
    "a local by its inferred type": ("@f () -> int = {\n    let p = Point.origin();\n    p.‸\n}", {"sum", "x"}, set()),
    "a call": ("@f (p: Point) -> str = p.show().‸", {"len"}, {"sum"}),
    "self in a method": ("impl Shape {\n    @f (self, p: Point) -> int = p.‸\n}", {"x", "sum"}, set()),
    "a type parameter has what its bounds promise": ("@f<T: Show> (t: T) -> str = t.‸", {"show"}, {"sum", "make"}),
    "a tuple": ("@f (t: (int, str)) -> int = t.‸", {"0", "1"}, {"2"}),
    "a list": ("@f (l: [int]) -> [int] = l.‸", {"map", "filter", "len"}, {"show"}),
    "a lambda's parameter": ("@f (l: [Point]) -> [int] = l.map(p -> p.‸)", {"x", "sum"}, set()),
    "the step of a recurse": (
        "@f (p: Point) -> int = recurse(condition: true, base: 1, step: p.‸)",
        {"x", "sum"},
        set(),
    ),
    "the resource of an action": (
        "@f (p: Point) -> int = with(acquire: p, action: held -> held.‸, release: _ -> ())",
        {"x", "sum"},
        set(),
    ),
    "the arm of a first match": (
        "@f (ps: [Point]) -> int = for(over: ps, match: found -> found.‸, default: 0)",
        {"x", "sum"},
        set(),
    ),
    "the step of a pipe": ("@f (p: Point) -> int = p |> .‸", {"sum"}, set()),
    "inside of a template": ("@f (p: Point) -> str = `a {p.‸} b`;", {"x", "show"}, set()),
    "before a format": ("@f (p: Point) -> str = `a {p.‸:>8} b`;", {"x", "show"}, set()),
    "nothing inside of a format": ("@f (p: Point) -> str = `a {p:‸} b`;", set(), {"x", "add", "p"}),
    "a type has functions": ("@f () -> Point = Point.‸", {"origin", "make"}, {"sum", "x"}),
    "arguments of a call": ("@f () -> int = {\n    add(‸\n}", {"first:", "second:", "add"}, set()),
    "arguments that are missing": ("@f () -> int = add(first: 1, ‸)", {"second:"}, {"first:"}),
    "the value of an argument": ("@f (n: int) -> int = add(first: ‸)", {"n"}, {"first:", "second:"}),
    "arguments of a method": ("@f (p: Point) -> int = p.sum(‸)", {"factor:", "offset:"}, set()),
    "payload of a variant": ("@f () -> Shape = Circle(‸)", {"radius:"}, set()),
    "fields of a literal": ("@f () -> Point = Point { ‸ }", {"x", "y"}, {"add"}),
    "fields that are missing": ("@f () -> Point = Point { x: 1, ‸ }", {"y"}, {"x"}),
    "fields of a pattern": ("@f (p: Point) -> int = match p { Point { ‸ } -> 1 }", {"x", "y"}, set()),
    "variants in a pattern": ("@f (s: Shape) -> int = match s { ‸ }", {"Circle", "Dot"}, {"Some", "add"}),
    "variants in a pattern below": ("@f (s: Option<Shape>) -> int = match s { Some(‸) -> 1 }", {"Dot"}, {"None"}),
    "variants behind their type": ("@f (s: Shape) -> int = match s { Shape.‸ }", {"Circle", "Dot"}, set()),
    "names in scope": (
        "@f (count: int) -> int = { let a = 1; ‸ }",
        {"a", "count", "add", "print", "Dot", "Some", "if", "Point"},
        {"b"},
    ),
    "not what comes later or is elsewhere": (
        "@f () -> int = { { let inner = 1; }; let a = ‸; let late = 2; a }",
        {"add"},
        {"late", "inner"},
    ),
    "types": ("@f<T> (p: ‸) -> int = 1;", {"Point", "Shape", "int", "Option", "T"}, {"add", "Dot"}),
    "types of results": ("@f (p: int) -> ‸", {"Point", "str"}, {"add"}),
    "types in types": ("@f (p: [‸]) -> int = 1;", {"Point"}, {"add"}),
    "traits in bounds": ("@f<T: ‸> (t: T) -> int = 1;", {"Show", "Eq"}, {"Point", "int"}),
    "traits in a where clause": ("@f<T> (t: T) -> int where T: ‸ = 1;", {"Show"}, {"Point"}),
    "traits of an implementation": ("impl Point: ‸ { }", {"Show", "Clone"}, {"Point"}),
    "traits to derive": ("#derive(‸)\ntype New = { x: int }", {"Eq", "Clone"}, {"Point"}),
    "constants": ("let $limit = 10;\n@f () -> int = ‸", {"$limit"}, {"limit"}),
    "items": ("\n‸", {"type", "impl", "use"}, {"if"}),
    "nothing inside of a text": ('@f () -> str = "p.‸";', set(), {"x", "add"}),
    "nothing in a comment": ("@f () -> int = {\n    // p.‸\n    1\n}", set(), {"x", "add"}),
}


@pytest.mark.parametrize("name", CASES)
def test_what_may_stand_there_is_proposed(name: str) -> None:
    source, wanted, unwanted = CASES[name]
    labels = plain(source)
    assert wanted <= labels, wanted - labels
    assert not unwanted & labels


def test_hidden_parts_of_the_prelude_are_not_proposed() -> None:
    for source in ("@f (l: [int]) -> int = l.‸", "@f () -> int = ‸", "@f (d: Duration) -> int = d.‸"):
        assert not [label for label in plain(source) if label.startswith("_")]


def test_a_method_is_shown_with_its_signature_and_inserted_with_its_arguments() -> None:
    found = proposals("@f (p: Point) -> int = p.‸")["sum"]
    assert found.kind is CompletionKind.METHOD
    assert found.detail == "@sum (self, factor: int, offset: int) -> int"
    assert found.origin == "impl Point"
    assert (found.text, found.snippet) == ("sum", "sum(factor: ${1:factor}, offset: ${2:offset})")


def test_constants_of_a_type_are_proposed_behind_its_name() -> None:
    constant = "impl Point {\n    $limit = 3;\n}\n"
    found = proposals(constant + "@f () -> int = Point.‸;")
    assert found["$limit"].kind is CompletionKind.CONSTANT
    assert found["$limit"].detail == "$limit: int = 3"
    assert "origin" in found
    assert set(proposals(constant + "@f () -> int = Point.$li‸;")) == {"$limit"}
    assert "$limit" not in proposals(constant + "@f (p: Point) -> int = p.‸;")


def test_a_function_value_needs_no_name() -> None:
    assert proposals("@f (l: [int]) -> [int] = l.‸")["map"].snippet == "map(${1:transform})"


def test_a_variant_is_inserted_with_its_payload() -> None:
    assert proposals("@f () -> Shape = ‸")["Circle"].snippet == "Circle(radius: ${1:radius})"
    assert proposals("@f (s: Shape) -> int = match s { ‸ }")["Circle"].snippet == "Circle(${1:radius})"


def test_the_name_that_is_typed_is_replaced() -> None:
    source = DECLARED + "@f (p: Point) -> int = p.su‸m(factor: 1)"
    replaced = complete(*one_file(source)).replaced
    assert source.replace("‸", "")[replaced.start : replaced.end] == "sum"


def test_exported_names_are_proposed_in_an_import() -> None:
    sources = {MAIN: 'use "./other" { ‸ };', "other.ori": "pub @shown () -> int = 1;\n@hidden () -> int = 1;"}
    labels = {item.label for item in complete(*program(sources)).items}
    assert labels == {"shown"}


OTHER = "pub type Point = { x: int }\npub @area (p: Point) -> int = p.x;\npub let $pi = 3;\n@hidden () -> int = 1;\n"


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("@f () -> int = geo.‸;", {"Point", "area", "$pi"}),
        ("@f () -> int = geo.ar‸(p: 1);", {"Point", "area", "$pi"}),
        ("@f () -> int = geo.$‸;", {"$pi"}),
        ("@f (p: geo.‸) -> int = 1;", {"Point"}),
    ],
)
def test_what_a_module_exports_is_proposed_behind_its_name(typed: str, labels: set[str]) -> None:
    sources = {MAIN: 'use "./other" as geo;\n' + typed, "other.ori": OTHER}
    assert {item.label for item in complete(*program(sources)).items} == labels


def test_the_name_of_a_module_is_proposed() -> None:
    sources = {MAIN: 'use "./other" as geometry;\n@f () -> int = geo‸;', "other.ori": OTHER}
    found = {item.label: item.kind for item in complete(*program(sources)).items}
    assert found["geometry"] is CompletionKind.MODULE


def test_proposals_do_not_take_long() -> None:
    database, path, offset = one_file(DECLARED + "@f (l: [int]) -> [int] = l.‸")
    complete(database, path, offset)
    start = time.perf_counter()
    complete(database, path, offset)
    assert time.perf_counter() - start < 0.5


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_every_half_typed_file_gets_proposals(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    gone = data.draw(st.integers(0, 40))
    typed = data.draw(st.sampled_from(["", ".", "(", "<", ": ", "{ ", "[", "self.", "match ", "->", "|> ."]))
    pipeline = CompilationPipeline.from_sources({MAIN: text[:cut] + typed + text[cut + gone :]})
    for offset in (cut, cut + len(typed)):
        replaced = complete(pipeline.database, MAIN, offset).replaced
        assert replaced.start <= offset <= replaced.end
