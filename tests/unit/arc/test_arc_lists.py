"""Lists in ARC IR: who owns the elements, and that a list with one owner is never copied."""

import msgspec
import pytest
from arc_building import (
    DEFINITIONS,
    GRID,
    NODE,
    NODES,
    NUMBERS,
    PEOPLE,
    PERSON,
    POOL,
    STR,
    UNIT,
    WORDS,
    F,
    G,
    add,
    assign,
    block,
    call,
    compiled,
    concat,
    field,
    function,
    function_id,
    get,
    integer,
    leave,
    length,
    less,
    let,
    list_of,
    local,
    loop,
    ownership_of,
    push,
    put,
    say,
    struct,
    text,
    truncate,
    update,
    when,
)
from arc_evaluator import Evaluator

from ori_compiler.arc.classify import Classifier, Counting
from ori_compiler.arc.ir import Ownership
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.printer import format_function
from ori_compiler.arc.stages import Lowered
from ori_compiler.arc.verifier import problems
from ori_compiler.canon.ir import CanonFunction, Expr
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.value import UNIT as UNIT_VALUE
from ori_compiler.eval.value import StructValue, Value
from ori_compiler.types.pool import INT, VOID


def text_of(known: CanonFunction) -> str:
    return format_function(compiled(known)[F], POOL.name)


def run(*functions: CanonFunction, arguments: tuple[Value, ...] = ()) -> tuple[Value, Evaluator]:
    """The result of the first function; nothing may be left behind."""
    evaluator = Evaluator(compiled(*functions), DEFINITIONS)
    result = evaluator.call(functions[0].id, *arguments)
    assert not evaluator.heap.live
    return result, evaluator


def repeat(counter: int, times: int, *body: Expr) -> Expr:
    """`counter` is 0, 1, .. in each round."""
    ends = when(less(local(counter), integer(times)), UNIT, leave(counter))
    step = assign(counter, add(local(counter), integer(1)))
    return block(let(counter, integer(0)), loop(counter, block(ends, *body, step)))


def test_a_list_is_a_definite_reference_also_of_scalars() -> None:
    classifier = Classifier(DEFINITIONS)
    assert classifier.type(NUMBERS) is Counting.DEFINITE_REF
    assert classifier.type(NODES) is Counting.DEFINITE_REF
    assert classifier.type(NODE) is Counting.POSSIBLE_REF


def test_reading_borrows_the_list_and_its_element() -> None:
    known = function(say(get(local(0, WORDS), integer(1))), WORDS, parameters=1, result=VOID)
    assert ownership_of(known) == {F: (Ownership.BORROWED,)}
    assert text_of(known) == (
        "@f (%v0.0: borrowed [str]) -> void\n"
        "b0:\n"
        "    %1: int = literal 1\n"
        "    %2: str = list_get(%v0.0, %1)\n"
        "    %3: void = print(%2)\n"
        "    return %3\n"
    )


def test_an_element_that_is_returned_is_counted() -> None:
    known = function(get(local(0, WORDS), integer(0)), WORDS, parameters=1)
    assert text_of(known) == (
        "@f (%v0.0: borrowed [str]) -> str\n"
        "b0:\n"
        "    %1: int = literal 0\n"
        "    %2: str = list_get(%v0.0, %1)\n"
        "    increment %2\n"
        "    return %2\n"
    )


def test_changes_take_the_list_and_the_value_over() -> None:
    body = truncate(push(put(local(0, WORDS), integer(0), local(1, STR)), local(1, STR)), integer(1))
    assert text_of(function(body, WORDS, STR, parameters=2)) == (
        "@f (%v0.0: owned [str], %v1.1: owned str) -> [str]\n"
        "b0:\n"
        "    %2: int = literal 0\n"
        "    increment %v1.1\n"
        "    %3: [str] = list_set(%v0.0, %2, %v1.1)\n"
        "    %4: [str] = list_push(%3, %v1.1)\n"
        "    %5: int = literal 1\n"
        "    %6: [str] = list_truncate(%4, %5)\n"
        "    return %6\n"
    )


def test_a_list_expression_consumes_its_elements() -> None:
    assert text_of(function(list_of(WORDS, local(0, STR)), STR, parameters=1)) == (
        "@f (%v0.0: owned str) -> [str]\nb0:\n    %1: [str] = list(%v0.0)\n    return %1\n"
    )


