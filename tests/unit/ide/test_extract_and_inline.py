"""Locals made of expressions, and expressions put back in place of locals."""

import pytest
from marked_source import MAIN
from selections import after, offered_titles

from ori_compiler.driver import CompilationPipeline

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

DECLARED = """\
type Point = { x: int, y: int }
impl Point { @sum (self) -> int = self.x + self.y; }
@g (a: int, b: int) -> int = a + b;
"""


def rewritten(source: str, title: str) -> str | None:
    found = after({MAIN: DECLARED + source}, title)
    if found is not None:
        assert CompilationPipeline.from_sources({MAIN: found}).check() == ()
    return found.removeprefix(DECLARED) if found is not None else None


EXTRACTED = {
    "in a statement": (
        "@f (n: int) -> int = {\n    let a = g(a: ‹n * 2›, b: 1);\n    a\n}\n",
        "@f (n: int) -> int = {\n    let value = n * 2;\n    let a = g(a: value, b: 1);\n    a\n}\n",
    ),
    "parentheses": (
        "@f (n: int) -> int = g(a: ‹(n + 1) * (n + 2)›, b: n);\n",
        "@f (n: int) -> int = {\n    let value = (n + 1) * (n + 2);\n    g(a: value, b: n)\n};\n",
    ),
    "blanks around": (
        "@f (n: int) -> int = {\n    let a = 1 +‹ g(a: n, b: 1) ›+ n;\n    a\n}\n",
        "@f (n: int) -> int = {\n    let value = g(a: n, b: 1);\n    let a = 1 + value + n;\n    a\n}\n",
    ),
    "a result": (
        "@f (p: Point) -> int = {\n    let a = 1;\n    ‹p.sum()›\n}\n",
        "@f (p: Point) -> int = {\n    let a = 1;\n    let sum = p.sum();\n    sum\n}\n",
    ),
    "a whole body": (
        "@f (p: Point) -> int = ‹p.x› + p.y;\n",
        "@f (p: Point) -> int = {\n    let x = p.x;\n    x + p.y\n};\n",
    ),
    "a method's": (
        "impl Point {\n    @double (self) -> int = (‹self.x + self.y›) * 2;\n}\n",
        "impl Point {\n    @double (self) -> int = {\n        let value = self.x + self.y;\n"
        "        (value) * 2\n    };\n}\n",
    ),
    "one line": (
        "@f (n: int) -> int = { g(a: ‹n + 1›, b: 2) }\n",
        "@f (n: int) -> int = { let value = n + 1; g(a: value, b: 2) }\n",
    ),
    "a branch": (
        "@f (n: int) -> int = if n > 1 then ‹n * 2› + 1 else 0;\n",
        "@f (n: int) -> int = if n > 1 then {\n    let value = n * 2;\n    value + 1\n} else 0;\n",
    ),
    "an arm": (
        "@f (n: int) -> int = match n {\n    1 -> ‹n * 2› + 1,\n    _ -> 0,\n};\n",
        "@f (n: int) -> int = match n {\n    1 -> {\n        let value = n * 2;\n        value + 1\n    },\n"
        "    _ -> 0,\n};\n",
    ),
    "a lambda": (
        "@f (l: [int]) -> int = l.map(x -> ‹x + 1› - 2).len();\n",
        "@f (l: [int]) -> int = l.map(x -> {\n    let value = x + 1;\n    value - 2\n}).len();\n",
    ),
    "a template": (
        "@f (p: Point) -> str = `<{‹p.x›}>`;\n",
        "@f (p: Point) -> str = {\n    let x = p.x;\n    `<{x}>`\n};\n",
    ),
    "a name that is taken": (
        "@f (value: int) -> int = ‹value + 1› - 2;\n",
        "@f (value: int) -> int = {\n    let value_2 = value + 1;\n    value_2 - 2\n};\n",
    ),
    "a statement of its own": (
        "@f (p: Point) -> int = {\n    ‹p.sum()›;\n    1\n}\n",
        "@f (p: Point) -> int = {\n    let sum = p.sum();\n    1\n}\n",
    ),
}


@pytest.mark.parametrize("what", EXTRACTED)
def test_an_expression_gets_a_name(what: str) -> None:
    source, expected = EXTRACTED[what]
    assert rewritten(source, "Extract variable") == expected


