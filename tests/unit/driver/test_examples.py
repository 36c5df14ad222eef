"""Examples in documentation comments: found where they document something, checked and run like tests."""

from random import Random

import pytest

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.diagnostic import Severity
from ori_compiler.driver import results as outcomes
from ori_compiler.driver.results import Backend, Failed

Status = outcomes.TestStatus

LARGER = "pub @larger (left: int, right: int) -> int = if left > right then left else right;\n"
STOP = "@stop (n: int) -> int = panic(msg: `no {n}`);\n"


def results(text: str, backend: Backend = Backend.INTERPRETER) -> list[outcomes.TestResult]:
    found = CompilationPipeline.from_sources({"a.ori": text}).test(backend=backend)
    assert not isinstance(found, Failed), found
    return list(found)


def statuses(text: str) -> list[Status]:
    return [result.status for result in results(text)]


def errors(text: str) -> list[tuple[str, int, int]]:
    pipeline = CompilationPipeline.from_sources({"a.ori": text})
    found = pipeline.test(backend=Backend.INTERPRETER)
    assert isinstance(found, Failed)
    places = [pipeline.origins[d.primary.at.item].location(d.primary.at.span) for d in found.diagnostics]
    return [(d.code, place.line, place.column) for d, place in zip(found.diagnostics, places, strict=True)]


@pytest.mark.parametrize("backend", Backend)
def test_an_example_compares_both_sides(backend: Backend) -> None:
    text = f"// The larger one.\n// > larger(left: 2, right: 3) -> 3\n// > larger(left: 4, right: 3) -> 3\n{LARGER}"
    right, wrong = results(text, backend)
    assert (right.status, right.name, right.line, right.is_example) == (
        Status.PASSED,
        "example of larger",
        2,
        True,
    )
    assert (wrong.status, wrong.line, wrong.message) == (Status.FAILED, 3, "assertion failed: 4 != 3")
    assert wrong.panic is not None
    assert (wrong.panic.path, wrong.panic.line, wrong.panic.column) == ("a.ori", 3, 6)


def test_an_example_may_expect_a_panic() -> None:
    text = '// > stop(n: 1) -> panics "no 1"\n// > stop(n: 2) -> panics "no 1"\n// > stop(n: 3) -> panics\n'
    found = results(f"{text}// > 1 -> panics\n{STOP}")
    assert [result.status.value for result in found] == ["passed", "failed", "passed", "failed"]
    assert found[1].message == "expected a panic with `no 1`, but the panic was\n  no 2"
    assert found[3].message == "expected a panic, but the test ended normally"


def test_an_example_without_a_value_has_only_to_end() -> None:
    text = '// > print(msg: "a")\n// > print(msg: "b") -> void\n// > 1 + 1\n// > stop(n: 1)\n'
    found = results(text + STOP)
    assert [result.status.value for result in found] == ["passed", "passed", "passed", "failed"]
    assert [result.output for result in found] == ["a\n", "b\n", "", ""]


@pytest.mark.parametrize("expression", ["stop", "@stop", "{ 1 }", "()", "{ let a = 1; }", "loop { break 3 }", "print"])
def test_any_expression_may_stand_alone(expression: str) -> None:
    assert statuses(f"// > {expression}\n{STOP}") == [Status.PASSED]


def test_an_example_may_take_several_lines() -> None:
    text = (
        "// > let a = 2;\n// >   let b = a + 1;\n// > larger(left: a, right: b) -> 3\n"
        "// > larger(\n// >     left: 1,\n// >     right: 2,\n// > ) -> 2\n// > let f = n -> n + 1;\n"
        f"// > f(1) -> 2\n{LARGER}"
    )
    assert [(result.status.value, result.line) for result in results(text)] == [
        ("passed", 1),
        ("passed", 4),
        ("passed", 8),
    ]


def test_an_arrow_in_brackets_is_no_value() -> None:
    text = "// > apply(f: n -> n + 1) -> 3\n// > (2, 1) -> (2, 1)\n@apply (f: (int) -> int) -> int = f(2);\n"
    assert statuses(text) == [Status.PASSED] * 2


def test_members_and_parts_have_examples() -> None:
    text = """
// > Point { x: 1 }.x -> 1
type Point = {
    // > Point { x: 2 }.x -> 2
    x: int,
}

// > double(value: Point { x: 2 }) -> 4
trait Doubled {
    // > Point { x: 2 }.doubled() -> 4
    @doubled (self) -> int;
}

@double (value: Point) -> int = value.doubled();

impl Point: Doubled {
    @doubled (self) -> int = self.x * 2;
}

impl Point {
    // Adds.
    // > Point { x: 2 }.add(n: 1) -> 3
    @add (self, n: int) -> int = {
        // > not an example
        self.x + n
    }
}

// > $limit -> 5
let $limit = 5;

type Color = Red
    // > Green.is_red() -> false
    | Green;

extend Color {
    // > Red.is_red() -> true
    @is_red (self) -> bool = match self { Red -> true, Green -> false };
}
"""
    found = results(text)
    assert [result.name.removeprefix("example of ") for result in found] == [
        "Point",
        "Point.x",
        "Doubled",
        "Doubled.doubled",
        "Point.add",
        "$limit",
        "Color.Green",
        "Color.is_red",
    ]
    assert {result.status for result in found} == {Status.PASSED}


def test_a_comment_that_documents_nothing_has_no_examples() -> None:
    texts = (
        f"// > larger(left: 1, right: 2) -> 3\n\n{LARGER}",
        f"{LARGER}// > larger(left: 1, right: 2) -> 3\n",
        "@f () -> int = {\n    // > f() -> 2\n    1\n}\n",
    )
    assert [statuses(text) for text in texts] == [[], [], []]


