"""What can be folded, what a selection widens to, and where imports lead."""

from itertools import pairwise

from marked_source import MAIN, one_file, program

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.document_links import document_links
from ori_compiler.ide.folding import FoldKind, folding_ranges
from ori_compiler.ide.selection_ranges import selection_ranges

SOURCE = """\
use std.math { abs };
use "./other" {
    f,
};

// A point
// in space.
type Point = {
    x: int,
}

@g (
    n: int,
) -> int = match n {
    0 -> {
        1
    },
    _ -> f(
        n: 2,
    ),
}

@h () -> int =
    1 + 2;

@one () -> int = 1;
"""


def folds(source: str) -> list[tuple[int, int, FoldKind]]:
    database = CompilationPipeline.from_sources({MAIN: source}).database
    return [(fold.first, fold.last, fold.kind) for fold in folding_ranges(database, MAIN)]


def test_brackets_comments_imports_and_items_fold() -> None:
    assert folds(SOURCE) == [
        (1, 4, FoldKind.IMPORTS),
        (2, 3, FoldKind.CODE),
        (6, 7, FoldKind.COMMENT),
        (8, 9, FoldKind.CODE),
        (12, 13, FoldKind.CODE),
        (14, 20, FoldKind.CODE),
        (15, 16, FoldKind.CODE),
        (18, 19, FoldKind.CODE),
        (23, 24, FoldKind.CODE),
    ]


def test_half_typed_code_folds_as_far_as_it_goes() -> None:
    source = "@f () -> int = {\n    let x = g(\n        1,\n    );\n    let y"
    assert folds(source) == [(2, 3, FoldKind.CODE)]
    assert folds("") == []


def test_a_selection_widens_from_the_word_to_the_file() -> None:
    source = "@a () -> int = 1;\n@f (n: int) -> int = { let x = g(value: n + ‸name); x };\n"
    database, path, offset = one_file(source)
    text = source.replace("‸", "")
    found = [text[span.start : span.end] for span in selection_ranges(database, path, offset)]
    assert found[0] == "name"
    for wider in ("n + name", "value: n + name", "g(value: n + name)", "let x = g(value: n + name)", text):
        assert wider in found
    assert found.index("n + name") < found.index("g(value: n + name)") < found.index(text)
    assert all(len(inner) < len(outer) for inner, outer in pairwise(found))


def test_a_selection_in_a_method_widens_to_the_method_and_its_implementation() -> None:
    source = "type P = { x: int }\nimpl P {\n    @a (self) -> int = 1;\n    @b (self) -> int = self.‸x;\n}\n"
    database, path, offset = one_file(source)
    text = source.replace("‸", "")
    found = [text[span.start : span.end] for span in selection_ranges(database, path, offset)]
    assert found[:2] == ["x", "self.x"]
    assert any(each.startswith("@b") for each in found)
    assert any(each.startswith("impl P") for each in found)


def test_imports_lead_to_their_files() -> None:
    sources = {
        MAIN: '‸use "./other" { f };\nuse "./missing" { g };\nuse std.math { abs };\nextension "./other" { int.h };\n',
        "other.ori": "pub @f () -> int = 1;",
    }
    database, path, _ = program(sources)
    text = sources[MAIN].replace("‸", "")
    found = [(text[link.at.start : link.at.end], link.target) for link in document_links(database, path)]
    assert found == [("./other", "other.ori"), ("std.math", "<std>/math.ori"), ("./other", "other.ori")]
