"""Random programs over numbers, texts, collections and closures, and what the backends make of them.

Each file holds many programs, because the backends are quicker on one large module than on many small ones.
"""

from pathlib import Path
from random import Random
from typing import Final

from test_backends_agree import Outcome, live_objects, outcomes

from ori_compiler import CompilationPipeline
from ori_compiler.driver.results import Backend
from tests.generators.choices import Seeded
from tests.generators.typed.statements import program
from tests.generators.typed.types import DECLARATIONS

PROGRAMS_PER_FILE: Final = 200


def file_of(seed: int, size: int) -> str:
    """A file of programs; each is a test, so that a panic ends only it."""
    numbers = range(seed * PROGRAMS_PER_FILE, (seed + 1) * PROGRAMS_PER_FILE)
    programs = (f"@p{n} tests _ () -> void = {{\n    {program(Seeded(Random(n)), size)}\n}};\n" for n in numbers)
    return "\n".join([DECLARATIONS, *programs])


def difference(expected: list[Outcome], found: list[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """The programs that did something else."""
    return [pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1]]


def check(seed: int, size: int) -> None:
    """Compares the outcomes of one file's programs."""
    path = Path("random.ori")
    pipeline = CompilationPipeline.from_sources({"random.ori": file_of(seed, size)})
    assert [error.message for error in pipeline.errors([path])] == []
    expected = outcomes(pipeline, path, Backend.INTERPRETER)
    before = live_objects()
    assert difference(expected, outcomes(pipeline, path, Backend.JIT)) == []
    assert live_objects() == before
    assert difference(expected, outcomes(pipeline, path, Backend.AOT)) == []
