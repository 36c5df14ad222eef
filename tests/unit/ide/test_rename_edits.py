"""Renaming changes every mention and nothing else, and what was fine before is fine afterwards."""

import pytest
from marked_source import CURSOR, MAIN

from ori_compiler.diagnostics.diagnostic import Edit
from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.rename import Refused, Renamable, prepare_rename, rename

POINT = "type Point = { x: int, y: int }\n"

CASES = {
    "local": ("@f () -> int = { let ‸n = 1; n + n };", "@f () -> int = { let new = 1; new + new };"),
    "constant, with its sign": ("let $‸c = 1;\n@f () -> int = $c;", "let $new = 1;\n@f () -> int = $new;"),
    "parameter": (
        "@f (‸n: int) -> int = n;\n@g (n: int) -> int = f(n: 1) + f(n:);",
        "@f (new: int) -> int = new;\n@g (n: int) -> int = f(new: 1) + f(new: n);",
    ),
    "local that is punned": (
        "@f (n: int) -> int = n;\n@g (‸n: int) -> int = f(n:) + n;",
        "@f (n: int) -> int = n;\n@g (new: int) -> int = f(n: new) + new;",
    ),
    "parameter of a function that calls itself": (
        "@f (‸n: int) -> int = if n == 0 then 0 else f(n:);",
        "@f (new: int) -> int = if new == 0 then 0 else f(new:);",
    ),
    "field in shorthand": (
        POINT.replace("x", "‸x")
        + "@f (x: int, y: int) -> Point = Point { x, y };\n@g (p: Point) -> int = match p { Point { x, y } -> x + y };",
        POINT.replace("x", "new") + "@f (x: int, y: int) -> Point = Point { new: x, y };\n"
        "@g (p: Point) -> int = match p { Point { new: x, y } -> x + y };",
    ),
    "local in shorthand": (
        POINT + "@f (‸x: int, y: int) -> Point = Point { x, y };\n"
        "@g (p: Point) -> int = match p { Point { x, y } -> x + y };",
        POINT + "@f (new: int, y: int) -> Point = Point { x: new, y };\n"
        "@g (p: Point) -> int = match p { Point { x, y } -> x + y };",
    ),
    "local of a shorthand pattern": (
        POINT + "@g (p: Point) -> int = match p { Point { x, y } -> ‸x + y };",
        POINT + "@g (p: Point) -> int = match p { Point { x: new, y } -> new + y };",
    ),
    "local of a punned pattern": (
        "type S = A(n: int) | B;\n@g (s: S) -> int = match s { A(n:) -> ‸n, B -> 0 };",
        "type S = A(n: int) | B;\n@g (s: S) -> int = match s { A(n: new) -> new, B -> 0 };",
    ),
    "function, its clauses and its tests": (
        "@f (0: int) -> int = 0;\n@f (n) -> int = n;\n@t tests @‸f () -> void = assert(cond: f(n: 1) == 1);",
        "@new (0: int) -> int = 0;\n@new (n) -> int = n;\n@t tests @new () -> void = assert(cond: new(n: 1) == 1);",
    ),
    "method of a trait": (
        "trait T {\n    @go (self) -> int;\n}\nimpl int: T {\n    @‸go (self) -> int = 1;\n}\n"
        "@f<A: T> (a: A) -> int = a.go();",
        "trait T {\n    @new (self) -> int;\n}\nimpl int: T {\n    @new (self) -> int = 1;\n}\n"
        "@f<A: T> (a: A) -> int = a.new();",
    ),
    "documentation of a parameter": (
        "// Adds n.\n// * m: one\n// * n: other\n@f (‸n: int, m: int) -> int = n + m;",
        "// Adds n.\n// * m: one\n// * new: other\n@f (new: int, m: int) -> int = new + m;",
    ),
    "documentation of a field": (
        "// * x: where\n#derive(Eq)\ntype P = { ‸x: int }\n// * x: not that\n@f (x: int) -> int = x;",
        "// * new: where\n#derive(Eq)\ntype P = { new: int }\n// * x: not that\n@f (x: int) -> int = x;",
    ),
    "text stays": (
        '@‸f () -> str = "f";\n// f\n@g () -> str = `f{f()}`;',
        '@new () -> str = "f";\n// f\n@g () -> str = `f{new()}`;',
    ),
    "label": ("@f () -> int = loop:‸l { break:l 1; };", "@f () -> int = loop:new { break:new 1; };"),
}


def renamed(sources: dict[str, str], new: str = "new") -> dict[str, str] | Refused:
    path = next(path for path, text in sources.items() if CURSOR in text)
    offset = sources[path].index(CURSOR)
    sources = {path: text.replace(CURSOR, "") for path, text in sources.items()}
    pipeline = CompilationPipeline.from_sources(sources)
    assert not any(pipeline.file_diagnostics(file) for file in sources)
    edits = rename(pipeline.database, path, offset, new)
    return edits if isinstance(edits, Refused) else {file: apply(text, file, edits) for file, text in sources.items()}


