"""What lowering makes of each construct: results against the interpreter, and the shape where it matters."""

import itertools
import sys

import pytest
from arc_building import (
    CHAIN,
    COLOR,
    DEFINITIONS,
    PERSON,
    POOL,
    SHAPE,
    TREE,
    UNIT,
    F,
    G,
    add,
    again,
    assign,
    binary,
    block,
    boolean,
    byte,
    call,
    canon,
    character,
    compiled,
    concat,
    field,
    function,
    integer,
    intrinsic,
    labelled,
    leaf,
    leave,
    less,
    let,
    local,
    loop,
    match,
    member,
    panic,
    payload,
    place,
    real,
    returning,
    say,
    shown,
    struct,
    text,
    unary,
    update,
    variant,
    when,
)
from arc_evaluator import ArcPanicError, Evaluator

from ori_compiler.arc import ir
from ori_compiler.arc.internal_error import InternalError
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.printer import format_function
from ori_compiler.canon.ir import BinaryOperator, CanonFunction, Expr, Intrinsic, LocalId, UnaryOperator
from ori_compiler.canon.program import CanonProgram
from ori_compiler.eval.interpreter import Completed, interpret
from ori_compiler.eval.value import SumValue, Value
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, STR, VOID, Idx


def check(*functions: CanonFunction, arguments: tuple[Value, ...] = ()) -> Value | str:
    """Compares the compiled program with the interpreter: result or message, output, nothing left over."""
    printed: list[str] = []
    program = CanonProgram({known.id: known for known in functions}, DEFINITIONS)
    outcome = interpret(program, functions[0].id, arguments, printed.append)
    expected = outcome.value if isinstance(outcome, Completed) else outcome.message
    evaluator = Evaluator(compiled(*functions), DEFINITIONS)
    try:
        result = evaluator.call(functions[0].id, *arguments)
    except ArcPanicError as raised:
        result = str(raised)
    assert result == expected
    assert evaluator.printed == printed
    assert not evaluator.heap.live
    return result


def check_body(body: Expr, *types: Idx) -> Value | str:
    return check(function(body, *types))


def lowered_text(known: CanonFunction) -> str:
    return format_function(lower_to_arc(known, DEFINITIONS).function, POOL.name)


def instructions(known: CanonFunction) -> list[ir.Instruction]:
    blocks = lower_to_arc(known, DEFINITIONS).function.blocks
    return [instruction for block_ in blocks for instruction in block_.instructions]


CONSTANTS = {
    "int": (integer(7), 7),
    "float": (real(1.5), 1.5),
    "bool": (boolean(True), True),
    "str": (text("hi"), "hi"),
    "void": (UNIT, ()),
    "char": (intrinsic(Intrinsic.CHAR_TO_INT, INT, character("x")), 120),
    "byte": (intrinsic(Intrinsic.BYTE_TO_INT, INT, byte(200)), 200),
}


@pytest.mark.parametrize(("body", "value"), CONSTANTS.values(), ids=CONSTANTS)
def test_a_constant_is_a_literal(body: Expr, value: Value) -> None:
    assert check_body(body) == value


@pytest.mark.parametrize("operator", list(BinaryOperator))
def test_exactly_the_operators_that_can_panic_are_checked(operator: BinaryOperator) -> None:
    is_float = operator.value.startswith("float")
    operand, idx = (real(2.0), FLOAT) if is_float else (integer(3), INT)
    yields_bool = "equal" in operator.value or "less" in operator.value or "greater" in operator.value
    known = function(binary(operator, operand, operand, BOOL if yields_bool else idx))
    check(known)
    can_panic = operator.value.startswith("int_") and "bit" not in operator.value and "wrapping" not in operator.value
    assert any(isinstance(found, ir.Checked) for found in instructions(known)) == can_panic


@pytest.mark.parametrize("operator", list(UnaryOperator))
def test_only_negation_of_an_int_is_a_checked_unary(operator: UnaryOperator) -> None:
    operands = {UnaryOperator.FLOAT_NEGATE: real(2.0), UnaryOperator.BOOL_NOT: boolean(True)}
    known = function(unary(operator, operands.get(operator, integer(3))))
    check(known)
    is_checked = any(isinstance(found, ir.CheckedUnary) for found in instructions(known))
    assert is_checked == (operator is UnaryOperator.INT_NEGATE)


