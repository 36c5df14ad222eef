"""Replaces type parameters in types."""

from collections.abc import Mapping

from ori_compiler.types.constants import fold
from ori_compiler.types.definitions import Bound, Condition, Equality, Predicate
from ori_compiler.types.pool import Idx, Pool, Tag

Substitution = Mapping[Idx, Idx]
"""What each type parameter stands for."""


def substitute(pool: Pool, idx: Idx, substitution: Substitution) -> Idx:
    """The type with its parameters replaced; operations on constants that become known are carried out."""
    if idx < 0 or not pool.has_parameters(idx):
        return idx
    replaced = substitution.get(idx)
    if replaced is not None:
        return replaced
    arguments = tuple(substitute(pool, argument, substitution) for argument in pool.arguments(idx))
    if pool.tag(idx) is Tag.OPERATION:
        return fold(pool, pool.operator(idx), arguments)
    return pool.with_arguments(idx, arguments)


def substituted_predicate(pool: Pool, predicate: Predicate, substitution: Substitution) -> Predicate:
    """A predicate with its type parameters replaced."""
    match predicate:
        case Bound(type=type_, bound=bound):
            return Bound(substitute(pool, type_, substitution), substitute(pool, bound, substitution))
        case Equality(projection=projection, type=type_):
            return Equality(substitute(pool, projection, substitution), substitute(pool, type_, substitution))
        case Condition(condition=condition):
            return Condition(substitute(pool, condition, substitution))


def parts_of(pool: Pool, idx: Idx) -> set[Idx]:
    """A type and every type it is written with."""
    found: set[Idx] = set()
    work = [idx]
    while work:
        current = work.pop()
        if current >= 0 and current not in found:
            found.add(current)
            work.extend(pool.arguments(current))
    return found


def parameters_in(pool: Pool, idx: Idx) -> set[Idx]:
    """The type parameters that a type mentions."""
    found: set[Idx] = set()
    work = [idx]
    while work:
        current = work.pop()
        if current < 0 or not pool.has_parameters(current):
            continue
        if pool.tag(current) is Tag.PARAMETER:
            found.add(current)
        work.extend(pool.arguments(current))
    return found
