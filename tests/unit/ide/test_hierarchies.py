"""Who calls whom, and which types are below which traits."""

from marked_source import CURSOR, MAIN, one_file, program

from ori_compiler.ide.call_hierarchy import Call, call_item_at, incoming_calls, outgoing_calls
from ori_compiler.ide.type_hierarchy import subtypes, supertypes, type_item_at

CALLS = """\
type Point = { x: int }
trait Show {
    @show (self) -> int;
}
impl Point: Show {
    @show (self) -> int = base() + base();
}
@base () -> int = 1;
@twice (0: int) -> int = 0;
@twice (n) -> int = base() * twice(n: n - 1);
@whole (p: Point) -> int = p.show() + twice(n: $limit);
let $limit = base();
@t tests @base () -> void = assert(cond: base() == 1);
"""


def named(calls: tuple[Call, ...]) -> list[tuple[str, int]]:
    return [(call.item.name, len(call.at)) for call in calls]


def at(needle: str) -> str:
    """The program with its cursor in front of a text."""
    return CALLS.replace(needle, CURSOR + needle, 1)


def test_callers_of_a_function() -> None:
    found = incoming_calls(*one_file(at("base () ->")))
    assert sorted(named(found)) == [("limit", 1), ("show", 2), ("t", 1), ("twice", 1)]
    by_name = {call.item.name: call for call in found}
    assert by_name["show"].item.detail == "Point: Show"
    assert [CALLS[span.start : span.end] for span in by_name["show"].at] == ["base", "base"]


def test_callers_of_a_method_are_those_of_its_trait() -> None:
    assert named(incoming_calls(*one_file(at("show (self) -> int;")))) == [("whole", 1)]
    assert named(incoming_calls(*one_file(at("show (self) -> int =")))) == [("whole", 1)]


def test_what_a_function_calls() -> None:
    assert named(outgoing_calls(*one_file(at("whole (p")))) == [("show", 1), ("twice", 1)]
    assert named(outgoing_calls(*one_file(at("twice (0")))) == [("base", 1), ("twice", 1)]
    assert named(outgoing_calls(*one_file(at("show (self) -> int =")))) == [("base", 2)]
    assert named(outgoing_calls(*one_file(at("t tests")))) == [("assert", 1), ("base", 1)]


def test_a_hierarchy_begins_at_a_name_or_around_the_cursor() -> None:
    for needle, expected in (
        ("base() == 1", "base"),
        ("base () ->", "base"),
        ("* twice", "twice"),
        ("= base();", "limit"),
    ):
        found = call_item_at(*one_file(at(needle)))
        assert found is not None and found.name == expected
    assert call_item_at(*one_file("‸")) is None
    assert incoming_calls(*one_file("@f (‸n: int) -> int = n;")) == ()
    assert outgoing_calls(*one_file("type ‸P = { x: int }")) == ()


def test_callers_in_other_files() -> None:
    sources = {MAIN: "pub @‸f () -> int = 1;", "b.ori": 'use "./main" { f as g };\n@h () -> int = g();'}
    (call,) = incoming_calls(*program(sources))
    assert (call.item.name, call.item.site.path, len(call.at)) == ("h", "b.ori", 1)


TYPES = """\
trait Named {
    @name (self) -> str;
}
trait Loud: Named {
    @shout (self) -> str;
}
#derive(Clone)
type Dog = { age: int }
type Cat = Black | White;
impl Dog: Named {
    @name (self) -> str = "dog";
}
impl Dog: Loud {
    @shout (self) -> str = "wau";
}
impl Cat: Named {
    @name (self) -> str = "cat";
}
"""


def type_at(needle: str) -> str:
    return TYPES.replace(needle, CURSOR + needle, 1)


def test_above_a_type_are_its_traits() -> None:
    assert [item.name for item in supertypes(*one_file(type_at("Dog =")))] == ["Named", "Loud", "Clone"]
    assert [item.name for item in supertypes(*one_file(type_at("Loud:")))] == ["Named"]
    assert [item.name for item in supertypes(*one_file(type_at("Black")))] == ["Named"]


def test_below_a_trait_are_types_and_traits() -> None:
    assert [item.name for item in subtypes(*one_file(type_at("Named {")))] == ["Dog", "Cat", "Loud"]
    assert [item.name for item in subtypes(*one_file(type_at("Loud:")))] == ["Dog"]
    assert subtypes(*one_file(type_at("Dog ="))) == ()


def test_only_types_and_traits_have_a_type_hierarchy() -> None:
    found = type_item_at(*one_file(type_at("Black")))
    assert found is not None and found.name == "Cat"
    assert type_item_at(*one_file("@‸f () -> int = 1;")) is None
    assert supertypes(*one_file("‸")) == ()
