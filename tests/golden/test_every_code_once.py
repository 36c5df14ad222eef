"""One file with a mistake of nearly every kind: each is told once, at its place, and hides or causes no other."""

import os
from collections import Counter
from pathlib import Path
from typing import Final

from ori_compiler import CompilationPipeline
from ori_compiler.diagnostics.render.terminal import render

PROGRAM: Final = Path(__file__).parent / "every_code_once.ori"


def pipeline() -> CompilationPipeline:
    return CompilationPipeline.from_sources({"main.ori": PROGRAM.read_text(encoding="utf-8")})


def test_the_messages_are_as_agreed() -> None:
    checked = pipeline()
    found = render(checked.check(), checked.origins)
    expected = PROGRAM.with_suffix(".txt")
    if os.environ.get("UPDATE_GOLDEN") == "1":
        expected.write_bytes(found.encode("utf-8"))
    assert found == expected.read_bytes().decode("utf-8")


def test_each_mistake_is_told_once() -> None:
    times = Counter(diagnostic.code for diagnostic in pipeline().check())
    assert {code: count for code, count in times.items() if count != 1} == {}
    assert len(times) > 90