@pytest.mark.parametrize(
    "source",
    [
        "@f (n: int) -> int = ‹n›;",
        "@f (n: int) -> int = n ‹+ 1›;",
        "@f (n: int) -> bool = n > 1 && ‹n > 2›;",
        "@f (n: int) -> void = while ‹n > 1› do ();",
        "@f (n: int) -> int = match n { x if ‹x > 1› -> 1, _ -> 2 };",
        "@f (l: [int]) -> int = l[‹# - 1›];",
        "@f (n: int = ‹1 + 1›) -> int = n;",
        "@f (n: int) -> void = { ‹print(msg: `{n}`)›; };",
        "@f (n: int) -> int = ‹missing(a: n)› + 1;",
        "let $a = ‹1 + 1›;",
        "@f ( -> int = ‹1 + 1›;",
        "@f () -> int = ‹1;\n@h () -> int = 2›;",
    ],
)
def test_no_variable_is_extracted(source: str) -> None:
    assert "Extract variable" not in offered_titles({MAIN: DECLARED + source})


INLINED = {
    "at its binding": (
        "@f (n: int) -> int = {\n    let a‸ = n * 2;\n    a + a * 3\n}\n",
        "@f (n: int) -> int = {\n    (n * 2) + (n * 2) * 3\n}\n",
    ),
    "at a use": (
        "@f (n: int) -> int = {\n    let a = n;\n    g(a:‸ a, b: a)\n}\n".replace("a:‸ a", "a: a‸"),
        "@f (n: int) -> int = {\n    g(a: n, b: n)\n}\n",
    ),
    "an immutable one": (
        "@f (n: int) -> int = {\n    let $a‸ = n + 1;\n    g(a: $a, b: 1)\n}\n",
        "@f (n: int) -> int = {\n    g(a: n + 1, b: 1)\n}\n",
    ),
    "shorthands": (
        "@f (n: int) -> Point = {\n    let x‸ = n;\n    let y = 1;\n    Point { x, y }\n}\n",
        "@f (n: int) -> Point = {\n    let y = 1;\n    Point { x: n, y }\n}\n",
    ),
    "puns": (
        "@f (n: int) -> int = {\n    let a‸ = n;\n    g(a:, b: 2)\n}\n",
        "@f (n: int) -> int = {\n    g(a: n, b: 2)\n}\n",
    ),
    "a call that is used at once": (
        "@f (n: int) -> int = {\n    let a‸ = g(a: n, b: 1);\n    a + 1\n}\n",
        "@f (n: int) -> int = {\n    g(a: n, b: 1) + 1\n}\n",
    ),
    "the receiver of a method": (
        "@f (p: Point) -> int = {\n    let q‸ = p;\n    q.sum()\n}\n",
        "@f (p: Point) -> int = {\n    p.sum()\n}\n",
    ),
    "a value with parentheses": (
        "@f (n: int) -> int = {\n    let a‸ = (n + 1) * 2;\n    a\n}\n",
        "@f (n: int) -> int = {\n    (n + 1) * 2\n}\n",
    ),
    "one line": ("@f (n: int) -> int = { let a‸ = n; a + 1 }\n", "@f (n: int) -> int = { n + 1 }\n"),
}


@pytest.mark.parametrize("what", INLINED)
def test_a_local_is_replaced_by_its_value(what: str) -> None:
    source, expected = INLINED[what]
    name = {"an immutable one": "a", "shorthands": "x", "the receiver of a method": "q"}.get(what, "a")
    assert rewritten(source, f"Inline `{name}`") == expected


@pytest.mark.parametrize(
    "source",
    [
        "@f (n: int) -> int = { let a‸ = n; a = 2; a };",
        "@f (n: int) -> int = { let a‸ = g(a: n, b: 1); a + a };",
        "@f (n: int) -> int = { let a‸ = g(a: n, b: 1); let b = 1; a + b };",
        "@f (n: int) -> int = { let m = n; let a‸ = m; m = 3; a + m };",
        "@f (n: int) -> int = { let a‸ = n; let b = { let n = 2; a + n }; b };",
        "@f (n: int) -> int = { let a‸ = 1; n };",
        "@f (n‸: int) -> int = n;",
        "@f (t: (int, int)) -> int = { let (a‸, b) = t; a };",
        "@f (n: int) -> str = { let a‸ = `{n}`; `<{a}>` };",
    ],
)
def test_a_local_is_not_inlined_where_that_could_change_what_happens(source: str) -> None:
    assert not [title for title in offered_titles({MAIN: DECLARED + source}) if title.startswith("Inline")]
