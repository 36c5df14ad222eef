"""Constants are computed at compile time, whatever order they stand in."""

import pytest
from checking import check, codes, findings, pipeline_of

from ori_compiler.canon.ir import FloatConstant, IntConstant, StrConstant, StructNew, VariantNew

CYCLES = [
    ("let $a = $a;", ["E2058"]),
    ("let $a = $b;\nlet $b = $a;", ["E2058"]),
    ("let $a: int = $b;\nlet $b: int = $a;", ["E2058"]),
    ("let $a: int = $b + 1;\nlet $b: int = $c + 1;\nlet $c: int = $a + 1;\nlet $d = $a;", ["E2058"]),
    ("let $a: int = f();\n@f () -> int = $a;", ["E2058"]),
    ("let $a: int = f();\n@f () -> int = g();\n@g () -> int = $a + f();", ["E2058"]),
    ("let $a = $b;\nlet $b = $a;\nlet $c = $d;\nlet $d = $c;", ["E2058", "E2058"]),
    ("let $a = 1;\nlet $b = $a;\n@f () -> int = $b;", []),
]


@pytest.mark.parametrize(("source", "expected"), CYCLES, ids=[source.replace("\n", " ") for source, _ in CYCLES])
def test_a_constant_that_needs_itself_is_reported_once(source: str, expected: list[str]) -> None:
    assert codes(source) == expected


def test_a_circle_names_all_that_take_part() -> None:
    (found,) = check("let $a: int = f();\n@f () -> int = $b;\nlet $b: int = $a;")
    assert [label.at.item.name for label in found.secondary] == ["f", "b"]


def test_constants_of_two_files_can_need_each_other_without_end() -> None:
    sources = {
        "a.ori": 'use "./b" { $b };\npub let $a: int = $b;\n',
        "b.ori": 'use "./a" { $a };\npub let $b: int = $a;\n',
    }
    assert sorted(set(codes(sources))) == ["E2058", "E2068"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1 + 2 * 3", IntConstant),
        ("int.max", IntConstant),
        ("2 ** 0.5", FloatConstant),
        ('"a" + "b"', StrConstant),
        ("P { x: 1, y: $one }", StructNew),
        ("Some(1)", VariantNew),
        ("f(n: 10)", IntConstant),
    ],
)
def test_values_become_literals(value: str, expected: type) -> None:
    declarations = (
        "type P = { x: int, y: int }\ntype O = None | Some(n: int);\nlet $one = 1;\n"
        "@f (n: int) -> int = if n < 2 then n else f(n: n - 1) + f(n: n - 2);\n"
    )
    pipeline = pipeline_of(declarations + f"let $c = {value};\n")
    assert pipeline.check() == ()
    item = pipeline.find_function("main.ori", "$c")
    assert item is not None
    assert isinstance(pipeline.database.constant_value(item).value, expected)


@pytest.mark.parametrize(
    ("source", "code", "place"),
    [
        ("let $a = 1 / 0;", "E2058", "1 / 0"),
        ("let $a = int.max + 1;", "E2058", "int.max + 1"),
        ('let $a = f();\n@f () -> int = panic(msg: "no");', "E2058", "f()"),
        ('let $a = f();\n@f () -> int = { print(msg: "x"); 1 }', "E2058", "f()"),
        ("let $a: int = f();\n@f () -> int = loop { let $x = 1; };", "E0500", "f()"),
        ('let $a = print(msg: "x");', "E2058", 'print(msg: "x")'),
    ],
)
def test_a_value_that_cannot_be_computed_is_reported_at_the_constant(source: str, code: str, place: str) -> None:
    assert findings(source) == [(code, place)]


def test_a_broken_constant_keeps_its_users_from_running_but_is_told_once() -> None:
    pipeline = pipeline_of("let $a = 1 / 0;\n@f () -> int = $a;\n@g () -> int = f();\n@h () -> int = 1;\n")
    assert [found.code for found in pipeline.check()] == ["E2058"]
    runnable = [item.name for item in pipeline.items("main.ori") if pipeline.program((item,)) is not None]
    assert runnable == ["a", "h"]
