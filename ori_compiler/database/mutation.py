"""Which methods change their `self` (language reference, part 2, 20.3).

A method does if its body assigns `self` or a part of it, or calls such a method on one. One that returns `Self` gives
the changed value that way instead. A method of a trait does if any of its implementations does: all share one form.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import msgspec

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


class SelfUse(msgspec.Struct, frozen=True):
    """What the body of a method does to its receiver by itself, and which methods it calls on it or a part of it."""

    assigns: bool
    calls: tuple[MemberId, ...]


_UNTOUCHED: Final = SelfUse(False, ())


def mutates(database: "CompilerDatabase", member: MemberId) -> bool:
    """Whether a method changes its receiver: whether one that it leads to assigns `self`.

    Methods may call each other in circles, so this walks along the calls instead of asking for each by itself.
    """
    seen: set[MemberId] = set()
    work = [member]
    while work:
        for each in _sharing_form(database, work.pop()):
            if each in seen:
                continue
            seen.add(each)
            use = database.self_use(each)
            if use.assigns:
                return True
            work += use.calls
    return False


def _sharing_form(database: "CompilerDatabase", member: MemberId) -> Iterator[MemberId]:
    """The method of a trait with all its implementations; any other method alone."""
    trait = _trait_method(database, member)
    if trait is None:
        yield member
        return
    yield trait
    for impl in database.impls_of_trait(trait.item):
        yield MemberId(impl, trait.name)


def _trait_method(database: "CompilerDatabase", member: MemberId) -> MemberId | None:
    """The trait's method that a method is or implements."""
    if member.item.kind is ItemKind.TRAIT:
        return member
    definition = database.impl(member.item)
    if definition is None or definition.trait is None or member.item.kind is not ItemKind.IMPL:
        return None
    return MemberId(database.pool.declaration(definition.trait), member.name)


def self_use(database: "CompilerDatabase", member: MemberId) -> SelfUse:
    """What the body of this very method does to its receiver."""
    syntax = database.method(member)
    if syntax is None or not syntax.has_self or syntax.body is None:
        return _UNTOUCHED
    assigns, called = _touches(syntax.body)
    if not assigns and not called:
        # Most methods end here, and need no signature for it.
        return _UNTOUCHED
    signature = database.signature(member)
    if signature.result == signature.receiver:
        return _UNTOUCHED
    if assigns or signature.receiver is None:
        return SelfUse(assigns, ())
    checker = Checker(member, database.environment(member.item.path), predicates=signature.predicates)
    calls: dict[MemberId, None] = {}
    for call in called:
        type_ = _part_type(database, call.receiver, signature.receiver)
        method = _called(checker, type_, call.name.text) if type_ is not None else None
        if method is not None:
            calls[method] = None
    return SelfUse(False, tuple(calls))


def _touches(body: ast.Expr) -> tuple[bool, list[ast.MethodCall]]:
    """Whether a body assigns `self` or a part of it, and the calls on these."""
    calls: list[ast.MethodCall] = []
    for node in nodes(body):
        if isinstance(node, ast.Assign) and isinstance(root_of(node.target), ast.SelfValue):
            return True, []
        if isinstance(node, ast.MethodCall) and _is_part_of_self(node.receiver):
            calls.append(node)
    return False, calls


def _called(c: Checker, type_: Idx, name: str) -> MemberId | None:
    match find_method(c, type_, name):
        case InherentMethod(member=member):
            return member
        case TraitMethodFound(trait=trait):
            return MemberId(trait, name)
        case _:
            return None


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
