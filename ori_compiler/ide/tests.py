"""The tests that a file declares."""

from collections.abc import Iterator

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.position import items_of
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast


class DeclaredTest(msgspec.Struct, frozen=True):
    """A test: `at` is its name (absolute), `targets` are the functions that it is attached to, if any."""

    name: str
    targets: tuple[str, ...]
    at: Span


def declared_tests(database: CompilerDatabase, path: str) -> Iterator[DeclaredTest]:
    """The tests of a file in order, without looking at any body."""
    for item in items_of(database, path):
        syntax = database.item_syntax(item).item
        if isinstance(syntax, ast.TestItem):
            at = database.workspace.origins[item].absolute(syntax.name.span)
            yield DeclaredTest(syntax.name.text, tuple(target.text for target in syntax.targets), at)
