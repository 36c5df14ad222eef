"""Lists in the interpreter: each version keeps its elements, whatever is made of it, and changes cost little."""

from random import Random

import pytest
from canon_building import add, binary, block, boolean, function, integer, intrinsic, let, local, run, when
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.canon.ir import (
    Assign,
    BinaryOperator,
    Break,
    Intrinsic,
    LabelId,
    ListNew,
    LocalId,
    Loop,
    UnitConstant,
)
from ori_compiler.eval.interpreter import Completed
from ori_compiler.eval.intrinsics import intrinsics
from ori_compiler.eval.lists import ListValue
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.pool import BOOL, INT, NEVER, VOID, Idx

NUMBERS = Idx(100)


@given(seed=st.integers(0, 2**40), steps=st.integers(1, 60))
def test_every_version_keeps_its_elements(seed: int, steps: int) -> None:
    """Against Python lists that are copied at each change; old versions are changed, too."""
    random = Random(seed)
    start = [random.randrange(5) for _ in range(random.randrange(4))]
    versions = [(ListValue(start), start)]
    for step in range(steps):
        value, model = random.choice(versions[-3:] if random.random() < 0.8 else versions)
        change = random.randrange(4)
        if change == 0 and model:
            index = random.randrange(len(model))
            versions.append((value.replaced(index, step), [*model[:index], step, *model[index + 1 :]]))
        elif change == 1:
            length = random.randrange(len(model) + 2)
            versions.append((value.truncated(length), model[:length]))
        elif change == 2:
            assert [value.get(index) for index in range(value.length)] == model
        else:
            versions.append((value.pushed(step), [*model, step]))
    for value, model in versions:
        assert list(value) == model
        assert value.length == len(model)
        assert value == ListValue(model)
        assert value != ListValue([*model, 0])


def test_an_old_version_of_many_changes_is_not_kept_by_as_many_records() -> None:
    """A list of 10 elements that somebody keeps while it is changed 1000 times."""
    kept = newest = ListValue([0] * 10)
    for change in range(1000):
        newest = newest.replaced(change % 10, change)
    records = 0
    node: ListValue | None = kept
    while node is not None:
        records, node = records + 1, node._newer
    assert records < 50
    assert list(kept) == [0] * 10
    assert list(newest) == list(range(990, 1000))


def test_a_chain_of_versions_ends_without_recursion() -> None:
    kept = newest = ListValue([0] * 300_000)
    for change in range(300_000):
        newest = newest.replaced(change, 1)
    del kept
    assert newest.get(0) == 1


def test_texts_and_equality_of_lists() -> None:
    assert repr(ListValue([1, 2]).pushed(3)) == "ListValue([1, 2, 3])"
    assert hash(ListValue([1])) == hash(ListValue().pushed(1))
    assert ListValue([1]) != [1]


def test_list_expression_evaluates_its_elements_in_order() -> None:
    """`x = 1; [x, { x = x + 1; x }, x]`."""
    more = block(Assign(VOID, NO_SPAN, LocalId(0), add(local(0), integer(1))), local(0))
    body = block(let(0, integer(1)), ListNew(NUMBERS, NO_SPAN, (local(0), more, local(0))))
    assert run(function(body, "x")) == Completed(ListValue([1, 2, 2]))


def test_a_sieve_over_many_numbers_takes_no_quadratic_time() -> None:
    """`flags` is a local that a loop changes 300 000 times; copying it each time would take minutes."""
    count = 100_000
    flags, step, at, found = 0, 1, 2, 3
    bools = Idx(101)

    def list_of(index: int):
        return local(index, bools)

    def loop_while(label: int, condition, *body):
        leave = Break(NEVER, NO_SPAN, LabelId(label), UnitConstant(VOID, NO_SPAN))
        return Loop(VOID, NO_SPAN, LabelId(label), block(when(condition, UnitConstant(VOID, NO_SPAN), leave), *body))

    def assign(index: int, value):
        return Assign(VOID, NO_SPAN, LocalId(index), value)

    def less(left, right):
        return binary(BinaryOperator.LESS, left, right, type_=BOOL)

    strike = assign(flags, intrinsic(Intrinsic.LIST_SET, list_of(flags), local(at), boolean(True), type_=bools))
    is_struck = intrinsic(Intrinsic.LIST_GET, list_of(flags), local(step), type_=BOOL)
    sieve = loop_while(
        1,
        less(binary(BinaryOperator.INT_MULTIPLY, local(step), local(step)), integer(count)),
        when(
            is_struck,
            UnitConstant(VOID, NO_SPAN),
            block(
                let(at, binary(BinaryOperator.INT_MULTIPLY, local(step), local(step))),
                loop_while(2, less(local(at), integer(count)), strike, assign(at, add(local(at), local(step)))),
            ),
        ),
        assign(step, add(local(step), integer(1))),
    )
    push = assign(flags, intrinsic(Intrinsic.LIST_PUSH, list_of(flags), boolean(False), type_=bools))
    count_primes = loop_while(
        3,
        less(local(at), integer(count)),
        when(
            intrinsic(Intrinsic.LIST_GET, list_of(flags), local(at), type_=BOOL),
            UnitConstant(VOID, NO_SPAN),
            assign(found, add(local(found), integer(1))),
        ),
        assign(at, add(local(at), integer(1))),
    )
    body = block(
        let(flags, ListNew(bools, NO_SPAN, ())),
        let(at, integer(0)),
        loop_while(0, less(local(at), integer(count)), push, assign(at, add(local(at), integer(1)))),
        let(step, integer(2)),
        sieve,
        let(found, integer(0)),
        assign(at, integer(2)),
        count_primes,
        local(found),
    )
    types = {"flags": bools, "step": INT, "at": INT, "found": INT}
    assert run(function(body, *types, types=types)) == Completed(9592)


@pytest.mark.parametrize(
    ("intrinsic_", "arguments", "expected"),
    [
        (Intrinsic.LIST_LENGTH, (ListValue([1, 2]),), 2),
        (Intrinsic.LIST_GET, (ListValue([1, 2]), 1), 2),
        (Intrinsic.LIST_SET, (ListValue([1, 2]), 0, 3), ListValue([3, 2])),
        (Intrinsic.LIST_PUSH, (ListValue(), 3), ListValue([3])),
        (Intrinsic.LIST_TRUNCATE, (ListValue([1, 2, 3]), 1), ListValue([1])),
        (Intrinsic.LIST_RESERVE, (ListValue([1]), 10), ListValue([1])),
    ],
)
def test_intrinsic(intrinsic_: Intrinsic, arguments: tuple, expected: object) -> None:
    assert intrinsics(lambda text: None)[intrinsic_](*arguments) == expected


def test_a_part_stays_as_it_is_when_its_list_or_itself_changes() -> None:
    whole = ListValue(range(6))
    part = whole.sliced(1, 5)
    inner = part.sliced(1, 3)
    newer = whole.replaced(2, 20)
    changed = inner.pushed(9)
    assert [*newer] == [0, 1, 20, 3, 4, 5]
    assert [*part] == [1, 2, 3, 4]
    assert inner == ListValue([2, 3])
    assert inner.get(1) == 3
    assert hash(inner) == hash(ListValue([2, 3]))
    assert [*changed] == [2, 3, 9]
    assert whole.sliced(0, 6) is whole
    assert whole.sliced(4, 2) == whole.sliced(3, 3) == ListValue()
