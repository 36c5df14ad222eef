"""Cells on the heap: made, opened, reused, shared, dropped, and released when a panic unwinds."""

import struct

import pytest
from arc_programs import Function, Return, Types, Unreachable, jump, line
from running import LEVELS, Machine

from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    BlockId,
    Branch,
    Call,
    CallIntrinsic,
    Checked,
    Construct,
    ConstructVariant,
    Destructure,
    FreeToken,
    GetVariant,
    Literal,
    MakeBox,
    OpenBox,
    Ownership,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    Reset,
    Switch,
    Unbox,
)
from ori_compiler.canon.ir import BinaryOperator as B
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.types.definitions import Field, SumDefinition, Variant
from ori_compiler.types.pool import BOOL, INT, NEVER, STR, VOID, Idx

NIL, CONS = 0, 1


def linked_list(types: Types) -> Idx:
    """The type `List = Nil | Cons(head: int, tail: List)`."""
    idx = types.declare_sum("List")
    variants = (Variant("Nil", ()), Variant("Cons", (Field("head", INT), Field("tail", idx))))
    types.definitions[idx] = SumDefinition(types.pool.declaration(idx), idx, variants)
    return idx


def count_down(cell: Idx) -> ArcFunction:
    """The list 1, 2, ... count."""
    function = Function("numbers", cell)
    count = function.parameter(INT, "count")
    zero, one, nil = function.var(INT), function.var(INT), function.var(cell)
    n, tail = function.var(INT, "n"), function.var(cell, "tail")
    done, box, made, less = function.var(BOOL), function.box(cell), function.var(cell), function.var(INT)
    function.block(
        0,
        Literal(line(1), zero, 0),
        Literal(line(1), one, 1),
        ConstructVariant(line(1), nil, NIL, ()),
        end=jump(1, count, nil),
    )
    function.block(
        1, Binary(line(2), done, B.EQUAL, n, zero), end=Branch(done, BlockId(3), BlockId(2)), parameters=(n, tail)
    )
    function.block(
        2,
        Checked(line(3), less, B.INT_SUBTRACT, n, one, (tail,)),
        MakeBox(line(3), box, tail),
        ConstructVariant(line(3), made, CONS, (n, box)),
        end=jump(1, less, made),
    )
    function.block(3, end=Return(tail))
    return function.build()


def total(cell: Idx) -> ArcFunction:
    """The sum of a borrowed list, by recursion."""
    function = Function("total", INT)
    value = function.parameter(cell, "list")
    variant, zero = function.var(INT), function.var(INT)
    head, box, tail, rest, result = (
        function.var(INT, "head"),
        function.box(cell),
        function.var(cell, "tail"),
        function.var(INT, "rest"),
        function.var(INT),
    )
    function.block(0, GetVariant(line(1), variant, value), end=Switch(variant, ((NIL, BlockId(1)),), BlockId(2)))
    function.block(1, Literal(line(2), zero, 0), end=Return(zero))
    function.block(
        2,
        ProjectPayload(line(3), head, value, CONS, 0),
        ProjectPayload(line(3), box, value, CONS, 1),
        OpenBox(line(3), tail, box),
        Call(line(3), rest, function.id, (tail,)),
        Checked(line(3), result, B.INT_ADD, head, rest),
        end=Return(result),
    )
    return function.build()


def increment_all(cell: Idx, *, reuse: bool) -> ArcFunction:
    """A list with every number one higher; takes an owned list apart, so that unique cells serve again."""
    function = Function("increment_all", cell)
    value = function.parameter(cell, "list", Ownership.OWNED)
    variant, one = function.var(INT), function.var(INT)
    head, box, tail = function.var(INT, "head"), function.box(cell, "cell"), function.var(cell, "tail")
    more, rest, made, result = function.var(INT), function.var(cell, "rest"), function.box(cell), function.var(cell)
    token = function.token(cell, "memory") if reuse else None
    function.block(
        0,
        Literal(line(1), one, 1),
        GetVariant(line(1), variant, value),
        end=Switch(variant, ((NIL, BlockId(1)),), BlockId(2)),
    )
    function.block(1, end=Return(value))
    function.block(
        2,
        ProjectPayload(line(3), head, value, CONS, 0),
        ProjectPayload(line(3), box, value, CONS, 1),
        Destructure(line(3), value, (box,)),
        OpenBox(line(3), tail, box),
        Unbox(line(3), box, tail, token),
        Call(line(3), rest, function.id, (tail,), () if token is None else (token,)),
        Checked(line(3), more, B.INT_ADD, head, one, (rest,) if token is None else (rest, token)),
        MakeBox(line(3), made, rest, token),
        ConstructVariant(line(3), result, CONS, (more, made)),
        end=Return(result),
    )
    return function.build()


