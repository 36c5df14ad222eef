"""Evaluation order, loops, labels, calls and panics, on canonical IR written by hand."""

import sys

import pytest
from canon_building import (
    UNIT_NODE,
    F,
    add,
    binary,
    block,
    boolean,
    call,
    function,
    function_id,
    integer,
    intrinsic,
    let,
    local,
    panic,
    run,
    run_printing,
    say,
    text,
    when,
)

from ori_compiler.canon.ir import (
    Assign,
    BinaryOperator,
    Break,
    Continue,
    Expr,
    FieldGet,
    Intrinsic,
    LabelId,
    Labelled,
    LocalId,
    Loop,
    Poison,
    Return,
    StructNew,
    StructUpdate,
    VariantNew,
)
from ori_compiler.eval.interpreter import Completed, Panicked, StepLimitExceededError, step_limit
from ori_compiler.eval.panic import MalformedIrError
from ori_compiler.eval.value import UNIT, StructValue, SumValue
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.types.functions import DerivedFunction, DerivedOperation
from ori_compiler.types.pool import BOOL, INT, NEVER, VOID, Idx

POINT = Idx(9)
AT = Span(4, 11)


def assign(index: int, value: Expr) -> Expr:
    return Assign(VOID, NO_SPAN, LocalId(index), value)


def loop(label: int, body: Expr, type_: Idx = VOID) -> Expr:
    return Loop(type_, NO_SPAN, LabelId(label), body)


def labelled(label: int, body: Expr) -> Expr:
    return Labelled(INT, NO_SPAN, LabelId(label), body)


def leave(label: int, value: Expr = UNIT_NODE) -> Expr:
    return Break(NEVER, NO_SPAN, LabelId(label), value)


def again(label: int) -> Expr:
    return Continue(NEVER, NO_SPAN, LabelId(label))


def equal(left: Expr, right: Expr) -> Expr:
    return binary(BinaryOperator.EQUAL, left, right, type_=BOOL)


def loud(words: str, value: Expr) -> Expr:
    return block(say(words), value)


def test_operands_are_evaluated_left_to_right() -> None:
    pair = StructNew(POINT, NO_SPAN, (loud("c", integer(1)), loud("d", integer(2))))
    body = add(
        add(loud("a", integer(1)), loud("b", integer(2))),
        FieldGet(INT, NO_SPAN, StructUpdate(POINT, NO_SPAN, loud("f", pair), 0, loud("e", integer(9))), 0),
    )
    assert run_printing(function(body)) == (Completed(12), "a\nb\ne\nf\nc\nd\n")


def test_arguments_are_evaluated_before_the_call() -> None:
    callee = function(loud("in", local(0)), "n", id=function_id("g"), parameters=1)
    body = call(callee.id, loud("argument", integer(5)))
    assert run_printing(function(body), callee) == (Completed(5), "argument\nin\n")


def test_only_the_chosen_branch_runs() -> None:
    body = block(when(boolean(True), say("then"), say("else")), when(boolean(False), say("no")))
    assert run_printing(function(body)) == (Completed(UNIT), "then\n")


def test_compound_values_hold_their_fields_in_order() -> None:
    inner = VariantNew(POINT, NO_SPAN, 2, (text("x"), integer(7)))
    body = StructNew(POINT, NO_SPAN, (inner, UNIT_NODE))
    assert run(function(body)) == Completed(StructValue((SumValue(2, ("x", 7)), UNIT)))


def test_an_update_leaves_the_original_alone() -> None:
    update = StructUpdate(POINT, NO_SPAN, local(0, POINT), 1, integer(5))
    body = block(
        let(0, StructNew(POINT, NO_SPAN, (integer(1), integer(2)))),
        let(1, update),
        StructNew(POINT, NO_SPAN, (local(0, POINT), local(1, POINT))),
    )
    expected = StructValue((StructValue((1, 2)), StructValue((1, 5))))
    assert run(function(body, "p", "q")) == Completed(expected)


def count_to(limit: int) -> Expr:
    """Local 0 counts the rounds of loop 0."""
    return loop(
        0,
        block(
            assign(0, add(local(0), integer(1))),
            when(equal(local(0), integer(limit)), leave(0, local(0))),
            UNIT_NODE,
        ),
        INT,
    )


def test_a_loop_yields_the_value_of_its_break() -> None:
    assert run(function(block(let(0, integer(0)), count_to(10)), "n")) == Completed(10)


