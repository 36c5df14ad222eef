"""The tests of a file: what is written as one, and what its attributes ask for."""

from collections.abc import Iterable, Sequence

import msgspec

from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast


class TestCase(msgspec.Struct, frozen=True):
    """A test of a file.

    `skipped` says why it is not run; `expected_panic` is a part of the message it must panic with. One that must not
    compile is not run either: `expected_errors` are parts of messages that the compiler must have for it.
    """

    item: ItemId
    name: str
    line: int
    skipped: str | None
    expected_panic: str | None
    expected_errors: tuple[str, ...] = ()
    is_attached: bool = False


def find_tests(pipeline: CompilationPipeline, path: str) -> tuple[TestCase, ...]:
    """The tests that a file declares, and the examples in its comments; each in order."""
    found: list[TestCase] = []
    for item in (*pipeline.items(path), *pipeline.examples(path)):
        if item.kind not in (ItemKind.TEST, ItemKind.EXAMPLE) or not pipeline.database.is_active(item):
            continue
        syntax = pipeline.database.item_syntax(item).item
        if not isinstance(syntax, ast.TestItem):
            continue
        line = pipeline.database.workspace.origins[item].location(syntax.name.span).line
        skipped, panics, errors = (_texts(syntax, name) for name in ("skip", "fail", "compile_fail"))
        name = item.name if item.kind is ItemKind.TEST else f"example of {item.name}"
        found.append(TestCase(item, name, line, _last(skipped), _last(panics), errors, bool(syntax.targets)))
    return tuple(found)


def _texts(test: ast.TestItem, attribute: str) -> tuple[str, ...]:
    """What each of the attributes of one name says."""
    return tuple("".join(each.arguments) for each in test.attributes if each.name == attribute)


def _last(texts: tuple[str, ...]) -> str | None:
    return texts[-1] if texts else None


def selected_tests(tests: Iterable[TestCase], filters: Sequence[str], *, only_attached: bool = False) -> list[TestCase]:
    """The tests whose name or file contains one of the texts; all, without any.

    `only_attached` leaves out floating tests. An example is attached to what it documents.
    """
    return [
        test
        for test in tests
        if (not filters or any(part in test.name or part in test.item.path for part in filters))
        and (not only_attached or test.is_attached or test.item.kind is ItemKind.EXAMPLE)
    ]
