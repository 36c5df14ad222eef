"""One mistake gives one message: the programs of the repository, each with one mistake at a time."""

from pathlib import Path
from random import Random

import pytest
from corpus import PROGRAMS, text_of
from mistakes import Change, Mistake, mistakes

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.diagnostics.render.terminal import render
from ori_compiler.driver.loading import normal_path
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId
from ori_compiler.types.typed_body import TypedBody

SEED = 20_261_126
SHARDS = 4


def bodies(pipeline: CompilationPipeline, item: ItemId, syntax: ast.Item) -> tuple[TypedBody, ...]:
    """The checked bodies of an item."""
    match syntax:
        case ast.FunctionItem() | ast.TestItem() | ast.ConstantItem():
            return (pipeline.database.typed_body(item),)
        case ast.ImplItem(members=members) | ast.TraitItem(members=members) | ast.ExtendItem(members=members):
            methods = (member for member in members if isinstance(member, ast.Method) and member.body is not None)
            return tuple(pipeline.database.typed_body(MemberId(item, method.name.text)) for method in methods)
        case _:
            return ()


def possible(pipeline: CompilationPipeline, path: str, text: str) -> list[Mistake]:
    """Every mistake that can be made in a file."""
    found: list[Mistake] = []
    for item in pipeline.items(path):
        syntax = pipeline.database.item_syntax(item).item
        offset = pipeline.origins[item].offset
        found += mistakes(item, text[offset:], syntax, bodies(pipeline, item, syntax))
    return found


def begins(pipeline: CompilationPipeline, diagnostic: Diagnostic, offset: int) -> int:
    """Where a message begins, counted from what was the start of the changed item."""
    at = diagnostic.primary.at
    return pipeline.origins[at.item].offset + at.span.start - offset


def told_well(pipeline: CompilationPipeline, change: Change, errors: list[Diagnostic], offset: int) -> bool:
    """Whether the errors are those that the change asks for."""
    if not errors:
        return change.may_be_right
    if change.is_one and len(errors) > 1:
        return False
    end = max(change.around.end, change.at.start + len(change.text))
    places = [begins(pipeline, error, offset) for error in errors]
    return all(
        error.code in change.codes.split() and "<error>" not in error.message and change.around.start <= place <= end
        for error, place in zip(errors, places, strict=True)
    )


def check_file(file: Path, random: Random, count: int) -> int:
    """Makes some of the mistakes that a file allows, one at a time; how many there were."""
    path, text = normal_path(file), text_of(file)
    pipeline = CompilationPipeline.from_paths([file])
    if pipeline.errors([path]):
        # A few programs are wrong on purpose.
        return 0
    all_ = possible(pipeline, path, text)
    chosen = random.sample(all_, min(count, len(all_)))
    offsets = {mistake.item: pipeline.origins[mistake.item].offset for mistake in chosen}
    for mistake in chosen:
        change, offset = mistake.change, offsets[mistake.item]
        changed = text[: offset + change.at.start] + change.text + text[offset + change.at.end :]
        pipeline.set_source(path, changed)
        found = [diagnostic for diagnostic in pipeline.check([path]) if diagnostic.severity is Severity.ERROR]
        shown = f"{path}: {change.kind}\n{render(found[:4], pipeline.origins)}"
        assert told_well(pipeline, change, found, offset), shown
        if not found:
            tests = [item for item in pipeline.items(path) if item.kind is ItemKind.TEST]
            assert all(pipeline.program((test,)) is not None for test in tests[:2]), shown
    return len(chosen)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_one_mistake_is_told_once(shard: int) -> None:
    random = Random(SEED + shard)
    assert sum(check_file(file, random, 5) for file in PROGRAMS[shard::SHARDS]) > 100


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_many_mistakes_are_told_once(seed: int) -> None:
    random = Random(seed)
    assert sum(check_file(file, random, 40) for file in PROGRAMS) > 1_000