def test_a_straight_function_is_one_block() -> None:
    body = block(let(1, concat(local(0, STR), text("!"))), say(local(1, STR)), local(1, STR))
    assert lowered_text(function(body, STR, STR, parameters=1)) == (
        "@f (%v0.0: owned str) -> str\n"
        "b0:\n"
        '    %1: str = literal "!"\n'
        "    %v1.2: str = str_concat(%v0.0, %1)\n"
        "    %3: void = print(%v1.2)\n"
        "    return %v1.2\n"
    )


def test_a_loop_carries_what_it_assigns_and_nothing_else() -> None:
    rounds = block(
        when(less(local(2), local(0)), UNIT, leave(1), VOID),
        say(local(1, STR)),
        assign(2, add(local(2), integer(1))),
        UNIT,
    )
    body = block(let(2, integer(0)), loop(1, rounds), local(2))
    known = function(body, INT, STR, INT, parameters=2)
    assert lowered_text(known) == (
        "@f (%v0.0: owned int, %v1.1: owned str) -> int\n"
        "b0:\n"
        "    %v2.2: int = literal 0\n"
        "    jump b1(%v2.2)\n"
        "b1(%v2.3: int):\n"
        "    %4: bool = less %v2.3, %v0.0\n"
        "    branch %4 then b3 else b2\n"
        "b2:\n"
        "    return %v2.3\n"
        "b3:\n"
        "    %5: void = print(%v1.1)\n"
        "    %6: int = literal 1\n"
        "    %v2.7: int = checked int_add %v2.3, %6\n"
        "    jump b1(%v2.7)\n"
    )
    assert check(known, arguments=(3, "x")) == 3


def test_break_values_and_carried_locals_leave_a_loop_together() -> None:
    rounds = block(
        assign(0, add(local(0), integer(1))),
        assign(1, concat(local(1, STR), shown(local(0)))),
        when(less(integer(5), local(0)), leave(1, concat(local(1, STR), text("."))), UNIT, VOID),
        when(less(integer(3), local(0)), leave(1, text("early")), UNIT, VOID),
        UNIT,
    )
    body = block(
        let(0, integer(0)), let(1, text("")), let(2, loop(1, rounds, STR)), concat(local(2, STR), local(1, STR))
    )
    assert check_body(body, INT, STR, STR) == "early1234"


def test_continue_takes_the_current_values_along() -> None:
    rounds = block(
        when(less(local(0), integer(5)), UNIT, leave(1), VOID),
        assign(0, add(local(0), integer(1))),
        when(less(local(0), integer(3)), again(1), UNIT, VOID),
        assign(1, concat(local(1, STR), shown(local(0)))),
        UNIT,
    )
    body = block(let(0, integer(0)), let(1, text("")), loop(1, rounds), local(1, STR))
    assert check_body(body, INT, STR) == "345"


def test_break_and_continue_reach_an_outer_loop() -> None:
    inner = block(
        assign(1, add(local(1), integer(1))),
        when(less(integer(6), local(1)), leave(1), UNIT, VOID),
        when(less(integer(1), local(1)), again(1), UNIT, VOID),
        UNIT,
    )
    outer = block(assign(0, add(local(0), integer(10))), loop(2, inner), UNIT)
    body = block(let(0, integer(0)), let(1, integer(0)), loop(1, outer), add(local(0), local(1)))
    assert check_body(body, INT, INT) == 67


def test_a_labelled_block_meets_its_breaks_at_its_end() -> None:
    body = labelled(
        1, block(when(less(local(0), integer(3)), leave(1, text("small")), UNIT, VOID), concat(text("b"), text("ig")))
    )
    known = function(body, INT, parameters=1)
    assert check(known, arguments=(2,)) == "small"
    assert check(known, arguments=(3,)) == "big"


def test_a_let_in_a_loop_binds_anew() -> None:
    rounds = block(
        let(1, text("")),
        assign(1, concat(local(1, STR), text("x"))),
        say(local(1, STR)),
        assign(0, add(local(0), integer(1))),
        when(less(local(0), integer(3)), UNIT, leave(1), VOID),
        UNIT,
    )
    body = block(let(0, integer(0)), loop(1, rounds))
    assert check_body(body, INT, STR) == ()


