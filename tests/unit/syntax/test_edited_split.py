"""A text that was edited is cut like one that was always so, and only near the edit."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ori_compiler.syntax.splitter import Section, SplitText
from tests.generators.strategies import FileSource, files, seeded_file

PIECES = (
    "", "", "x", " ", "\n", "\r", "\r\n", "`", "`", "`;", "{", "}", "(", ")", "[", "]", '"', "'", ";", "//", "// c\n",
    "\\", "\n@f () -> int = 1;", "\ntype T = A;", "\nlet $a = 1;", "\n$a", "\n}", "\n//", "\nimpl A {", "\n#skip(",
    "\n#a", "pub ", "\n@s () -> str = `a {b} \n@g `;", "@", "t", "\n\n", '"`"', "u{", "{{", ":", "é",
)  # fmt: skip
edits = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES)), min_size=1, max_size=8)


def cut(split: SplitText) -> list[tuple[int, object]]:
    return [(section.start, section.chunk) for section in split.sections]


def check_edits(text: str, changes: list[tuple[float, int, str]]) -> None:
    split = SplitText(text)
    for place, removed, piece in changes:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + removed :]
        before = list(split.sections)
        replaced = split.edit(text)
        fresh = SplitText(text)
        assert cut(split) == cut(fresh)
        assert "".join(text[s.start : s.start + s.chunk.length] for s in split.sections) == text
        check_replacement(before, split.sections, replaced.first, list(replaced.old), list(replaced.new))


def check_replacement(
    before: list[Section], after: list[Section], first: int, old: list[Section], new: list[Section]
) -> None:
    """What is not told to be replaced is the very same section as before."""
    assert before[first : first + len(old)] == old
    assert after[first : first + len(new)] == new
    assert before[:first] + before[first + len(old) :] == after[:first] + after[first + len(new) :]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(files(), edits)
def test_an_edited_text_is_cut_like_a_new_one(source: FileSource, changes: list[tuple[float, int, str]]) -> None:
    check_edits(source.text, changes)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=30), edits)
def test_so_is_a_text_that_makes_no_sense(pieces: list[str], changes: list[tuple[float, int, str]]) -> None:
    check_edits("".join(pieces), changes)


def check_seed(seed: int) -> None:
    random = Random(seed)
    text = seeded_file(seed, most_items=20).text
    changes = [(random.random(), random.randrange(40), random.choice(PIECES)) for _ in range(10)]
    check_edits(text, [(place, removed if random.random() < 0.3 else 0, piece) for place, removed, piece in changes])


@pytest.mark.parametrize("shard", range(4))
def test_seeded_edits(shard: int) -> None:
    for seed in range(100 * shard, 100 * (shard + 1)):
        check_seed(seed)


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(20))
def test_many_edits(shard: int) -> None:
    for seed in range(2_000 * shard, 2_000 * (shard + 1)):
        check_seed(1_000_000 + seed)


def test_a_keystroke_cuts_a_few_items_however_many_there_are() -> None:
    text = "".join(f"@f{n} () -> str = {{\n    `{{n}}`\n}}\n\n// about it\n" for n in range(2_000))
    split = SplitText(text)
    at = text.index("@f1000") + 25
    for character in "let x = `a`; ":
        text = text[:at] + character + text[at:]
        replaced = split.edit(text)
        assert len(replaced.old) <= 2
        assert len(replaced.new) <= 2
        at += 1


def test_an_equal_text_cuts_nothing() -> None:
    text = "@f () -> int = 1;\n@g () -> int = 2;\n"
    replaced = SplitText(text).edit(text)
    assert (replaced.old, replaced.new) == ((), ())
