"""One-way matching: whether a type is what a pattern with type parameters describes."""

from enum import Enum

from ori_compiler.types.pool import ERROR, NEVER, Idx, Pool, Tag
from ori_compiler.types.substitution import parameters_in


class Fit(Enum):
    """What is known about whether something fits."""

    YES = "yes"
    MAYBE = "maybe"
    """It depends on types that are not inferred yet."""
    NO = "no"


def both(first: Fit, second: Fit) -> Fit:
    """Whether two things fit."""
    if Fit.NO in (first, second):
        return Fit.NO
    return Fit.MAYBE if Fit.MAYBE in (first, second) else Fit.YES


def match(pool: Pool, pattern: Idx, target: Idx, parameters: frozenset[Idx], found: dict[Idx, Idx]) -> Fit:
    """Whether `target` is `pattern` with some types for `parameters`; those that are learnt go to `found`.

    `target` is resolved as far as it is known; variables in it may still become anything.
    """
    if pattern in parameters:
        known = found.setdefault(pattern, target)
        return Fit.YES if known == target else may_be_equal(pool, known, target)
    if pattern == target or ERROR in (pattern, target):
        # Inside of the declaration itself, its parameters stand for themselves.
        for parameter in parameters_in(pool, pattern) & parameters if pattern == target else ():
            found.setdefault(parameter, parameter)
        return Fit.YES
    if target < 0:
        return Fit.MAYBE
    if not pool.has_parameters(pattern) and not pool.has_errors(pattern):
        return Fit.NO if not pool.has_variables(target) else may_be_equal(pool, pattern, target)
    if pool.tag(pattern) in (Tag.PROJECTION, Tag.OPERATION):
        # It says nothing about its parameters; what it is can be told only when they are known.
        return Fit.MAYBE
    if not _same_constructor(pool, pattern, target):
        return Fit.NO
    result = Fit.YES
    for mine, theirs in zip(pool.arguments(pattern), pool.arguments(target), strict=True):
        result = both(result, match(pool, mine, theirs, parameters, found))
        if result is Fit.NO:
            return result
    return result


def may_be_equal(pool: Pool, left: Idx, right: Idx) -> Fit:
    """Whether two types are or may become equal."""
    if left == right or ERROR in (left, right):
        return Fit.YES
    if left < 0 or right < 0 or NEVER in (left, right):
        return Fit.MAYBE
    if not _may_differ_only_inside(pool, left, right):
        return Fit.NO
    result = Fit.YES
    for mine, theirs in zip(pool.arguments(left), pool.arguments(right), strict=True):
        result = both(result, may_be_equal(pool, mine, theirs))
    return result


def _may_differ_only_inside(pool: Pool, left: Idx, right: Idx) -> bool:
    """Whether what is open or was reported inside of two types may make them equal."""
    is_open = any(pool.has_variables(type_) or pool.has_errors(type_) for type_ in (left, right))
    return is_open and _same_constructor(pool, left, right)


def _same_constructor(pool: Pool, left: Idx, right: Idx) -> bool:
    if pool.tag(left) is not pool.tag(right) or len(pool.arguments(left)) != len(pool.arguments(right)):
        return False
    if pool.tag(left) in (Tag.STRUCT, Tag.SUM, Tag.BOUND):
        return pool.declaration(left) == pool.declaration(right)
    return bool(pool.arguments(left))