def test_branches_that_assign_meet_in_a_parameter() -> None:
    body = block(
        let(1, text("a")),
        when(less(local(0), integer(1)), block(assign(1, concat(local(1, STR), text("b"))), UNIT), UNIT, VOID),
        local(1, STR),
    )
    known = function(body, INT, STR, parameters=1)
    assert [check(known, arguments=(n,)) for n in (0, 1)] == ["ab", "a"]


NEVER_BODIES = {
    "panic": (panic("over"), "over"),
    "return": (block(returning(integer(4)), integer(5)), 4),
    "statement after panic": (block(panic("first"), say(text("never")), integer(1)), "first"),
    "both branches leave": (when(boolean(True), returning(integer(1)), panic("x"), INT), 1),
    "operand leaves": (add(integer(1), returning(integer(6))), 6),
    "argument leaves": (concat(text("a"), returning(integer(7))), 7),
    "condition leaves": (when(returning(integer(8)), integer(1), integer(2)), 8),
    "endless loop with return": (loop(1, block(returning(integer(9)), UNIT)), 9),
    "scrutinee leaves": (match(returning(integer(3)), 0, leaf(0), integer(1)), 3),
    "value of let leaves": (block(let(0, returning(integer(2))), local(0)), 2),
}


@pytest.mark.parametrize(("body", "result"), NEVER_BODIES.values(), ids=NEVER_BODIES)
def test_nothing_is_emitted_behind_what_does_not_return(body: Expr, result: Value | str) -> None:
    assert check(function(body, INT, result=INT)) == result


def test_struct_fields_are_read_and_replaced_and_the_value_comes_first() -> None:
    person = struct(PERSON, text("Ada"), integer(36))
    changed = update(block(say(text("base")), local(0, PERSON)), 0, block(say(text("value")), shown(integer(9))))
    body = block(let(0, person), let(1, changed), concat(field(local(1, PERSON), 0), field(local(0, PERSON), 0)))
    evaluator = Evaluator(compiled(function(body, PERSON, PERSON)), DEFINITIONS)
    assert evaluator.call(F) == "9Ada"
    assert evaluator.printed == ["value\n", "base\n"]
    assert check_body(body, PERSON, PERSON) == "9Ada"


SHAPE_TREE = canon.SwitchVariant(
    place(0, SHAPE),
    (
        (1, leaf(0, (1, place(0, SHAPE, payload(SHAPE, 1, 0))))),
        (2, leaf(1, (2, place(0, SHAPE, payload(SHAPE, 2, 0), member(PERSON, 0))))),
    ),
    leaf(2),
)


@pytest.mark.parametrize(
    ("made", "result"),
    [
        (variant(SHAPE, 0), "dot"),
        (variant(SHAPE, 1, text("sq")), "sq"),
        (variant(SHAPE, 2, struct(PERSON, text("Bo"), integer(1)), integer(2)), "Bo!"),
    ],
)
def test_a_match_takes_the_arm_of_the_variant(made: Expr, result: str) -> None:
    arms = (local(1, STR), concat(local(2, STR), text("!")), text("dot"))
    assert check_body(match(made, 0, SHAPE_TREE, *arms), SHAPE, STR, STR) == result


def test_leaves_with_different_bindings_share_an_arm() -> None:
    first = place(0, SHAPE, payload(SHAPE, 1, 0))
    second = place(0, SHAPE, payload(SHAPE, 2, 0), member(PERSON, 0))
    tree = canon.SwitchVariant(place(0, SHAPE), ((1, leaf(0, (1, first))), (2, leaf(0, (1, second)))), leaf(1))
    known = function(
        match(local(2, SHAPE), 0, tree, concat(local(1, STR), text("?")), text("none")),
        *(SHAPE, STR, SHAPE),
    )
    known = canon.CanonFunction(
        known.id, 0, known.locals, STR, block(let(2, variant(SHAPE, 1, text("n"))), known.body), NO_SPAN
    )
    assert check(known) == "n?"


def number_match(idx: Idx, made: Expr, *cases: int) -> Expr:
    tree = canon.SwitchLiteral(
        place(0, idx), tuple((value, leaf(arm)) for arm, value in enumerate(cases)), leaf(len(cases))
    )
    return match(made, 0, tree, *(integer(arm) for arm in range(len(cases) + 1)))


