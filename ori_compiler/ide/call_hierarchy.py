"""Call hierarchy: who mentions a function, and which functions it mentions.

A function that is passed on as a value counts as called there. A method of a trait is called through the trait, so its
callers are those of the whole family.
"""

from collections.abc import Iterator

import msgspec

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.bodies import function_at
from ori_compiler.ide.hierarchy_item import HierarchyItem, hierarchy_item
from ori_compiler.ide.mention import mention_at
from ori_compiler.ide.occurrences import Files, declares, known_files, occurrences, places_of_names, target_at
from ori_compiler.ide.position import Place, place_at
from ori_compiler.ide.references import in_order
from ori_compiler.ide.target import Declared, Member, Target
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import MemberId


class Call(msgspec.Struct, frozen=True):
    """The function at the other end, and the absolute ranges of the mentions, in the file of the caller."""

    item: HierarchyItem
    at: tuple[Span, ...]


def call_item_at(database: CompilerDatabase, path: str, offset: int) -> HierarchyItem | None:
    """The function that is named at an offset, or else the one around it."""
    target = _function_named(database, path, offset) or _function_around(database, path, offset)
    return hierarchy_item(database, target) if target is not None else None


def incoming_calls(database: CompilerDatabase, path: str, offset: int, files: Files | None = None) -> tuple[Call, ...]:
    """Who calls the function that is named at an offset."""
    target = _function_named(database, path, offset)
    if target is None:
        return ()
    callers: dict[ItemId | MemberId, list[Span]] = {}
    for each in in_order(occurrences(database, target, files or (lambda _: known_files(database, path)))):
        caller = function_at(each.place)
        is_call = not isinstance(each.place.parent, ast.TestItem) and each.place.item.kind is not ItemKind.EXAMPLE
        if caller is not None and is_call and not each.is_declaration:
            callers.setdefault(_first_clause(database, caller), []).append(each.at)
    found = ((hierarchy_item(database, _target(caller)), tuple(at)) for caller, at in callers.items())
    return tuple(Call(item, at) for item, at in found if item is not None)


def outgoing_calls(database: CompilerDatabase, path: str, offset: int) -> tuple[Call, ...]:
    """What the function that is declared at an offset calls, in the order of the first calls."""
    place = place_at(database, path, offset)
    function = function_at(place) if place is not None else None
    if function is None:
        return ()
    callees: dict[Target, list[Span]] = {}
    for item, word, there in _names_in(database, function):
        mention = mention_at(database, there)
        if mention is not None and _is_function(database, mention.target) and not declares(there, mention.target):
            start = database.workspace.origins.offset(item)
            callees.setdefault(mention.target, []).append(Span(start + word.start, start + word.end))
    found = ((hierarchy_item(database, callee), tuple(at)) for callee, at in callees.items())
    return tuple(Call(item, at) for item, at in found if item is not None)


def _names_in(database: CompilerDatabase, function: ItemId | MemberId) -> Iterator[tuple[ItemId, Span, Place]]:
    """The names in all clauses of a function, but for the targets of a test."""
    items = (function.item,) if isinstance(function, MemberId) else database.clauses(function) or (function,)
    for item in items:
        for word, place in places_of_names(database, item):
            is_inside = not isinstance(function, MemberId) or function_at(place) == function
            if is_inside and not isinstance(place.parent, ast.TestItem):
                yield item, word, place


def _function_named(database: CompilerDatabase, path: str, offset: int) -> Target | None:
    found = target_at(database, path, offset)
    return found[0] if found is not None and _is_function(database, found[0]) else None


def _function_around(database: CompilerDatabase, path: str, offset: int) -> Target | None:
    place = place_at(database, path, offset)
    function = function_at(place) if place is not None else None
    return _target(_first_clause(database, function)) if function is not None else None


def _is_function(database: CompilerDatabase, target: Target) -> bool:
    if isinstance(target, Member):
        return database.method(target.member) is not None
    return isinstance(target, Declared) and target.item.kind in (ItemKind.FUNCTION, ItemKind.TEST)


def _target(function: ItemId | MemberId) -> Target:
    return Member(function) if isinstance(function, MemberId) else Declared(function)


def _first_clause(database: CompilerDatabase, function: ItemId | MemberId) -> ItemId | MemberId:
    clauses = database.clauses(function) if isinstance(function, ItemId) else ()
    return clauses[0] if clauses else function
