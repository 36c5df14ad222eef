"""References and highlights: `⟦…⟧` marks each expected mention; `⟦w:…⟧` one that writes, `⟦d:…⟧` a declaration."""

import re

import pytest
from marked_source import CURSOR, MAIN

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.occurrences import Access
from ori_compiler.ide.references import highlights, references

POINT = "type Point = { x: int, y: int }\n"
OPERATORS = """\
type V = { x: int };
impl V: Add { @⟦add⟧ (self, rhs: V) -> V = V { x: self.x + rhs.x }; }
impl V: Neg { @negate (self) -> V = V { x: -self.x }; }
@sum (a: V, b: V) -> V = a ⟦+⟧ b;
@twice (a: V) -> V = { let c = a.⟦add⟧(rhs: a); c ⟦+=⟧ a; c };
@others (n: int) -> int = n + 1;
"""
MARK = re.compile("⟦(?:[a-z]:)?|⟧")

CASES = {
    "local": "@f () -> int = { let ⟦n⟧ = 1; { let n = 2; n }; ⟦‸n⟧ + ⟦n⟧ };",
    "parameter, by its call": "@f (⟦n⟧: int) -> int = ⟦n⟧ + 1;\n@g (n: int) -> int = f(⟦‸n⟧: n);",
    "parameter, punned": "@f (⟦‸n⟧: int) -> int = ⟦n⟧;\n@g (n: int) -> int = f(⟦n⟧:);",
    "local, punned": "@f (n: int) -> int = n;\n@g () -> int = { let ⟦n⟧ = 1; f(⟦‸n⟧:) };",
    "parameter of several clauses": "@f (0: int) -> int = 0;\n@f (⟦n⟧) -> int = ⟦‸n⟧;\n@g () -> int = f(⟦n⟧: 2);",
    "function of several clauses": "@⟦f⟧ (0: int) -> int = 0;\n@⟦‸f⟧ (n) -> int = n;\n@g () -> int = ⟦f⟧(n: 2);",
    "function and its tests": "@⟦f⟧ () -> int = 1;\n@t tests @⟦f⟧ () -> void = assert(cond: ⟦‸f⟧() == 1);",
    "function as a value": "@⟦f⟧ (n: int) -> int = n;\n@g () -> [int] = [1].map(⟦‸f⟧);",
    "method, by its name": OPERATORS.replace("@⟦add", "@⟦‸add"),
    "method, by its operator": OPERATORS.replace("⟦+⟧", "⟦‸+⟧"),
    "method, by its operator that assigns": OPERATORS.replace("⟦+=⟧", "⟦‸+=⟧"),
    "method, by a call": OPERATORS.replace("a.⟦add", "a.⟦‸add"),
    "constant": "let $⟦limit⟧ = 3;\n@f (n: int = $⟦limit⟧) -> int = n + $⟦‸limit⟧;",
    "text and comments do not count": '@⟦‸f⟧ () -> str = "f"; // f\n@g () -> str = `f {⟦f⟧()} f`;',
    "field": "type Point = { ⟦x⟧: int, y: int }\n@f (p: Point) -> int = p.⟦‸x⟧ + p.y;\n"
    "@g () -> Point = Point { ⟦x⟧: 1, y: 2 };",
    "field in shorthand": "type Point = { ⟦‸x⟧: int, y: int }\n@f (x: int, y: int) -> Point = Point { ⟦x⟧, y };\n"
    "@g (p: Point) -> int = match p { Point { ⟦x⟧, y } -> x + y };",
    "local in shorthand": POINT + "@f (⟦x⟧: int, y: int) -> Point = Point { ⟦x⟧, y: y + ⟦‸x⟧ };",
    "local of a shorthand pattern": POINT + "@g (p: Point) -> int = match p { Point { ⟦x⟧, y } -> ⟦‸x⟧ + y };",
    "variant": "type Shape = ⟦Dot⟧ | Line(n: int);\n"
    "@f (s: Shape) -> Shape = match s { ⟦Dot⟧ -> ⟦‸Dot⟧, Shape.⟦Dot⟧ -> Line(n: 1), Line(n) -> s };",
    "field of a variant": "type Shape = Dot | Line(⟦n⟧: int);\n"
    "@f (s: Shape) -> Shape = match s { Dot -> Line(⟦‸n⟧: 1), Line(⟦n⟧: k) -> Line(⟦n⟧: k) };",
    "type": "type ⟦Point⟧ = { x: int }\nimpl ⟦Point⟧ {\n    @new () -> Self = ⟦Point⟧ { x: 1 };\n}\n"
    "@f (p: [⟦‸Point⟧]) -> Option<⟦Point⟧> = Some(⟦Point⟧.new());",
    "method": POINT + "impl Point {\n    @⟦sum⟧ (self) -> int = self.x;\n}\n@f (p: Point) -> int = p.⟦‸sum⟧();",
    "method of a trait and all its implementations": "trait Show {\n    @⟦show⟧ (self) -> str;\n}\n"
    + POINT
    + 'impl Point: Show {\n    @⟦show⟧ (self) -> str = "p";\n}\nimpl int: Show {\n    @⟦show⟧ (self) -> str = "i";\n}\n'
    "@f<T: Show> (t: T, p: Point) -> str = t.⟦show⟧() + p.⟦‸show⟧();",
    "parameter of a trait's method": "trait Grow {\n    @grow (self, ⟦by⟧: int) -> int;\n}\n"
    "impl int: Grow {\n    @grow (self, ⟦by⟧: int) -> int = self + ⟦by⟧;\n}\n@f () -> int = 1.grow(⟦‸by⟧: 2);",
    "implementation of a method of the library": POINT
    + "impl Point: Eq {\n    @⟦equals⟧ (self, other: Point) -> bool = self.x == other.x;\n}\n"
    "@f (p: Point) -> bool = p.⟦‸equals⟧(other: p) && 1.equals(other: 2);",
    "associated constant": "impl int {\n    $⟦size⟧ = 3;\n}\n@f () -> int = int.$⟦‸size⟧;",
    "associated type": "trait Has {\n    type ⟦‸Item⟧;\n    @get (self) -> Self.⟦Item⟧;\n}\n",
    "type parameter": "@f<⟦T⟧: Eq> (t: ⟦T⟧) -> [⟦‸T⟧] = [t];\n@g<T> (t: T) -> T = t;",
    "label": "@f () -> int = loop:⟦l⟧ { if true then break:⟦‸l⟧ 1; };",
    "self": POINT
    + "impl Point {\n    @sum (⟦self⟧) -> int = ⟦‸self⟧.x + ⟦self⟧.y;\n    @two (self) -> int = self.x;\n}\n",
    "trait": "trait ⟦Show⟧ {\n    @show (self) -> str;\n}\n@f<T: ⟦‸Show⟧> (t: T) -> str = t.show();\n"
    'impl int: ⟦Show⟧ {\n    @show (self) -> str = "";\n}\n',
    "capability": "trait ⟦Log⟧ {\n    @write (text: str) -> void;\n}\n"
    "@f () -> void uses ⟦Log⟧ = ⟦‸Log⟧.write(text: `a`);\n",
    "namespace": 'use ⟦"./other"⟧ as ⟦o⟧;\n@f () -> int = ⟦‸o⟧.f();',
    "a word of another meaning": "@n () -> int = 1;\n@f (⟦n⟧: int) -> int = ⟦‸n⟧;\n",
    "examples in comments": "// > ⟦f⟧(n: 2) -> 4\n// > let k = ⟦f⟧(n: 2);\n// > k -> 4\n// f is no example\n"
    "@⟦‸f⟧ (n: int) -> int = n + n;",
    "parameter in examples": "// > f(⟦n⟧: 2) -> f(⟦n⟧: 2)\n@f (⟦‸n⟧: int) -> int = ⟦n⟧ + ⟦n⟧;",
    "half typed": "@f (⟦n⟧: int) -> int = { let y = ⟦‸n⟧ +",
}


