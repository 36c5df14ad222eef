"""What an item declares is the same whether or not its bodies are looked at."""

from random import Random

import pytest

from ori_compiler.database.parsed_item import parsed_item
from ori_compiler.resolve.header import header_of
from ori_compiler.resolve.outline import Outline, outline
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax.without_bodies import without_bodies
from tests.corpus import item_texts
from tests.mutation import mutate


def whole(text: str, kind: ItemKind) -> tuple[Outline, bool]:
    """The outline as the whole item tells it, and whether the item is well formed."""
    parsed = parsed_item(text, kind)
    return Outline(header_of(parsed.item), parsed.conditions), not parsed.problems


@pytest.mark.parametrize(
    ("kind", "text", "short"),
    [
        (ItemKind.FUNCTION, "@f (n: int = 3) -> int = n == 2;", "@f (n: int = 3) -> int = 0;"),
        (
            ItemKind.FUNCTION,
            '#skip("=") // = \n@f (n: int) -> int if n <= 2 = { n }',
            '#skip("=") // = \n@f (n: int) -> int if n <= 2 = 0;',
        ),
        (
            ItemKind.TEST,
            '@t tests @f () -> void = assert_eq(actual: `{f()}`, expected: "=");',
            "@t tests @f () -> void = 0;",
        ),
        (
            ItemKind.IMPL,
            "impl A { type T = int; $C: int = 1; @a (self) -> int = match 1 { 1 -> { 1; } }\n @b () -> int = 12;}",
            "impl A { type T = int; $C: int = 0; @a (self) -> int = 0;\n @b () -> int = 0;}",
        ),
        (
            ItemKind.TRAIT,
            "trait A { @a (self) -> int; @b (self) -> str = `{self.a()}`; }",
            "trait A { @a (self) -> int; @b (self) -> str = 0; }",
        ),
        (ItemKind.IMPL, 'impl A { @a (self) -> str = `{f("}")}`; }', None),
        (ItemKind.TYPE, "type A = { a: int }", None),
        (ItemKind.CONSTANT, "let $f = (a: int) -> int = 1;", None),
    ],
)
def test_bodies_are_left_out(kind: ItemKind, text: str, short: str | None) -> None:
    assert without_bodies(text, kind) == short


def test_every_item_declares_the_same_without_its_bodies() -> None:
    shortened = 0
    for item, text in item_texts():
        expected, is_well_formed = whole(text, item.kind)
        shortened += is_well_formed and without_bodies(text, item.kind) is not None
        assert outline(text, item.kind) == expected or not is_well_formed, f"{item}:\n{text}"
    assert shortened > len(item_texts()) / 2


@pytest.mark.parametrize("seed", range(8))
def test_damaged_items_that_are_well_formed_declare_the_same(seed: int) -> None:
    random = Random(seed)
    items: tuple[tuple[ItemId, str], ...] = item_texts()
    for item, text in random.sample(items, 400):
        damaged = mutate(text, random.choice(items)[1], random)
        expected, is_well_formed = whole(damaged, item.kind)
        found = outline(damaged, item.kind)
        assert found == expected or not is_well_formed, damaged
