"""Functions made of expressions and statements."""

import pytest
from marked_source import MAIN
from selections import after, offered_titles

from ori_compiler.driver import CompilationPipeline

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

DECLARED = """\
type Point = { x: int, y: int }
trait Clock { @now () -> int; }
@g (a: int, b: int) -> int = a + b;
"""

EXTRACTED = {
    "an expression": (
        "@f (n: int, m: int) -> int = g(a: ‹n * m›, b: n);\n",
        "@f (n: int, m: int) -> int = g(a: extracted(n:, m:), b: n);\n\n@extracted (n: int, m: int) -> int = n * m;\n",
    ),
    "nothing is read": ("@f () -> int = ‹1 + 2›;\n", "@f () -> int = extracted();\n\n@extracted () -> int = 1 + 2;\n"),
    "statements with a result": (
        "@f (n: int) -> int = {\n    ‹let a = n + 1;\n    let b = a * 2;›\n    b + n\n}\n",
        "@f (n: int) -> int = {\n    let b = extracted(n:);\n    b + n\n}\n\n"
        "@extracted (n: int) -> int = {\n    let a = n + 1;\n    let b = a * 2;\n\n    b\n}\n",
    ),
    "statements without a result": (
        "@f (n: int) -> int = {\n    ‹print(msg: `{n}`);\n    print(msg: `{n + 1}`)›;\n    n\n}\n",
        "@f (n: int) -> int = {\n    extracted(n:);\n    n\n}\n\n"
        "@extracted (n: int) -> void = {\n    print(msg: `{n}`);\n    print(msg: `{n + 1}`);\n}\n",
    ),
    "the end of a block": (
        "@f (n: int) -> int = {\n    let a = 1;\n    ‹let b = a + n;\n    b * 2›\n}\n",
        "@f (n: int) -> int = {\n    let a = 1;\n    extracted(a:, n:)\n}\n\n"
        "@extracted (a: int, n: int) -> int = {\n    let b = a + n;\n    b * 2\n}\n",
    ),
    "an immutable local": (
        "@f () -> int = {\n    let $a = 1;\n    ‹$a + 2›\n}\n",
        "@f () -> int = {\n    let $a = 1;\n    extracted(a: $a)\n}\n\n@extracted (a: int) -> int = a + 2;\n",
    ),
    "a capability": (
        "@f () -> int uses Clock = ‹Clock.now() + 1›;\n",
        "@f () -> int uses Clock = extracted();\n\n@extracted () -> int uses Clock = Clock.now() + 1;\n",
    ),
    "a loop of its own": (
        "@f () -> void = {\n    ‹loop {\n        break;\n    }›;\n}\n",
        "@f () -> void = {\n    extracted();\n}\n\n@extracted () -> void = {\n    loop {\n        break;\n    };\n}\n",
    ),
    "several results": (
        "@f (n: int) -> int = {\n    ‹let a = n + 1;\n    let b = a * 2;›\n    a + b\n}\n",
        "@f (n: int) -> int = {\n    let (a, b) = extracted(n:);\n    a + b\n}\n\n"
        "@extracted (n: int) -> (int, int) = {\n    let a = n + 1;\n    let b = a * 2;\n\n    (a, b)\n}\n",
    ),
    "results of which one does not change": (
        "@f (n: int) -> int = {\n    ‹let $a = n + 1;\n    let b = n;›\n    b = 2;\n    $a + b\n}\n",
        "@f (n: int) -> int = {\n    let ($a, b) = extracted(n:);\n    b = 2;\n    $a + b\n}\n\n"
        "@extracted (n: int) -> (int, int) = {\n    let $a = n + 1;\n    let b = n;\n\n    ($a, b)\n}\n",
    ),
    "what is about self": (
        "impl Point {\n    @sum (self, n: int) -> int = n + ‹self.x * n›;\n    @other (self) -> int = 1;\n}\n",
        "impl Point {\n    @sum (self, n: int) -> int = n + self.extracted(n:);\n\n"
        "    @extracted (self, n: int) -> int = self.x * n;\n    @other (self) -> int = 1;\n}\n",
    ),
    "in a method": (
        "impl Point {\n    @sum (self, n: int) -> int = self.x + ‹n * 2›;\n}\n",
        "impl Point {\n    @sum (self, n: int) -> int = self.x + extracted(n:);\n}\n\n"
        "@extracted (n: int) -> int = n * 2;\n",
    ),
}


def rewritten(source: str) -> str | None:
    found = after({MAIN: DECLARED + source}, "Extract function")
    return found.removeprefix(DECLARED) if found is not None else None


@pytest.mark.parametrize("what", EXTRACTED)
def test_a_part_becomes_a_function(what: str) -> None:
    source, expected = EXTRACTED[what]
    assert rewritten(source) == expected
    assert CompilationPipeline.from_sources({MAIN: DECLARED + expected}).check() == ()


@pytest.mark.parametrize(
    "source",
    [
        "@f (n: int) -> int = ‹n›;",
        "@f (o: Option<int>) -> Option<int> = Some(‹o?› + 1);",
        "@f (n: int) -> void = loop { ‹if n > 1 then break else ()›; };",
        "@f (n: int) -> int = { let a = n; ‹a = 2›; a };",
        "@f (n: int) -> int = { let a = ‹n; a›  };",
        "impl Point: Default { @default () -> Point = Point { x: ‹Self.size()›, y: 1 }; }",
        "impl Point: Printable { @to_str (self) -> str = `{‹self.x + 1›}`; }",
        "impl Point { @f (self) -> int = { ‹self.x = 1;› self.x }; }",
        "@f<T> (v: T) -> [T] = ‹[v]›;",
        "@f (n: int) -> int = missing(a: ‹n + 1›);",
        "let $a = ‹1 + 1›;",
        "@f (n: int = ‹1 + 1›) -> int = n;",
    ],
)
def test_no_function_is_made_of_what_belongs_to_its_own(source: str) -> None:
    assert "Extract function" not in offered_titles({MAIN: DECLARED + source})
