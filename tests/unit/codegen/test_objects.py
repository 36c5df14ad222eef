"""Closures and trait objects, the same on every backend: made, called, shared, put into values, unwound."""

from agreement import native_module, outcome
from arc_building import (
    ADDER,
    DEFINITIONS,
    HOLDER,
    MAKER,
    NAMER,
    PERSON,
    POOL,
    SPEAKER,
    TEAM,
    UNIT,
    add,
    assign,
    block,
    call,
    concat,
    field,
    function,
    function_id,
    integer,
    intrinsic,
    leave,
    less,
    let,
    list_of,
    local,
    loop,
    object_call,
    object_new,
    panic,
    say,
    shown,
    struct,
    text,
    update,
    when,
)
from running import Machine

from ori_compiler.canon.ir import CanonFunction, Expr, Intrinsic
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.interpreter import Completed, interpret
from ori_compiler.types.definitions import ListDefinition
from ori_compiler.types.functions import LambdaFunction
from ori_compiler.types.pool import INT, STR, VOID, Idx

MAIN = function_id("main")


def main(body: Expr, *locals_: Idx) -> CanonFunction:
    return function(body, *locals_, result=VOID, id=MAIN)


def lambda_function(index: int, body: Expr, *parameters: Idx) -> CanonFunction:
    """A lambda of `main`; the first parameter is what it captured."""
    return function(body, *parameters, parameters=len(parameters), id=LambdaFunction(MAIN, index))


def id_of(index: int) -> LambdaFunction:
    return LambdaFunction(MAIN, index)


def person(name: str, age: int) -> Expr:
    return struct(PERSON, text(name), integer(age))


def owned(word: str) -> Expr:
    """A text on the heap."""
    return concat(text(word), text("!"))


def test_a_closure_captures_an_int(machine: Machine) -> None:
    adds = lambda_function(0, add(local(0), local(1)), INT, INT)
    body = block(
        let(0, object_new(ADDER, integer(40), id_of(0))),
        say(shown(object_call(local(0, ADDER), 0, integer(2)))),
        say(shown(object_call(local(0, ADDER), 0, integer(3)))),
        UNIT,
    )
    assert outcome(machine, main(body, ADDER), adds) == "42\n43\n"


def test_a_closure_without_captures_is_no_object_on_the_heap(machine: Machine) -> None:
    doubles = lambda_function(0, add(local(1), local(1)), VOID, INT)
    program = main(say(shown(object_call(object_new(ADDER, UNIT, id_of(0)), 0, integer(21)))))
    assert outcome(machine, program, doubles) == "42\n"
    assert "ori_rc_alloc" not in native_module(machine, program, doubles).text


def test_a_closure_owns_the_texts_it_captured(machine: Machine) -> None:
    names = lambda_function(
        0,
        concat(concat(field(local(0, PERSON), 0), local(1, STR)), field(local(2, PERSON), 0)),
        PERSON,
        STR,
        PERSON,
    )
    body = block(
        let(0, owned("Ada")),
        let(1, object_new(NAMER, struct(PERSON, local(0, STR), integer(36)), id_of(0))),
        assign(0, owned("Bob")),
        say(object_call(local(1, NAMER), 0, owned(" & "), struct(PERSON, local(0, STR), integer(1)))),
        UNIT,
    )
    assert outcome(machine, main(body, STR, NAMER), names) == "Ada! & !Bob!\n"


def test_a_method_that_takes_its_receiver_over_leaves_the_object_its_own(machine: Machine) -> None:
    """The lambda returns its capture: it owns it, while the table lends it."""
    makes = lambda_function(0, local(0, TEAM), TEAM)
    team = struct(TEAM, struct(PERSON, owned("Ada"), integer(36)), owned("first"), integer(1))
    body = block(
        let(0, object_new(MAKER, team, id_of(0))),
        let(1, object_call(local(0, MAKER), 0)),
        say(field(field(local(1, TEAM), 0), 0)),
        say(field(object_call(local(0, MAKER), 0), 1)),
        UNIT,
    )
    assert outcome(machine, main(body, MAKER, TEAM), makes) == "Ada!\nfirst!\n"


def test_a_closure_captures_a_closure(machine: Machine) -> None:
    inner = lambda_function(0, add(local(0), local(1)), INT, INT)
    outer = lambda_function(1, object_call(local(0, ADDER), 0, object_call(local(0, ADDER), 0, local(1))), ADDER, INT)
    twice = object_new(ADDER, object_new(ADDER, integer(10), id_of(0)), id_of(1))
    assert outcome(machine, main(say(shown(object_call(twice, 0, integer(1))))), inner, outer) == "21\n"


def test_objects_live_in_structs_and_are_shared_by_copies(machine: Machine) -> None:
    adds = lambda_function(0, add(local(0), local(1)), INT, INT)
    body = block(
        let(0, struct(HOLDER, object_new(ADDER, integer(1), id_of(0)), owned("label"))),
        let(1, local(0, HOLDER)),
        let(2, field(local(1, HOLDER), 0)),
        say(field(local(0, HOLDER), 1)),
        say(shown(object_call(local(2, ADDER), 0, integer(1)))),
        UNIT,
    )
    assert outcome(machine, main(body, HOLDER, HOLDER, ADDER), adds) == "label!\n2\n"


