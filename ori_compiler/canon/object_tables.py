"""The table of functions beside the value in a trait object, and the calls through it.

The functions stand in a fixed order: those of each trait of the object type, then those of the traits they build on.
"""

from collections.abc import Iterator

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import Expr, ObjectCall, Poison
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.object_safety import object_problem
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.supertraits import bound_closure


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
    for slot, (bound, method) in enumerate(slots(environment, receiver.type)):
        if method == name and environment.pool.declaration(bound) == trait:
            return ObjectCall(type_, span, receiver, slot, arguments)
    return Poison(ERROR, span)
