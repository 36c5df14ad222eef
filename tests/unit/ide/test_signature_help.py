"""What a call takes, and which parameter the cursor `‸` is at."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_source import MAIN, one_file
from test_every_file import TEXTS

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.signature_help import signature_help

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

DECLARED = """\
// Adds.
// * first: the left one
@add (first: int, second: int, third: int = 0) -> int = first + second + third;
type Shape = Box(width: int, height: int) | Dot;
type Point = { x: int }
impl Point {
    @move (self, by: int, times: int) -> Point = self;
    @make<T> (from: T) -> Point = Point { x: 1 };
}
"""
ADD = "@add (first: int, second: int, third: int = 0) -> int"
MOVE = "@move (self, by: int, times: int) -> Point"
FIND = "@find (self, predicate: (T) -> bool) -> Option<T>"


@pytest.mark.parametrize(
    ("source", "text", "active"),
    [
        ("@f () -> int = add(‸", ADD, "first"),
        ("@f () -> int = add(‸)", ADD, "first"),
        ("@f () -> int = add(first: ‸)", ADD, "first"),
        ("@f () -> int = add(first: 1, ‸)", ADD, "second"),
        ("@f () -> int = add(second: 1, ‸)", ADD, "first"),
        ("@f () -> int = add(first: 1, second: 2‸)", ADD, "second"),
        ("@f () -> int = add(first: 1, second: 2, third: 3, ‸)", ADD, None),
        ("@f () -> int = add(first: add(first: 1, ‸), second: 2)", ADD, "second"),
        ("@f (p: Point) -> Point = p.move(‸)", MOVE, "by"),
        ("@f () -> Option<int> = [1].find(where: ‸)", FIND, "predicate"),
        ("@f (p: Point) -> Point = p.move(by: 1, t‸)", MOVE, "times"),
        ("@f (p: Point) -> Point = p |> .move(by: 1, ‸)", MOVE, "times"),
        ("@f () -> Point = Point.make(‸)", "@make<T> (from: T) -> Point", "from"),
        ("@f () -> Shape = Box(width: 1, ‸)", "Shape.Box(width: int, height: int)", "height"),
    ],
)
def test_the_signature_and_the_parameter_are_shown(source: str, text: str, active: str | None) -> None:
    found = signature_help(*one_file(DECLARED + source))
    assert found is not None
    assert found.text == text
    assert (found.parameters[found.active].name if found.active is not None else None) == active
    for parameter in found.parameters:
        assert parameter.name in found.text[parameter.at.start : parameter.at.end]


@pytest.mark.parametrize(
    "source", ["@f () -> int = ‸add()", "@f () -> int = missing(‸)", "@f () -> int = (1 + ‸)", "‸"]
)
def test_outside_of_calls_there_is_nothing_to_show(source: str) -> None:
    assert signature_help(*one_file(DECLARED + source)) is None


def test_documentation_is_shown() -> None:
    found = signature_help(*one_file(DECLARED + "@f () -> int = add(‸)"))
    assert found is not None and found.documentation is not None
    assert found.documentation.description == "Adds."
    assert found.parameters[0].documentation == "the left one"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.data())
def test_every_half_typed_file_gets_an_answer(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    edited = text[:cut] + data.draw(st.sampled_from(["", "(", ", ", "f("])) + text[cut + data.draw(st.integers(0, 9)) :]
    pipeline = CompilationPipeline.from_sources({MAIN: edited})
    for offset in range(max(0, cut - 2), min(len(edited), cut + 3)):
        signature_help(pipeline.database, MAIN, offset)
