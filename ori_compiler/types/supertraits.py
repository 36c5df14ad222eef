"""A trait with everything it builds on."""

from collections.abc import Iterator

from ori_compiler.types.environment import Environment
from ori_compiler.types.pool import ERROR, Idx
from ori_compiler.types.substitution import substitute


def bound_closure(environment: Environment, bound: Idx, self_type: Idx) -> Iterator[Idx]:
    """A bound, then its supertraits, each once, for a type that implements it; what was reported is left out."""
    pool = environment.pool
    seen: set[Idx] = set()
    work = [bound]
    while work:
        current = work.pop(0)
        if current in seen or current == ERROR:
            continue
        seen.add(current)
        yield current
        trait = environment.trait(pool.declaration(current))
        if trait is not None:
            substitution = dict(zip(trait.generics.types, pool.arguments(current), strict=False))
            substitution[trait.self_type] = self_type
            work += [substitute(pool, supertrait, substitution) for supertrait in trait.supertraits]
