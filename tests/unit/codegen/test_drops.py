"""Values with a `drop`: when it runs, in which order, and what a panic does to it. The same on every backend."""

import os
import subprocess
import sys

import pytest
from agreement import native_module, outcome
from arc_building import (
    ADDER,
    UNIT,
    add,
    again,
    assign,
    block,
    call,
    concat,
    function,
    function_id,
    integer,
    leave,
    less,
    let,
    list_of,
    local,
    loop,
    object_call,
    object_new,
    panic,
    push,
    returning,
    say,
    shown,
    struct,
    text,
    update,
    variant,
    when,
)
from drop_programs import (
    EMPTY,
    FATAL,
    GUARD,
    GUARDS,
    LAMP,
    LIBRARY,
    MAIN,
    MAYBE,
    NEST,
    NUMBER,
    OWNER,
    PAIR,
    TYPES,
    end,
    field,
    random_drops,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from running import Machine

from ori_compiler.canon import ir as canon
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import LambdaFunction
from ori_compiler.types.pool import INT, STR, VOID, Idx


def guard(name: str) -> Expr:
    return struct(GUARD, concat(text(name), text("")))


def number(n: int) -> Expr:
    return struct(NUMBER, integer(n))


def printed(machine: Machine, body: Expr, *locals_: Idx, functions: tuple[CanonFunction, ...] = ()) -> list[str]:
    """The lines of a `main` with this body."""
    main = function(body, *locals_, result=VOID, id=MAIN)
    return outcome(machine, main, *functions, *LIBRARY, definitions=TYPES).splitlines()


def test_locals_end_in_reverse_order(machine: Machine) -> None:
    body = block(let(0, guard("a")), let(1, number(2)), let(2, guard("c")), say(text("body")), end(2, 1, 0), UNIT)
    assert printed(machine, body, GUARD, NUMBER, GUARD) == ["body", "drop c", "drop 2", "drop a"]


def test_a_value_nobody_uses_is_dropped_all_the_same(machine: Machine) -> None:
    body = block(guard("lost"), struct(EMPTY), say(text("after")), UNIT)
    assert printed(machine, body) == ["drop lost", "drop empty", "after"]


def test_copies_are_one_value(machine: Machine) -> None:
    body = block(let(0, guard("a")), let(1, local(0, GUARD)), end(1), say(text("one left")), end(0), UNIT)
    assert printed(machine, body, GUARD, GUARD) == ["one left", "drop a"]


def test_a_replaced_value_is_dropped_after_the_new_one_is_computed(machine: Machine) -> None:
    make = function(block(say(text("making")), struct(GUARD, local(0, STR))), STR, parameters=1, id=function_id("make"))
    body = block(
        let(0, guard("old")),
        say(text("before")),
        assign(0, call(make.id, GUARD, text("new"))),
        say(text("after")),
        end(0),
        UNIT,
    )
    expected = ["before", "making", "drop old", "after", "drop new"]
    assert printed(machine, body, GUARD, functions=(make,)) == expected


def test_a_field_update_makes_a_new_value(machine: Machine) -> None:
    body = block(
        let(0, number(1)),
        assign(0, update(local(0, NUMBER), 0, integer(2))),
        say(shown(field(local(0, NUMBER), 0))),
        end(0),
        UNIT,
    )
    assert printed(machine, body, NUMBER) == ["drop 1", "2", "drop 2"]


def test_a_struct_goes_before_its_fields_the_last_field_first(machine: Machine) -> None:
    owner = struct(OWNER, concat(text("o"), text("!")), guard("in"), number(7))
    body = block(let(0, owner), say(text("body")), end(0), UNIT)
    assert printed(machine, body, OWNER) == ["body", "drop owner o!", "drop 7", "drop in"]


def test_fields_of_plain_structs_and_payloads_end_with_them(machine: Machine) -> None:
    body = block(
        let(0, struct(PAIR, guard("a"), guard("b"))),
        let(1, variant(MAYBE, 1, guard("some"))),
        let(2, variant(MAYBE, 0)),
        let(3, field(local(0, PAIR), 0)),
        end(2, 1, 0),
        say(text("one is left")),
        end(3),
        UNIT,
    )
    assert printed(machine, body, PAIR, MAYBE, MAYBE, GUARD) == ["drop some", "drop b", "one is left", "drop a"]


def test_a_sum_with_a_drop(machine: Machine) -> None:
    on = variant(LAMP, 1, concat(text("li"), text("ght")), number(3))
    body = block(let(0, variant(LAMP, 0)), let(1, on), end(1, 0), UNIT)
    assert printed(machine, body, LAMP, LAMP) == ["drop lamp light", "drop 3", "drop lamp dark"]


def test_a_recursive_sum_with_a_drop(machine: Machine) -> None:
    nest = variant(NEST, 1, integer(1), variant(NEST, 1, integer(2), variant(NEST, 0)))
    body = block(let(0, nest), end(0), UNIT)
    assert printed(machine, body, NEST) == ["drop nest 1", "drop nest 2", "drop nest end"]


def test_a_list_ends_back_to_front(machine: Machine) -> None:
    body = block(
        let(0, list_of(GUARDS, guard("a"), guard("b"))),
        assign(0, push(local(0, GUARDS), guard("c"))),
        let(1, canon.CallIntrinsic(GUARD, NO_SPAN, canon.Intrinsic.LIST_GET, (local(0, GUARDS), integer(1)))),
        end(0),
        say(text("one is left")),
        end(1),
        UNIT,
    )
    assert printed(machine, body, GUARDS, GUARD) == ["drop c", "drop a", "one is left", "drop b"]


def test_a_parameter_ends_in_the_callee(machine: Machine) -> None:
    """Whatever else the callee does with it."""
    keep = function(
        block(say(field(local(0, GUARD), 0)), end(1, 0), say(text("end of keep")), UNIT),
        GUARD,
        NUMBER,
        parameters=2,
        id=function_id("keep"),
    )
    give = function(
        block(let(1, local(0, GUARD)), say(text("given")), local(1, GUARD)),
        GUARD,
        GUARD,
        parameters=1,
        id=function_id("give"),
    )
    body = block(
        call(keep.id, VOID, guard("a"), number(1)),
        let(0, call(give.id, GUARD, guard("b"))),
        call(keep.id, VOID, local(0, GUARD), number(2)),
        say(text("main")),
        end(0),
        UNIT,
    )
    expected = ["a", "drop 1", "drop a", "end of keep", "given", "b", "drop 2", "end of keep", "main", "drop b"]
    assert printed(machine, body, GUARD, functions=(keep, give)) == expected


def test_every_way_out_of_a_loop(machine: Machine) -> None:
    """A round that goes on, one that is left early by `continue`, one by `break`."""
    body = block(
        let(0, integer(0)),
        let(2, guard("outer")),
        loop(
            1,
            block(
                assign(0, add(local(0), integer(1))),
                let(1, struct(NUMBER, local(0))),
                when(less(local(0), integer(2)), block(say(text("continue")), end(1), again(1)), UNIT, VOID),
                when(less(integer(2), local(0)), block(say(text("break")), end(1), leave(1)), UNIT, VOID),
                say(text("through")),
                end(1),
            ),
        ),
        end(2),
        UNIT,
    )
    expected = ["continue", "drop 1", "through", "drop 2", "break", "drop 3", "drop outer"]
    assert printed(machine, body, INT, NUMBER, GUARD) == expected


def test_a_value_that_is_returned_early_lives_on(machine: Machine) -> None:
    pick = function(
        block(
            let(1, guard("first")),
            let(2, guard("second")),
            when(less(local(0), integer(1)), block(let(3, local(1, GUARD)), end(2, 1), returning(local(3, GUARD)))),
            let(3, local(2, GUARD)),
            end(2, 1),
            local(3, GUARD),
        ),
        INT,
        GUARD,
        GUARD,
        GUARD,
        parameters=1,
        id=function_id("pick"),
    )
    body = block(
        let(0, call(pick.id, GUARD, integer(0))),
        let(1, call(pick.id, GUARD, integer(1))),
        end(1, 0),
        UNIT,
    )
    expected = ["drop second", "drop first", "drop second", "drop first"]
    assert printed(machine, body, GUARD, GUARD, functions=(pick,)) == expected


def test_a_closure_owns_a_value_with_a_drop(machine: Machine) -> None:
    adds = function(
        block(let(2, add(field(local(0, NUMBER), 0), local(1))), end(0), local(2)),
        NUMBER,
        INT,
        INT,
        parameters=2,
        id=LambdaFunction(MAIN, 0),
    )
    body = block(
        let(0, object_new(ADDER, number(5), adds.id)),
        say(shown(object_call(local(0, ADDER), 0, integer(1)))),
        say(shown(object_call(local(0, ADDER), 0, integer(2)))),
        end(0),
        say(text("after")),
        UNIT,
    )
    assert printed(machine, body, ADDER, functions=(adds,)) == ["6", "7", "drop 5", "after"]


def test_a_panic_drops_scope_by_scope_the_last_local_first(machine: Machine) -> None:
    fails = function(
        block(let(1, number(1)), let(2, number(2)), say(field(local(0, GUARD), 0)), panic("stop")),
        GUARD,
        NUMBER,
        NUMBER,
        parameters=1,
        result=VOID,
        id=function_id("fails"),
    )
    body = block(
        let(0, guard("outer")),
        let(1, struct(PAIR, guard("a"), guard("b"))),
        call(fails.id, VOID, guard("given")),
        say(text("not here")),
        end(1, 0),
        UNIT,
    )
    found = printed(machine, body, GUARD, PAIR, functions=(fails,))
    assert found == ["given", "drop 2", "drop 1", "drop given", "drop b", "drop a", "drop outer", "panic: stop"]


def test_a_panic_in_a_drop_goes_on_when_the_scope_has_ended(machine: Machine) -> None:
    fails = function(
        block(
            let(0, number(1)),
            let(1, struct(FATAL, text("x"))),
            let(2, number(3)),
            end(2, 1, 0),
            say(text("not here")),
            UNIT,
        ),
        NUMBER,
        FATAL,
        NUMBER,
        id=function_id("fails"),
    )
    body = block(let(0, guard("outer")), call(fails.id, VOID), say(text("nor here")), end(0), UNIT)
    expected = ["drop 3", "fail x", "drop 1", "drop outer", "panic: in drop"]
    assert printed(machine, body, GUARD, functions=(fails,)) == expected


def test_a_panic_in_the_drop_of_a_temporary_is_not_lost(machine: Machine) -> None:
    assert printed(machine, block(struct(FATAL, text("x")), UNIT)) == ["fail x", "panic: in drop"]


def test_a_panic_in_a_drop_comes_before_a_later_one(machine: Machine) -> None:
    body = block(struct(FATAL, text("x")), panic("later"))
    assert printed(machine, canon.Block(VOID, NO_SPAN, (body,), UNIT)) == ["fail x", "panic: in drop"]


def test_drops_run_in_the_drop_of_another_whose_panic_is_kept(machine: Machine) -> None:
    """The second drop ends a scope of its own; the kept panic is not raised there."""
    body = block(let(0, guard("a")), let(1, struct(FATAL, text("x"))), end(1, 0), UNIT)
    assert printed(machine, body, GUARD, FATAL) == ["fail x", "drop a", "panic: in drop"]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_random_programs_drop_the_same_values_in_the_same_order_everywhere(machine: Machine, seed: int) -> None:
    outcome(machine, *random_drops(seed), definitions=TYPES)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_many_random_programs_drop_the_same_everywhere(machine: Machine, seed: int) -> None:
    outcome(machine, *random_drops(seed), definitions=TYPES)


@pytest.mark.parametrize("body", ["unwinding", "two"])
def test_a_second_panic_aborts(body: str) -> None:
    """While a panic unwinds, or the panic of another drop waits. In a process of its own, since it ends."""
    command = [sys.executable, __file__, body]
    path = os.pathsep.join(sys.path)
    environment = {**os.environ, "PYTHONPATH": path}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert ended.returncode < 0
    assert "panic while a panic unwinds" in ended.stderr
    assert "drop a" not in ended.stdout
    found = _interpreted_abort(body)
    assert found[-1] == "panic: panic while a panic unwinds"
    assert "drop a" not in found


SECOND_PANICS = {
    "unwinding": block(let(0, guard("a")), let(1, struct(FATAL, text("x"))), panic("first")),
    "two": block(
        let(0, guard("a")), let(1, struct(FATAL, text("x"))), let(2, struct(FATAL, text("y"))), end(2, 1, 0), UNIT
    ),
}


def _program(name: str) -> tuple[CanonFunction, ...]:
    return (function(SECOND_PANICS[name], GUARD, FATAL, FATAL, result=VOID, id=MAIN), *LIBRARY)


def _interpreted_abort(name: str) -> list[str]:
    from agreement import interpreted

    return interpreted(TYPES, *_program(name)).splitlines()


if __name__ == "__main__":
    import ctypes

    this = Machine()
    module = native_module(this, *_program(sys.argv[1]), definitions=TYPES)
    nothing = ctypes.addressof(ctypes.create_string_buffer(64))
    this.jit.load_ir(module.text, 0).call(module.entries[MAIN], nothing, nothing, capture_output=True)
