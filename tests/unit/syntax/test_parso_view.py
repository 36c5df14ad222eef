"""The parso view: the same text, sorted positions, and parso's own tools working on it."""

from pathlib import Path

import pytest
from parso.normalizer import Normalizer, NormalizerConfig
from parso.tree import Leaf, Node

from ori_compiler.syntax.parser.items import parse_item
from ori_compiler.syntax.parso_view import MISSING, to_parso
from ori_compiler.syntax.splitter import split_items

REPOSITORY = Path(__file__).parents[3]
BROKEN = (
    "@f (",
    "@f () -> void = { foo(a: ",
    "@f () -> void = { let $x = a. }",
    "@f (a: int, b: -> int = 1;",
    "type Foo = = { x int }",
    '@f () -> str = "open',
    "@f () -> int = match a { 3 -> ",
)


def view(text: str) -> Node:
    return to_parso(parse_item(text))


def positions(root: Node) -> list[tuple[int, int]]:
    found = []
    leaf: Leaf | None = root.get_first_leaf()
    while leaf is not None:
        found.append(leaf.start_pos)
        leaf = leaf.get_next_leaf()
    return found


def test_every_program_of_the_repository_keeps_its_text() -> None:
    files = [*REPOSITORY.glob("tests/language/**/*.ori"), *REPOSITORY.glob("examples/**/*.ori")]
    for path in files:
        for item in split_items(str(path), path.read_text(encoding="utf-8")):
            root = view(item.text)
            assert root.get_code() == item.text
            assert positions(root) == sorted(positions(root))


@pytest.mark.parametrize("text", BROKEN)
def test_broken_items_keep_text_and_order(text: str) -> None:
    root = view(text)
    assert root.get_code() == text
    assert positions(root) == sorted(positions(root))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts(end: str) -> None:
    root = view(end.join(("@f () -> int = {", "  let $wanted = 1;", "  wanted", "}")))
    assert root.get_leaf_for_position((2, 8)).value == "wanted"
    assert root.get_leaf_for_position((3, 4)).value == "wanted"
    assert root.get_leaf_for_position((3, 4)).type == "name"


def test_parents_lead_to_the_production() -> None:
    name = view("@f (count: int) -> int = count;").get_leaf_for_position((1, 5))
    assert name.value == "count"
    assert name.search_ancestor("parameter").get_code() == "count: int"


def test_what_is_missing_has_an_empty_leaf() -> None:
    leaf = view("@f () -> int = 1 + ;").get_leaf_for_position((1, 18))
    assert leaf.value == "+"
    assert leaf.get_next_leaf().type == MISSING
    assert leaf.get_next_leaf().start_pos == (1, 18)


def test_a_normalizer_visits_every_leaf() -> None:
    class Count(Normalizer):
        seen = 0

        def visit_leaf(self, leaf: Leaf) -> str:
            self.seen += 1
            return str(super().visit_leaf(leaf))

    root = view("@f () -> int = 1 + 2;")
    normalizer = Count(None, NormalizerConfig())
    normalizer.walk(root)
    assert normalizer.seen == len(positions(root))
