"""Unification: equal types, variables, ranks, the occurs check, and `Never`."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.types.pool import BOOL, ERROR, FLOAT, INT, NEVER, STR, VOID, Idx, Pool
from ori_compiler.types.substitution import substitute
from ori_compiler.types.unify import Unifier

PRIMITIVES = (INT, FLOAT, BOOL, STR, VOID)


@pytest.fixture
def unifier() -> Unifier:
    return Unifier(Pool())


def test_a_type_unifies_with_itself_only(unifier: Unifier) -> None:
    for left in PRIMITIVES:
        for right in PRIMITIVES:
            assert unifier.unify(left, right) == (left == right)


def test_nominal_types_are_equal_by_declaration(unifier: Unifier) -> None:
    first, second = ItemId("a.ori", ItemKind.TYPE, "T"), ItemId("b.ori", ItemKind.TYPE, "T")
    pool = unifier.pool
    assert unifier.unify(pool.struct(first), pool.struct(first))
    assert not unifier.unify(pool.struct(first), pool.struct(second))
    assert not unifier.unify(pool.struct(first), pool.sum(first))


def test_a_variable_becomes_what_it_meets(unifier: Unifier) -> None:
    variable = unifier.fresh()
    assert unifier.final(variable) is None
    assert unifier.unify(variable, INT)
    assert unifier.unify(INT, variable)
    assert not unifier.unify(variable, STR)
    assert unifier.final(variable) == INT


def test_variables_that_met_share_their_type(unifier: Unifier) -> None:
    first, second, third = unifier.fresh(), unifier.fresh(), unifier.fresh()
    assert unifier.unify(first, second) and unifier.unify(second, third)
    assert unifier.unify(third, STR)
    assert [unifier.final(variable) for variable in (first, second, third)] == [STR, STR, STR]


@pytest.mark.parametrize("poison", [ERROR, NEVER])
def test_never_and_the_error_type_fit_everywhere_and_decide_nothing(unifier: Unifier, poison: Idx) -> None:
    for other in (*PRIMITIVES, NEVER, ERROR):
        assert unifier.unify(poison, other) and unifier.unify(other, poison)
    variable = unifier.fresh()
    assert unifier.unify(variable, NEVER)
    assert unifier.unify(variable, INT)
    assert unifier.final(variable) == INT


def test_what_meets_only_never_is_never(unifier: Unifier) -> None:
    variable = unifier.fresh()
    assert unifier.unify(NEVER, variable)
    assert unifier.final(variable) == NEVER


def test_functions_unify_part_by_part(unifier: Unifier) -> None:
    pool = unifier.pool
    parameter, result = unifier.fresh(), unifier.fresh()
    assert unifier.unify(pool.function((parameter, INT), result), pool.function((STR, INT), BOOL))
    assert (unifier.final(parameter), unifier.final(result)) == (STR, BOOL)
    assert unifier.final(pool.function((parameter,), result)) == pool.function((STR,), BOOL)
    assert not unifier.unify(pool.function((INT,), INT), pool.function((INT, INT), INT))
    assert not unifier.unify(pool.function((INT,), INT), pool.function((INT,), STR))
    assert not unifier.unify(pool.function((INT,), INT), INT)


def test_a_type_with_an_open_part_is_open(unifier: Unifier) -> None:
    assert unifier.final(unifier.pool.function((INT,), unifier.fresh())) is None


@pytest.mark.parametrize(
    "build",
    [
        lambda u, v: u.pool.function((v,), INT),
        lambda u, v: u.pool.function((INT,), v),
        lambda u, v: u.pool.function((u.pool.function((v,), v),), INT),
    ],
)
def test_a_variable_cannot_be_part_of_itself(unifier: Unifier, build: Callable[[Unifier, Idx], Idx]) -> None:
    variable, other = unifier.fresh(), unifier.fresh()
    assert unifier.unify(variable, other)
    assert not unifier.unify(variable, build(unifier, other))
    assert unifier.unify(variable, variable)


def test_a_variable_that_escapes_takes_the_outer_rank(unifier: Unifier) -> None:
    outer, inner = unifier.fresh(rank=0), unifier.fresh(rank=3)
    assert unifier.unify(outer, unifier.pool.function((inner,), INT))
    assert unifier._ranks == [0, 0]


def test_instantiation_replaces_parameters_only(unifier: Unifier) -> None:
    pool = unifier.pool
    owner = ItemId("a.ori", ItemKind.FUNCTION, "f")
    t, u = pool.parameter(owner, "T"), pool.parameter(owner, "U")
    fresh = unifier.fresh()
    assert substitute(pool, pool.function((t, INT), u), {t: fresh}) == pool.function((fresh, INT), u)
    assert substitute(pool, INT, {t: fresh}) == INT


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30), st.integers(0, 9))
def test_long_chains_resolve_like_sets(pairs: list[tuple[int, int]], decided: int) -> None:
    """Union-find agrees with closing the pairs naively."""
    unifier = Unifier(Pool())
    variables = [unifier.fresh() for _ in range(10)]
    groups = [{i} for i in range(10)]
    for left, right in pairs:
        assert unifier.unify(variables[left], variables[right])
        joined = groups[left] | groups[right]
        for member in joined:
            groups[member] = joined
    assert unifier.unify(variables[decided], INT)
    for i, variable in enumerate(variables):
        assert (unifier.final(variable) == INT) == (i in groups[decided])
