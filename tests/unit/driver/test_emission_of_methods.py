"""Methods and instances of generic functions as LLVM IR."""

import pytest

from ori_compiler.driver import CompilationPipeline
from ori_compiler.driver.results import Failed, Listing
from ori_compiler.source.item_id import ItemKind

SOURCE = """\
type Point = { x: int, y: int }
trait Show {
    @show (self) -> int;
}
impl Point: Show {
    @show (self) -> int = self.x;
}
impl Point {
    @sum (self) -> int = self.x + self.y;
}
type Box<T> = { value: T }
impl<T> Box<T> {
    @get (self) -> T = self.value;
}
@id<T> (t: T) -> T = { assert(condition: true); t };
@unused<T> (t: T) -> T = t;
@main () -> void = print(msg: `{id(t: Box { value: 1 }.get())} {id(t: "a")}`);
"""


def shown(name: str, opt_level: int = 0) -> Listing | Failed:
    pipeline = CompilationPipeline.from_sources({"main.ori": SOURCE})
    return pipeline.show_ir("main.ori", name, opt_level=opt_level)


@pytest.mark.parametrize(
    ("name", "line", "count"),
    [
        ("Point.sum", 9, 1),
        ("Point.show", 6, 1),
        ("Box.get", 13, 1),
        ("Box<T>.get", 13, 1),
        ("Point: Show.show", 6, 1),
        ("id", 15, 2),
        ("@id", 15, 2),
    ],
)
def test_methods_and_instances_are_shown_with_their_lines(name: str, line: int, count: int) -> None:
    view = shown(name)
    assert isinstance(view, Listing)
    assert view.text.count("define ") == count
    assert len(view.line_map) == view.text.count("\n") + 1
    assert {number for number in view.line_map if number is not None} == {line}


def test_optimised_code_of_a_method_is_shown() -> None:
    view = shown("Point.sum", 2)
    assert isinstance(view, Listing)
    assert view.text.count("define ") == 1


def test_a_generic_function_that_nobody_calls_has_no_code_yet() -> None:
    view = shown("unused")
    assert isinstance(view, Failed)
    assert "no instance of it yet" in view.diagnostics[0].message


def test_a_wrong_name_of_a_method_suggests_the_right_one() -> None:
    view = shown("Point.sun")
    assert isinstance(view, Failed)
    assert view.diagnostics[0].help == ("did you mean `Point.sum`?",)


def test_a_file_with_generic_functions_is_shown_as_a_whole() -> None:
    pipeline = CompilationPipeline.from_sources({"main.ori": SOURCE})
    view = pipeline.show_ir("main.ori")
    assert isinstance(view, Listing)
    assert "main(" in view.text
    assert any(item.kind is ItemKind.FUNCTION for item in pipeline.items("main.ori"))
