"""`Never` is no value's type, and functions of the prelude demand what they need of their type."""

import pytest
from checking import findings

NEVER = [
    ("@f () -> Never = 1;", "1"),
    ("@f () -> Never = { let $x = 1; }", "let $x = 1"),
    ('@f () -> Never = if true then panic(msg: "") else 3;', "3"),
    ("@f () -> Never = loop { break 3 };", "3"),
    ('@f () -> Never = match 1 { 1 -> panic(msg: ""), _ -> 2 };', "2"),
    ("@f () -> Never = block:a { break:a 1 };", "1"),
    ("@f () -> void = { let $x: Never = 1; }", "1"),
    ("@f (x: Never) -> int = 1;\n@g () -> int = f(x: 2);", "2"),
    ("type T = A(n: Never) | B;\n@f () -> T = A(n: 3);", "3"),
]


@pytest.mark.parametrize(("source", "place"), NEVER, ids=[source for source, _ in NEVER])
def test_nothing_that_returns_is_never(source: str, place: str) -> None:
    assert findings(source) == [("E2001", place)]


@pytest.mark.parametrize(
    "source",
    [
        '@f () -> Never = panic(msg: "");',
        '@f () -> Never = loop { print(msg: "") };',
        "@f () -> Never = f();",
        '@f () -> Never = if true then panic(msg: "") else f();',
        '@f () -> int = panic(msg: "");',
        '@f (n: int) -> int = if n > 0 then n else panic(msg: "");',
    ],
)
def test_what_does_not_return_is_never_and_fits_everywhere(source: str) -> None:
    assert findings(source) == []


POINT = "type P = { x: int }\n"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (POINT + "@f (p: P) -> P = min(left: p, right: p);", "p"),
        (POINT + "@f (p: P) -> P = max(left: P { ...p }, right: p);", "P { ...p }"),
    ],
)
def test_ordering_demands_an_order(source: str, place: str) -> None:
    assert findings(source) == [("E2009", place)]


@pytest.mark.parametrize(
    "source",
    [
        '@f () -> str = min(left: "a", right: "b");',
        "@f () -> bool = max(left: true, right: false);",
        '@f () -> int = min(left: panic(msg: ""), right: panic(msg: ""));',
        POINT + "@f (p: P) -> void = assert_ne(actual: p, unexpected: p);",
    ],
)
def test_types_that_can_do_it_are_accepted(source: str) -> None:
    assert findings(source) == []