@pytest.mark.parametrize("value", [0, 7, 9])
def test_numbers_are_switched_on(value: int) -> None:
    assert check_body(number_match(INT, integer(value), 0, 7), INT) == (0, 7, 9).index(value)
    assert check_body(number_match(BYTE, byte(value), 0, 7), BYTE) == (0, 7, 9).index(value)
    assert check_body(number_match(CHAR, character(chr(value)), 0, 7), CHAR) == (0, 7, 9).index(value)


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("cases", [(True, False), (False,), (True,), (False, True)])
def test_bools_are_branched_on(value: bool, cases: tuple[bool, ...]) -> None:
    default = None if len(cases) == 2 else leaf(len(cases))
    tree = canon.SwitchLiteral(place(0, BOOL), tuple((case, leaf(arm)) for arm, case in enumerate(cases)), default)
    arms = [integer(arm) for arm in range(len(cases) + (default is not None))]
    expected = cases.index(value) if value in cases else len(cases)
    assert check_body(match(boolean(value), 0, tree, *arms), BOOL) == expected


@pytest.mark.parametrize(("value", "arm"), [("", 0), ("b", 1), ("zz", 2)])
def test_strings_are_compared_in_turn(value: str, arm: int) -> None:
    tree = canon.SwitchLiteral(place(0, STR), (("", leaf(0)), ("b", leaf(1))), leaf(2))
    scrutinee = concat(text(value), text(""))
    assert check_body(match(scrutinee, 0, tree, *(integer(n) for n in range(3))), STR) == arm


@pytest.mark.parametrize(("value", "arm"), [(1, 1), (2, 0), (4, 0), (5, 1)])
def test_a_range_includes_both_ends(value: int, arm: int) -> None:
    tree = canon.TestRange(place(0, INT), 2, 4, leaf(0), leaf(1))
    assert check_body(match(integer(value), 0, tree, integer(0), integer(1)), INT) == arm


def test_a_guard_sees_its_bindings_and_may_fall_through() -> None:
    bound = canon.Bind(LocalId(1), place(0, INT))
    tree = canon.Guard((bound,), less(local(1), integer(5)), leaf(0), leaf(1))
    known = function(match(local(2), 0, tree, integer(10), integer(20)), INT, INT, INT)
    for value, expected in ((4, 10), (5, 20)):
        body = block(let(2, integer(value)), known.body)
        assert check(canon.CanonFunction(F, 0, known.locals, INT, body, NO_SPAN)) == expected


def test_a_guard_may_assign_what_later_arms_read() -> None:
    guard = block(assign(1, concat(local(1, STR), text("g"))), boolean(False))
    tree = canon.Guard((), guard, leaf(0), leaf(1))
    body = block(let(1, text("s")), match(integer(1), 0, tree, text("no"), local(1, STR)))
    assert check_body(body, INT, STR) == "sg"


def test_a_pattern_variable_that_is_stored_again_keeps_its_box() -> None:
    link = canon.Bind(LocalId(2), place(1, CHAIN, payload(CHAIN, 1, 1)))
    tree = canon.SwitchVariant(place(1, CHAIN), ((0, leaf(0)), (1, canon.Leaf((link,), 1))), None)
    arms = (variant(CHAIN, 0), variant(CHAIN, 1, integer(5), local(2, CHAIN)))
    known = function(match(local(0, CHAIN), 1, tree, *arms), CHAIN, CHAIN, CHAIN, parameters=1)
    assert not any(isinstance(found, ir.MakeBox | ir.OpenBox) for found in instructions(known))
    chain = SumValue(1, (1, SumValue(1, (2, SumValue(0, ())))))
    assert check(known, arguments=(chain,)) == SumValue(1, (5, SumValue(1, (2, SumValue(0, ())))))


def test_a_complete_switch_takes_its_last_case_without_a_test() -> None:
    tree = canon.SwitchVariant(place(0, COLOR), ((0, leaf(0)), (1, leaf(1)), (2, leaf(2))), None)
    made = variant(COLOR, 2, integer(1))
    known = function(match(made, 0, tree, integer(0), integer(1), integer(2)), COLOR)
    switches = [
        b.terminator for b in lower_to_arc(known, DEFINITIONS).function.blocks if isinstance(b.terminator, ir.Switch)
    ]
    assert [len(switch.cases) for switch in switches] == [2]
    assert check(known) == 2


def count_down(last: Expr) -> Expr:
    """`if n < 1 then last else f(n - 1, ..)`."""
    return when(
        less(local(0), integer(1)),
        last,
        call(F, last.type, binary(BinaryOperator.INT_SUBTRACT, local(0), integer(1)), local(1, STR)),
    )


