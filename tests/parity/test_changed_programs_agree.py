"""Programs of the repository with some names and literals put in each other's place.

Whatever still checks and ends does the same interpreted and compiled.
"""

from pathlib import Path
from random import Random

import pytest
from corpus import CHECKED, item_texts, named, text_of
from mutation import swap_names
from test_backends_agree import comparable

from ori_compiler import CompilationPipeline
from ori_compiler.backend.runtime_library import RuntimeLibrary, load_runtime_library
from ori_compiler.driver.execution import interpret
from ori_compiler.driver.results import Backend, Failed
from ori_compiler.eval.interpreter import StepLimitExceededError, step_limit
from ori_compiler.source.item_id import ItemKind

STEPS = 20_000


def changed(random: Random) -> tuple[Path, str]:
    """A file with one item changed so that it is still well formed."""
    path = random.choice([path for path in CHECKED if " tests " in text_of(path)])
    text = text_of(path)
    item = random.choice([text for id_, text in item_texts() if id_.path == named(path)])
    return path, text.replace(item, swap_names(item, random), 1).replace("#fail(", "//(")


def agrees(path: Path, text: str) -> bool:
    """Compares the outcomes of all tests; False if there is nothing to compare."""
    pipeline = CompilationPipeline.from_paths([path])
    pipeline.set_source(path, text)
    if pipeline.errors([path]):
        return False
    expected = []
    for item in pipeline.items(path):
        if item.kind is ItemKind.TEST:
            program = pipeline.program((item,))
            assert program is not None
            try:
                finished = interpret(pipeline.database, program, item, checkpoint=step_limit(STEPS))
            except StepLimitExceededError:
                return False
            expected.append((item.name, finished.output, comparable(finished.panic)))
    if not expected:
        return False
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    before = runtime.live_objects()
    results = pipeline.test([path], backend=Backend.JIT)
    assert not isinstance(results, Failed)
    compiled = [
        (result.name, result.output, comparable(result.panic))
        for result in results
        if result.status.value != "skipped" and not result.is_example
    ]
    skipped = {result.name for result in results if result.status.value == "skipped"}
    assert compiled == [outcome for outcome in expected if outcome[0] not in skipped], text
    assert runtime.live_objects() == before, text
    return True


def check(seed: int, count: int) -> None:
    random = Random(seed)
    compared = 0
    while compared < count:
        compared += agrees(*changed(random))


@pytest.mark.parametrize("seed", range(4))
def test_changed_programs_agree(seed: int) -> None:
    check(seed, 12)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1040))
def test_many_changed_programs_agree(seed: int) -> None:
    check(seed, 100)
