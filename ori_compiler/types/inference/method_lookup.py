"""Which method a call means (language reference, part 2, 8.4).

Tried in turn: what the type itself has, what bounds promise, the traits in scope, what every composite type can do,
and extensions.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from ori_compiler.resolve.scope import TraitEntity
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import ImplDefinition
from ori_compiler.types.environment import head_of
from ori_compiler.types.functions import DerivedOperation, MemberId, is_constant_member
from ori_compiler.types.hidden import is_hidden
from ori_compiler.types.inference.checker import Checker
from ori_compiler.types.matching import Fit, match
from ori_compiler.types.pool import ERROR, Idx, Tag


class InherentMethod(msgspec.Struct, frozen=True):
    """A method of an `impl` without a trait, or of an extension, with what is known of its parameters."""

    member: MemberId
    known: dict[Idx, Idx]


class TraitMethodFound(msgspec.Struct, frozen=True):
    """A method of a trait; `arguments` of the trait are known if a bound names them."""

    trait: ItemId
    name: str
    arguments: tuple[Idx, ...] | None


class StructuralMethod(msgspec.Struct, frozen=True):
    """What every struct, sum and newtype can do without declaring it."""

    operation: DerivedOperation


class Ambiguous(msgspec.Struct, frozen=True):
    """Several traits or extensions offer the method."""

    candidates: tuple[ItemId, ...]
    are_extensions: bool


Found = InherentMethod | TraitMethodFound | StructuralMethod | Ambiguous

STRUCTURAL: Final = {
    "equals": DerivedOperation.EQUALS,
    "clone": DerivedOperation.CLONE,
    "debug": DerivedOperation.DEBUG,
    "to_str": DerivedOperation.TO_STR,
}


def find_method(c: Checker, type_: Idx, name: str) -> Found | None:
    """The method that `value.name(…)` means for a value of this type, which is known at its head."""
    inherent = inherent_method(c, type_, name)
    if inherent is not None:
        return inherent
    bounded = _bounded(c, type_, name)
    if bounded:
        return bounded[0] if len(bounded) == 1 else Ambiguous(tuple(found.trait for found in bounded), False)
    traits = [trait for trait in c.environment.traits_in_scope(name) if _may_implement(c, type_, trait)]
    if traits:
        return TraitMethodFound(traits[0], name, None) if len(traits) == 1 else Ambiguous(tuple(traits), False)
    if name in STRUCTURAL and (c.pool.is_nominal(type_) or c.pool.tag(type_) is Tag.TUPLE):
        return StructuralMethod(STRUCTURAL[name])
    return _extension(c, type_, name)


def has_method(c: Checker, type_: Idx, name: str) -> bool:
    """Whether values of a type have a method of this name."""
    return find_method(c, type_, name) is not None


def inherent_method(c: Checker, type_: Idx, name: str) -> InherentMethod | None:
    """A method or associated function of the type's own."""
    head = head_of(c.pool, type_)
    if head is None:
        return None
    found = _in_impls(c, type_, name, c.environment.inherent_impls_with(head, name))
    if found is None and c.pool.tag(type_) is Tag.FIXED_LIST:
        as_list = c.pool.list_(c.pool.arguments(type_)[0])
        return _in_impls(c, as_list, name, c.environment.inherent_impls_with(Tag.LIST, name))
    return found


def _in_impls(c: Checker, type_: Idx, name: str, impls: tuple[ItemId, ...]) -> InherentMethod | None:
    broken: InherentMethod | None = None
    for definition in _declaring(c, impls, name):
        known: dict[Idx, Idx] = {}
        parameters = frozenset(definition.generics.types)
        if match(c.pool, definition.type, c.unifier.deep(type_), parameters, known) is Fit.NO:
            continue
        found = InherentMethod(MemberId(definition.impl, name), known)
        if not c.pool.has_errors(definition.type):
            return found
        # For which types that is was reported: others come first.
        broken = broken or found
    if broken is not None:
        c.unifier.lose(type_)
    return broken


def _declaring(c: Checker, impls: tuple[ItemId, ...], name: str) -> Iterator[ImplDefinition]:
    for impl in impls:
        if is_hidden(c.environment, impl, name):
            continue
        definition = c.environment.impl(impl)
        if definition is not None and name in definition.methods:
            yield definition


def _bounded(c: Checker, type_: Idx, name: str) -> list[TraitMethodFound]:
    """The methods that bounds of the type promise; one that several paths lead to counts once."""
    found: dict[Idx, TraitMethodFound] = {}
    for bound in c.selector.bounds_of(type_):
        trait = c.environment.trait(c.pool.declaration(bound))
        if trait is not None and trait.method(name) is not None:
            found.setdefault(bound, TraitMethodFound(trait.trait, name, c.pool.arguments(bound)))
    overridden = {ancestor for bound in found for ancestor in _ancestors(c, bound, type_) if ancestor in found}
    return [method for bound, method in found.items() if bound not in overridden]


def _ancestors(c: Checker, bound: Idx, type_: Idx) -> Iterator[Idx]:
    from ori_compiler.types.supertraits import bound_closure

    yield from list(bound_closure(c.environment, bound, type_))[1:]


def _may_implement(c: Checker, type_: Idx, trait: ItemId) -> bool:
    parameters = c.environment.generics(trait).parameters
    bound = c.pool.bound(trait, tuple(c.fresh() for _ in parameters))
    return c.selector.implements(type_, bound)


def _extension(c: Checker, type_: Idx, name: str) -> InherentMethod | Ambiguous | None:
    found: list[InherentMethod] = []
    for definition in _declaring(c, c.environment.extensions_in_scope(name), name):
        member = MemberId(definition.impl, name)
        if definition.trait is not None:
            if c.selector.implements(type_, definition.trait):
                found.append(InherentMethod(member, {definition.type: type_}))
            continue
        known: dict[Idx, Idx] = {}
        parameters = frozenset(definition.generics.types)
        if match(c.pool, definition.type, c.unifier.deep(type_), parameters, known) is not Fit.NO:
            found.append(InherentMethod(member, known))
    if len(found) > 1:
        return Ambiguous(tuple(method.member.item for method in found), True)
    return found[0] if found else None


def constant_names(c: Checker, type_: Idx) -> list[str]:
    """The constants that a type has of its own, by bounds, or by traits it implements: for suggestions."""
    return [name for name in method_names(c, type_) if is_constant_member(name)]


def callable_names(c: Checker, type_: Idx) -> list[str]:
    """The methods and functions that a type has of its own, and by bounds: for suggestions."""
    return [name for name in method_names(c, type_) if not is_constant_member(name)]


def method_names(c: Checker, type_: Idx) -> list[str]:
    """The members of a type: its own, and those of bounds and visible traits. Constants are named with `$`."""
    names: list[str] = []
    head = head_of(c.pool, type_)
    for impl in c.environment.inherent_impls(head) if head is not None else ():
        definition = c.environment.impl(impl)
        if definition is not None:
            names += (name for name in definition.methods if not is_hidden(c.environment, impl, name))
    for bound in c.selector.bounds_of(type_):
        trait = c.environment.trait(c.pool.declaration(bound))
        names += [method.name for method in trait.methods] if trait is not None else []
    if type_ == ERROR:
        return []
    visible = (c.environment.lookup_type(name) for name in c.environment.visible_names())
    for entity in visible:
        trait = c.environment.trait(entity.item) if isinstance(entity, TraitEntity) else None
        if trait is not None and _may_implement(c, type_, trait.trait):
            names += (method.name for method in trait.methods)
    return names
