"""Lenses stand at declarations; linked editing is offered where one item knows all mentions."""

import pytest
from marked_source import CURSOR, MAIN, one_file

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.code_lenses import LensKind, code_lenses
from ori_compiler.ide.linked_editing import linked_ranges

SOURCE = """\
use std.math { abs };
@f (0: int) -> int = 0;
@f (n) -> int = n;
@g<T> (t: T) -> T = t;
type P = { x: int }
trait Show {
    @show (self) -> str;
}
impl P: Show {
    @show (self) -> str = "p";
}
let $c = 1;
@t tests @f () -> void = assert(cond: true);
"""


def test_each_declaration_has_its_lenses_once() -> None:
    database = CompilationPipeline.from_sources({MAIN: SOURCE}).database
    found = [(lens.kind, lens.name, SOURCE[: lens.at.start].count("\n")) for lens in code_lenses(database, MAIN)]
    references, show_ir = LensKind.REFERENCES, LensKind.SHOW_IR
    assert found == [
        (references, "f", 1),
        (show_ir, "f", 1),
        (references, "g", 3),
        (references, "P", 4),
        (references, "Show", 5),
        (references, "show", 6),
        (references, "show", 9),
        (references, "c", 11),
        (LensKind.RUN_TEST, "t", 12),
        (LensKind.DEBUG, "t", 12),
    ]
    assert all(SOURCE[lens.at.start : lens.at.end] == lens.name for lens in code_lenses(database, MAIN))


def test_nobody_counts_who_calls_the_entry_point() -> None:
    database = CompilationPipeline.from_sources({MAIN: "@main () -> void = ();"}).database
    found = [(lens.kind, lens.name) for lens in code_lenses(database, MAIN)]
    assert found == [(LensKind.DEBUG, ""), (LensKind.SHOW_IR, "main")]


def test_half_typed_code_has_the_lenses_of_what_is_there() -> None:
    database = CompilationPipeline.from_sources({MAIN: "@f () -> int = {\n\n@g () ->"}).database
    assert {lens.kind for lens in code_lenses(database, MAIN)} <= set(LensKind)
    assert list(code_lenses(database, "unknown.ori")) == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("@f () -> int = { let ‸n = 1; n + n };", 3),
        ("@f () -> int = loop:‸l { break:l 1; };", 2),
        ("@f<‸T> (t: T) -> T = t;", 3),
        ("@f (‸n: int) -> int = n;", 0),
        ("@‸f () -> int = 1;", 0),
        ("type P = { x: int }\n@f () -> P = { let ‸x = 1; P { x } };", 0),
        ("type P = { x: int }\nimpl P {\n    @f (self) -> int = ‸self.x;\n}\n", 0),
        ("‸", 0),
    ],
)
def test_names_that_one_item_knows_are_typed_over_together(source: str, count: int) -> None:
    database, path, offset = one_file(source)
    text = source.replace(CURSOR, "")
    found = linked_ranges(database, path, offset)
    assert len(found) == count
    assert len({text[at.start : at.end] for at in found}) <= 1
