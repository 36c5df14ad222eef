"""Values that cannot exist, and code that is never reached, go through every phase like all others."""

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Backend, Finished

PROGRAMS = {
    "void values are equal": ("@main () -> void = assert_eq(actual: (), expected: ());", None),
    "the text of what never returns": ('@main () -> void = print(msg: str(panic(msg: "x")));', "x"),
    "a match on what never returns": ('@main () -> void = match panic(msg: "x") { 1 -> (), _ -> () };', "x"),
    "a field of what never returns": (
        'type P = { a: int }\n@main () -> void = { let p = panic(msg: "x"); p.a = 3; };',
        "x",
    ),
    "a variant without values is bound": (
        "type U = A(n: Never) | B;\n@f (u: U) -> int = match u { B -> 1, A(n) -> n };\n"
        "@main () -> void = assert_eq(actual: f(u: B), expected: 1);",
        None,
    ),
    "a sum without values needs no arms": (
        "type U = | A(n: Never);\n@f (u: U) -> int = match u { };\n@main () -> void = ();",
        None,
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_backends_agree(name: str) -> None:
    source, panic = PROGRAMS[name]
    pipeline = CompilationPipeline.from_sources({"main.ori": source}, checks=True)
    assert pipeline.errors() == ()
    for backend in (Backend.INTERPRETER, Backend.JIT):
        result = pipeline.run("main.ori", backend=backend)
        assert isinstance(result, Finished)
        assert (result.panic.message if result.panic is not None else None) == panic


@pytest.mark.parametrize(
    "source",
    ["let $a = $a + 1;", "let $a = $b;\nlet $b = $a;", "let $a = f();\n@f () -> int = $a;"],
)
def test_a_constant_that_needs_itself_is_reported_once(source: str) -> None:
    diagnostics = CompilationPipeline.from_sources({"main.ori": source}).check()
    assert [diagnostic.code for diagnostic in diagnostics] == ["E2058"]
