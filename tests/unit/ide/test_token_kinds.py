"""Names are told apart by what they stand for; an edit costs the items that it changes."""

from pathlib import Path

import pytest
from marked_source import MAIN
from test_any_source import many_functions
from test_every_file import FILES

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.occurrences import places_of_names
from ori_compiler.ide.position import descend, items_of
from ori_compiler.ide.semantic_tokens import Modifier, SemanticTokens
from ori_compiler.source.span import Span


def tokens(source: str) -> list[str]:
    """Each token as `name: type modifiers`."""
    database = CompilationPipeline.from_sources({MAIN: source, "other.ori": "pub @g () -> int = 1;"}).database
    found = SemanticTokens(database).of_file(MAIN)
    lines = []
    for start, each in found:
        modifiers = [str(modifier.name).lower() for modifier in Modifier if modifier in each.modifiers]
        lines.append(" ".join((f"{source[start : start + each.length]}: {each.type.value}", *modifiers)))
    return lines


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "@f (n: int) -> int = n;",
            [
                "f: function declaration",
                "n: parameter declaration",
                "int: type default_library",
                "int: type default_library",
                "n: parameter",
            ],
        ),
        (
            "let $c = 1;\n@f () -> void = { let a = $c; let $b = a; }",
            [
                "c: variable declaration readonly static",
                "f: function declaration",
                "a: variable declaration mutable",
                "c: variable readonly static",
                "b: variable declaration readonly",
                "a: variable mutable",
            ],
        ),
        (
            "type P = { x: S }\ntype S = A | B;",
            [
                "P: struct declaration",
                "x: property declaration",
                "S: enum",
                "S: enum declaration",
                "A: enumMember declaration",
                "B: enumMember declaration",
            ],
        ),
        (
            "trait Log {\n    @go () -> void;\n}\n@f () -> void uses Log = Log.go();",
            [
                "Log: interface declaration",
                "go: method declaration static",
                "f: function declaration",
                "Log: interface capability",
                "Log: interface",
                "go: method static",
            ],
        ),
        (
            "@f<T> (t: [T]) -> int = loop:l { break:l t.len(); };",
            [
                "f: function declaration",
                "T: typeParameter declaration",
                "t: parameter declaration",
                "T: typeParameter",
                "int: type default_library",
                "l: label declaration",
                "l: label",
                "t: parameter",
                "len: method default_library",
            ],
        ),
        (
            'use "./other" as o;\n@f () -> str = `{o.g()} text`;',
            [
                "o: namespace declaration",
                "f: function declaration",
                "str: type default_library",
                "o: namespace",
                "g: function",
            ],
        ),
        ("@f () -> int = missing;", ["f: function declaration", "int: type default_library"]),
        ("", []),
    ],
)
def test_each_name_has_its_kind(source: str, expected: list[str]) -> None:
    assert tokens(source) == expected


def test_an_edit_computes_the_edited_item_and_its_neighbours_move() -> None:
    pipeline = CompilationPipeline.from_sources({MAIN: many_functions()})
    colours = SemanticTokens(pipeline.database)
    before = list(colours.of_file(MAIN))
    counts = pipeline.database.engine.executions
    computed = counts["semantic_tokens"]
    pipeline.set_source(MAIN, "\n" + many_functions("23"))
    after = list(colours.of_file(MAIN))
    assert counts["semantic_tokens"] <= computed + 2
    assert (len(after), after[0][0], before[0][0]) == (len(before), 2, 1)


@pytest.mark.parametrize("path", [*FILES[::9]], ids=lambda path: path.name)
def test_one_walk_finds_what_each_name_is_in(path: Path) -> None:
    pipeline = CompilationPipeline.from_sources({MAIN: path.read_text(encoding="utf-8")})
    for item in items_of(pipeline.database, MAIN):
        root = pipeline.database.item_syntax(item).item
        for _, place in places_of_names(pipeline.database, item):
            assert place.nodes == descend(root, place.offset)


def test_a_range_has_the_tokens_of_its_items() -> None:
    source = "@f () -> int = 1;\n@g () -> int = 2;\n"
    database = CompilationPipeline.from_sources({MAIN: source}).database
    found = SemanticTokens(database).of_file(MAIN, Span(20, 22))
    assert [source[start : start + each.length] for start, each in found] == ["g", "int"]
