"""Which parameters are borrowed."""

import pytest
from arc_building import (
    CHAIN,
    DEFINITIONS,
    PERSON,
    TREE,
    UNIT,
    F,
    G,
    add,
    assign,
    binary,
    block,
    call,
    canon,
    compiled,
    concat,
    field,
    function,
    integer,
    intrinsic,
    leaf,
    leave,
    less,
    local,
    loop,
    match,
    ownership_of,
    payload,
    place,
    say,
    struct,
    text,
    variant,
    when,
)

from ori_compiler.arc.borrow_inference import infer_borrows
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.ir import Ownership
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic
from ori_compiler.types.pool import BOOL, INT, STR, VOID, Idx

OWNED, BORROWED = Ownership.OWNED, Ownership.BORROWED


def chain_match(end: Expr, link: Expr) -> Expr:
    """A match on local 0; in `link`, local 2 is the number and local 3 the rest."""
    number, rest = (place(1, CHAIN, payload(CHAIN, 1, index)) for index in range(2))
    tree = canon.SwitchVariant(place(1, CHAIN), ((0, leaf(0)), (1, leaf(1, (2, number), (3, rest)))), None)
    return match(local(0, CHAIN), 1, tree, end, link)


BODIES: dict[str, tuple[Expr, tuple[Idx, ...], tuple[Ownership, ...]]] = {
    "printed": (say(local(0, STR)), (STR,), (BORROWED,)),
    "unused": (integer(1), (STR,), (BORROWED,)),
    "scalar": (local(0), (INT,), (OWNED,)),
    "returned": (local(0, STR), (STR,), (OWNED,)),
    "stored": (struct(PERSON, local(0, STR), integer(1)), (STR,), (OWNED,)),
    "operand of an intrinsic": (concat(text("a"), local(0, STR)), (STR,), (BORROWED,)),
    "what an intrinsic takes over": (concat(local(0, STR), local(0, STR)), (STR,), (OWNED,)),
    "a part made longer": (concat(field(local(0, PERSON), 0), text("!")), (PERSON,), (OWNED,)),
    "field read": (field(local(0, PERSON), 1), (PERSON,), (BORROWED,)),
    "part returned": (field(local(0, PERSON), 0), (PERSON,), (BORROWED,)),
    "one of two": (block(say(local(0, STR)), local(1, STR)), (STR, STR), (BORROWED, OWNED)),
    "passed to another function": (call(G, VOID, local(0, STR)), (STR,), (OWNED,)),
    "passed to itself": (
        when(less(local(1), integer(1)), integer(0), add(integer(1), call(F, INT, local(0, STR), integer(0)))),
        (STR, INT),
        (BORROWED, OWNED),
    ),
    "passed to itself where it is returned": (
        when(
            less(local(2), integer(1)),
            local(1, STR),
            concat(call(F, STR, local(1, STR), local(0, STR), integer(0)), text("")),
        ),
        (STR, STR, INT),
        (OWNED, OWNED, OWNED),
    ),
    "summed up recursively": (
        chain_match(integer(0), add(local(2), call(F, INT, local(3, CHAIN)))),
        (CHAIN, CHAIN, INT, CHAIN),
        (BORROWED,),
    ),
    "walked down by a tail call": (
        chain_match(integer(0), call(F, INT, local(3, CHAIN))),
        (CHAIN, CHAIN, INT, CHAIN),
        (BORROWED,),
    ),
    "rebuilt": (
        chain_match(variant(CHAIN, 0), variant(CHAIN, 1, add(local(2), integer(1)), call(F, CHAIN, local(3, CHAIN)))),
        (CHAIN, CHAIN, INT, CHAIN),
        (OWNED,),
    ),
    "chosen and printed": (
        say(when(less(local(2), integer(1)), local(0, STR), local(1, STR))),
        (STR, STR, INT),
        (BORROWED, BORROWED, OWNED),
    ),
    "chosen and returned": (
        when(less(local(2), integer(1)), local(0, STR), concat(text("!"), local(1, STR))),
        (STR, STR, INT),
        (OWNED, BORROWED, OWNED),
    ),
}


@pytest.mark.parametrize(("body", "types", "expected"), BODIES.values(), ids=BODIES)
def test_a_parameter_is_borrowed_unless_it_is_consumed(
    body: Expr, types: tuple[Idx, ...], expected: tuple[Ownership, ...]
) -> None:
    known = function(body, *types, parameters=len(expected))
    assert ownership_of(known)[F] == expected


def test_a_loop_over_a_borrowed_chain_counts_nothing() -> None:
    known = function(chain_match(integer(0), call(F, INT, local(3, CHAIN))), CHAIN, CHAIN, INT, CHAIN, parameters=1)
    arc = compiled(known)[F]
    assert len(arc.blocks) > 3
    names = {type(instruction).__name__ for block_ in arc.blocks for instruction in block_.instructions}
    assert names.isdisjoint({"RcIncrement", "RcDecrement", "Call", "Destructure", "Unbox"})
    assert any(variable.is_borrowed for variable in arc.variables)


def test_a_loop_that_replaces_a_string_owns_it() -> None:
    rounds = block(
        when(less(integer(3), local(1)), leave(1), UNIT, VOID),
        assign(1, add(local(1), integer(1))),
        assign(0, concat(local(0, STR), text("x"))),
        UNIT,
    )
    known = function(block(loop(1, rounds), say(local(0, STR))), STR, INT, parameters=2)
    assert ownership_of(known)[F] == (OWNED, OWNED)


def test_a_body_does_not_depend_on_what_other_bodies_do() -> None:
    caller = function(call(G, VOID, local(0, STR)), STR, parameters=1)
    lowered = lower_to_arc(caller, DEFINITIONS)
    summaries = [infer_borrows(lowered, DEFINITIONS, {G: (how,)}).function.ownership for how in (OWNED, BORROWED)]
    assert summaries == [(OWNED,), (OWNED,)]


def test_a_callee_without_summary_is_an_internal_error() -> None:
    caller = function(call(G, VOID, local(0, STR)), STR, parameters=1)
    with pytest.raises(InternalError, match="nothing is known"):
        infer_borrows(lower_to_arc(caller, DEFINITIONS), DEFINITIONS, {})


def test_a_tree_that_is_only_searched_is_borrowed_though_a_string_of_it_is_returned() -> None:
    left, middle, right = (place(2, TREE, payload(TREE, 1, index)) for index in range(3))
    tree = canon.SwitchVariant(place(2, TREE), ((0, leaf(0)), (1, leaf(1, (3, left), (4, middle), (5, right)))), None)
    order = intrinsic(Intrinsic.STR_COMPARE, INT, local(1, STR), local(4, STR))
    chosen = when(
        binary(BinaryOperator.EQUAL, order, integer(0), BOOL),
        local(4, STR),
        when(
            less(order, integer(0)),
            call(F, STR, local(3, TREE), local(1, STR)),
            call(F, STR, local(5, TREE), local(1, STR)),
        ),
    )
    body = match(local(0, TREE), 2, tree, text("none"), chosen)
    known = function(body, TREE, STR, TREE, TREE, STR, TREE, parameters=2)
    assert ownership_of(known)[F] == (BORROWED, BORROWED)
