"""Operators that stand for methods which somebody wrote: mentions of a method without its name.

They are found apart from names, because nobody can rename an operator.
"""

from collections.abc import Iterator
from typing import Final

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.implementations import implemented
from ori_compiler.ide.meanings import meanings_at
from ori_compiler.ide.occurrences import Access, Files, Occurrence, place_of_token
from ori_compiler.ide.position import items_of, place_at
from ori_compiler.ide.target import Member, Target
from ori_compiler.resolve.module_path import is_library
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast
from ori_compiler.types.inference.operators import TRAITS, UNARY_TRAITS

_TEXTS: Final[dict[str, tuple[str, ...]]] = {
    **{method: (operator.value, f"{operator.value}=") for operator, (_, method) in TRAITS.items()},
    **{method: (operator.value,) for operator, (_, method) in UNARY_TRAITS.items()},
    "index": ("[",),
}
"""How each method of a trait of the prelude can be written."""


def operator_at(database: CompilerDatabase, path: str, offset: int) -> Target | None:
    """The method that the operator at an offset stands for."""
    place = place_at(database, path, offset)
    if place is None or not isinstance(place.node, (ast.Binary, ast.Unary, ast.Assign, ast.Index)):
        return None
    return next(iter(meanings_at(database, place)), None)


def operator_occurrences(database: CompilerDatabase, target: Target, files: Files) -> Iterator[Occurrence]:
    """Where a method is called by an operator; in files that are known or mention the type that has it."""
    if not isinstance(target, Member) or target.member.name not in _TEXTS:
        return
    head = implemented(database, target.member)
    definition = database.impl(target.item)
    if head is None or definition is None or not is_library(head.item.path):
        return
    texts = _TEXTS[target.member.name]
    for path in files(database.pool.name(definition.type).partition("<")[0]):
        for item in items_of(database, path):
            database.engine.check_cancelled()
            yield from _in_item(database, target, path, item, texts)


def _in_item(
    database: CompilerDatabase, target: Target, path: str, item: ItemId, texts: tuple[str, ...]
) -> Iterator[Occurrence]:
    for index, text in enumerate(database.item_syntax(item).tree.tokens.texts):
        if text in texts:
            at, place = place_of_token(database, item, index)
            if target in meanings_at(database, place):
                yield Occurrence(path, at, place, Access.TEXT, is_declaration=False)
