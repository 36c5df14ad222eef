"""What holds for every source: laid out once is laid out for good, nothing is lost, nothing sticks out."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from laid_out import check_layout, formatted

from ori_compiler.driver.formatting import Formatted, format_source
from ori_compiler.source.stack import reserve_stack
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.lexer import lex
from ori_compiler.syntax.splitter import split_items
from tests.generators.strategies import FileSource, files, seeded_file, seeded_item

reserve_stack()

REPOSITORY = Path(__file__).parents[3]
SOURCES = sorted(path for path in REPOSITORY.rglob("*.ori") if "node_modules" not in path.parts)
PARSED = [path for path in SOURCES if isinstance(format_source(path.read_bytes(), str(path)), Formatted)]


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def test_there_are_sources_to_look_at() -> None:
    assert len(PARSED) > 100


@pytest.mark.parametrize("path", PARSED, ids=name_of)
def test_every_source_of_the_repository(path: Path) -> None:
    check_layout(path.read_bytes().decode("utf-8"))


@pytest.mark.parametrize("path", PARSED, ids=name_of)
def test_what_stood_between_tokens_does_not_matter(path: Path) -> None:
    """White space is replaced at random; only what has a meaning to people, blank lines and comments, is kept."""
    text = formatted(path.read_bytes().decode("utf-8"))
    spaced = respaced(text, random.Random(path.stem))
    assert formatted(spaced) == text


def respaced(text: str, choices: random.Random) -> str:
    """The text with other white space within lines. Line ends stay: some stand before comments and blank lines."""
    out: list[str] = []
    end = 0
    for item in split_items("test.ori", text):
        out.append(text[end : item.offset])
        end = item.offset + len(item.text)
        tokens, _ = lex(item.text)
        holes = 0
        for kind, prefix, token in zip(tokens.kinds, tokens.prefixes, tokens.texts, strict=True):
            gap = prefix if holes or "//" in prefix else respaced_gap(prefix, choices)
            # A `@` that is first on its line begins a function.
            out += (" " if kind == k.AT and "\n" in gap and "\n" not in prefix else gap, token)
            holes += (kind == k.TEMPLATE_HEAD) - (kind == k.TEMPLATE_TAIL)
    return "".join(out) + text[end:]


def respaced_gap(prefix: str, choices: random.Random) -> str:
    if "\n" in prefix:
        blank = "\n" if prefix.count("\n") > 1 else ""
        # In column one something else could seem to begin.
        indent = choices.choice((" ", "   ", "\t", " " * 12)) if not prefix.endswith("\n") else ""
        return f"{' ' * choices.randrange(2)}\n{blank}{indent}"
    return choices.choice((" ", "  ", "\t", "\n    ", " \n \t")) if prefix else ""


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(files())
def test_whatever_the_grammar_allows(source: FileSource) -> None:
    if isinstance(format_source(source.text, "test.ori"), Formatted):
        check_layout(source.text)


@pytest.mark.parametrize("part", range(4))
def test_many_random_files(part: int) -> None:
    count = sum(check_seed(seed) for seed in range(part * 150, (part + 1) * 150))
    assert count > 100


@pytest.mark.soak
@pytest.mark.parametrize("part", range(100))
def test_very_many_random_files(part: int) -> None:
    assert sum(check_seed(seed) for seed in range(1_000_000 + part * 1_000, 1_000_000 + (part + 1) * 1_000)) > 700


def check_seed(seed: int) -> bool:
    """Checks the file of a seed; false if it cannot be read."""
    check_if_read(seeded_item(seed).text)
    return check_if_read(seeded_file(seed).text)


def check_if_read(text: str) -> bool:
    if not isinstance(format_source(text, "test.ori"), Formatted):
        return False
    check_layout(text)
    return True


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(PARSED), st.integers(0, 2**32))
def test_comments_anywhere_between_lines_are_kept(path: Path, seed: int) -> None:
    text = formatted(path.read_bytes().decode("utf-8"))
    choices = random.Random(seed)
    lines: list[str] = []
    for line in text.split("\n")[:-1]:
        if choices.random() < 0.2 and line.startswith(" "):
            lines.append(f"{' ' * choices.randrange(1, 9)}// {choices.randrange(1000)}")
        trailing = choices.random() < 0.1 and line and not line.lstrip().startswith(("//", "#"))
        lines.append(f"{line} //{choices.randrange(1000)}" if trailing else line)
    check_layout("\n".join(lines) + "\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_stay_what_they_are(end: str) -> None:
    text = "@f()->int=`a\n b`.size;\n// c\n@g () -> int = 1;\n"
    expected = "@f () -> int = `a\n b`.size;\n\n// c\n@g () -> int = 1;\n"
    assert formatted(text.replace("\n", end)) == expected.replace("\n", end)


def test_the_first_line_end_wins() -> None:
    assert formatted("let $a = 1;\r\nlet $b = 2;\nlet $c = 3;\r") == "let $a = 1;\r\nlet $b = 2;\r\nlet $c = 3;\r\n"
    assert formatted("let $a = 1;\nlet $b = 2;\r\n") == "let $a = 1;\nlet $b = 2;\n"
    assert formatted("let $a = 1;") == "let $a = 1;\n"


@pytest.mark.parametrize("text", ["", "\n\n", " \n\t\n"])
def test_nothing_becomes_nothing(text: str) -> None:
    assert formatted(text) == ""


def test_comments_alone_are_kept() -> None:
    assert formatted("\n//a\n\n\n//b") == "// a\n\n// b\n"


def test_what_we_show_and_ship_is_laid_out() -> None:
    shown = [path for path in SOURCES if path.is_relative_to(REPOSITORY / "examples") or path.parent.name == "prelude"]
    assert len(shown) > 5
    for path in shown:
        text = path.read_bytes().decode("utf-8")
        assert formatted(text) == text, f"run `oric fmt {name_of(path)}`"
