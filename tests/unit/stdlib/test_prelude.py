"""The prelude is a module like any other: checked, laid out, and used in full by the language tests."""

import re
from pathlib import Path

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.driver.formatting import Formatted, format_source
from ori_compiler.resolve.module_path import prelude_path
from ori_compiler.source.item_id import ItemId
from ori_compiler.stdlib import prelude_texts
from ori_compiler.syntax import ast

LANGUAGE_TESTS = Path(__file__).parent.parent.parent / "language"


def prelude_items(database: CompilerDatabase) -> list[ItemId]:
    """The items of all files of the prelude."""
    return [item for name in prelude_texts() for item in database.workspace.module_items.get(prelude_path(name))]


def test_nothing_is_wrong_with_the_prelude() -> None:
    database = CompilerDatabase()
    items = prelude_items(database)
    assert len(items) > 200
    assert [(item, found.code, found.message) for item in items for found in database.item_errors(item)] == []


def test_the_prelude_is_laid_out() -> None:
    for name, text in prelude_texts().items():
        laid_out = format_source(text)
        assert isinstance(laid_out, Formatted)
        assert laid_out.text == text, name


def test_every_method_of_a_built_in_type_is_used_by_a_language_test() -> None:
    database = CompilerDatabase()
    used = set()
    for path in LANGUAGE_TESTS.rglob("*.ori"):
        used |= set(re.findall(r"\.(\w+)(?:<[^>]*>)?\(", path.read_text(encoding="utf-8")))
    unused = []
    for item in prelude_items(database):
        syntax = database.item_syntax(item).item
        if isinstance(syntax, ast.ImplItem) and syntax.trait is None:
            names = [member.name.text for member in syntax.members if isinstance(member, ast.Method)]
            unused += [name for name in names if name not in used and not name.startswith("_")]
    assert set(unused) <= INTERNAL


INTERNAL = {"empty", "from_entries"}
"""Functions that only the compiler calls, for literals and comprehensions."""
