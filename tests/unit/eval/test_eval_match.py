"""Decision trees: which arm runs, and what its variables hold."""

import pytest
from canon_building import F, add, binary, block, boolean, call, function, integer, local, run, run_printing, say

from ori_compiler.canon import ir
from ori_compiler.canon.ir import (
    BinaryOperator,
    Bind,
    DecisionTree,
    Expr,
    FieldStep,
    Guard,
    Leaf,
    LocalId,
    Match,
    PayloadStep,
    Place,
    SwitchLiteral,
    SwitchVariant,
    Unmatched,
)
from ori_compiler.eval.interpreter import Completed
from ori_compiler.eval.panic import MalformedIrError
from ori_compiler.eval.value import Byte, Char, StructValue, SumValue, Value
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.pool import BOOL, BYTE, CHAR, INT, STR, Idx

SUM = Idx(9)
STRUCT = Idx(10)


def place(*steps: FieldStep | PayloadStep, type_: Idx = INT) -> Place:
    """A place in the matched value, which is local 1."""
    return Place(LocalId(1), steps, type_)


def bind(index: int, at: Place) -> Bind:
    return Bind(LocalId(index), at)


def leaf(arm: int, *bindings: Bind) -> DecisionTree:
    return Leaf(bindings, arm)


def matched(value: Value, tree: DecisionTree, *arms: Expr) -> Value:
    """What a match on `value` yields; by default arm n yields n. Local 0 is the value, 2 and 3 are for bindings."""
    body = Match(INT, NO_SPAN, local(0), LocalId(1), arms or tuple(map(integer, range(4))), tree)
    outcome = run(function(body, "value", "matched", "a", "b", parameters=1), arguments=(value,))
    assert isinstance(outcome, Completed)
    return outcome.value


@pytest.mark.parametrize(
    ("type_", "literals", "value", "arm"),
    [
        (INT, (1, -1), -1, 1),
        (INT, (1, -1), 2, 3),
        (STR, ("", "é"), "é", 1),
        (STR, ("", "é"), "e", 3),
        (BOOL, (False, True), True, 1),
        (BYTE, (0, 255), Byte(255), 1),
        (BYTE, (0, 255), Byte(1), 3),
        (CHAR, (65, 0x1F600), Char(0x1F600), 1),
        (CHAR, (65, 0x1F600), Char(66), 3),
    ],
)
def test_literal_switch(type_: Idx, literals: tuple, value: Value, arm: int) -> None:
    cases = tuple((literal, leaf(index)) for index, literal in enumerate(literals))
    assert matched(value, SwitchLiteral(place(type_=type_), cases, leaf(3))) == arm


@pytest.mark.parametrize(
    ("type_", "low", "high", "inside", "outside"),
    [
        (INT, -3, 7, (-3, 0, 7), (-4, 8)),
        (BYTE, 1, 2, (Byte(1), Byte(2)), (Byte(0), Byte(3))),
        (CHAR, ord("a"), ord("z"), (Char(ord("a")), Char(ord("z"))), (Char(ord("A")),)),
    ],
)
def test_range_includes_both_ends(type_: Idx, low: int, high: int, inside: tuple, outside: tuple) -> None:
    tree = ir.TestRange(place(type_=type_), low, high, leaf(1), leaf(0))
    assert [matched(value, tree) for value in inside] == [1] * len(inside)
    assert [matched(value, tree) for value in outside] == [0] * len(outside)


def test_variant_switch_binds_the_payload() -> None:
    payload = bind(2, place(PayloadStep(1, 0, INT))), bind(3, place(PayloadStep(1, 1, INT)))
    tree = SwitchVariant(place(type_=SUM), ((0, leaf(0)), (1, leaf(1, *payload))), leaf(2))
    difference = binary(BinaryOperator.INT_SUBTRACT, local(2), local(3))
    arms = (integer(-1), difference, integer(-2))
    assert matched(SumValue(0, ()), tree, *arms) == -1
    assert matched(SumValue(1, (10, 4)), tree, *arms) == 6
    assert matched(SumValue(2, ()), tree, *arms) == -2


def test_nested_places_are_reached_step_by_step() -> None:
    deep = place(FieldStep(1, SUM), PayloadStep(2, 0, STRUCT), FieldStep(0, INT))
    value = StructValue((0, SumValue(2, (StructValue((42,)),))))
    assert matched(value, leaf(0, bind(2, deep)), local(2)) == 42


def test_guard_sees_its_bindings_and_falls_to_the_next_arm() -> None:
    greater = binary(BinaryOperator.GREATER, local(2), integer(10), type_=BOOL)
    tree = Guard((bind(2, place()),), greater, leaf(0), leaf(1, bind(3, place())))
    arms = (local(2), add(local(3), integer(100)))
    assert matched(11, tree, *arms) == 11
    assert matched(10, tree, *arms) == 110


def test_scrutinee_runs_once_then_the_guard_then_the_arm() -> None:
    scrutinee = block(say("scrutinee"), integer(1))
    guard = Guard((), block(say("guard"), boolean(False)), leaf(0), leaf(1))
    arms = (block(say("first"), integer(0)), block(say("second"), integer(1)))
    body = Match(INT, NO_SPAN, scrutinee, LocalId(0), arms, guard)
    assert run_printing(function(body, "m")) == (Completed(1), "scrutinee\nguard\nsecond\n")


@pytest.mark.parametrize(
    "tree",
    [
        Unmatched(),
        SwitchVariant(place(type_=SUM), ((0, leaf(0)),), None),
        leaf(0, bind(2, place(PayloadStep(0, 0, INT)))),
    ],
)
def test_a_tree_that_does_not_fit_the_value_is_an_internal_error(tree: DecisionTree) -> None:
    with pytest.raises(MalformedIrError):
        matched(SumValue(1, (5,)), tree)


def test_an_arm_in_tail_position_calls_without_stack() -> None:
    less = binary(BinaryOperator.INT_SUBTRACT, local(0), integer(1))
    tree = SwitchLiteral(place(), ((0, leaf(0)),), leaf(1))
    body = Match(INT, NO_SPAN, local(0), LocalId(1), (integer(7), call(F, less)), tree)
    assert run(function(body, "n", "m", parameters=1), arguments=(70_000,)) == Completed(7)