def whole(cell: Idx, functions: list[ArcFunction], *, shared: bool) -> ArcFunction:
    """total(increment_all(numbers(count))), while the old list has another owner or not."""
    numbers, summing, incrementing = functions
    function = Function("whole", INT)
    count = function.parameter(INT, "count")
    old, new = function.var(cell, "old"), function.var(cell, "new")
    first, second, result = function.var(INT), function.var(INT), function.var(INT)
    both = (old, new) if shared else (new,)
    instructions = [Call(line(1), old, numbers.id, (count,))]
    if shared:
        instructions += [RcIncrement(line(2), old)]
    instructions += [
        Call(line(2), new, incrementing.id, (old,), (old,) if shared else ()),
        Call(line(3), first, summing.id, (new,), both),
    ]
    if shared:
        instructions += [
            Call(line(3), second, summing.id, (old,), both),
            Checked(line(4), result, B.INT_SUBTRACT, first, second, both),
            RcDecrement(line(5), old),
        ]
    instructions += [RcDecrement(line(5), new)]
    function.block(0, *instructions, end=Return(result if shared else first))
    return function.build()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("reuse", [False, True])
@pytest.mark.parametrize("shared", [False, True])
def test_list_is_mapped_whether_its_cells_are_shared_or_not(machine: Machine, level, reuse: bool, shared: bool) -> None:
    types = Types()
    cell = linked_list(types)
    functions = [count_down(cell), total(cell), increment_all(cell, reuse=reuse)]
    entry = whole(cell, functions, shared=shared)
    loaded = machine.load(types, [*functions, entry], level)
    live = machine.live_objects
    expected = 100 if shared else 5050 + 100
    assert struct.unpack("<q", loaded.call(entry, struct.pack("<q", 100), 8)) == (expected,)
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_dropping_a_million_cells_needs_no_deep_stack(machine: Machine, level) -> None:
    types = Types()
    cell = linked_list(types)
    numbers = count_down(cell)
    function = Function("drop", VOID)
    count, made, nothing = function.parameter(INT, "count"), function.var(cell, "made"), function.var(VOID)
    function.block(
        0,
        Call(line(1), made, numbers.id, (count,)),
        RcDecrement(line(2), made),
        Literal(line(2), nothing, None),
        end=Return(nothing),
    )
    built = function.build()
    loaded = machine.load(types, [numbers, built], level)
    live = machine.live_objects
    loaded.call(built, struct.pack("<q", 1_000_000))
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_reset_hands_on_the_memory_of_a_unique_cell(machine: Machine, level) -> None:
    """A cell is reset while it is shared and again when it is unique; its memory is reused or freed."""
    types = Types()
    cell = linked_list(types)
    function = Function("recycle", INT)
    number = function.parameter(INT, "number")
    nil, first, second = function.var(cell), function.box(cell, "first"), function.box(cell, "second")
    none, some, left = function.token(cell), function.token(cell), function.token(cell)
    third, content, variant = function.box(cell, "third"), function.var(cell), function.var(INT)
    function.block(
        0,
        ConstructVariant(line(1), nil, NIL, ()),
        MakeBox(line(1), first, nil),
        RcIncrement(line(2), first),
        Reset(line(2), none, first),
        MakeBox(line(3), second, nil, none),
        Reset(line(4), some, first),
        MakeBox(line(5), third, nil, some),
        OpenBox(line(6), content, third),
        GetVariant(line(6), variant, content),
        RcDecrement(line(7), third),
        Reset(line(8), left, second),
        FreeToken(line(9), left),
        end=Return(variant),
    )
    built = function.build()
    loaded = machine.load(types, [built], level)
    live = machine.live_objects
    assert struct.unpack("<q", loaded.call(built, struct.pack("<q", 1), 8)) == (NIL,)
    assert machine.live_objects == live
    assert number == 0


