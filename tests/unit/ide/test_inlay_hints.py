"""Inferred types as inlay hints."""

import pytest
from marked_source import MAIN, one_file, program

from ori_compiler.driver import CompilationPipeline
from ori_compiler.ide.inlay_hints import inlay_hints
from ori_compiler.source.span import Span


def with_hints(source: str, shown: Span | None = None) -> str:
    """The source as an editor shows it."""
    pipeline = CompilationPipeline.from_sources({MAIN: source})
    hints = inlay_hints(pipeline.database, MAIN, shown or Span(0, len(source)))
    for hint in reversed(hints):
        source = f"{source[: hint.offset]}«{hint.text}»{source[hint.offset :]}"
    return source


@pytest.mark.parametrize(
    "shown",
    [
        "@f () -> int = { let a«: int» = 1; a };",
        "@f () -> int = { let a: int = 1; a };",
        "@f () -> int = { let $a«: int» = 1; $a };",
        '@f () -> int = { let (a«: int», b«: str») = (1, ""); a };',
        "@f (l: [int]) -> [int] = l.map(x«: int» -> x + 1);",
        "@f () -> int = { let g = (x: int) -> int = x; g(1) };",
        "@f () -> int = { let a = missing; 1 };",
        "type P = { x: int }\nimpl P {\n    @f (self) -> int = { let y«: int» = self.x; y };\n}",
        "@f () -> int = { let o«: Option<int>» = Some(1); 1 };",
        "// 😋\n@t tests _ () -> void = { let a«: int» = 1; assert(condition: a == 1) };",
    ],
)
def test_types_that_are_not_written_are_shown(shown: str) -> None:
    parts = [part.partition("»") for part in shown.split("«")]
    plain = parts[0][0] + "".join(rest for _, _, rest in parts[1:])
    assert with_hints(plain) == shown


def test_only_what_is_asked_for_is_shown() -> None:
    source = "@f () -> int = { let a = 1; a };\n@g () -> int = { let b = 1; b };"
    assert "«" not in with_hints(source, Span(len(source), len(source)))
    assert with_hints(source, Span(0, 33)).count("«") == 1


@pytest.mark.parametrize(
    ("source", "accepted"),
    [
        ("@f () -> int = { let a = 1; a };", "@f () -> int = { let a: int = 1; a };"),
        ("@f () -> int = { let $a = [1]; 1 };", "@f () -> int = { let $a: [int] = [1]; 1 };"),
        ('@f () -> int = { let (a, b) = (1, ""); a };', '@f () -> int = { let (a, b) = (1, ""); a };'),
        ("@f (l: [int]) -> [int] = l.map(x -> x + 1);", "@f (l: [int]) -> [int] = l.map(x -> x + 1);"),
    ],
)
def test_a_type_that_can_be_written_is_written_when_it_is_accepted(source: str, accepted: str) -> None:
    database, path, _ = one_file(f"{source}‸")
    for hint in reversed(inlay_hints(database, path, Span(0, len(source)))):
        if hint.is_code:
            source = f"{source[: hint.offset]}{hint.text}{source[hint.offset :]}"
    assert source == accepted
    assert CompilationPipeline.from_sources({path: source}).check() == ()


def test_a_type_that_is_not_imported_is_only_shown() -> None:
    other = "pub type P = { x: int };\npub @make () -> P = P { x: 1 };\n"
    main = 'use "./other" { make };\n@f () -> void = { let p = make(); };‸'
    database, path, _ = program({MAIN: main, "other.ori": other})
    (hint,) = inlay_hints(database, path, Span(0, 1_000))
    assert (hint.text, hint.is_code) == (": P", False)
