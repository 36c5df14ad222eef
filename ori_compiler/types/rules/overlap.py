"""Whether two implementations can apply to the same type: unification of first-order terms."""

from ori_compiler.types.definitions import ImplDefinition
from ori_compiler.types.pool import Idx, Pool, Tag
from ori_compiler.types.substitution import substitute, substituted_predicate


def overlap(pool: Pool, left: ImplDefinition, right: ImplDefinition) -> bool:
    """Whether some type, with some arguments of the trait, is meant by both; bounds are left aside."""
    parameters = frozenset((*left.generics.types, *right.generics.types))
    found: dict[Idx, Idx] = {}
    if not _unify(pool, left.type, right.type, parameters, found):
        return False
    if left.trait is None or right.trait is None:
        return left.trait == right.trait
    return _unify(pool, left.trait, right.trait, parameters, found)


def is_same(pool: Pool, left: ImplDefinition, right: ImplDefinition) -> bool:
    """Whether two implementations differ only in the names of their parameters."""
    if len(left.generics.types) != len(right.generics.types) or left.trait is None or right.trait is None:
        return False
    renamed = dict(zip(right.generics.types, left.generics.types, strict=True))
    theirs = {substituted_predicate(pool, predicate, renamed) for predicate in right.generics.predicates}
    same_bounds = theirs == set(left.generics.predicates)
    same_type = substitute(pool, right.type, renamed) == left.type
    return same_bounds and same_type and substitute(pool, right.trait, renamed) == left.trait


def _unify(pool: Pool, left: Idx, right: Idx, parameters: frozenset[Idx], found: dict[Idx, Idx]) -> bool:
    left, right = _resolved(left, found), _resolved(right, found)
    if left == right:
        return True
    for one, other in ((left, right), (right, left)):
        if one in parameters:
            found[one] = other
            return True
    if Tag.PROJECTION in (pool.tag(left), pool.tag(right)) or Tag.OPERATION in (pool.tag(left), pool.tag(right)):
        # What it will be is not known; it may well be the same.
        return True
    mine, theirs = pool.arguments(left), pool.arguments(right)
    if not mine or pool.tag(left) is not pool.tag(right) or len(mine) != len(theirs):
        return False
    if pool.tag(left) in (Tag.STRUCT, Tag.SUM, Tag.BOUND) and pool.declaration(left) != pool.declaration(right):
        return False
    return all(_unify(pool, one, other, parameters, found) for one, other in zip(mine, theirs, strict=True))


def _resolved(idx: Idx, found: dict[Idx, Idx]) -> Idx:
    while idx in found:
        idx = found[idx]
    return idx