def test_an_element_that_is_still_needed_does_not_keep_the_list_shared() -> None:
    """`let old = xs[0]; xs[0] = "new"; print(old)`: counting the element is enough."""
    body = block(
        let(1, get(local(0, WORDS), integer(0))),
        assign(0, put(local(0, WORDS), integer(0), text("new"))),
        say(local(1, STR)),
        local(0, WORDS),
    )
    result, evaluator = run(function(body, WORDS, STR, parameters=1), arguments=(ListValue(["old", "b"]),))
    assert result == ListValue(["new", "b"])
    assert evaluator.printed == ["old\n"]
    assert evaluator.heap.copies == 0


def test_a_list_handed_to_an_owner_is_not_shared_by_an_element() -> None:
    """`let e = s.children[0]; let t = g(s); print(e.name)`: also if the list is a part of what is handed over."""
    g = function_id("g")
    changed = update(local(0, NODE), 1, put(field(local(0, NODE), 1), integer(0), local(0, NODE)))
    other = update(local(0, NODE), 1, truncate(field(local(0, NODE), 1), integer(0)))
    callee = function(other, NODE, parameters=1, id=g)
    body = block(
        let(1, get(field(local(0, NODE), 1), integer(0))),
        let(2, call(g, NODE, local(0, NODE))),
        say(field(local(1, NODE), 0)),
        local(2, NODE),
    )
    leaf = StructValue(("leaf", ListValue(), UNIT_VALUE))
    tree = StructValue(("tree", ListValue([leaf]), UNIT_VALUE))
    result, evaluator = run(function(body, NODE, NODE, NODE, parameters=1), callee, arguments=(tree,))
    assert result == StructValue(("tree", ListValue(), UNIT_VALUE))
    assert evaluator.heap.copies == 0
    grown, evaluator = run(function(changed, NODE, parameters=1), arguments=(tree,))
    assert grown == StructValue(("tree", ListValue([tree]), UNIT_VALUE))


def test_a_list_in_a_loop_is_changed_in_place() -> None:
    body = block(
        let(0, list_of(NUMBERS)),
        repeat(1, 20, assign(0, push(local(0, NUMBERS), local(1)))),
        repeat(1, 20, assign(0, put(local(0, NUMBERS), local(1), add(get(local(0, NUMBERS), local(1)), integer(1))))),
        local(0, NUMBERS),
    )
    result, evaluator = run(function(body, NUMBERS, INT))
    assert result == ListValue(range(1, 21))
    assert (evaluator.heap.copies, evaluator.heap.increments) == (0, 0)


def test_a_list_in_a_field_is_changed_in_place() -> None:
    """`node.children.push(..)`, then `node.children[0].name = ..`, in a loop."""
    leaf = struct(NODE, text("leaf"), list_of(NODES), UNIT)
    first = get(field(local(0, NODE), 1), integer(0))
    renamed = update(first, 0, concat(field(first, 0), text("!")))
    body = block(
        let(0, struct(NODE, text("root"), list_of(NODES), UNIT)),
        repeat(
            1,
            5,
            assign(0, update(local(0, NODE), 1, push(field(local(0, NODE), 1), leaf))),
            assign(0, update(local(0, NODE), 1, put(field(local(0, NODE), 1), integer(0), renamed))),
        ),
        local(0, NODE),
    )
    result, evaluator = run(function(body, NODE, INT))
    leaf_value = StructValue(("leaf", ListValue(), UNIT_VALUE))
    first_value = StructValue(("leaf!!!!!", ListValue(), UNIT_VALUE))
    assert result == StructValue(("root", ListValue([first_value, *[leaf_value] * 4]), UNIT_VALUE))
    assert evaluator.heap.copies == 0


def test_a_list_in_a_list_is_changed_in_place() -> None:
    """`grid[1][i] = grid[0][i] + 1` in a loop."""
    row = get(local(0, GRID), integer(1))
    above = get(get(local(0, GRID), integer(0)), local(1))
    fill = assign(0, put(local(0, GRID), integer(1), put(row, local(1), add(above, integer(1)))))
    body = block(
        let(0, list_of(GRID, *(list_of(NUMBERS, *map(integer, range(4))) for _ in range(2)))),
        repeat(1, 4, fill),
        local(0, GRID),
    )
    known = function(body, GRID, INT)
    result, evaluator = run(known)
    assert result == ListValue([ListValue([0, 1, 2, 3]), ListValue([1, 2, 3, 4])])
    assert (evaluator.heap.copies, evaluator.heap.increments) == (0, 0)


