"""A mistake whose repair is known is one message, and its suggestion is the repair."""

import pytest
from checking import pipeline_of

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.edits import apply_suggestion
from ori_compiler.driver import CompilationPipeline

NOT_SUPPORTED_YET = "E2040"

REPAIRS = {
    "E1016 a missing `;`": ("@f () -> int = {\n    let x = 1\n    x\n}", "@f () -> int = {\n    let x = 1;\n    x\n}"),
    "E1016 a missing `;` of an item": ("let $c = 1", "let $c = 1;"),
    "E1001 `=` for `==`": (
        "@f (n: int) -> int = if n = 1 then 2 else 3;",
        "@f (n: int) -> int = if n == 1 then 2 else 3;",
    ),
    "E1001 `=` for `==` in a loop": (
        "@f (n: int) -> void = while n = 1 do ();",
        "@f (n: int) -> void = while n == 1 do ();",
    ),
    "E1015 `and`": ("@f (a: bool) -> bool = a and a;", "@f (a: bool) -> bool = a && a;"),
    "E1015 `or`": ("@f (a: bool) -> bool = a or a;", "@f (a: bool) -> bool = a || a;"),
    "E1015 `not`": ("@f (a: bool) -> bool = not a;", "@f (a: bool) -> bool = !a;"),
    "E1015 `not` before parentheses": ("@f (a: bool) -> bool = not (a);", "@f (a: bool) -> bool = !(a);"),
    "E1015 `return`": ("@f () -> int = {\n    return 1\n}", "@f () -> int = {\n    1\n}"),
    "E1015 `return` with `;`": ("@f () -> int = {\n    return 1 + 2;\n}", "@f () -> int = {\n    1 + 2\n}"),
    "E1015 `return` of nothing": ("@f () -> void = return;", "@f () -> void = ();"),
    "E1015 `null`": (
        "type O = None | Some(n: int);\n@f () -> O = null;",
        "type O = None | Some(n: int);\n@f () -> O = None;",
    ),
    "E1015 `let mut`": ("@f () -> void = {\n    let mut x = 1;\n}", "@f () -> void = {\n    let x = 1;\n}"),
    "E1015 `fn`": ("fn f () -> int = 1;", "@f () -> int = 1;"),
    "E1015 `function`": ("function f () -> int = 1;", "@f () -> int = 1;"),
    'E0001 an open `"`': ('@f () -> str = "abc;', '@f () -> str = "abc";'),
    'E0001 an open `"` in a call': ('@f () -> void = print(msg: "abc);', '@f () -> void = print(msg: "abc");'),
    "E0001 a string over two lines": ('@f () -> str = "abc\nghi";', '@f () -> str = "abc\\nghi";'),
    "E0004 a line end as a character": ("@f () -> char = '\n';", "@f () -> char = '\\n';"),
    "E0004 single quotes": ("@f () -> str = 'abc';", '@f () -> str = "abc";'),
    "E1003 `]` for `)`": ("@f (n: int) -> int = (n + 1];", "@f (n: int) -> int = (n + 1);"),
    "E1003 `}` for `)`": ("@f (n: int) -> int = f(n: 1};", "@f (n: int) -> int = f(n: 1);"),
    "E1003 `]` for `)` in a block": (
        "@f (n: int) -> int = {\n    f(n: 1]\n}",
        "@f (n: int) -> int = {\n    f(n: 1)\n}",
    ),
    "E1003 `]` for `)` of parameters": ("@f (n: int] -> int = n;", "@f (n: int) -> int = n;"),
    "E1003 `)` for `]`": ("@f () -> [int] = [1, 2);", "@f () -> [int] = [1, 2];"),
    "E1003 `)` for `}` of a block": (
        "@f (n: int) -> int = {\n    f(n: 1)\n)",
        "@f (n: int) -> int = {\n    f(n: 1)\n}",
    ),
    "E1003 `)` for `}` of a type": ("type P = { x: int )", "type P = { x: int }"),
    "E1001 a missing `)`": ("@f (n: int) -> int = f(n: 1;", "@f (n: int) -> int = f(n: 1);"),
    "E1001 `=>`": ("@f (n: int) -> int = match n { _ => 1 };", "@f (n: int) -> int = match n { _ -> 1 };"),
    "E1001 `=>` of a lambda": (
        "@f () -> [int] = [1].map(transform: n => n);",
        "@f () -> [int] = [1].map(transform: n -> n);",
    ),
    "E1001 `:` of an arm": ("@f (n: int) -> int = match n { _: 1 };", "@f (n: int) -> int = match n { _ -> 1 };"),
    "E1015 `case`": ("@f (n: int) -> int = match n { case _ -> 1 };", "@f (n: int) -> int = match n { _ -> 1 };"),
    "E1015 `===`": ("@f (n: int) -> bool = n === 1;", "@f (n: int) -> bool = n == 1;"),
    "E1015 `!==`": ("@f (n: int) -> bool = n !== 1;", "@f (n: int) -> bool = n != 1;"),
    "E1015 `<>`": ("@f (n: int) -> bool = n <> 1;", "@f (n: int) -> bool = n != 1;"),
    "E1015 `+` as a sign": ("@f () -> int = +1;", "@f () -> int = 1;"),
    "E1015 `++`": (
        "@f (a: [int]) -> [int] = {\n    let b = a;\n    b[0]++;\n    b\n}",
        "@f (a: [int]) -> [int] = {\n    let b = a;\n    b[0] += 1;\n    b\n}",
    ),
    "E1015 `--`": (
        "@f () -> int = {\n    let n = 1;\n    n--;\n    n\n}",
        "@f () -> int = {\n    let n = 1;\n    n -= 1;\n    n\n}",
    ),
    "E1015 `? :`": (
        "@f (n: int) -> int = n > 1 ? n * (n + 1) : -n;",
        "@f (n: int) -> int = if n > 1 then n * (n + 1) else -n;",
    ),
    "E1015 `? :` of calls": (
        "@f (a: bool) -> [int] = [a ? 1 : 2];",
        "@f (a: bool) -> [int] = [if a then 1 else 2];",
    ),
    "E1015 `elif`": (
        "@f (n: int) -> int = if n > 1 then 1 elif n > 0 then 2 else 3;",
        "@f (n: int) -> int = if n > 1 then 1 else if n > 0 then 2 else 3;",
    ),
    "E1015 `var`": ("@f () -> void = {\n    var x: int = 1;\n}", "@f () -> void = {\n    let x: int = 1;\n}"),
    "E1015 `const`": ("@f () -> void = {\n    const x = 1;\n}", "@f () -> void = {\n    let $x = 1;\n}"),
    "E0003 a float without digits before its point": ("@f () -> float = .5;", "@f () -> float = 0.5;"),
    "E0003 a float without digits behind its point": ("@f () -> float = 5.;", "@f () -> float = 5.0;"),
    "E0005 a brace of a template": ("@f () -> str = `\\{`;", "@f () -> str = `{{`;"),
    "E0005 a quote of a template": ('@f () -> str = `\\"`;', '@f () -> str = `"`;'),
    "E1002 `..=` without an end": (
        "@f () -> void = for n in 1..= if n > 3 do { break; }",
        "@f () -> void = for n in 1.. if n > 3 do { break; }",
    ),
    "E1008 a constant without `$`": (
        "let $a = 1;\n@f (n: int) -> int = match n { 0..a -> 1, _ -> 2 };",
        "let $a = 1;\n@f (n: int) -> int = match n { 0..$a -> 1, _ -> 2 };",
    ),
}


def errors(pipeline: CompilationPipeline) -> list[Diagnostic]:
    return [found for found in pipeline.check() if found.code != NOT_SUPPORTED_YET]


@pytest.mark.parametrize("name", REPAIRS)
def test_a_suggestion_repairs_the_mistake(name: str) -> None:
    wrong, right = REPAIRS[name]
    pipeline = pipeline_of(wrong)
    (found,) = errors(pipeline)
    assert found.code == name.split(" ", 1)[0]
    (suggestion,) = found.suggestions
    repaired = apply_suggestion({"main.ori": wrong}, suggestion, pipeline.origins)
    assert repaired == {"main.ori": right}
    assert errors(pipeline_of(right)) == []
