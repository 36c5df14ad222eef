"""Where counting instructions go, and what reuse and elimination make of them: the text of small functions."""

import pytest
from arc_building import (
    CHAIN,
    DEFINITIONS,
    PERSON,
    POOL,
    TREE,
    UNIT,
    F,
    G,
    add,
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
    less,
    let,
    local,
    match,
    ownership_of,
    panic,
    payload,
    place,
    say,
    struct,
    text,
    update,
    variant,
    when,
)
from arc_evaluator import ArcPanicError, Evaluator

from ori_compiler.arc.borrow_inference import infer_borrows
from ori_compiler.arc.ir import (
    ArcFunction,
    Block,
    Ownership,
    RcDecrement,
    RcIncrement,
    Return,
    Variable,
    VarId,
)
from ori_compiler.arc.lower import lower_to_arc
from ori_compiler.arc.printer import format_function
from ori_compiler.arc.rc_elimination import eliminate_pairs
from ori_compiler.arc.rc_insertion import insert_counting
from ori_compiler.arc.stages import ReuseExpanded
from ori_compiler.canon.ir import BinaryOperator, CanonFunction, Expr, Intrinsic
from ori_compiler.eval.value import StructValue, SumValue, Value
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import INT, STR, VOID

OWNED, BORROWED = Ownership.OWNED, Ownership.BORROWED


def inserted_text(known: CanonFunction, callees: dict[FunctionId, tuple[Ownership, ...]] | None = None) -> str:
    """The body after counting insertion, before anything is optimised."""
    annotated = infer_borrows(lower_to_arc(known, DEFINITIONS), DEFINITIONS, callees or {})
    return body_text(insert_counting(annotated, DEFINITIONS).function)


def body_text(arc: ArcFunction) -> str:
    return format_function(arc, POOL.name).split("\n", 1)[1]


def lines(*rows: str) -> str:
    return "".join(f"{row}\n" if row.endswith(":") else f"    {row}\n" for row in rows)


