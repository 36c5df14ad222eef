"""The types that expressions get."""

import pytest
from checking import findings, pipeline_of

DECLARATIONS = """
type Point = { x: int, y: float }
type Shape = Dot | Circle(radius: int) | Box(width: int, height: int);
let $limit = 3;
@double (n: int) -> int = n * 2;
@join (a: str, b: str) -> str = a + b;
@stop () -> Never = panic(msg: "");
"""


def type_of(expression: str) -> str:
    """The type of an expression as a constant of a local; its messages if it has none."""
    source = DECLARATIONS + (
        "@probe (n: int, x: float, s: str, b: bool, c: char, y: byte, p: Point, q: Shape) -> void = {\n"
        f"    let wanted = {expression};\n}}\n"
    )
    pipeline = pipeline_of(source)
    found = [diagnostic for diagnostic in pipeline.check() if diagnostic.severity.value == "error"]
    if found:
        return " ".join(diagnostic.code for diagnostic in found)
    item = pipeline.find_function("main.ori", "probe")
    assert item is not None
    (binding,) = [b for b in pipeline.database.typed_body(item).bindings.values() if b.name == "wanted"]
    return pipeline.database.pool.name(binding.type)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1", "int"),
        ("1.5", "float"),
        ("true", "bool"),
        ('"a"', "str"),
        ("'a'", "char"),
        ("b'a'", "byte"),
        ("`{n}`", "str"),
        ("()", "void"),
        ("$limit", "int"),
        ("n + 1", "int"),
        ("x / 2.0", "float"),
        ("s + s", "str"),
        ("n div 2 % 3", "int"),
        ("n ** 2", "int"),
        ("n ** x", "float"),
        ("x ** n", "float"),
        ("n << 1 | 2 ^ 3 & ~n", "int"),
        ("-x", "float"),
        ("!b", "bool"),
        ("n < 1 && s == s || b", "bool"),
        ("c < 'z'", "bool"),
        ("p == p", "bool"),
        ("q != Dot", "bool"),
        ("p.y", "float"),
        ("Point { x: 1, y: 2.0 }", "Point"),
        ("Point { ...p, x: 1 }", "Point"),
        ("Circle(radius: 1)", "Shape"),
        ("Circle(1)", "Shape"),
        ("Dot", "Shape"),
        ("double(n: 2)", "int"),
        ("double(2)", "int"),
        ("join(b: s, a: s)", "str"),
        ("float(n)", "float"),
        ("int(x)", "int"),
        ("str(p)", "str"),
        ("byte(n)", "byte"),
        ("n as float", "float"),
        ("c as int", "int"),
        ("int.max", "int"),
        ("float.nan", "float"),
        ("if b then 1 else 2", "int"),
        ("if b then 1 else stop()", "int"),
        ("if b then stop() else s", "str"),
        ("if b then stop() else stop()", "Never"),
        ("if b then ()", "void"),
        ("match q { Dot -> 1, Circle(r) -> r, Box(w, _) -> w }", "int"),
        ("match n { 0 -> stop(), _ -> 2.0 }", "float"),
        ("{ let k = 1; k }", "int"),
        ("{ double(n: 1); }", "void"),
        ("{ stop(); 1 }", "Never"),
        ("loop { break 1 }", "int"),
        ("loop { break }", "void"),
        ("loop { stop() }", "Never"),
        ("block:here { if b then break:here 1; 2 }", "int"),
        ("min(left: 1, right: 2)", "int"),
        ("max(left: s, right: s)", "str"),
        ("stop()", "Never"),
    ],
)
def test_expressions_have_types(expression: str, expected: str) -> None:
    assert type_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("n + x", "E2020"),
        ("n + s", "E2020"),
        ("b + b", "E2020"),
        ("x % x", "E2020"),
        ("!n", "E2001"),
        ("-s", "E2020"),
        ("~x", "E2020"),
        ("n == x", "E2020"),
        ("p < p", "E2020"),
        ("q < Dot", "E2020"),
        ("n && b", "E2001"),
        ("p.z", "E2061"),
        ("n.x", "E2061"),
        ("Point { x: 1 }", "E2061"),
        ("Circle", "E2062"),
        ("Dot()", "E2062"),
        ("unknown", "E2003"),
        ("unknown()", "E2003"),
        ("limit", "E2003"),
        ("Point", "E2003"),
        ("n(1)", "E2020"),
        ("join(s, s)", "E2011"),
        ("join(a: s)", "E2004"),
        ("join(a: s, b: 1)", "E2001"),
        ("if n then 1 else 2", "E2001"),
        ("if b then 1 else s", "E2001"),
        ("if b then 1", "E2063"),
        ("match n { 0 -> 1, _ -> s }", "E2001"),
        ("match n { 0 -> 1 }", "E2060"),
        ("c + c", "E2020"),
        ("x as int", "E2064"),
        ("float(b)", "E2064"),
        ("str(())", "E2064"),
        ("`{print(msg: s)}`", "E2038"),
        ("break", "E2065"),
    ],
)
def test_wrong_expressions_have_one_message(expression: str, code: str) -> None:
    assert type_of(expression) == code


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@f (n: int) -> void = n = 1;", [("E2051", "n")]),
        ("@f () -> void = { let $n = 1; $n = 2; }", [("E2039", "$n")]),
        ("@f () -> void = { let n = 1; n = 2; }", []),
        ('@f () -> void = { let n = 1; let n = "a"; n = "b"; }', []),
        ('@f () -> int = { let n = 1; { let n = "a"; }; n }', []),
        ("@f () -> int = { { let m = 1; }; m }", [("E2003", "m")]),
        ("@f (n: int) -> int = { let n = n + 1; n }", []),
        ("type P = { x: int }\n@f (p: P) -> P = { let q = p; q.x = 2; q.x += 1; q }", []),
        ("type P = { x: int }\n@f (p: P) -> P = { p.x = 2; p }", [("E2051", "p")]),
        ("@f () -> void = for i in 0..3 do i += 1;", [("E2051", "i")]),
        ('@f () -> void = { let n = 1; n += "a"; }', [("E2020", "n")]),
        ("@f () -> void = while:a true do { loop { break:a } };", []),
        ("@f () -> void = while:a true do while:a true do ();", [("E0871", "a")]),
        ("@f () -> int = { loop { break 1; }; loop { break 2; } }", []),
        ("@f () -> void = while true do break 1;", [("E0860", "1")]),
        ('@f () -> int = loop { if true then break 1; break "a" };', [("E2001", '"a"')]),
    ],
)
def test_bindings_and_loops_are_checked(source: str, expected: list[tuple[str, str]]) -> None:
    assert findings(source) == expected