def test_a_wrong_example_is_an_error_at_its_place() -> None:
    assert errors(f'// A.\n// > larger(left: 1, right: 2) -> "x"\n{LARGER}') == [("E2001", 2, 35)]
    assert errors(f"//> large(left: 1, right: 2) -> 2\n{LARGER}") == [("E2003", 1, 5)]
    assert errors(f"// > larger(left: 1 -> 2\n// > 1 -> 1 2\n{LARGER}") == [("E1001", 1, 21), ("E1001", 2, 13)]
    assert errors(f"// >\n{LARGER}") == [("E1002", 1, 5)]
    member = "type P = { x: int }\nimpl P {\n    // > P { x: 1 }.y() -> 1\n    @f (self) -> int = 1;\n}\n"
    assert errors(member) == [("E2003", 3, 21)]


def test_the_function_that_compares_is_not_mentioned() -> None:
    pipeline = CompilationPipeline.from_sources({"a.ori": f'// > 1 -> "x"\n{LARGER}'})
    (warning,) = pipeline.check()
    assert (warning.message, warning.secondary) == ("expected `int`, found `str`", ())


def test_a_wrong_example_does_not_keep_a_program_from_running() -> None:
    text = f'// > larger(left: 1, right: "x")\n{LARGER}@main () -> void = print(msg: "runs");\n'
    pipeline = CompilationPipeline.from_sources({"a.ori": text})
    ran = pipeline.run("a.ori", backend=Backend.INTERPRETER)
    assert not isinstance(ran, Failed)
    assert ran.output == "runs\n"
    assert [(found.code, found.severity) for found in pipeline.check()] == [("E2001", Severity.WARNING)]


def test_examples_of_imported_files_are_their_own_affair() -> None:
    sources = {"a.ori": 'use "./b" { larger };\n// > larger(left: 1, right: 2) -> 2\n@f () -> void = ();\n'}
    sources["b.ori"] = f"// > larger(left: 1, right: 2) -> 1\n{LARGER}"
    pipeline = CompilationPipeline.from_sources(sources)
    found = pipeline.test(["a.ori"], backend=Backend.INTERPRETER)
    assert not isinstance(found, Failed)
    assert [(result.path, result.status) for result in found] == [("a.ori", Status.PASSED)]


def test_a_part_of_the_name_selects_examples() -> None:
    pipeline = CompilationPipeline.from_sources({"a.ori": f"// > 1 -> 1\n{LARGER}@t tests @larger () -> void = ();\n"})
    for part, names in {"example": ["example of larger"], "larger": ["example of larger"], "t": ["t"]}.items():
        found = pipeline.test(name_part=part, backend=Backend.INTERPRETER)
        assert not isinstance(found, Failed)
        assert names[0] in [result.name for result in found]


def test_an_edit_checks_again_only_what_it_concerns() -> None:
    pipeline = CompilationPipeline.from_sources(
        {"a.ori": f"// > 1 -> 1\n{STOP}\n// > larger(left: 1, right: 2)\n{LARGER}"}
    )
    assert pipeline.check() == ()
    first, second = pipeline.examples("a.ori")
    before = [pipeline.database.typed_body(example) for example in (first, second)]
    pipeline.set_source("a.ori", f"\n// New.\n// > 1 -> 2\n{STOP}\n// > larger(left: 1, right: 2)\n{LARGER}")
    assert pipeline.check() == ()
    assert pipeline.examples("a.ori") == (first, second)
    assert pipeline.database.typed_body(first) is not before[0]
    assert pipeline.database.typed_body(second) is before[1]
    assert pipeline.origins[second].location(pipeline.database.item_syntax(second).item.span).line == 6
    pipeline.set_source("a.ori", f"{STOP}// > large(left: 1, right: 2)\n{LARGER}")
    assert [found.code for found in pipeline.check()] == ["E2003"]
    assert first not in pipeline.origins
    pipeline.remove_source("a.ori")
    assert second not in pipeline.origins
    assert pipeline.examples("a.ori") == ()


PIECES = (
    "\n",
    "// > 1 -> 1\n",
    "// > let a = 1;\n",
    "//",
    "    // > 2 -> 2\n",
    f"\n{STOP}",
    "impl P {\n",
    "}\n",
    "x",
    "`",
)
START = f"""// > 1 -> 1
type P = {{
    // > 2 -> 2
    x: int,
}}

impl P {{
    // Text.
    // > 3 -> 3
    @f (self) -> int = 1;
}}

// > 4 -> 4
// > 5 -> 5
{LARGER}
"""


def examples(pipeline: CompilationPipeline) -> list[tuple[str, int, str]]:
    workspace = pipeline.database.workspace
    ids = pipeline.examples("a.ori")
    return [(str(each), workspace.origins[each].offset, workspace.item_text.get(each)) for each in ids]


@pytest.mark.parametrize("seed", range(30))
def test_edits_leave_no_trace(seed: int) -> None:
    random, text = Random(seed), START
    pipeline = CompilationPipeline.from_sources({"a.ori": text})
    for _ in range(12):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(PIECES) + text[at + random.choice((0, 0, 1, 20)) :]
        pipeline.set_source("a.ori", text)
        fresh = CompilationPipeline.from_sources({"a.ori": text})
        assert examples(pipeline) == examples(fresh)
        known = [item for item in pipeline.origins if item.path == "a.ori"]
        assert len(known) == len([item for item in fresh.origins if item.path == "a.ori"])
        for example in pipeline.examples("a.ori"):
            origin = pipeline.origins[example]
            first_line = pipeline.database.workspace.item_text.get(example).partition("\n")[0]
            assert text[origin.offset :].startswith(first_line)
