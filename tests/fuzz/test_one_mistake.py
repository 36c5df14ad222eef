"""One mistake gives one message: the programs of the repository, each with one mistake at a time."""

from pathlib import Path
from random import Random

import msgspec
import pytest
from corpus import CHECKED, text_of
from mistakes import Change, Source, changes

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


def possible(pipeline: CompilationPipeline, path: str, text: str) -> list[Change]:
    """Every mistake that can be made in a file; its places count from the start of the file."""
    found: list[Change] = []
    for item in pipeline.items(path):
        syntax = pipeline.database.item_syntax(item).item
        origin = pipeline.origins[item]
        for change in changes(syntax, bodies(pipeline, item, syntax), Source(text, origin)):
            around = origin.absolute(change.around) if change.around is not None else None
            found.append(msgspec.structs.replace(change, at=origin.absolute(change.at), around=around))
    return found


def begins(pipeline: CompilationPipeline, diagnostic: Diagnostic) -> int:
    """Where a message begins in its file."""
    at = diagnostic.primary.at
    return pipeline.origins[at.item].absolute(at.span).start


def is_around(change: Change, place: int) -> bool:
    """Whether something is where a message about a change may be."""
    around = change.around
    return around is None or around.start <= place <= max(around.end, change.at.start + len(change.text))


def told_well(pipeline: CompilationPipeline, change: Change, errors: list[Diagnostic]) -> bool:
    """Whether the errors are those that the change asks for."""
    if not errors:
        return change.may_be_right
    if change.is_one and len(errors) > 1:
        return False
    return all(
        error.code in change.codes.split()
        and "<error>" not in error.message
        and is_around(change, begins(pipeline, error))
        for error in errors
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
    for change in chosen:
        pipeline.set_source(path, text[: change.at.start] + change.text + text[change.at.end :])
        found = [diagnostic for diagnostic in pipeline.check([path]) if diagnostic.severity is Severity.ERROR]
        shown = f"{path}: {change.kind}\n{render(found[:4], pipeline.origins)}"
        assert told_well(pipeline, change, found), shown
        if not found:
            tests = [item for item in pipeline.items(path) if item.kind is ItemKind.TEST]
            assert all(pipeline.program((test,)) is not None for test in tests[:2]), shown
    return len(chosen)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_one_mistake_is_told_once(shard: int) -> None:
    random = Random(SEED + shard)
    assert sum(check_file(file, random, 5) for file in CHECKED[shard::SHARDS]) > 100


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_many_mistakes_are_told_once(seed: int) -> None:
    random = Random(seed)
    assert sum(check_file(file, random, 40) for file in CHECKED) > 1_000
