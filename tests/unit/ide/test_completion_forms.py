"""Proposals that change more than the name at the cursor, and what goes before what."""

import pytest
from marked_source import MAIN, one_file, program

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.completion import complete
from ori_compiler.ide.completion_item import CompletionItem, CompletionKind
from ori_compiler.ide.text_edits import TextEdit, applied
from ori_compiler.ide.unparsed import declared_names

pytestmark = pytest.mark.filterwarnings("ignore:The recursion limit will not be reset")

OTHER = """\
pub type Shape = Circle(radius: int) | Dot;
// Says how large it is.
pub @area (s: Shape) -> int = 1;
pub let $scale = 3;
@areal () -> int = 2;
"""
DECLARED = """\
type Shape = Circle(radius: int) | Dot;
@number () -> int = 1;
@text () -> str = "";
@take (count: int, name: str) -> int = count;
"""


def taken(sources: dict[str, str], label: str, kind: CompletionKind | None = None) -> str:
    """The file after a proposal was taken by an editor without placeholders."""
    database, path, offset = program(sources)
    found = complete(database, path, offset)
    item = next(item for item in found.items if item.label == label and kind in (None, item.kind))
    text = database.workspace.texts[path]
    return applied(text, [*item.edits, TextEdit(found.replaced, item.text)])


IMPORTS = {
    "a function": ("@f () -> int = are‸", "area", 'use "./other" { area };\n\n@f () -> int = area'),
    "a constant": ("@f () -> int = sca‸", "$scale", 'use "./other" { $scale };\n\n@f () -> int = $scale'),
    "a type": ("@f (s: Sha‸) -> int = 1;", "Shape", 'use "./other" { Shape };\n\n@f (s: Shape) -> int = 1;'),
    "into the import that is there": (
        'use "./other" { Shape };\n@f () -> int = are‸',
        "area",
        'use "./other" { Shape, area };\n@f () -> int = area',
    ),
    "before the first import": (
        "// Head.\nuse std.math { abs };\n@f () -> int = are‸",
        "area",
        '// Head.\nuse "./other" { area };\nuse std.math { abs };\n@f () -> int = area',
    ),
    "of a standard module": ("@f () -> float = sqr‸", "sqrt", "use std.math { sqrt };\n\n@f () -> float = sqrt"),
}


@pytest.mark.parametrize("what", IMPORTS)
def test_a_name_of_another_module_brings_its_import(what: str) -> None:
    source, label, expected = IMPORTS[what]
    assert taken({MAIN: source, "other.ori": OTHER}, label) == expected


def test_files_that_nobody_has_read_can_be_imported_from() -> None:
    database, path, offset = one_file("@f () -> int = are‸")
    elsewhere = (("lib/other.ori", tuple(declared_names(OTHER))), (MAIN, ()))
    found = complete(database, path, offset, lambda: elsewhere)
    (area,) = [item for item in found.items if item.label == "area"]
    assert (area.origin, area.edits[0].text) == ('use "./lib/other"', 'use "./lib/other" { area };\n\n')
    assert area.snippet == "area($0)"
    assert "areal" not in {item.label for item in found.items}


@pytest.mark.parametrize(
    "source",
    ['use "./other" { area };\n@f () -> int = are‸', "@f (s: str) -> int = s.are‸", "@f (are‸) -> int = 1;"],
)
def test_nothing_is_imported_twice_or_where_it_cannot_stand(source: str) -> None:
    database, path, offset = program({MAIN: source, "other.ori": OTHER})
    assert not [item for item in complete(database, path, offset).items if item.label == "area" and item.edits]


def test_of_many_names_the_likeliest_are_proposed_until_more_is_typed() -> None:
    many = "".join(f"pub @a_{number}_z () -> int = 1;\n" for number in range(800)) + "pub @zone () -> int = 1;\n"
    database, path, offset = program({MAIN: "@f () -> int = z‸", "other.ori": many})
    found = complete(database, path, offset)
    imported = [item.label for item in found.items if item.edits]
    assert not found.is_complete
    assert len(imported) == 100 and imported[0] == "zone"
    database, path, offset = program({MAIN: "@f () -> int = a_799‸", "other.ori": many})
    assert [item.label for item in complete(database, path, offset).items if item.edits] == ["a_799_z"]


def test_before_anything_is_typed_there_would_be_more() -> None:
    assert not complete(*one_file("@f () -> int = ‸")).is_complete
    assert complete(*one_file("@f () -> int = a‸")).is_complete
    assert complete(*one_file("@f (s: str) -> int = s.‸")).is_complete


