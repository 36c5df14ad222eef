"""Damaged programs: nothing crashes, nothing is lost, and what is right of them still runs."""

from pathlib import Path
from random import Random

import pytest
from corpus import FILES, REPOSITORY, item_texts, named, text_of
from examination import Examiner, examine_item
from mutation import mutate

from ori_compiler.syntax.splitter import split_items

SEED = 20_261_123
SHARDS = 8


def check_items(seed: int, count: int) -> None:
    """The form alone: many items, each damaged."""
    random = Random(seed)
    items = [text for _, text in item_texts()]
    messages = 0
    for _ in range(count):
        text = mutate(random.choice(items), random.choice(items), random)
        found = examine_item(text)
        assert found <= 25, text
        messages += found
    assert messages < 3 * count, "one mistake provokes too many messages"


def check_programs(files: list[Path], seed: int, count: int) -> None:
    """The whole front end and the interpreter: one item of a file damaged at a time, in one session for each file."""
    random = Random(seed)
    items = item_texts()
    examiners: dict[Path, Examiner] = {}
    for _ in range(count):
        path = random.choice(files)
        text, name = text_of(path), named(path)
        item = random.choice([text for id_, text in items if id_.path == name])
        damaged = text.replace(item, mutate(item, random.choice(items)[1], random), 1)
        if random.random() < 0.02 or path not in examiners:
            examiners[path] = Examiner()
        try:
            examiners[path].examine(name, damaged)
        except Exception as error:
            error.add_note(f"in {name}:\n{damaged}")
            raise


def test_every_item_is_parsed_without_loss() -> None:
    library = (REPOSITORY / "ori_compiler").rglob("*.ori")
    texts = [text for _, text in item_texts()]
    texts += [item.text for path in library for item in split_items(named(path), text_of(path))]
    for text in texts:
        examine_item(text)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_damaged_items_are_parsed_without_loss(shard: int) -> None:
    """A hundred thousand of them altogether."""
    check_items(SEED + shard, 100_000 // SHARDS)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_damaged_programs_are_checked_and_executed(shard: int) -> None:
    check_programs(list(FILES[shard::SHARDS]), SEED + shard, 200)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_many_damaged_items_are_parsed_without_loss(seed: int) -> None:
    check_items(seed, 20_000)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_many_damaged_programs_are_checked_and_executed(seed: int) -> None:
    check_programs(list(FILES), seed, 10_000)