def test_break_and_continue_find_an_outer_loop() -> None:
    inner = loop(
        1,
        block(
            assign(1, add(local(1), integer(1))),
            when(equal(local(1), integer(3)), again(0)),
            when(equal(local(0), integer(2)), leave(0, local(1))),
            UNIT_NODE,
        ),
    )
    outer = loop(0, block(assign(0, add(local(0), integer(1))), let(1, integer(0)), inner), INT)
    body = block(
        let(0, integer(0)), let(2, outer), add(binary(BinaryOperator.INT_MULTIPLY, local(0), integer(10)), local(2))
    )
    assert run(function(body, "i", "j", "left")) == Completed(21)


def test_a_labelled_block_is_left_early_or_falls_through() -> None:
    def pick(condition: bool) -> Expr:
        return labelled(3, block(when(boolean(condition), leave(3, integer(1))), integer(2)))

    assert run(function(add(binary(BinaryOperator.INT_MULTIPLY, pick(True), integer(10)), pick(False)))) == Completed(
        12
    )


def test_return_leaves_the_function_only() -> None:
    callee = function(loop(0, Return(NEVER, NO_SPAN, integer(4))), id=function_id("g"))
    assert run(function(add(call(callee.id), integer(1))), callee) == Completed(5)


def test_a_signal_crosses_no_call() -> None:
    callee = function(leave(0), id=function_id("g"))
    with pytest.raises(MalformedIrError):
        run(function(loop(0, call(callee.id))), callee)


def count_down(step: Expr) -> Expr:
    return when(equal(local(0), integer(0)), integer(0), step)


LESS = binary(BinaryOperator.INT_SUBTRACT, local(0), integer(1))


@pytest.mark.parametrize("depth", [1_000, 20_000])
def test_deep_recursion_works(depth: int) -> None:
    recursive = function(count_down(add(integer(1), call(F, LESS))), "n", parameters=1)
    assert run(recursive, arguments=(depth,)) == Completed(depth)


def test_runaway_recursion_is_a_panic_at_the_call() -> None:
    runaway = function(add(integer(1), call(F, local(0), span=AT)), "n", parameters=1)
    limit = sys.getrecursionlimit()
    assert run(runaway, arguments=(0,)) == Panicked("stack overflow", ItemSpan(F, AT), F)
    assert sys.getrecursionlimit() == limit


def test_tail_calls_use_no_stack() -> None:
    step = block(let(1, LESS), labelled(0, when(boolean(True), call(F, local(1)), integer(9))))
    assert run(function(count_down(step), "n", "m", parameters=1), arguments=(70_000,)) == Completed(0)


def test_deeply_nested_expressions_work() -> None:
    body = integer(0)
    for _ in range(20_000):
        body = add(body, integer(1))
    assert run(function(body)) == Completed(20_000)


def test_a_panic_tells_its_function_and_place() -> None:
    callee = function(panic("too bad", AT), id=function_id("g"))
    caller = function(block(say("before"), call(callee.id), say("after")))
    expected = Panicked("too bad", ItemSpan(callee.id, AT), callee.id)
    assert run_printing(caller, callee) == (expected, "before\n")


def test_a_panic_in_a_derived_function_is_placed_at_the_declaration() -> None:
    declaration = ItemId("main.ori", ItemKind.TYPE, "Point")
    derived = DerivedFunction(DerivedOperation.DEBUG, POINT, declaration)
    callee = function(panic("no text", AT), id=derived)
    assert run(function(call(derived)), callee) == Panicked("no text", ItemSpan(declaration, AT), derived)


def test_an_intrinsic_that_panics_is_placed_at_its_call() -> None:
    body = intrinsic(Intrinsic.INT_TO_CHAR_CHECKED, integer(-1), type_=INT, span=AT)
    assert run(function(body)) == Panicked("conversion out of range", ItemSpan(F, AT), F)


@pytest.mark.parametrize("body", [loop(0, UNIT_NODE), call(F), block(call(F), UNIT_NODE)])
def test_an_endless_run_can_be_stopped(body: Expr) -> None:
    with pytest.raises(StepLimitExceededError, match="1000"):
        run(function(body), checkpoint=step_limit(1000))


def test_a_run_within_the_limit_is_not_disturbed() -> None:
    assert run(function(block(let(0, integer(0)), count_to(10)), "n"), checkpoint=step_limit(11)) == Completed(10)


@pytest.mark.parametrize(
    "body",
    [
        Poison(INT, NO_SPAN),
        call(function_id("missing")),
        call(F, integer(1)),
        local(0),
        leave(7),
        again(7),
    ],
)
def test_malformed_ir_is_an_internal_error(body: Expr) -> None:
    with pytest.raises(MalformedIrError):
        run(function(body, "unset"))
