"""What a hover says about the name or expression under the cursor `‸`."""

import pytest
from marked_source import one_file, program

from ori_compiler.codegen.abi_report import FunctionReport, TypeReport
from ori_compiler.ide import words_explained
from ori_compiler.ide.generated_code import FunctionName
from ori_compiler.ide.hover import Hover, hover
from ori_compiler.source.embedded_file import EmbeddedFile
from ori_compiler.syntax.kinds import KEYWORDS


def found(source: str) -> Hover:
    result = hover(*one_file(source))
    assert result is not None, source
    return result


CODE = {
    "@‸add (a: int, b: int) -> int = a + b;": "@add (a: int, b: int) -> int",
    "pub @‸add (a: int) -> int = a;": "pub @add (a: int) -> int",
    '#skip("later")\n@‸t tests @f () -> void = ();\n@f () -> void = ();': "@t tests @f",
    "@f (count: int) -> int = ‸count;": "count: int",
    "@f () -> int = { let x = 1.5; ‸x; 1 };": "let x: float",
    '@f () -> str = { let $x = "a"; $‸x };': "let $x: str",
    "@f () -> void = for i in 0..3 do print(msg: str(‸i));": "for i: int",
    "let $limit = 2 + 3;\n@f () -> int = $‸limit;": "let $limit: int = 2 + 3",
    "type P = { x: int }\n@f (p: P) -> int = p.‸x;": "P.x: int",
    "type S = A(n: int) | B;\n@f () -> S = ‸A(n: 1);": "S.A(n: int)",
    "type S = A(n: int) | B;\n@f () -> S = A(‸n: 1);": "A.n: int",
    "@f (n: int) -> int = n;\n@g () -> int = f(‸n: 1);": "n: int",
    "@‸f (n: int) -> int pre(n > 0) post(r -> r < n) = n - 1;": "@f (n: int) -> int pre(n > 0) post(r -> r < n)",
    "@f (n: int) -> int pre(‸n > 0) = n - 1;": "n: int",
    "@f (n: int) -> int post(r -> ‸r < n) = n - 1;": "r: int",
    "@f (n: ‸int) -> int = n;": "int",
    "@f (n: int) -> str = ‸str(n);": "str(value) -> str",
    "@f (n: int) -> int = recurse(condition: n == 0, base: 1, step: self(‸n - 1));": "n: int",
    "@f (n: int) -> int = with(acquire: n, action: held -> ‸held, release: _ -> ());": "held: int",
    "@f (ns: [int]) -> int = for(over: ns, match: found -> ‸found, default: 0);": "let found: int",
    "@f (count: int) -> str = `{‸count:>5}`;": "count: int",
    '@f () -> void = ‸print(msg: "");': "pub @print (msg: str) -> void",
    "@f () -> void = ‸assert_eq(actual: 1, expected: 1);": (
        "pub @assert_eq<T: Eq + Debug> (actual: T, expected: T) -> void"
    ),
}


@pytest.mark.parametrize("source", CODE)
def test_a_name_is_shown_as_code(source: str) -> None:
    assert found(source).code == CODE[source]


@pytest.mark.parametrize(
    ("source", "type_"),
    [
        ("@f () -> int = 1 ‸+ 2;", "int"),
        ("@f () -> int = ‸1;", "int"),
        ('@f () -> str = ‸"a" + "b";', "str"),
        ("@f () -> bool = 1 ‸< 2;", "bool"),
        ("@f () -> int = ‸if true then 1 else 2;", "int"),
        ("@f () -> str = `a‸b`;", "str"),
        ("@f () -> str = `{‸1:>5}`;", "int"),
    ],
)
def test_an_expression_shows_its_type(source: str, type_: str) -> None:
    result = found(source)
    assert (result.code, result.type) == ("", type_)


@pytest.mark.parametrize("source", ["‸", "@f () -> int = {  ‸  1 };", "// ‸comment\n@f () -> int = 1;", "@f ‸= ;"])
def test_there_is_nothing_to_say_about_blanks_and_comments(source: str) -> None:
    assert hover(*one_file(source)) is None


@pytest.mark.parametrize("expression", ["‸missing", "mis‸sing + 1", "[missing‸, 1]"])
def test_a_mistake_has_no_type_to_tell(expression: str) -> None:
    assert hover(*one_file(f"@f () -> void = {{ let x = {expression}; }};")) is None


