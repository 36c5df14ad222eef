"""Whatever the grammar allows is parsed without a word, into the tree that was meant, and nothing of it is lost."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nodes import kinds_by_extent
from productions_table import CONTEXTS

from ori_compiler.source.stack import reserve_stack
from ori_compiler.syntax.parser import parse_item
from ori_compiler.syntax.splitter import split_items
from ori_compiler.syntax.tree import leaves, source_of
from tests.generators import strategies
from tests.generators.layout import Source
from tests.generators.strategies import FileSource, seeded_file, seeded_item

# Hypothesis measures the stack that is left; what the parser reserves for itself is reserved before.
reserve_stack()

ORDINARY = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


def check_item(source: Source) -> None:
    """Parses an item: no problem, the tokens and nodes that were generated, and the same text again."""
    tree = parse_item(source.text)
    assert source_of(tree) == source.text
    assert list(leaves(tree.root)) == list(range(len(tree.tokens.kinds)))
    assert tuple(tree.tokens.texts[:-1]) == source.tokens
    assert [problem.message for problem in tree.problems if not problem.is_warning] == []
    kinds = kinds_by_extent(tree)
    for extent in source.extents:
        read = kinds.get((extent.first, extent.last), set())
        text = " ".join(source.tokens[extent.first : extent.last + 1])
        assert extent.name in read, f"`{text}` is a {extent.name}, read as {read or 'parts of others'}"


def check_file(source: FileSource) -> None:
    """Splits a file into exactly the items it was made of, and checks these."""
    items = split_items("main.ori", source.text)
    assert [item.text for item in items] == [item.text for item in source.items]
    for item in items:
        assert source.text[item.offset : item.offset + len(item.text)] == item.text


@ORDINARY
@given(strategies.items())
def test_items(source: Source) -> None:
    check_item(source)


@pytest.mark.parametrize(
    ("context", "strategy"),
    [
        ("expression", strategies.expressions()),
        ("type", strategies.types()),
        ("pattern", strategies.patterns()),
        ("statement", strategies.statements()),
        ("let", strategies.let_patterns()),
        ("fallible let", strategies.fallible_patterns()),
    ],
)
def test_parts_of_items(context: str, strategy: st.SearchStrategy[Source]) -> None:
    contexts = {
        **CONTEXTS,
        "let": ("@it () -> void = { let ", " = a; }"),
        "fallible let": ("@it () -> void = { let? ", " = a; }"),
    }
    before, after = contexts[context]

    @ORDINARY
    @given(strategy)
    def check(source: Source) -> None:
        tree = parse_item(before + source.text + after)
        assert source_of(tree) == before + source.text + after
        assert [problem.message for problem in tree.problems if not problem.is_warning] == []

    check()


@ORDINARY
@given(strategies.files())
def test_files_are_split_into_their_items(source: FileSource) -> None:
    check_file(source)


@pytest.mark.parametrize("shard", range(4))
def test_seeded_items(shard: int) -> None:
    for seed in range(600 * shard, 600 * (shard + 1)):
        check_item(seeded_item(seed))


@pytest.mark.soak
@pytest.mark.parametrize("shard", range(20))
def test_many_items_and_files(shard: int) -> None:
    for seed in range(5_000 * shard, 5_000 * (shard + 1)):
        check_item(seeded_item(seed))
        check_file(seeded_file(seed))