def test_a_list_in_a_struct_in_a_list_is_changed_in_place() -> None:
    """`nodes[0].children[0].name = ..` and `nodes[0].children.push(..)`, in a loop."""

    def leaf(name: str) -> Expr:
        return struct(NODE, text(name), list_of(NODES), UNIT)

    def in_first(made: Expr) -> Expr:
        """`nodes[0].children = made`; `v2` is `nodes[0]`."""
        return assign(0, put(local(0, NODES), integer(0), update(local(2, NODE), 1, made)))

    outer, children = let(2, get(local(0, NODES), integer(0))), field(local(2, NODE), 1)
    inner = let(3, get(children, integer(0)))
    renamed = update(local(3, NODE), 0, concat(field(local(3, NODE), 0), text("!")))
    body = block(
        let(0, list_of(NODES, struct(NODE, text("n"), list_of(NODES, leaf("child")), UNIT))),
        repeat(
            1,
            3,
            block(outer, inner, in_first(put(children, integer(0), renamed))),
            block(outer, in_first(push(children, leaf("more")))),
        ),
        local(0, NODES),
    )
    result, evaluator = run(function(body, NODES, INT, NODE, NODE))
    children_ = [StructValue((name, ListValue(), UNIT_VALUE)) for name in ("child!!!", "more", "more", "more")]
    assert result == ListValue([StructValue(("n", ListValue(children_), UNIT_VALUE))])
    assert evaluator.heap.copies == 0


def test_an_element_that_is_kept_is_copied_when_it_changes() -> None:
    first = get(local(0, GRID), integer(0))
    body = block(
        let(0, list_of(GRID, list_of(NUMBERS, integer(1)))),
        let(1, first),
        assign(0, put(local(0, GRID), integer(0), push(first, integer(2)))),
        push(local(0, GRID), local(1, NUMBERS)),
    )
    result, evaluator = run(function(body, GRID, NUMBERS))
    assert result == ListValue([ListValue([1, 2]), ListValue([1])])
    assert evaluator.heap.copies == 1


def test_an_element_whose_release_is_not_nothing_stays_in_its_list() -> None:
    """Zeros are no object, and a user's `drop` is not to be called for them."""
    dropping = msgspec.structs.replace(DEFINITIONS[PERSON], drop=G)
    person = get(local(0, PEOPLE), integer(0))
    body = put(local(0, PEOPLE), integer(0), call(G, PERSON, person))
    known = function(body, PEOPLE, parameters=1)
    assert "take_element" in format_function(lower_to_arc(known, DEFINITIONS).function, POOL.name)
    lowered = lower_to_arc(known, {**DEFINITIONS, PERSON: dropping})
    assert "take_element" not in format_function(lowered.function, POOL.name)


def test_a_list_that_somebody_keeps_is_copied_once() -> None:
    body = block(
        let(1, local(0, NUMBERS)),
        repeat(2, 5, assign(0, put(local(0, NUMBERS), integer(0), local(2)))),
        list_of(NUMBERS, get(local(0, NUMBERS), integer(0)), get(local(1, NUMBERS), integer(0))),
    )
    result, evaluator = run(function(body, NUMBERS, NUMBERS, INT, parameters=1), arguments=(ListValue([7]),))
    assert result == ListValue([4, 7])
    assert evaluator.heap.copies == 1


@pytest.mark.parametrize(
    "body",
    [
        put(local(0, NUMBERS), integer(0), text("no int")),
        push(local(0, NUMBERS), text("no int")),
        put(local(0, NUMBERS), text("no index"), integer(0)),
        length(local(1)),
        list_of(NUMBERS, text("no int")),
    ],
    ids=["set", "push", "index", "length", "new"],
)
def test_the_verifier_knows_what_fits_into_a_list(body: Expr) -> None:
    lowered = lower_to_arc(function(body, NUMBERS, INT, parameters=2), DEFINITIONS)
    assert any("do not fit" in problem for problem in problems(Lowered(lowered.function), DEFINITIONS))