def marked(source: str) -> tuple[str, list[int]]:
    """The plain text and the offsets of its marks."""
    text, offsets = "", []
    source = source.replace(CURSOR, "")
    at = 0
    for mark in MARK.finditer(source):
        text += source[at : mark.start()]
        at = mark.end()
        if mark[0] != "⟧":
            offsets.append(len(text))
    return text + source[at:], offsets


def pipeline_and_cursor(sources: dict[str, str]) -> tuple[CompilationPipeline, str, int]:
    path = next(path for path, text in sources.items() if CURSOR in text)
    before = MARK.sub("", sources[path][: sources[path].index(CURSOR)])
    return CompilationPipeline.from_sources({p: marked(text)[0] for p, text in sources.items()}), path, len(before)


@pytest.mark.parametrize("name", CASES)
def test_every_mention_is_found_and_no_other(name: str) -> None:
    sources = {MAIN: CASES[name], "other.ori": "pub @f () -> int = 1;"}
    pipeline, path, offset = pipeline_and_cursor(sources)
    text, expected = marked(CASES[name])
    found = references(pipeline.database, path, offset, with_declaration=True)
    here = [each.at.start for each in found if each.path == MAIN]
    assert here == expected, [text[start : start + 9] for start in here]
    assert [each.at.start for each in highlights(pipeline.database, path, offset)] == expected