FORMS = {
    "match": (
        "@f (s: Shape) -> int = s.‸",
        "@f (s: Shape) -> int = match s {\n    Circle(_) -> todo(),\n    Dot -> todo(),\n}",
    ),
    "if": ("@f (b: bool) -> void = { b.i‸ }", "@f (b: bool) -> void = { if b then  }"),
    "not": ("@f (b: bool) -> bool = b.no‸;", "@f (b: bool) -> bool = !b;"),
    "print": ("@f (s: str) -> void = s.pr‸;", "@f (s: str) -> void = print(msg: s);"),
    "for": ("@f (l: [int]) -> void = l.f‸;", "@f (l: [int]) -> void = for item in l do ;"),
    "let": ("@f (l: [int]) -> void = { l.len().‸ }", "@f (l: [int]) -> void = { let value = l.len() }"),
    "some": ("impl Shape { @f (self) -> int = self.so‸; }", "impl Shape { @f (self) -> int = Some(self); }"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_replaces_the_value_in_front_of_it(form: str) -> None:
    source, expected = FORMS[form]
    assert taken({MAIN: DECLARED + source}, form, CompletionKind.POSTFIX) == DECLARED + expected


def test_a_form_with_places_keeps_the_signs_of_the_value() -> None:
    database, path, offset = one_file("let $limit = 1;\n@f () -> void = $limit.‸;")
    found = {item.label: item for item in complete(database, path, offset).items}
    assert found["print"].snippet == "print(msg: `{\\$limit\\}`)"


def test_no_form_is_made_of_a_part_of_an_expression() -> None:
    database, path, offset = one_file("@f (a: int) -> int = (a + 1).‸")
    assert not [item for item in complete(database, path, offset).items if item.kind is CompletionKind.POSTFIX]


def test_the_match_compiles() -> None:
    source = taken({MAIN: DECLARED + "@f (s: Shape) -> int = s.‸;"}, "match")
    assert CompilationPipeline.from_sources({MAIN: source}).check() == ()


def fitting(source: str) -> set[str]:
    return {item.label for item in complete(*one_file(DECLARED + source)).items if item.fits}


FITTING = {
    "an argument": ("@f (a: int, b: str) -> int = take(count: ‸", {"a", "number"}, {"b", "text"}),
    "a result": ("@f (a: int, b: str) -> str = ‸;", {"b", "text"}, {"a", "number"}),
    "the end of a block": ("@f (a: int, b: str) -> str = { let c = b; ‸ }", {"b", "c", "text"}, {"a"}),
    "a field": ("type P = { x: int }\n@f (a: int, b: str) -> P = P { x: ‸ };", {"a"}, {"b"}),
    "a condition": ("@f (a: bool, b: str) -> void = if ‸ then ();", {"a"}, {"b"}),
    "no wish": ("@f (a: int) -> void = { let b = ‸; };", set(), {"a"}),
}


@pytest.mark.parametrize("what", FITTING)
def test_what_has_the_wanted_type_goes_first(what: str) -> None:
    source, first, later = FITTING[what]
    found = fitting(source)
    assert first <= found
    assert not later & found


def words(source: str) -> set[str]:
    items: tuple[CompletionItem, ...] = complete(*one_file(source)).items
    return {item.label for item in items if item.kind is CompletionKind.KEYWORD}


def test_words_stand_where_they_can() -> None:
    assert not {"break", "let"} & words("@f () -> int = ‸;")
    assert {"break", "continue"} <= words("@f () -> void = loop { ‸ };")
    assert "let" in words("@f () -> void = { ‸ };")


FOLLOWING = {
    "a condition": ("@f (b: bool) -> int = if b ‸", {"then"}),
    "a condition with a call": ("@f (b: bool) -> int = if g(a: if b then 1 else 2) th‸", {"then"}),
    "a branch": ("@f (b: bool) -> int = if b then 1 e‸", {"else"}),
    "a branch that ends": ("@f (b: bool) -> int = if b then 1 else 2 ‸", set()),
    "a branch within a branch": ("@f (b: bool) -> int = if b then if b then 1 else 2 ‸", {"else"}),
    "a name of a loop": ("@f (l: [int]) -> void = { for x ‸ };", {"in"}),
    "a range of a loop": ("@f (l: [int]) -> void = { for x in l ‸ };", {"do", "yield", "if"}),
    "a filter of a loop": ("@f (l: [int]) -> [int] = for x in l if x > 1 y‸", {"do", "yield", "if"}),
    "a loop with a condition": ("@f () -> void = { while true ‸ };", {"do"}),
    "an operator": ("@f (b: bool) -> int = if b && ‸", set()),
    "a word": ("@f (b: bool) -> int = if ‸", set()),
    "a statement that is done": ("@f (b: bool) -> void = { if b then (); ‸ };", set()),
    "what brackets end": ("@f (b: bool) -> int = (if b ‸", {"then"}),
}


@pytest.mark.parametrize("what", FOLLOWING)
def test_what_was_begun_is_continued(what: str) -> None:
    source, expected = FOLLOWING[what]
    assert words(source) & {"then", "else", "do", "in", "yield"} == expected - {"if"}
