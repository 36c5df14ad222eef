"""Which methods change their `self` (language reference, part 2, 20.3).

A method does if its body assigns `self` or a part of it, or calls such a method on one. One that returns `Self` gives
the changed value that way instead. A method of a trait does if any of its implementations does: all share one form.
"""

from typing import TYPE_CHECKING

from ori_compiler.source.item_id import ItemKind
from ori_compiler.syntax import ast
from ori_compiler.syntax.ast.walk import nodes
from ori_compiler.types.definitions import StructDefinition
from ori_compiler.types.functions import MemberId
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.inference.method_lookup import InherentMethod, TraitMethodFound, find_method
from ori_compiler.types.inference.places import root_of
from ori_compiler.types.pool import Idx

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def mutates(database: "CompilerDatabase", member: MemberId) -> bool:
    """Whether a method changes its receiver."""
    trait = _trait_method(database, member)
    if trait is None:
        return database.changes_self(member)
    return database.changes_self(trait) or any(
        database.changes_self(MemberId(impl, trait.name)) for impl in database.impls_of_trait(trait.item)
    )


def _trait_method(database: "CompilerDatabase", member: MemberId) -> MemberId | None:
    """The trait's method that a method is or implements."""
    if member.item.kind is ItemKind.TRAIT:
        return member
    definition = database.impl(member.item)
    if definition is None or definition.trait is None or member.item.kind is not ItemKind.IMPL:
        return None
    return MemberId(database.pool.declaration(definition.trait), member.name)


def changes_self(database: "CompilerDatabase", member: MemberId) -> bool:
    """Whether the body of this very method changes its receiver."""
    syntax = database.method(member)
    if syntax is None or not syntax.has_self or syntax.body is None:
        return False
    return _body_mutates(database, member, syntax.body)


def _body_mutates(database: "CompilerDatabase", member: MemberId, body: ast.Expr) -> bool:
    signature = database.signature(member)
    if signature.result == signature.receiver:
        return False
    checker: Checker | None = None
    for node in nodes(body):
        if isinstance(node, ast.Assign) and isinstance(root_of(node.target), ast.SelfValue):
            return True
        if isinstance(node, ast.MethodCall) and _is_part_of_self(node.receiver) and signature.receiver is not None:
            if checker is None:
                checker = Checker(member, database.environment(member.item.path), predicates=signature.predicates)
            type_ = _part_type(database, node.receiver, signature.receiver)
            if type_ is not None and _calls_mutating(database, checker, type_, node.name.text):
                return True
    return False


def _calls_mutating(database: "CompilerDatabase", c: Checker, type_: Idx, name: str) -> bool:
    match find_method(c, type_, name):
        case InherentMethod(member=member):
            return database.mutates(member)
        case TraitMethodFound(trait=trait):
            return database.mutates(MemberId(trait, name))
        case _:
            return False


def _is_part_of_self(place: ast.Expr) -> bool:
    while isinstance(place, ast.FieldAccess):
        place = place.base
    return isinstance(place, ast.SelfValue) and not place.is_type


def _part_type(database: "CompilerDatabase", place: ast.Expr, self_type: Idx) -> Idx | None:
    if not isinstance(place, ast.FieldAccess):
        return self_type
    base = _part_type(database, place.base, self_type)
    definition = database.definition(base) if base is not None else None
    if not isinstance(definition, StructDefinition):
        return None
    return next((field.type for field in definition.fields if field.name == place.field.text), None)
