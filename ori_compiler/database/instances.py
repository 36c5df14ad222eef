"""The parts of types: declarations with the arguments of a type put in."""

from typing import TYPE_CHECKING, Final

import msgspec

from ori_compiler.database.impls import ImplKey
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
from ori_compiler.types.functions import FunctionId
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
    drop = _drop_of(database, idx)
    if definition is None or not arguments:
        return definition if definition is None or drop is None else msgspec.structs.replace(definition, drop=drop)
    generics = database.generics(declaration)
    substitution = dict(zip(generics.types, arguments, strict=False))
    selector = Selector(database.environment(declaration.path), generics.predicates)

    def put_in(field: Field) -> Field:
        return Field(field.name, selector.normalize(substitute(pool, field.type, substitution)))

    symbol = "" if pool.has_variables(idx) else pool.symbol(idx)
    match definition:
        case StructDefinition(fields=fields, is_newtype=is_newtype):
            return StructDefinition(declaration, idx, tuple(map(put_in, fields)), symbol, drop, is_newtype)
        case SumDefinition(variants=variants):
            known = tuple(Variant(variant.name, tuple(map(put_in, variant.fields))) for variant in variants)
            return SumDefinition(declaration, idx, known, symbol, drop)


def _drop_of(database: "CompilerDatabase", idx: Idx) -> FunctionId | None:
    """The user's `drop` for values of a declared type."""
    pool = database.pool
    trait = database.environment(PRELUDE).prelude_type("Drop")
    if pool.has_variables(idx) or pool.has_parameters(idx):
        return None
    if not database.impls(ImplKey(trait, pool.declaration(idx))):
        return None
    return database.dispatch.implementation(trait, "drop", (idx,))


def representation(database: "CompilerDatabase", idx: Idx) -> Representation | None:
    """What the backends have to know of a composite type; none for a primitive."""
    pool = database.pool
    match pool.tag(idx):
        case Tag.LIST | Tag.FIXED_LIST:
            return ListDefinition(idx, pool.arguments(idx)[0], pool.symbol(idx))
        case Tag.FUNCTION | Tag.OBJECT | Tag.CAPABILITY:
            return ObjectDefinition(idx, pool.symbol(idx))
        case _:
            return database.definition(idx)
