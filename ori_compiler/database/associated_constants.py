"""Constants that belong to types: what their types are, and how their values are checked and found.

One is a function without parameters, which is generic if its `impl` is, or if it is the default of a trait.
"""

from typing import TYPE_CHECKING

from ori_compiler.database.members import constant_syntax
from ori_compiler.diagnostics.diagnostic import Label
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.declarations import Declared, constant_signature
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference import infer_associated_constant
from ori_compiler.types.inference.checker import Expectation
from ori_compiler.types.inference.obligation import DeclaredAt, Reason
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.selection import Selector
from ori_compiler.types.substitution import substitute
from ori_compiler.types.typed_body import TypedBody

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def declared_constant(database: "CompilerDatabase", member: MemberId) -> Declared | None:
    """The signature of an associated constant; none if the member is no constant."""
    syntax = constant_syntax(database, member)
    if syntax is None:
        return None
    known: Idx | None = None
    if syntax.type is None:
        known = _type_by_trait(database, member)
        if known is None and _trait_of(database, member) is None:
            known = database.typed_body(member).result
    scope, outer = database.member_scope(member.item)
    return constant_signature(member, syntax, database.environment(member.item.path), scope, outer, known)


def typed_constant(database: "CompilerDatabase", member: MemberId) -> TypedBody | None:
    """The checked value of an associated constant; none if the member is no constant, or has no value."""
    syntax = constant_syntax(database, member)
    if syntax is None or syntax.value is None:
        return None
    scope, _ = database.member_scope(member.item)
    expectation: Expectation | None = None
    trait = _trait_of(database, member)
    if syntax.type is not None or trait is not None:
        because: Reason | None = None
        if syntax.type is not None:
            because = Label(ItemSpan(member.item, syntax.type.span), "because of this type")
        elif trait is not None:
            because = DeclaredAt(MemberId(trait, member.name), "declared by the trait")
        expectation = Expectation(database.signature(member).result, because)
    return infer_associated_constant(member, syntax, expectation, database.environment(member.item.path), scope)


def _trait_of(database: "CompilerDatabase", member: MemberId) -> ItemId | None:
    """The trait that the member's `impl` is for."""
    definition = database.impl(member.item)
    return database.pool.declaration(definition.trait) if definition and definition.trait is not None else None


def _type_by_trait(database: "CompilerDatabase", member: MemberId) -> Idx | None:
    """The type that the trait gives the constant, with what the implementation is for put in."""
    definition = database.impl(member.item)
    if definition is None or definition.trait is None:
        return None
    pool = database.pool
    trait = database.trait(pool.declaration(definition.trait))
    if trait is None or trait.method(member.name) is None:
        return ERROR
    substitution = dict(zip(trait.generics.types, pool.arguments(definition.trait), strict=False))
    substitution[trait.self_type] = definition.type
    asked = database.signature(MemberId(trait.trait, member.name)).result
    selector = Selector(database.environment(member.item.path), definition.generics.predicates)
    return selector.normalize(substitute(pool, asked, substitution))
