"""Type hierarchy: above a type are the traits it implements or derives, above a trait its supertraits."""

from collections.abc import Iterable, Iterator

from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.ide.hierarchy_item import HierarchyItem, hierarchy_item
from ori_compiler.ide.occurrences import Files, target_at
from ori_compiler.ide.target import Declared, Variant
from ori_compiler.resolve.scope import Entity, TraitEntity, TypeEntity
from ori_compiler.source.item_id import ItemId, ItemKind


def type_item_at(database: CompilerDatabase, path: str, offset: int) -> HierarchyItem | None:
    """The type or trait that is named at an offset; for a variant its type."""
    item = _item_at(database, path, offset)
    return hierarchy_item(database, Declared(item)) if item is not None else None


def supertypes(database: CompilerDatabase, path: str, offset: int) -> tuple[HierarchyItem, ...]:
    """The traits above the type or trait that is named at an offset."""
    item = _item_at(database, path, offset)
    return _items(database, _above(database, item)) if item is not None else ()


def subtypes(
    database: CompilerDatabase, path: str, offset: int, files: Files | None = None
) -> tuple[HierarchyItem, ...]:
    """The types and traits below the trait that is named at an offset; nothing is below a type."""
    item = _item_at(database, path, offset)
    if item is None or item.kind is not ItemKind.TRAIT:
        return ()
    if files is not None:
        # Reads the files that may implement it.
        files(item.name)
    return _items(database, _below(database, item))


def _item_at(database: CompilerDatabase, path: str, offset: int) -> ItemId | None:
    found = target_at(database, path, offset)
    match found[0] if found is not None else None:
        case Declared(item) if item.kind in (ItemKind.TYPE, ItemKind.TRAIT):
            return item
        case Variant(item):
            return item
        case _:
            return None


def _items(database: CompilerDatabase, found: Iterable[ItemId]) -> tuple[HierarchyItem, ...]:
    items = (hierarchy_item(database, Declared(item)) for item in dict.fromkeys(found))
    return tuple(item for item in items if item is not None)


def _above(database: CompilerDatabase, item: ItemId) -> Iterator[ItemId]:
    if item.kind is ItemKind.TRAIT:
        trait = database.trait(item)
        yield from (database.pool.declaration(bound) for bound in (trait.supertraits if trait is not None else ()))
        return
    for key in database.impl_index("").impls:
        if key.head == item and key.trait is not None:
            yield key.trait
    yield from database.derives(item)


def _below(database: CompilerDatabase, trait: ItemId) -> Iterator[ItemId]:
    for impl in database.impls_of_trait(trait):
        definition = database.impl(impl)
        if definition is not None and database.pool.is_nominal(definition.type):
            yield database.pool.declaration(definition.type)
    for path in database.modules():
        database.engine.check_cancelled()
        for entity in database.type_scope(path).types.values():
            if trait in _declared_above(database, entity):
                yield entity.item


def _declared_above(database: CompilerDatabase, entity: Entity) -> Iterable[ItemId]:
    """The traits that the declaration of a type or trait names itself."""
    match entity:
        case TypeEntity(item):
            return database.derives(item)
        case TraitEntity(item):
            return _above(database, item)
        case _:
            return ()