COUNTED = {
    "a temporary dies after its last use": (
        function(block(say(concat(local(0, STR), text("!"))), integer(1)), STR, parameters=1),
        lines(
            "b0:",
            '%1: str = literal "!"',
            "%2: str = str_concat(%v0.0, %1)",
            "%3: void = print(%2)",
            "decrement %2",
            "%4: int = literal 1",
            "return %4",
        ),
    ),
    "a result nobody uses dies at once": (
        function(block(call(G, STR, integer(1)), integer(2))),
        lines(
            "b0:", "%0: int = literal 1", "%1: str = call @g(%0)", "decrement %1", "%2: int = literal 2", "return %2"
        ),
    ),
    "dropped without a use": (
        function(
            block(let(0, concat(text("a"), text("b"))), struct(PERSON, local(0, STR), integer(1)), local(0, STR)), STR
        ),
        lines(
            "b0:",
            '%0: str = literal "a"',
            '%1: str = literal "b"',
            "increment %0",
            "%v0.2: str = str_concat(%0, %1)",
            "return %v0.2",
        ),
    ),
    "one owner for each place it is stored in": (
        function(
            block(
                let(0, concat(text("a"), text("b"))),
                let(1, struct(PERSON, local(0, STR), integer(1))),
                update(local(1, PERSON), 0, local(0, STR)),
            ),
            *(STR, PERSON),
        ),
        lines(
            "b0:",
            '%0: str = literal "a"',
            '%1: str = literal "b"',
            "increment %0",
            "%v0.2: str = str_concat(%0, %1)",
            "%3: int = literal 1",
            "increment %v0.2",
            "%v1.4: Person = construct(%v0.2, %3)",
            "%5: Person = replace %v1.4.0 by %v0.2",
            "return %5",
        ),
    ),
    "a value that one branch needs dies in the other": (
        function(when(less(local(1), integer(1)), local(0, STR), text("no")), STR, INT, parameters=2),
        lines(
            "b0:",
            "%2: int = literal 1",
            "%3: bool = less %v1.1, %2",
            "branch %3 then b2 else b1",
            "b1:",
            "decrement %v0.0",
            '%4: str = literal "no"',
            "increment %4",
            "return %4",
            "b2:",
            "return %v0.0",
        ),
    ),
    "what is owned is cleaned up where a panic can leave": (
        function(
            block(
                let(1, concat(text("a"), text("b"))),
                let(2, add(local(0), integer(1))),
                say(local(1, STR)),
                local(2),
            ),
            *(INT, STR, INT),
            parameters=1,
        ),
        lines(
            "b0:",
            '%1: str = literal "a"',
            '%2: str = literal "b"',
            "increment %1",
            "%v1.3: str = str_concat(%1, %2)",
            "%4: int = literal 1",
            "%v2.5: int = checked int_add %v0.0, %4 cleanup (%v1.3)",
            "%6: void = print(%v1.3)",
            "decrement %v1.3",
            "return %v2.5",
        ),
    ),
    "a part that outlives its whole takes over": (
        function(
            block(
                let(0, call(G, PERSON, integer(1))),
                let(1, field(local(0, PERSON), 0)),
                say(local(1, STR)),
                local(1, STR),
            ),
            *(PERSON, STR),
        ),
        lines(
            "b0:",
            "%0: int = literal 1",
            "%v0.1: Person = call @g(%0)",
            "%v1.2: str = project %v0.1.0",
            "increment %v1.2",
            "decrement %v0.1",
            "%3: void = print(%v1.2)",
            "return %v1.2",
        ),
    ),
    "a part that is only read keeps its whole": (
        function(block(let(0, call(G, PERSON, integer(1))), say(field(local(0, PERSON), 0)), integer(3)), PERSON),
        lines(
            "b0:",
            "%0: int = literal 1",
            "%v0.1: Person = call @g(%0)",
            "%2: str = project %v0.1.0",
            "%3: void = print(%2)",
            "decrement %v0.1",
            "%4: int = literal 3",
            "return %4",
        ),
    ),
    "a panic needs no releases behind it": (
        function(panic("x"), result=INT),
        lines("b0:", '%0: str = literal "x"', "%1: Never = panic(%0)", "unreachable"),
    ),
}


@pytest.mark.parametrize(("known", "expected"), COUNTED.values(), ids=COUNTED)
def test_counts_are_inserted_where_ownership_changes(known: CanonFunction, expected: str) -> None:
    assert inserted_text(known, {G: (OWNED,)}) == expected


@pytest.mark.parametrize(
    ("ownership", "expected"),
    [
        (OWNED, "increment %v0.0"),
        (BORROWED, "%v1.1: int = call @g(%v0.0) cleanup (%v0.0)"),
    ],
)
def test_an_argument_is_handed_over_or_kept_as_the_callee_wants(ownership: Ownership, expected: str) -> None:
    known = function(block(let(1, call(G, INT, local(0, STR))), local(0, STR)), STR, INT, parameters=1)
    assert expected in inserted_text(known, {G: (ownership,)})


@pytest.mark.parametrize(
    ("takes", "expected"),
    [
        ((OWNED, OWNED), ("increment %v0.0", "%1: int = tail call @g(%v0.0, %v0.0)")),
        (
            (OWNED, BORROWED),
            ("increment %v0.0", "%1: int = tail call @g(%v0.0, %v0.0) cleanup (%v0.0)", "decrement %v0.0"),
        ),
        ((BORROWED, BORROWED), ("%1: int = tail call @g(%v0.0, %v0.0) cleanup (%v0.0)", "decrement %v0.0")),
    ],
)
def test_the_same_argument_twice_lives_as_long_as_either_use(
    takes: tuple[Ownership, ...], expected: tuple[str, ...]
) -> None:
    known = function(call(G, INT, local(0, STR), local(0, STR)), STR, parameters=1)
    assert inserted_text(known, {G: takes}) == lines("b0:", *expected, "return %1")


