"""Which implementations there are in the whole program, by trait and by the head of the type.

Only headers are read, so an edit inside a body disturbs nothing here, and one in the headers of a module only that
module's part. Bodies ask for one trait and one head, or one head and one method at a time, so that a new implementation
disturbs who may mean it.
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
    PROVIDER_HEAD,
    TUPLE_HEAD,
    ImplHeader,
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


class InherentQuestion(msgspec.Struct, frozen=True, cache_hash=True):
    """A question: the inherent implementations for a head that declare a method of this name."""

    head: Head
    method: str


class ImplIndex(msgspec.Struct, frozen=True):
    """All implementations of a module or of a program; in the order of files and items."""

    impls: Mapping[ImplKey, tuple[ItemId, ...]]
    broken: frozenset[Head]
    """The heads whose implementation names no trait that exists, and the traits whose implementation names no type
    that exists: what is missing of them may be what was meant."""
    lost_methods: frozenset[str]
    """The methods of implementations for types that do not exist."""


def module_impls(database: "CompilerDatabase", path: str) -> ImplIndex:
    """Collects the implementations of one module."""
    found: dict[ImplKey, list[ItemId]] = {}
    broken: set[Head] = set()
    lost: set[str] = set()
    for item, header in database.type_scope(path).impls:
        head, is_known = (item, True) if header.head == PROVIDER_HEAD else _head(database, path, header.head)
        trait = database.environment(path).lookup_type(header.trait) if header.trait is not None else None
        if not is_known:
            lost.update(header.methods)
            broken.update({trait.item} if isinstance(trait, TraitEntity) else ())
        elif header.trait is None:
            if head is not None:
                found.setdefault(ImplKey(None, head), []).append(item)
        elif isinstance(trait, TraitEntity):
            found.setdefault(ImplKey(trait.item, head), []).append(item)
        elif head is not None:
            broken.add(head)
    return ImplIndex({key: tuple(items) for key, items in found.items()}, frozenset(broken), frozenset(lost))


def impl_index(database: "CompilerDatabase", _: str) -> ImplIndex:
    """Puts the implementations of all modules together, under the one key `""`."""
    found: dict[ImplKey, tuple[ItemId, ...]] = {}
    broken: set[Head] = set()
    lost: set[str] = set()
    for path in database.modules():
        module = database.module_impls(path)
        for key, items in module.impls.items():
            found[key] = (*found.get(key, ()), *items)
        broken |= module.broken
        lost |= module.lost_methods
    return ImplIndex(found, frozenset(broken), frozenset(lost))


def inherent_impls(database: "CompilerDatabase", question: InherentQuestion) -> tuple[ItemId, ...]:
    """The inherent implementations with a method, as headers tell: one without it need not be read."""
    headers = ((impl, database.header(impl)) for impl in database.impls(ImplKey(None, question.head)))
    return tuple(
        impl for impl, header in headers if isinstance(header, ImplHeader) and question.method in header.methods
    )


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


def impls(database: "CompilerDatabase", key: ImplKey) -> tuple[ItemId, ...]:
    """The implementations of a trait, or the inherent ones, for one head."""
    return database.impl_index("").impls.get(key, ())


def impls_of_trait(database: "CompilerDatabase", trait: ItemId) -> tuple[ItemId, ...]:
    """All implementations of a trait."""
    found = database.impl_index("").impls
    return tuple(impl for key, impls in found.items() if key.trait == trait for impl in impls)


def broken_impls(database: "CompilerDatabase", _: str) -> frozenset[Head]:
    """`ImplIndex.broken` of the program, which few edits change."""
    return database.impl_index("").broken


def lost_methods(database: "CompilerDatabase", _: str) -> frozenset[str]:
    """`ImplIndex.lost_methods` of the program."""
    return database.impl_index("").lost_methods
