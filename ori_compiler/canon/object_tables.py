"""The table of functions beside the value in a trait object, and the calls through it.

The functions stand in a fixed order: those of each trait of the object type, then those of the traits they build on.
"""

from collections.abc import Iterator

import msgspec

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import Expr, ObjectCall, Poison
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.capabilities import provided
from ori_compiler.types.functions import FunctionId, MemberId, base_of, is_constant_member
from ori_compiler.types.object_safety import object_problem
from ori_compiler.types.pool import ERROR, Idx, Tag
from ori_compiler.types.supertraits import bound_closure


class Slot(msgspec.Struct, frozen=True):
    """An operation in the table of what provides a capability: the trait that declares it, with the operation."""

    capability: ItemId
    bound: Idx
    self_type: Idx
    member: MemberId
    has_self: bool


def capability_slots(environment: CanonEnvironment, capability: ItemId) -> list[Slot]:
    """The operations of a capability, those of the traits that it builds on included."""
    found: list[Slot] = []
    definition = environment.trait(capability)
    if definition is None:
        return found
    seen: set[Idx] = set()
    for bound in bound_closure(environment, definition.bound, definition.self_type):
        trait = environment.trait(environment.pool.declaration(bound))
        if trait is None or bound in seen:
            continue
        seen.add(bound)
        for method in trait.methods:
            is_fixed = not (method.is_generic or method.takes_self or method.returns_self)
            if is_fixed and not is_constant_member(method.name):
                member = MemberId(trait.trait, method.name)
                found.append(Slot(capability, bound, trait.self_type, member, method.has_self))
    return found


def slot_of(environment: CanonEnvironment, capability: ItemId, trait: ItemId, name: str) -> Slot | None:
    """The slot of one operation."""
    member = MemberId(trait, name)
    return next((slot for slot in capability_slots(environment, capability) if slot.member == member), None)


def slots(environment: CanonEnvironment, object_type: Idx) -> Iterator[tuple[Idx, str]]:
    """The bound and method of each slot. Methods that need to know the type have no slot."""
    pool = environment.pool
    seen: set[Idx] = set()
    for root in pool.arguments(object_type):
        for bound in bound_closure(environment, root, object_type):
            trait = environment.trait(pool.declaration(bound))
            if bound in seen or trait is None or object_problem(environment, bound) is not None:
                continue
            seen.add(bound)
            for method in trait.methods:
                yield bound, method.name


def used_of(environment: CanonEnvironment, member: MemberId, function: FunctionId) -> tuple[int, ...]:
    """Which of the capabilities that a trait's method gets its implementation uses, by number: it may be fewer."""
    asked = provided(environment.signature(member).capabilities)
    base = base_of(function)
    used = provided(environment.signature(base).capabilities) if base is not None else asked
    return tuple(asked.index(trait) for trait in used if trait in asked)


def object_call(
    environment: CanonEnvironment,
    trait: ItemId,
    name: str,
    receiver: Expr,
    arguments: tuple[Expr, ...],
    type_: Idx,
    span: Span,
) -> Expr:
    """Calls a method of the value in an object."""
    if environment.pool.tag(receiver.type) is Tag.CAPABILITY:
        members = [slot.member for slot in capability_slots(environment, environment.pool.declaration(receiver.type))]
        wanted = MemberId(trait, name)
        if wanted not in members:
            return Poison(ERROR, span)
        return ObjectCall(type_, span, receiver, members.index(wanted), arguments)
    for slot, (bound, method) in enumerate(slots(environment, receiver.type)):
        if method == name and environment.pool.declaration(bound) == trait:
            return ObjectCall(type_, span, receiver, slot, arguments)
    return Poison(ERROR, span)
