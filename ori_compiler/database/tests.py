"""Tests as declarations: their targets, and those that ask for a compile error."""

from typing import TYPE_CHECKING

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.errors import UnknownTestTarget
from ori_compiler.resolve.scope import BrokenEntity, FunctionEntity
from ori_compiler.resolve.similar import closest
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def must_not_compile(database: "CompilerDatabase", item: ItemId) -> bool:
    """Whether an item is a test with `#compile_fail`: what is wrong with it is its own affair."""
    if item.kind is not ItemKind.TEST:
        return False
    syntax = database.item_syntax(item).item
    return isinstance(syntax, ast.TestItem) and any(a.name == "compile_fail" for a in syntax.attributes)


def test_errors(database: "CompilerDatabase", item: ItemId) -> tuple[Diagnostic, ...]:
    """Everything that compiling a test has to say, in source order."""
    errors = PhaseErrors()
    syntax = database.item_syntax(item).item
    if isinstance(syntax, ast.TestItem):
        check_test_targets(database, item, syntax, errors)
    return (*errors.diagnostics, *database.item_errors(item))


def check_test_targets(database: "CompilerDatabase", item: ItemId, syntax: ast.TestItem, errors: PhaseErrors) -> None:
    """What a test says that it tests has to be a function."""
    environment = database.environment(item.path)
    for target in syntax.targets:
        entity = environment.lookup_value(target.text)
        if not isinstance(entity, (FunctionEntity, BrokenEntity)):
            scope = database.scope(item.path)
            functions = [name for name, e in scope.values.items() if isinstance(e, FunctionEntity)]
            errors.emit(UnknownTestTarget(target.text, ItemSpan(item, target.span), closest(target.text, functions)))


def tested_functions(database: "CompilerDatabase", path: str) -> set[ItemId]:
    """The functions that tests of a module are attached to, skipped ones included."""
    environment = database.environment(path)
    found: set[ItemId] = set()
    for item in database.active_items(path):
        syntax = database.item_syntax(item).item if item.kind is ItemKind.TEST else None
        for target in syntax.targets if isinstance(syntax, ast.TestItem) else ():
            entity = environment.lookup_value(target.text)
            if isinstance(entity, FunctionEntity):
                found.add(entity.item)
    return found


def is_test_file(path: str) -> bool:
    """Whether a file holds nothing but tests and what they need: `…/_test/….test.ori`."""
    *folders, name = path.split("/")
    return name.endswith(".test.ori") and "_test" in folders


def functions_to_test(database: "CompilerDatabase", path: str) -> list[ItemId]:
    """The functions of a module that have to have a test: not what the system calls, not what tests themselves need."""
    if is_test_file(path):
        return []
    found: dict[ItemId, None] = {}
    for item in database.active_items(path):
        syntax = database.item_syntax(item).item
        is_function = isinstance(syntax, ast.FunctionItem) and not syntax.is_constant
        if is_function and item.name not in ("main", "panic"):
            found[database.clauses(item)[0]] = None
    return list(found)