def apply(text: str, path: str, edits: tuple[Edit, ...]) -> str:
    for edit in sorted((e for e in edits if e.at.item.path == path), key=lambda e: e.at.span.start, reverse=True):
        text = text[: edit.at.span.start] + edit.replacement + text[edit.at.span.end :]
    return text


@pytest.mark.parametrize("name", CASES)
def test_all_mentions_change_and_the_program_stays_right(name: str) -> None:
    before, after = CASES[name]
    found = renamed({MAIN: before})
    assert found == {MAIN: after}
    assert CompilationPipeline.from_sources({MAIN: after}).file_diagnostics(MAIN) == ()


def test_a_type_is_renamed_but_for_self() -> None:
    source = "type ‸P = { x: int }\nimpl P {\n    @new () -> Self = P { x: 1 };\n}\n@f () -> Option<P> = Some(P.new());"
    assert renamed({MAIN: source}, "Q") == {MAIN: source.replace(CURSOR, "").replace("P", "Q")}


OTHER = "pub @f () -> int = 1;\npub let $c = 2;\n"


def test_other_files_change_and_aliases_stay() -> None:
    found = renamed(
        {
            MAIN: 'use "./other" { f };\n@g () -> int = ‸f();',
            "other.ori": OTHER,
            "third.ori": 'use "./other" { f as h };\n@g () -> int = h();',
        }
    )
    assert found == {
        MAIN: 'use "./other" { new };\n@g () -> int = new();',
        "other.ori": OTHER.replace("@f", "@new"),
        "third.ori": 'use "./other" { new as h };\n@g () -> int = h();',
    }


def test_an_alias_changes_in_its_file_only() -> None:
    found = renamed({MAIN: 'use "./other" { f as h };\n@g () -> int = ‸h();', "other.ori": OTHER})
    assert found == {MAIN: 'use "./other" { f as new };\n@g () -> int = new();', "other.ori": OTHER}


def test_the_name_of_an_imported_module_changes() -> None:
    found = renamed({MAIN: 'use "./other" as o;\n@g () -> int = ‸o.f();', "other.ori": OTHER})
    assert found == {MAIN: 'use "./other" as new;\n@g () -> int = new.f();', "other.ori": OTHER}


REFUSALS = {
    "library": ("@f (l: [int]) -> [int] = l.‸map(x -> x);", "new", "belongs to the library"),
    "language": ("@f (n: ‸int) -> int = n;", "new", "belongs to the language"),
    "self": (POINT + "impl Point {\n    @a (self) -> int = ‸self.x;\n}\n", "new", "word of the language"),
    "trait of the library": (
        POINT + "impl Point: Eq {\n    @‸equals (self, other: Point) -> bool = true;\n}\n",
        "new",
        "from the trait `Eq`",
    ),
    "newtype": ("type M = float;\n@f (m: M) -> float = m.‸inner;", "new", "every newtype"),
    "keyword": ("@‸f () -> int = 1;", "match", "word of the language"),
    "no name": ("@‸f () -> int = 1;", "a b", "is not a name"),
    "empty": ("@‸f () -> int = 1;", "", "is not a name"),
    "built-in function": ("@‸f () -> int = 1;", "print", "built-in"),
    "small type": ("type ‸P = { x: int }", "p", "capital letter"),
    "other function": ("@‸f () -> int = 1;\n@g () -> int = 2;", "g", "something else"),
    "local of the same function": ("@f (‸n: int, m: int) -> int = n + m;", "m", "beside it"),
    "function that would be hidden": (
        "@f (‸n: int) -> int = n + g();\n@g () -> int = 1;",
        "g",
        "used for something else",
    ),
    "local that would hide it": ("@‸f () -> int = 1;\n@g (n: int) -> int = f() + n;", "n", "used for something else"),
    "other field": ("type P = { ‸x: int, y: int }", "y", "beside it"),
    "other method": (
        "type P = { x: int }\nimpl P {\n    @‸aa (self) -> int = 1;\n    @bb (self) -> int = 2;\n}\n",
        "bb",
        "beside it",
    ),
    "other variant": ("type S = ‸A | B;", "B", "something else"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_is_refused_with_its_reason(name: str) -> None:
    source, new, reason = REFUSALS[name]
    found = renamed({MAIN: source}, new)
    assert isinstance(found, Refused), found
    assert reason in found.reason


def test_what_would_be_renamed_is_told_before() -> None:
    database = CompilationPipeline.from_sources({MAIN: "@name () -> int = 1; // name"}).database
    found = prepare_rename(database, MAIN, 3)
    assert isinstance(found, Renamable)
    assert (found.at.start, found.at.end, found.name) == (1, 5, "name")
    assert prepare_rename(database, MAIN, 26) is None


def test_half_typed_code_is_renamed_as_far_as_it_is_understood() -> None:
    database = CompilationPipeline.from_sources({MAIN: "@f (n: int) -> int = { let y = n +"}).database
    edits = rename(database, MAIN, 4, "m")
    assert not isinstance(edits, Refused)
    assert len(edits) == 2