def tree_match(end: Expr, node: Expr) -> Expr:
    """A match on local 0; in `node`, locals 3, 4 and 5 are left, text and right."""
    left, middle, right = (place(2, TREE, payload(TREE, 1, index)) for index in range(3))
    tree = canon.SwitchVariant(place(2, TREE), ((0, leaf(0)), (1, leaf(1, (3, left), (4, middle), (5, right)))), None)
    return match(local(0, TREE), 2, tree, end, node)


def length(of: Expr) -> Expr:
    return intrinsic(Intrinsic.STR_LENGTH, INT, of)


def node(left: Expr, middle: Expr, right: Expr) -> Expr:
    return variant(TREE, 1, left, middle, right)


TREE_LOCALS = (TREE, STR, TREE, TREE, STR, TREE)
END = SumValue(0, ())


def tree_of(*words: str) -> Value:
    """A balanced search tree."""
    if not words:
        return END
    middle = len(words) // 2
    return SumValue(1, (tree_of(*words[:middle]), words[middle], tree_of(*words[middle + 1 :])))


def inserting() -> CanonFunction:
    """`f(tree, word)`: the tree with the word in it."""
    order = intrinsic(Intrinsic.STR_COMPARE, INT, local(1, STR), local(4, STR))
    into_left = node(call(F, TREE, local(3, TREE), local(1, STR)), local(4, STR), local(5, TREE))
    into_right = node(local(3, TREE), local(4, STR), call(F, TREE, local(5, TREE), local(1, STR)))
    end = variant(TREE, 0)
    body = tree_match(node(end, local(1, STR), end), when(less(order, integer(0)), into_left, into_right))
    return function(body, *TREE_LOCALS, parameters=2)


def test_inserting_into_a_unique_tree_counts_nothing_and_reuses_the_path() -> None:
    evaluator = Evaluator(compiled(inserting()), DEFINITIONS)
    before = tree_of("b", "d", "f", "h", "j", "l", "n")
    assert evaluator.call(F, before, "e") == SumValue(
        1,
        (
            SumValue(1, (tree_of("b"), "d", SumValue(1, (tree_of("e"), "f", END)))),
            "h",
            tree_of("j", "l", "n"),
        ),
    )
    assert evaluator.heap.increments == 0
    assert evaluator.heap.reuses == 3
    assert not evaluator.heap.live


def test_a_shared_tree_is_not_touched() -> None:
    keep = function(
        block(
            let(2, local(0, TREE)),
            let(3, call(F, TREE, local(2, TREE), text("a"))),
            node(local(3, TREE), text("-"), local(2, TREE)),
        ),
        *(TREE, STR, TREE, TREE),
        parameters=1,
        id=G,
    )
    evaluator = Evaluator(compiled(keep, inserting()), DEFINITIONS)
    before = tree_of("b", "c")
    with_a = SumValue(1, (SumValue(1, (SumValue(1, (END, "a", END)), "b", END)), "c", END))
    assert evaluator.call(G, before) == SumValue(1, (with_a, "-", before))
    assert not evaluator.heap.live


def test_a_map_over_a_tree_works_in_place_and_cleans_up_after_a_panic() -> None:
    fails = when(
        less(intrinsic(Intrinsic.STR_LENGTH, INT, local(4, STR)), integer(3)), local(4, STR), panic("long"), STR
    )
    known = function(
        tree_match(variant(TREE, 0), node(call(F, TREE, local(3, TREE)), fails, call(F, TREE, local(5, TREE)))),
        *TREE_LOCALS,
        parameters=1,
    )
    evaluator = Evaluator(compiled(known), DEFINITIONS)
    assert evaluator.call(F, tree_of("a", "b", "c")) == tree_of("a", "b", "c")
    assert (evaluator.heap.increments, evaluator.heap.reuses) == (0, 6)
    for words in (("long", "b", "c"), ("a", "long", "c"), ("a", "b", "long")):
        evaluator = Evaluator(compiled(known), DEFINITIONS)
        with pytest.raises(ArcPanicError, match="long"):
            evaluator.call(F, tree_of(*words))
        assert not evaluator.heap.live
        assert evaluator.heap.tokens == 0


