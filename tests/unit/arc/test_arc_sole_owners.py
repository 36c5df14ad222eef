"""Which lists are known to have one owner. The evaluator checks all answers against what is really there."""

from arc_building import (
    NUMBERS,
    UNIT,
    WORDS,
    F,
    G,
    add,
    assign,
    block,
    call,
    compiled,
    function,
    get,
    integer,
    leave,
    length,
    less,
    let,
    list_of,
    local,
    loop,
    push,
    put,
    text,
    when,
)

from ori_compiler.arc.sole_owners import changed_by_sole_owners
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.types.pool import INT


def known_changes(known: CanonFunction, *others: CanonFunction) -> int:
    """How many changes of lists are known to be of one owner."""
    return len(changed_by_sole_owners(compiled(known, *others)[F]))


def repeat(counter: int, *body: Expr) -> Expr:
    ends = when(less(local(counter), integer(9)), UNIT, leave(counter))
    step = assign(counter, add(local(counter), integer(1)))
    return block(let(counter, integer(0)), loop(counter, block(ends, *body, step)))


def test_a_list_made_here_is_ours_in_a_loop_and_behind_it() -> None:
    body = block(
        let(1, list_of(NUMBERS)),
        repeat(0, assign(1, push(local(1, NUMBERS), local(0)))),
        repeat(2, assign(1, put(local(1, NUMBERS), local(2), get(local(1, NUMBERS), integer(0))))),
        assign(1, push(local(1, NUMBERS), length(local(1, NUMBERS)))),
        local(1, NUMBERS),
    )
    assert known_changes(function(body, INT, NUMBERS, INT)) == 3


def test_a_parameter_is_ours_from_the_first_change_on() -> None:
    once = push(local(0, WORDS), text("a"))
    assert known_changes(function(once, WORDS, parameters=1)) == 0
    twice = push(put(local(0, WORDS), integer(0), text("a")), text("b"))
    assert known_changes(function(twice, WORDS, parameters=1)) == 1


def test_a_loop_over_a_parameter_has_to_ask() -> None:
    body = block(repeat(1, assign(0, push(local(0, NUMBERS), local(1)))), local(0, NUMBERS))
    assert known_changes(function(body, NUMBERS, INT, parameters=1)) == 0


def test_a_list_that_is_kept_elsewhere_has_to_be_asked() -> None:
    body = block(
        let(0, list_of(NUMBERS, integer(1))),
        let(1, local(0, NUMBERS)),
        assign(0, push(local(0, NUMBERS), integer(2))),
        add(length(local(0, NUMBERS)), length(local(1, NUMBERS))),
    )
    assert known_changes(function(body, NUMBERS, NUMBERS)) == 0


def test_a_list_that_was_lent_to_a_function_has_to_be_asked() -> None:
    reader = function(length(local(0, NUMBERS)), NUMBERS, parameters=1, id=G)
    body = block(
        let(0, list_of(NUMBERS, integer(1))),
        call(G, INT, local(0, NUMBERS)),
        push(local(0, NUMBERS), integer(2)),
    )
    assert known_changes(function(body, NUMBERS), reader) == 0
