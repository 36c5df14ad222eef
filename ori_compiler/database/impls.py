"""Which implementations there are in the whole program, by trait and by the head of the type.

Only headers are read, so an edit inside a body disturbs nothing here. Bodies ask for one trait and one head at a time,
so that a new implementation disturbs who may mean it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.resolve.header import (
    BLANKET,
    FIXED_LIST_HEAD,
    FUNCTION_HEAD,
    LIST_HEAD,
    MAP_HEAD,
    OBJECT_HEAD,
    TUPLE_HEAD,
)
from ori_compiler.resolve.scope import TraitEntity, TypeEntity
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.environment import Head
from ori_compiler.types.pool import PRIMITIVE_NAMES, Tag

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

_HEADS: Final = {
    LIST_HEAD: Tag.LIST,
    FIXED_LIST_HEAD: Tag.FIXED_LIST,
    MAP_HEAD: Tag.MAP,
    TUPLE_HEAD: Tag.TUPLE,
    FUNCTION_HEAD: Tag.FUNCTION,
    OBJECT_HEAD: Tag.OBJECT,
}


class ImplKey(msgspec.Struct, frozen=True, cache_hash=True):
    """A question: the implementations of `trait`, or the inherent ones, for a head; none for those for any type."""

    trait: ItemId | None
    head: Head | None


class ImplIndex(msgspec.Struct, frozen=True):
    """All implementations of a program; in the order of files and items."""

    impls: Mapping[ImplKey, tuple[ItemId, ...]]
    misplaced: tuple[ItemId, ...]
    """Inherent implementations of what has no head: type parameters."""
    broken: frozenset[Head]
    """The heads whose implementation names no trait that exists, and the traits whose implementation names no type
    that exists: what is missing of them may be what was meant."""
    lost_methods: frozenset[str]
    """The methods of implementations for types that do not exist."""


def impl_index(database: "CompilerDatabase") -> ImplIndex:
    """Collects the implementations of all modules."""
    found: dict[ImplKey, list[ItemId]] = {}
    misplaced: list[ItemId] = []
    broken: set[Head] = set()
    lost: set[str] = set()
    for path in database.modules():
        for item, header in database.scope(path).impls:
            head, is_known = _head(database, path, header.head)
            if not is_known:
                lost.update(header.methods)
                if header.trait is not None:
                    trait = database.environment(path).lookup_type(header.trait)
                    broken.update({trait.item} if isinstance(trait, TraitEntity) else ())
                continue
            if header.trait is None:
                if head is None:
                    misplaced.append(item)
                else:
                    found.setdefault(ImplKey(None, head), []).append(item)
                continue
            trait = database.environment(path).lookup_type(header.trait)
            if isinstance(trait, TraitEntity):
                found.setdefault(ImplKey(trait.item, head), []).append(item)
            elif head is not None:
                broken.add(head)
    impls = {key: tuple(items) for key, items in found.items()}
    return ImplIndex(impls, tuple(misplaced), frozenset(broken), frozenset(lost))


def _head(database: "CompilerDatabase", path: str, written: str) -> tuple[Head | None, bool]:
    """The head that a header names, and whether it means anything."""
    if written == BLANKET:
        return None, True
    if written in _HEADS:
        return _HEADS[written], True
    if written in PRIMITIVE_NAMES:
        return database.pool.tag(PRIMITIVE_NAMES[written]), True
    entity = database.environment(path).lookup_type(written)
    if isinstance(entity, TypeEntity):
        return entity.item, True
    return (Tag.OBJECT, True) if isinstance(entity, TraitEntity) else (None, False)