def test_one_type_of_object_holds_values_of_different_types(machine: Machine) -> None:
    """A trait with two methods, implemented by a struct and by `int`."""
    says_person = lambda_function(0, concat(field(local(0, PERSON), 0), shown(local(1))), PERSON, INT)
    age = lambda_function(1, field(local(0, PERSON), 1), PERSON)
    says_int = lambda_function(2, shown(add(local(0), local(1))), INT, INT)
    itself = lambda_function(3, local(0), INT)
    introduce = function(
        block(
            say(object_call(local(0, SPEAKER), 0, integer(5))),
            say(shown(object_call(local(0, SPEAKER), 1))),
            UNIT,
        ),
        SPEAKER,
        parameters=1,
        id=function_id("introduce"),
    )
    speaks = struct(PERSON, owned("Ada"), integer(36))
    body = block(
        call(introduce.id, VOID, object_new(SPEAKER, speaks, id_of(0), id_of(1))),
        call(introduce.id, VOID, object_new(SPEAKER, integer(2), id_of(2), id_of(3))),
        UNIT,
    )
    program = (main(body), introduce, says_person, age, says_int, itself)
    assert outcome(machine, *program) == "Ada!5\n36\n7\n2\n"


def test_a_table_exists_once_for_a_type_of_value_and_its_methods(machine: Machine) -> None:
    adds = lambda_function(0, add(local(0), local(1)), INT, INT)
    numbers = [object_call(object_new(ADDER, integer(n), id_of(0)), 0, integer(n)) for n in range(3)]
    program = main(block(*(say(shown(number)) for number in numbers), UNIT))
    assert outcome(machine, program, adds) == "0\n2\n4\n"
    text_ = native_module(machine, program, adds).text
    assert text_.count("unnamed_addr constant { ptr, ptr }") == 1


def test_a_panic_behind_an_object_releases_everything(machine: Machine) -> None:
    fails = lambda_function(0, block(say(local(1, STR)), panic("no")), STR, STR, PERSON)
    fails = CanonFunction(fails.id, 3, fails.locals, STR, fails.body, fails.span)
    body = block(
        let(0, owned("kept")),
        let(1, object_new(NAMER, owned("captured"), id_of(0))),
        say(object_call(local(1, NAMER), 0, owned("given"), struct(PERSON, owned("x"), integer(1)))),
        say(local(0, STR)),
        UNIT,
    )
    assert outcome(machine, main(body, STR, NAMER), fails) == "given!\npanic: no"


def test_a_loop_makes_and_drops_objects(machine: Machine) -> None:
    adds = lambda_function(0, add(field(local(0, PERSON), 1), local(1)), PERSON, INT)
    body = block(
        let(0, integer(0)),
        let(1, object_new(ADDER, struct(PERSON, owned("x"), integer(1)), id_of(0))),
        loop(
            1,
            block(
                when(less(local(0), integer(50)), UNIT, leave(1)),
                assign(0, object_call(local(1, ADDER), 0, local(0))),
                assign(1, object_new(ADDER, struct(PERSON, owned("y"), local(0)), id_of(0))),
            ),
        ),
        say(shown(local(0))),
        UNIT,
    )
    assert outcome(machine, main(body, INT, ADDER), adds) == "64\n"


def test_a_call_through_an_object_in_tail_position_takes_no_stack_in_the_interpreter() -> None:

    bounce = function(
        when(less(local(1), integer(200_000)), object_call(local(0, ADDER), 0, add(local(1), integer(1))), local(1)),
        ADDER,
        INT,
        parameters=2,
        id=function_id("bounce"),
    )
    again = lambda_function(0, call(bounce.id, INT, object_new(ADDER, UNIT, id_of(0)), local(1)), VOID, INT)
    start = function(call(bounce.id, INT, object_new(ADDER, UNIT, id_of(0)), integer(0)), id=MAIN)
    program = CanonProgram({known.id: known for known in (start, bounce, again)}, DEFINITIONS)
    assert interpret(program, MAIN, (), lambda text_: None) == Completed(200_000)


def test_a_panic_while_an_element_with_an_object_is_out_of_its_list(machine: Machine) -> None:
    """What is left in its place is no object at all."""
    holders = POOL.list_(HOLDER)
    definitions = {**DEFINITIONS, holders: ListDefinition(holders, HOLDER, "holders")}
    adds = lambda_function(0, add(local(0), local(1)), INT, INT)
    fails = function(
        when(less(integer(9), local(0)), panic("no"), concat(local(1, STR), text("?")), STR),
        INT,
        STR,
        parameters=2,
        id=function_id("fails"),
    )
    holder = struct(HOLDER, object_new(ADDER, integer(1), id_of(0)), owned("label"))
    element = intrinsic(Intrinsic.LIST_GET, HOLDER, local(0, holders), integer(0))
    changed = [
        assign(
            0,
            intrinsic(
                Intrinsic.LIST_SET,
                holders,
                local(0, holders),
                integer(0),
                update(element, 1, call(fails.id, STR, integer(n), field(element, 1))),
            ),
        )
        for n in (1, 10)
    ]
    body = block(let(0, list_of(holders, holder)), changed[0], say(field(element, 1)), changed[1], UNIT)
    assert outcome(machine, main(body, holders), fails, adds, definitions=definitions) == "label!?\npanic: no"