def test_the_range_is_the_name_in_the_file() -> None:
    source = "// 😋\n\n@f (count: int) -> int = ‸count;"
    at = found(source).at
    assert source.replace("‸", "")[at.start : at.end] == "count"


def test_a_function_tells_how_its_values_travel() -> None:
    abi = found("@‸add (a: int, b: float) -> bool = true;").abi
    assert abi is not None
    (report,) = abi.functions
    assert isinstance(report, FunctionReport)
    assert [(p.name, p.type, p.passing.how) for p in report.parameters] == [
        ("a", "int", "Direct"),
        ("b", "float", "Direct"),
    ]
    assert abi.types == ()


def test_a_type_tells_its_layout_with_padding() -> None:
    abi = found("type ‸Mixed = { a: byte, b: int, c: byte }").abi
    assert abi is not None
    (report,) = abi.types
    assert isinstance(report, TypeReport)
    assert (report.size, report.alignment) == (24, 8)
    assert [row.offset for row in report.rows if not row.is_padding] == [0, 8, 16]


def test_a_function_in_another_file_is_known_by_its_file_and_name() -> None:
    sources = {"main.ori": 'use "./other" { f };\n@g () -> int = ‸f();', "other.ori": "pub @f () -> int = 1;"}
    result = hover(*program(sources))
    assert result is not None and result.function is not None
    assert result.function == FunctionName("other.ori", "f")


def test_the_code_of_a_prelude_function_cannot_be_shown() -> None:
    result = found('@main () -> void = ‸print(msg: "");')
    assert result.function is None
    assert result.is_intrinsic


def test_a_broken_function_is_still_described() -> None:
    result = found("@‸f (a: int) -> int = missing(;")
    assert result.code == "@f (a: int) -> int"
    assert result.function is not None


def test_an_embedded_file_is_told_with_its_size() -> None:
    database, path, offset = one_file('@f () -> [byte] = e‸mbed("data.bin");')
    missing = hover(database, path, offset)
    database.workspace.embedded_files.set("data.bin", EmbeddedFile(3, b"\xff\x00\x80"))
    there = hover(database, path, offset)
    assert missing is not None
    assert there is not None
    assert (missing.code, missing.types) == ("embed(path) -> [byte]", "")
    assert (there.code, there.types) == ("embed(path) -> [byte]", "3 bytes")
    assert there.documentation is not None


def test_the_question_for_a_file_is_told_with_its_answer() -> None:
    asked = found('@f () -> bool = has_embed("‸data.bin");')
    assert (asked.code, asked.types) == ("has_embed(path) -> bool", "false")


NOTATIONS = {
    "@f () -> int = ‸255;": "int // 255 = 0xff = 0b11111111",
    "@f () -> int = 0x‸10;": "int // 16 = 0x10 = 0b10000",
    "@f () -> char = '‸é';": "char // U+00E9 = 233",
    "@f () -> byte = b'‸a';": "byte // 97 = 0x61",
    "@f () -> float = 1.‸5;": "float",
    "@f () -> bool = tr‸ue;": "bool",
}


@pytest.mark.parametrize("source", NOTATIONS)
def test_literals_are_shown_in_other_notations(source: str) -> None:
    assert found(source).type == NOTATIONS[source]


EXPLAINED = {
    "@f () -> int = ‸if true then 1 else 2;": "Chooses by a condition",
    "@f () -> int = if true th‸en 1 else 2;": "when its condition is true",
    "@f () -> void = { ‸let x = 1; };": "Names a value",
    "‸pub @f () -> int = 1;": "imported by other modules",
    "‸trait T { @m (self) -> int; }": "What types can have in common",
    "#der‸ive(Eq)\ntype P = { x: int };": "Implements traits by the parts",
    '#sk‸ip("later")\n@t tests _ () -> void = ();': "The test is not run",
    "type P = { x: int };\nimpl P {\n    ‸pub @m (self) -> int = 1;\n}": "imported by other modules",
}


@pytest.mark.parametrize("source", EXPLAINED)
def test_words_of_the_language_are_explained(source: str) -> None:
    documentation = found(source).documentation
    assert documentation is not None
    assert EXPLAINED[source] in documentation.description


def test_what_explains_itself_is_not_explained() -> None:
    assert hover(*one_file("@f () -> int = ‸{ 1 };")) is None or not found("@f () -> int = ‸{ 1 };").documentation


def test_every_word_that_is_explained_exists() -> None:
    assert set(words_explained.KEYWORDS) <= set(KEYWORDS)
