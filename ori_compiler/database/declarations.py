"""What declarations say: type parameters, what types are made of, traits and implementations."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ori_compiler.database.members import callable_syntax, owner_of_default
from ori_compiler.database.programs import add_definitions
from ori_compiler.resolve.header import TypeHeader
from ori_compiler.resolve.scope import TraitEntity
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.syntax import ast
from ori_compiler.types.declarations import (
    Declared,
    newtype_definition,
    signature_scope,
    struct_definition,
    sum_definition,
    type_generics,
)
from ori_compiler.types.definitions import (
    Definition,
    Generics,
    ImplDefinition,
    ObjectDefinition,
    Representation,
    StructDefinition,
    SumDefinition,
    TraitDefinition,
)
from ori_compiler.types.drops import holds_drop
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.resolution import EMPTY_SCOPE, TypeScope
from ori_compiler.types.traits import (
    impl_definition,
    impl_generics,
    impl_scope,
    trait_definition,
    trait_generics,
    trait_scope,
)

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def derived_traits(database: "CompilerDatabase", item: ItemId) -> tuple[ItemId, ...]:
    """The traits that a type derives."""
    header = database.header(item)
    if not isinstance(header, TypeHeader):
        return ()
    environment = database.environment(item.path)
    entities = (environment.lookup_type(name) for name in header.derives)
    return tuple(entity.item for entity in entities if isinstance(entity, TraitEntity))


def declared_generics(database: "CompilerDatabase", item: ItemId) -> Declared | None:
    """The type parameters of a type, trait or implementation, and what is wrong with them."""
    syntax = database.item_syntax(item).item
    environment = database.environment(item.path)
    match syntax:
        case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
            return type_generics(item, syntax, environment)
        case ast.TraitItem():
            return trait_generics(item, syntax, environment)
        case ast.ImplItem() | ast.ExtendItem():
            return impl_generics(item, syntax, environment)
        case _:
            return None


def generics_of(database: "CompilerDatabase", item: ItemId) -> Generics:
    """The type parameters alone."""
    declared = database.declared_generics(item)
    return declared.value if declared is not None and isinstance(declared.value, Generics) else Generics()


def declared_trait(database: "CompilerDatabase", item: ItemId) -> Declared | None:
    """What a trait asks for, and what is wrong with it."""
    syntax = database.item_syntax(item).item
    if isinstance(syntax, ast.TraitItem):
        return trait_definition(item, syntax, database.environment(item.path))
    return None


def trait_of(database: "CompilerDatabase", item: ItemId) -> TraitDefinition | None:
    """What a trait asks for."""
    declared = database.declared_trait(item)
    return declared.value if declared is not None and isinstance(declared.value, TraitDefinition) else None


def declared_impl(database: "CompilerDatabase", item: ItemId) -> Declared | None:
    """What an implementation is of and for, and what is wrong with that."""
    syntax = database.item_syntax(item).item
    if isinstance(syntax, (ast.ImplItem, ast.ExtendItem)):
        return impl_definition(item, syntax, database.environment(item.path))
    return None


def impl_of(database: "CompilerDatabase", item: ItemId) -> ImplDefinition | None:
    """What an implementation is of and for."""
    declared = database.declared_impl(item)
    return declared.value if declared is not None and isinstance(declared.value, ImplDefinition) else None


def member_scope(database: "CompilerDatabase", owner: ItemId) -> tuple[TypeScope, tuple[Idx, ...]]:
    """What names mean inside of an `impl`, `extend` or `trait`, and its type parameters."""
    environment = database.environment(owner.path)
    syntax = database.item_syntax(owner).item
    generics = database.generics(owner)
    if isinstance(syntax, ast.TraitItem):
        self_type = database.pool.parameter(owner, "Self")
        return trait_scope(owner, syntax, generics, environment), (self_type, *generics.types)
    definition = database.impl(owner)
    if definition is None:
        return EMPTY_SCOPE, ()
    outer = generics.types
    if definition.type == database.pool.parameter(owner, "Self"):
        outer = (definition.type, *outer)
    return impl_scope(owner, definition, environment), outer


def body_scope(database: "CompilerDatabase", function: ItemId | MemberId) -> TypeScope:
    """What names mean in the types that are written inside of a body."""
    default = owner_of_default(function) if isinstance(function, MemberId) else None
    if default is not None:
        return body_scope(database, default[0])
    scope = database.member_scope(function.item)[0] if isinstance(function, MemberId) else EMPTY_SCOPE
    syntax = callable_syntax(database, function if isinstance(function, MemberId) else database.clauses(function)[0])
    if syntax is None:
        return scope
    return signature_scope(database.signature(function), scope, syntax.type_parameters)


def declared_definition(database: "CompilerDatabase", item: ItemId) -> Declared | None:
    """What a declared type is made of, and what is wrong with it."""
    syntax = database.item_syntax(item).item
    match syntax:
        case ast.StructItem():
            return struct_definition(item, syntax, database.environment(item.path))
        case ast.NewtypeItem():
            return newtype_definition(item, syntax, database.environment(item.path))
        case ast.SumItem():
            return sum_definition(item, syntax, database.environment(item.path))
        case _:
            return None


def definition_of(database: "CompilerDatabase", item: ItemId) -> Definition | None:
    """What a declared type is made of."""
    if item.kind is ItemKind.IMPL:
        # The type of a `def impl` has one value.
        type_ = database.declared_type(item)
        return StructDefinition(item, type_, ()) if type_ != ERROR else None
    declared = database.declared_definition(item)
    value = declared.value if declared is not None else None
    return value if isinstance(value, (StructDefinition, SumDefinition)) else None


def may_drop(database: "CompilerDatabase", idx: Idx) -> bool:
    """Whether the end of a value of the type may run a `drop` of the user's."""
    found: dict[Idx, Representation] = {}
    add_definitions(database, (idx,), found)
    # What a closure or trait object holds cannot be told: it may have a `drop`.
    return holds_drop(idx, found) or any(isinstance(d, ObjectDefinition) for d in found.values())


def declarations(database: "CompilerDatabase", item: ItemId) -> Iterator[Declared | None]:
    """Everything that an item declares, members included."""
    match database.item_syntax(item).item:
        case ast.FunctionItem():
            yield database.declared_signature(item)
        case ast.StructItem() | ast.SumItem() | ast.NewtypeItem():
            yield database.declared_generics(item)
            yield database.declared_definition(item)
        case ast.TraitItem() | ast.ImplItem() | ast.ExtendItem() as owner:
            yield database.declared_generics(item)
            yield database.declared_trait(item) if isinstance(owner, ast.TraitItem) else database.declared_impl(item)
            for member in owner.members:
                if not isinstance(member, ast.AssociatedType):
                    yield database.declared_signature(MemberId(item, ast.member_name(member)))
        case _:
            pass