def test_a_reversal_by_a_tail_call_runs_in_place() -> None:
    number, rest = (place(2, CHAIN, payload(CHAIN, 1, index)) for index in range(2))
    tree = canon.SwitchVariant(place(2, CHAIN), ((0, leaf(0)), (1, leaf(1, (3, number), (4, rest)))), None)
    turned = variant(CHAIN, 1, local(3), local(1, CHAIN))
    body = match(local(0, CHAIN), 2, tree, local(1, CHAIN), call(F, CHAIN, local(4, CHAIN), turned))
    known = function(body, CHAIN, CHAIN, CHAIN, INT, CHAIN, parameters=2)
    end = SumValue(0, ())
    forward, backward = end, end
    for index in range(20):
        forward = SumValue(1, (index, forward))
        backward = SumValue(1, (19 - index, backward))
    evaluator = Evaluator(compiled(known), DEFINITIONS)
    assert evaluator.call(F, forward, end) == backward
    assert (evaluator.heap.increments, evaluator.heap.reuses) == (0, 20)


def test_a_cell_that_no_path_needs_again_is_freed_on_that_path() -> None:
    again = node(local(3, TREE), text("new"), variant(TREE, 0))
    body = tree_match(
        variant(TREE, 0),
        when(less(integer(0), intrinsic(Intrinsic.STR_LENGTH, INT, local(4, STR))), again, variant(TREE, 0)),
    )
    known = function(body, *TREE_LOCALS, parameters=1)
    arc = body_text(compiled(known)[F])
    assert "reset" in arc and "free_token" in arc and " in %" in arc
    for word, result in (("x", SumValue(1, (END, "new", END))), ("", END)):
        evaluator = Evaluator(compiled(known), DEFINITIONS)
        assert evaluator.call(F, SumValue(1, (END, word, tree_of("r")))) == result
        assert not evaluator.heap.live
        assert evaluator.heap.tokens == 0


def test_a_nested_pattern_takes_two_layers_apart() -> None:
    """A rotation: `Node(Node(a, x, b), y, c) -> Node(a, x, Node(b, y, c))`."""
    outer = [place(1, TREE, payload(TREE, 1, index)) for index in range(3)]
    inner = [place(1, TREE, payload(TREE, 1, 0), payload(TREE, 1, index)) for index in range(3)]
    rotate = leaf(0, (2, inner[0]), (3, inner[1]), (4, inner[2]), (5, outer[1]), (6, outer[2]))
    tree = canon.SwitchVariant(place(1, TREE), ((1, canon.SwitchVariant(outer[0], ((1, rotate),), leaf(1))),), leaf(1))
    rotated = node(local(2, TREE), local(3, STR), node(local(4, TREE), local(5, STR), local(6, TREE)))
    body = match(local(0, TREE), 1, tree, rotated, local(0, TREE))
    known = function(body, TREE, TREE, TREE, STR, TREE, STR, TREE, parameters=1)
    a, b, c = tree_of("a"), tree_of("b"), tree_of("c")
    evaluator = Evaluator(compiled(known), DEFINITIONS)
    before = SumValue(1, (SumValue(1, (a, "x", b)), "y", c))
    assert evaluator.call(F, before) == SumValue(1, (a, "x", SumValue(1, (b, "y", c))))
    assert (evaluator.heap.increments, evaluator.heap.reuses) == (0, 1)
    evaluator = Evaluator(compiled(known), DEFINITIONS)
    assert evaluator.call(F, a) == a
    assert not evaluator.heap.live


