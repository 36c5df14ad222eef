"""The tests of a file: what is written as one, and what its attributes ask for."""

from collections.abc import Iterable, Sequence

import msgspec

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast


class TestCase(msgspec.Struct, frozen=True):
    """A test of a file.

    `skipped` says why it is not run; `expected_panic` is a part of the message it must panic with.
    """

    item: ItemId
    name: str
    line: int
    skipped: str | None
    expected_panic: str | None


def find_tests(pipeline: CompilationPipeline, path: str) -> tuple[TestCase, ...]:
    """The tests that a file declares, and the examples in its comments; each in order."""
    found: list[TestCase] = []
    for item in (*pipeline.items(path), *pipeline.examples(path)):
        if item.kind not in (ItemKind.TEST, ItemKind.EXAMPLE):
            continue
        syntax = pipeline.database.item_syntax(item).item
        if not isinstance(syntax, ast.TestItem):
            continue
        attributes = {attribute.name: attribute.arguments for attribute in syntax.attributes}
        line = pipeline.database.workspace.origins[item].location(syntax.name.span).line
        skipped = "".join(attributes["skip"]) if "skip" in attributes else None
        expected = "".join(attributes["fail"]) if "fail" in attributes else None
        name = item.name if item.kind is ItemKind.TEST else f"example of {item.name}"
        found.append(TestCase(item, name, line, skipped, expected))
    return tuple(found)


def selected_tests(tests: Iterable[TestCase], filters: Sequence[str]) -> list[TestCase]:
    """The tests whose name or file contains one of the texts; all, without any."""
    return [
        test for test in tests if not filters or any(part in test.name or part in test.item.path for part in filters)
    ]