@pytest.mark.parametrize("level", LEVELS)
def test_panic_releases_everything_on_its_way(machine: Machine, level) -> None:
    """Three frames, each owning something of another kind: a text, a composite, a box and a token."""
    types = Types()
    cell = linked_list(types)
    label = types.struct("Label", text=STR, size=INT)
    innermost = Function("innermost", NEVER)
    number = innermost.parameter(INT, "number")
    text, message, joined, never = (innermost.var(idx) for idx in (STR, STR, STR, NEVER))
    innermost.block(
        0,
        CallIntrinsic(line(1), text, Intrinsic.INT_TO_STR, (number,)),
        Literal(line(1), message, "failed with "),
        CallIntrinsic(line(1), joined, Intrinsic.STR_CONCAT, (message, text)),
        CallIntrinsic(line(2), never, Intrinsic.PANIC, (joined,), (joined, text)),
        end=Unreachable(),
    )
    middle = Function("middle", NEVER)
    number = middle.parameter(INT, "number")
    text, made, never = middle.var(STR), middle.var(label, "label"), middle.var(NEVER)
    middle.block(
        0,
        CallIntrinsic(line(3), text, Intrinsic.INT_TO_STR, (number,)),
        Construct(line(3), made, (text, number)),
        Call(line(4), never, innermost.id, (number,), (made,)),
        end=Unreachable(),
    )
    outer = Function("outer", INT)
    number = outer.parameter(INT, "number")
    nil, box, other, token, never = (
        outer.var(cell),
        outer.box(cell, "kept"),
        outer.box(cell, "dead"),
        outer.token(cell, "memory"),
        outer.var(NEVER),
    )
    outer.block(
        0,
        ConstructVariant(line(5), nil, NIL, ()),
        MakeBox(line(5), box, nil),
        MakeBox(line(5), other, nil),
        Reset(line(5), token, other),
        Call(line(6), never, middle.id, (number,), (box, token)),
        end=Unreachable(),
    )
    functions = [innermost.build(), middle.build(), outer.build()]
    loaded = machine.load(types, functions, level)
    live = machine.live_objects
    panic = loaded.panic(functions[2], struct.pack("<q", 42))
    assert (panic.message, panic.function, panic.line) == ("failed with 42", "@innermost", 2)
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_checked_arithmetic_releases_on_overflow(machine: Machine, level) -> None:
    function = Function("add", INT)
    left, right = function.parameter(INT, "left"), function.parameter(INT, "right")
    text, total_, quotient = function.var(STR, "text"), function.var(INT), function.var(INT)
    function.block(
        0,
        CallIntrinsic(line(1), text, Intrinsic.INT_TO_STR, (left,)),
        Checked(line(2), total_, B.INT_ADD, left, right, (text,)),
        Checked(line(3), quotient, B.INT_DIVIDE, total_, right, (text,)),
        RcDecrement(line(4), text),
        end=Return(quotient),
    )
    built = function.build()
    loaded = machine.load(Types(), [built], level)
    live = machine.live_objects
    assert loaded.panic(built, struct.pack("<qq", 2**63 - 1, 1)).line == 2
    assert loaded.panic(built, struct.pack("<qq", 1, 0)).message == "division by zero"
    assert struct.unpack("<q", loaded.call(built, struct.pack("<qq", 6, 2), 8)) == (4,)
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_boxes_of_mutually_recursive_types_are_dropped(machine: Machine, level) -> None:
    """`Tree = Leaf(text: str) | Node(children: Forest); type Forest = None | More(first: Tree, rest: Forest)`."""
    types = Types()
    tree, forest = types.declare_sum("Tree"), types.declare_sum("Forest")
    types.definitions[tree] = SumDefinition(
        types.pool.declaration(tree),
        tree,
        (Variant("Leaf", (Field("text", STR),)), Variant("Node", (Field("children", forest),))),
    )
    types.definitions[forest] = SumDefinition(
        types.pool.declaration(forest),
        forest,
        (Variant("None", ()), Variant("More", (Field("first", tree), Field("rest", forest)))),
    )
    function = Function("grow", VOID)
    number = function.parameter(INT, "number")
    text, leaf, none, more, node = (
        function.var(STR),
        function.var(tree, "leaf"),
        function.var(forest),
        function.var(forest),
        function.var(tree, "node"),
    )
    first, rest, children = function.box(tree), function.box(forest), function.box(forest)
    nothing = function.var(VOID)
    function.block(
        0,
        CallIntrinsic(line(1), text, Intrinsic.INT_TO_STR, (number,)),
        ConstructVariant(line(1), leaf, 0, (text,)),
        ConstructVariant(line(1), none, 0, ()),
        MakeBox(line(2), first, leaf),
        MakeBox(line(2), rest, none),
        ConstructVariant(line(2), more, 1, (first, rest)),
        MakeBox(line(3), children, more),
        ConstructVariant(line(3), node, 1, (children,)),
        RcIncrement(line(4), node),
        RcDecrement(line(4), node),
        RcDecrement(line(5), node),
        Literal(line(5), nothing, None),
        end=Return(nothing),
    )
    built = function.build()
    loaded = machine.load(types, [built], level)
    live = machine.live_objects
    loaded.call(built, struct.pack("<q", 10**17))
    assert machine.live_objects == live