def test_an_owned_struct_moves_its_string_out_without_counting() -> None:
    body = block(
        let(0, call(G, PERSON, text("Ada"))), update(local(0, PERSON), 1, integer(2)), field(local(0, PERSON), 0)
    )
    made = function(struct(PERSON, concat(local(0, STR), text("!")), integer(1)), STR, parameters=1, id=G)
    evaluator = Evaluator(compiled(function(body, PERSON), made), DEFINITIONS)
    assert evaluator.call(F) == "Ada!"
    assert not evaluator.heap.live
    moved = block(let(0, call(G, PERSON, text("Ada"))), field(local(0, PERSON), 0))
    evaluator = Evaluator(compiled(function(moved, PERSON), made), DEFINITIONS)
    assert evaluator.call(F) == "Ada!"
    assert evaluator.heap.increments == 0


def test_arguments_that_are_only_read_are_not_counted() -> None:
    total = function(
        add(intrinsic(Intrinsic.STR_LENGTH, INT, field(local(0, PERSON), 0)), field(local(0, PERSON), 1)),
        PERSON,
        parameters=1,
        id=G,
    )
    twice = function(add(call(G, INT, local(0, PERSON)), call(G, INT, local(0, PERSON))), PERSON, parameters=1)
    evaluator = Evaluator(compiled(twice, total), DEFINITIONS)
    assert evaluator.call(F, StructValue(("abc", 4))) == 14
    # A summary never looks into another body, so `f` owns what it passes on: one count, not one for each call.
    assert ownership_of(twice, total) == {F: (OWNED,), G: (BORROWED,)}
    assert evaluator.heap.increments == 0


def up(variable: int) -> RcIncrement:
    return RcIncrement(NO_SPAN, VarId(variable))


def down(variable: int) -> RcDecrement:
    return RcDecrement(NO_SPAN, VarId(variable))


@pytest.mark.parametrize(
    ("code", "left"),
    [
        ((up(0), down(0)), ()),
        ((up(0), up(1), down(0), down(1)), ()),
        ((up(0), up(0), down(0)), (up(0),)),
        ((up(0), down(1), down(0)), (down(1),)),
        ((down(0), up(0)), (down(0), up(0))),
    ],
)
def test_pairs_are_eliminated_only_where_nothing_depends_on_them(code, left) -> None:
    variables = (Variable(STR), Variable(STR))
    block_ = Block((), code, Return(VarId(0)))
    arc = ArcFunction(F, (VarId(0), VarId(1)), (BORROWED, BORROWED), STR, variables, (block_,), NO_SPAN)
    assert eliminate_pairs(ReuseExpanded(arc, {})).function.blocks[0].instructions == left


def test_nothing_is_released_twice_when_a_struct_is_replaced_in_a_loop() -> None:
    step = update(local(0, PERSON), 0, concat(field(local(0, PERSON), 0), text("x")))
    rest = call(F, PERSON, step, binary(BinaryOperator.INT_SUBTRACT, local(1), integer(1)))
    known = function(when(less(local(1), integer(1)), local(0, PERSON), rest), PERSON, INT, parameters=2)
    evaluator = Evaluator(compiled(known), DEFINITIONS)
    assert evaluator.call(F, StructValue(("", 1)), 5) == StructValue(("xxxxx", 1))
    assert not evaluator.heap.live


def test_a_void_function_releases_what_it_owns() -> None:
    known = function(block(let(1, call(G, STR, local(0, STR))), UNIT), STR, STR, parameters=1)
    same = function(local(0, STR), STR, parameters=1, id=G)
    assert known.result == VOID
    evaluator = Evaluator(compiled(known, same), DEFINITIONS)
    assert evaluator.call(F, "a") == ()
    assert not evaluator.heap.live
