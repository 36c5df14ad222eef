"""The parts of types: declarations with the arguments of a type put in."""

from typing import TYPE_CHECKING, Final

from ori_compiler.resolve.module_path import PRELUDE
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.definitions import (
    Definition,
    Field,
    ListDefinition,
    ObjectDefinition,
    Representation,
    StructDefinition,
    SumDefinition,
    Variant,
)
from ori_compiler.types.pool import Idx, Tag
from ori_compiler.types.selection import Selector
from ori_compiler.types.substitution import substitute

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase

TUPLE_ITEM: Final = ItemId(PRELUDE, ItemKind.FILE, "tuple")
"""Stands where the declaration of a tuple or map would."""


def definition_of_instance(database: "CompilerDatabase", idx: Idx) -> Definition | None:
    """What a struct, sum, newtype, tuple or map is made of; none for any other type."""
    pool = database.pool
    if pool.is_nominal(idx):
        return _nominal(database, idx)
    match pool.tag(idx):
        case Tag.TUPLE:
            fields = tuple(Field(str(number), part) for number, part in enumerate(pool.arguments(idx)))
            return StructDefinition(TUPLE_ITEM, idx, fields, pool.symbol(idx))
        case Tag.MAP:
            storage = database.environment(PRELUDE).prelude_type("MapStorage")
            inner = Field("storage", database.declared_type(storage, pool.arguments(idx)))
            return StructDefinition(TUPLE_ITEM, idx, (inner,), pool.symbol(idx))
        case _:
            return None


def _nominal(database: "CompilerDatabase", idx: Idx) -> Definition | None:
    pool = database.pool
    declaration = pool.declaration(idx)
    definition = database.definition_of(declaration)
    arguments = pool.arguments(idx)
    if definition is None or not arguments:
        return definition
    generics = database.generics(declaration)
    substitution = dict(zip(generics.types, arguments, strict=False))
    selector = Selector(database.environment(declaration.path), generics.predicates)

    def put_in(field: Field) -> Field:
        return Field(field.name, selector.normalize(substitute(pool, field.type, substitution)))

    symbol = "" if pool.has_variables(idx) else pool.symbol(idx)
    match definition:
        case StructDefinition(fields=fields, is_newtype=is_newtype):
            return StructDefinition(declaration, idx, tuple(map(put_in, fields)), symbol, None, is_newtype)
        case SumDefinition(variants=variants):
            known = tuple(Variant(variant.name, tuple(map(put_in, variant.fields))) for variant in variants)
            return SumDefinition(declaration, idx, known, symbol)


def representation(database: "CompilerDatabase", idx: Idx) -> Representation | None:
    """What the backends have to know of a composite type; none for a primitive."""
    pool = database.pool
    match pool.tag(idx):
        case Tag.LIST | Tag.FIXED_LIST:
            return ListDefinition(idx, pool.arguments(idx)[0], pool.symbol(idx))
        case Tag.FUNCTION | Tag.OBJECT:
            return ObjectDefinition(idx, pool.symbol(idx))
        case _:
            return database.definition(idx)
