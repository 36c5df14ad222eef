"""A program for the back ends is complete and sound, or there is none."""

import pytest
from checking import pipeline_of

BROKEN = [
    "type T = A(x: else int) | B;\n@f () -> str = `{B}`;",
    "type T = { a: int, b: )int }\n@f (t: T) -> bool = t == t;",
    "type T = { x: int, y: Never }\n@f (t: T) -> bool = t == t;",
    "type T = { x: Unknown }\n@f (t: T) -> int = 1;",
    "type A = { b: B }\ntype B = { a: A }\n@f (a: A) -> str = `{a}`;",
    "type A = { a: A }\ntype W = { a: A }\n@f (w: W) -> int = 1;",
    "@f () -> void = { let sum = let + 2; assert_eq(actual: sum, expected: 5); }",
    "let $a = b;\n@f () -> int = $a;",
    "@f () -> int = g();\n@g () -> int = unknown();",
    "@f () -> int = 1 @ 2;",
    "type P = { }\n@f (p: P) -> int = match p { P { a: x, b: x } -> x };",
    "type S = A(x: int) | B;\n@f (s: S) -> int = match s { A(y: 1) -> 1, _ -> 2 };",
    'type P = { x: int }\n@f (p: P) -> int = { let { y: "a" } = p; 1 }',
    "@f () -> float = { let x = 1.0; x %= 2.0; x }",
    "@f () -> int = { let x = 1; x @= 2; x }",
]


@pytest.mark.parametrize("source", BROKEN, ids=[source.replace("\n", " ") for source in BROKEN])
def test_what_needs_something_broken_has_no_program(source: str) -> None:
    pipeline = pipeline_of(source)
    assert pipeline.errors()
    item = pipeline.find_function("main.ori", "f")
    assert item is not None
    assert pipeline.program((item,)) is None


def test_a_program_holds_all_that_is_reachable_and_nothing_else() -> None:
    pipeline = pipeline_of(
        "type P = { q: Q }\ntype Q = One | Two;\ntype R = { x: int }\n"
        "@f (p: P) -> int = if p == p then g() else 0;\n@g () -> int = h();\n@h () -> int = 1;\n@u () -> int = 2;\n"
    )
    assert pipeline.check() == ()
    item = pipeline.find_function("main.ori", "f")
    assert item is not None
    program = pipeline.program((item,))
    assert program is not None
    names = {function.name for function in program.functions if hasattr(function, "name")}
    assert names == {"f", "g", "h"}
    assert {definition.declaration.name for definition in program.definitions.values()} == {"P", "Q"}