FILES = {
    MAIN: 'use "./shapes" { ⟦area⟧ as ⟦a⟧ };\n@f () -> int = ⟦‸a⟧();\n@area () -> int = 1;',
    "shapes.ori": "pub @⟦area⟧ () -> int = 2;\n@t tests @⟦area⟧ () -> void = assert(cond: ⟦area⟧() == 2);",
    "again.ori": 'pub use "./shapes" { ⟦area⟧ as ⟦plane⟧ };',
    "third.ori": 'use "./again" { ⟦plane⟧ };\n@f () -> int = ⟦plane⟧();',
    "unrelated.ori": "@area () -> int = 3;\n@g () -> int = area();",
}


def test_imports_are_followed_under_every_name() -> None:
    pipeline, path, offset = pipeline_and_cursor(FILES)
    found = references(pipeline.database, path, offset, with_declaration=True)
    for file, text in FILES.items():
        assert [each.at.start for each in found if each.path == file] == marked(text)[1], file


def test_the_declaration_can_be_left_out() -> None:
    pipeline, path, offset = pipeline_and_cursor({MAIN: "@f () -> int = 1;\n@g () -> int = ⟦‸f⟧();"})
    (found,) = references(pipeline.database, path, offset, with_declaration=False)
    assert found.at.start == offset


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@f () -> int = { let ‸n = 1; n = n + 1; n += 1; n };", "WWRWR"),
        ("@f () -> int = { let ‸l = [1]; let i = 0; l[i] = l[0]; l[l[0]] = 1; i };", "WWRWR"),
        (POINT + "@f (‸p: Point) -> int = { p.x = p.y; p.x };", "WWRR"),
        (
            POINT.replace("x", "‸x") + "@f (p: Point) -> int = { let p = p; p.x = 1; p.x + Point { x: 1, y: 2 }.y };",
            "WWRW",
        ),
        ("@f (‸n: int) -> int = n;\n@g () -> int = f(n: 1);", "WRW"),
        ("let $‸c = 1;\n@g () -> int = $c;", "WR"),
        ("@‸f () -> int = f();", "TT"),
        ("@f () -> int = match 1 { ‸n -> n };", "WR"),
    ],
)
def test_highlights_tell_reading_from_writing(source: str, expected: str) -> None:
    pipeline, path, offset = pipeline_and_cursor({MAIN: source})
    kinds = {Access.READ: "R", Access.WRITE: "W", Access.TEXT: "T"}
    assert "".join(kinds[each.access] for each in highlights(pipeline.database, path, offset)) == expected


def test_only_what_mentions_the_name_is_inferred() -> None:
    many = {f"m{number}.ori": f"@g{number} (x: int) -> int = x + {number};" for number in range(50)}
    pipeline = CompilationPipeline.from_sources({MAIN: "@f () -> int = 1;\n@h () -> int = f();", **many})
    before = pipeline.database.engine.executions["typed_body"]
    assert len(references(pipeline.database, MAIN, 1, with_declaration=True)) == 2
    assert pipeline.database.engine.executions["typed_body"] <= before + 2


def test_a_parameter_is_found_under_another_name_of_its_function() -> None:
    sources = {
        "other.ori": "pub @f (⟦‸n⟧: int) -> int = ⟦n⟧;",
        MAIN: 'use "./other" { f as g };\n@h () -> int = g(⟦n⟧: 1);\n@k (n: int) -> int = n;',
    }
    pipeline, path, offset = pipeline_and_cursor(sources)
    found = references(pipeline.database, path, offset, with_declaration=True)
    for file, text in sources.items():
        assert [each.at.start for each in found if each.path == file] == marked(text)[1], file


@pytest.mark.parametrize("source", ["‸", "// ‸f\n", '@f () -> str = "‸a";', "@f () -> int = ‸missing;", "‸let"])
def test_what_means_nothing_has_no_mentions(source: str) -> None:
    pipeline, path, offset = pipeline_and_cursor({MAIN: source})
    assert references(pipeline.database, path, offset, with_declaration=True) == ()
    assert highlights(pipeline.database, path, offset) == ()