def test_a_tail_call_of_itself_is_a_loop() -> None:
    known = function(count_down(local(1, STR)), INT, STR, parameters=2)
    assert not any(isinstance(found, ir.Call) for found in instructions(known))
    evaluator = Evaluator(compiled(known), DEFINITIONS, step_limit=100_000)
    assert evaluator.call(F, 3000, "end") == "end"
    assert not evaluator.heap.live


def test_a_tail_call_without_value_is_a_loop_too() -> None:
    body = block(
        when(
            less(local(0), integer(1)),
            UNIT,
            call(F, VOID, binary(BinaryOperator.INT_SUBTRACT, local(0), integer(1))),
            VOID,
        ),
        UNIT,
    )
    known = function(body, INT, parameters=1)
    assert not any(isinstance(found, ir.Call) for found in instructions(known))
    assert check(known, arguments=(50,)) == ()


def test_a_call_with_something_left_to_do_stays_a_call() -> None:
    body = when(less(local(0), integer(1)), integer(0), add(integer(1), call(F, INT, add(local(0), integer(-1)))))
    known = function(body, INT, parameters=1)
    assert any(isinstance(found, ir.Call) for found in instructions(known))
    assert check(known, arguments=(20,)) == 20


def nested(depth: int, wrap, inner: Expr) -> Expr:
    for _ in range(depth):
        inner = wrap(inner)
    return inner


LABELS = itertools.count(1)
DEEP = {
    "left-nested addition": (lambda e: add(e, integer(1)), integer(0)),
    "right-nested addition": (lambda e: add(integer(1), e), integer(0)),
    "concatenation": (lambda e: concat(e, text("x")), text("")),
    "else-if chain": (lambda e: when(less(integer(9), integer(1)), integer(1), e), integer(0)),
    "nested then": (lambda e: when(boolean(True), e, integer(2)), integer(0)),
    "blocks": (lambda e: block(UNIT, e), integer(0)),
    "lets": (lambda e: block(let(0, e), local(0)), integer(0)),
    "matches": (lambda e: match(e, 0, leaf(0), local(0)), integer(0)),
    "loops": (lambda e: loop(label := next(LABELS), leave(label, e), INT), integer(0)),
}


@pytest.mark.parametrize(("wrap", "inner"), DEEP.values(), ids=DEEP)
def test_deep_nesting_is_no_problem(wrap, inner: Expr) -> None:
    limit = sys.getrecursionlimit()
    functions = compiled(function(nested(400, wrap, inner), INT))
    assert sys.getrecursionlimit() == limit
    evaluator = Evaluator(functions, DEFINITIONS)
    evaluator.call(F)
    assert not evaluator.heap.live


def test_a_recursive_function_over_a_tree_does_what_it_says() -> None:
    left, middle, right = (place(1, TREE, payload(TREE, 1, index)) for index in range(3))
    tree = canon.SwitchVariant(place(1, TREE), ((0, leaf(0)), (1, leaf(1, (2, left), (3, middle), (4, right)))), None)
    joined = concat(concat(call(F, STR, local(2, TREE)), local(3, STR)), call(F, STR, local(4, TREE)))
    known = function(match(local(0, TREE), 1, tree, text("."), joined), TREE, TREE, TREE, STR, TREE, parameters=1)
    end = SumValue(0, ())
    value = SumValue(1, (SumValue(1, (end, "a", end)), "b", SumValue(1, (end, "c", end))))
    assert check(known, arguments=(value,)) == ".a.b.c."


def test_poison_is_refused() -> None:
    with pytest.raises(InternalError, match="errors"):
        lower_to_arc(function(canon.Poison(INT, NO_SPAN)), DEFINITIONS)


def test_mutual_recursion_passes_what_each_function_expects() -> None:
    one_less = binary(BinaryOperator.INT_SUBTRACT, local(0), integer(1))
    even = when(less(local(0), integer(1)), local(1, STR), call(G, STR, one_less, local(1, STR)))
    odd = when(less(local(0), integer(1)), text("odd"), call(F, STR, one_less, concat(local(1, STR), text("+"))))
    first = function(even, INT, STR, parameters=2)
    second = function(odd, INT, STR, parameters=2, id=G)
    assert check(first, second, arguments=(4, "e")) == "e++"
    assert check(first, second, arguments=(5, "e")) == "odd"
