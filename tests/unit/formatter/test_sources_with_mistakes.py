"""Sources that do not parse are left alone, and the reason is told; a mistake of ours never changes a program."""

import pytest

from ori_compiler.driver.formatting import Formatted, FormatterError, LeftAlone, format_source
from ori_compiler.syntax.formatter.equivalence import same_meaning
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.splitter import split_items
from ori_compiler.syntax.tree import ItemTree

GOOD = "@good () -> int = 1;\n\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@f () -> int = 1 +;\n", "E1002"),
        ("@f () -> int = 1\n", "E1016"),
        ("@f () -> int = { 1\n", "E1003"),
        ('let $a = "open;\n', "E0001"),
        ("let $a = 08;\n", "E0003"),
        ("@f () -> int = a ⊕ b;\n", "E0002"),
        ("\ufeff@f () -> int = 1;\n", "E0016"),
        ("@f () -> int = 1;\0\n", "E0016"),
    ],
)
def test_a_source_with_a_mistake_is_left_alone(text: str, code: str) -> None:
    result = format_source(GOOD + text, "a.ori")
    assert isinstance(result, LeftAlone)
    assert code in {diagnostic.code for diagnostic in result.diagnostics}
    assert all(diagnostic.primary.at.item in result.origins for diagnostic in result.diagnostics)


def test_bytes_have_to_be_text() -> None:
    assert isinstance(format_source(b"// caf\xe9\n"), LeftAlone)
    assert format_source("// café\n".encode()) == Formatted("// café\n", False)


def test_warnings_and_mistakes_of_meaning_are_no_reason() -> None:
    result = format_source("@f () -> int = unknown(x: true); // and a comment\n")
    assert result == Formatted("// and a comment\n@f () -> int = unknown(x: true);\n", True)


def trees(text: str) -> list[ItemTree]:
    return [parse_item(item.text) for item in split_items("a.ori", text)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("let $a = [1, 2];", "let $a=[1,2,];"),
        ("type A = B | C;", "type A = | B | C;"),
        ("@f () -> int = { 1 }", "@f () -> int = { 1 };"),
        ("@f () -> int = { a; 1 }", "@f () -> int = { ; a; ; 1 }"),
        ("@f () -> int uses A where T: B = 1;", "@f () -> int where T: B uses A = 1;"),
        ("#cfg(a)\n#derive(B)\ntype C = D;", "#derive(B)\n#cfg(a)\ntype C = D;"),
        ('use "a" { b, c };\nuse "d" { e };', 'use "d" { e };\nuse "a" { c, b };'),
    ],
)
def test_these_mean_the_same(first: str, second: str) -> None:
    assert same_meaning(trees(first), trees(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("let $a = [1, 2];", "let $a = [2, 1];"),
        ("let $a = (1 + 2) * 3;", "let $a = 1 + 2 * 3;"),
        ("let $a = (1);", "let $a = 1;"),
        ('let $a = "a b";', 'let $a = "a  b";'),
        ("type A = B;", "type A = | B;"),
        ("@f () -> int = { a; b }", "@f () -> int = { a; b; }"),
        ("@f () -> int = { a }", "@f () -> int = a;"),
        ("@f () -> int pre(a) pre(b) = 1;", "@f () -> int pre(b) pre(a) = 1;"),
        ("#fail(a)\n#fail(b)\n@t tests _ () -> void = ();", "#fail(b)\n#fail(a)\n@t tests _ () -> void = ();"),
        ("let $a = 1;\nlet $b = 2;", "let $b = 2;\nlet $a = 1;"),
        ('use "a" { b };', 'use "a" { c };'),
        ('use "a" { b };\nuse "a" { b };', 'use "a" { b };'),
    ],
)
def test_these_do_not_mean_the_same(first: str, second: str) -> None:
    assert not same_meaning(trees(first), trees(second))


def test_a_layout_that_would_change_the_meaning_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ori_compiler.syntax.formatter.whole_text.format_items", lambda *_: "@f () -> int = 2;\n")
    with pytest.raises(FormatterError, match=r"`a\.ori`"):
        format_source("@f () -> int = 1;\n", "a.ori")
