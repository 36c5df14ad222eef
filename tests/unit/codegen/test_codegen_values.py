"""Structs, sums and strings of generated code: passed, returned, built, taken apart, without a leak."""

import struct

import pytest
from arc_programs import Function, Return, Types, Unreachable, item, jump, line
from running import LEVELS, Machine, StaticText

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
    GetVariant,
    Literal,
    Ownership,
    Project,
    ProjectPayload,
    RcDecrement,
    RcIncrement,
    ReplaceField,
    Switch,
)
from ori_compiler.canon.ir import BinaryOperator as B
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.layout import Layouts
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, NEVER, STR, VOID, Idx

FIELD_TYPES = {"b": BYTE, "i": INT, "f": FLOAT, "t": BOOL, "c": CHAR, "v": VOID}

STRUCTS = (
    "b bb bbb bbbbb bbbbbbb bbbbbbbbb t tt c cc ccc cb bcb i ii iii iiii ib bi bib f ff fff ffff fffff "
    "fi if bf cf fc v vi iv tci biv icbt iiiiiiiiii"
).split()


def scalars(values: int, fields: str) -> list[float]:
    """Distinct values for the fields."""
    made = {"b": lambda n: n % 251, "i": lambda n: -n * 10**15, "f": lambda n: n + 0.5, "t": lambda n: n % 2 == 0}
    made |= {"c": lambda n: 0x1F600 + n}
    return [made[field](values + index) for index, field in enumerate(fields) if field != "v"]


def pack_struct(types: Types, idx: Idx, fields: str, values: list[float]) -> bytes:
    """The bytes of a struct value; padding is zero."""
    layout = Layouts(types.definitions).of(idx)
    data = bytearray(layout.size)
    formats = {"b": "B", "i": "q", "f": "d", "t": "?", "c": "I"}
    rest = iter(values)
    for field, placed in zip(fields, layout.shape.fields, strict=True):
        if field != "v":
            struct.pack_into("<" + formats[field], data, placed.offset, next(rest))
    return bytes(data)


def rebuilding(idx: Idx, fields: str) -> list[ArcFunction]:
    """`rebuild` takes a struct apart and builds it again; `forward` passes it on, between other arguments."""
    rebuild = Function("rebuild", idx)
    before = rebuild.parameter(INT, "before")
    value = rebuild.parameter(idx, "value")
    after = rebuild.parameter(idx, "after")
    parts = [rebuild.var(FIELD_TYPES[field], f"part{index}") for index, field in enumerate(fields)]
    target = rebuild.var(idx)
    projections = [Project(line(2), part, after, index) for index, part in enumerate(parts)]
    rebuild.block(0, *projections, Construct(line(3), target, tuple(parts)), end=Return(target))
    forward = Function("forward", idx)
    value, after = forward.parameter(idx, "value"), forward.parameter(idx, "after")
    number, target = forward.var(INT), forward.var(idx)
    call = Call(line(4), target, rebuild.id, (number, value, after))
    forward.block(0, Literal(line(4), number, 7), call, end=Return(target))
    assert before is not None
    return [rebuild.build(), forward.build()]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("fields", STRUCTS)
def test_structs_of_all_sizes_travel_by_value(machine: Machine, fields: str, level) -> None:
    types = Types()
    idx = types.struct("Sample", **{f"{field}{index}": FIELD_TYPES[field] for index, field in enumerate(fields)})
    functions = rebuilding(idx, fields)
    loaded = machine.load(types, functions, level)
    first = pack_struct(types, idx, fields, scalars(1, fields))
    second = pack_struct(types, idx, fields, scalars(40, fields))
    assert loaded.call(functions[1], first + second, len(second)) == second


def shapes(types: Types) -> Idx:
    return types.sum(
        "Shape",
        Empty={},
        Flag={"on": BOOL},
        Circle={"radius": FLOAT},
        Label={"text": STR, "size": BYTE},
        Box={"width": INT, "height": INT, "letter": CHAR},
    )


def describe(shape: Idx) -> ArcFunction:
    """An int that depends on every part of the payload: 1, 10 + on, 100 + int(radius), length + size, w + h + c."""
    function = Function("describe", INT)
    value = function.parameter(shape, "shape")
    variant = function.var(INT)
    cases = tuple((number, BlockId(number + 1)) for number in range(5))
    function.block(0, GetVariant(line(1), variant, value), end=Switch(variant, cases[:4], BlockId(5)))
    result = function.var(INT)
    function.block(1, Literal(line(1), result, 1), end=Return(result))
    on, number, ten, total = function.var(BOOL, "on"), function.var(INT), function.var(INT), function.var(INT)
    function.block(
        2,
        ProjectPayload(line(2), on, value, 1, 0),
        CallIntrinsic(line(2), number, Intrinsic.BOOL_TO_INT, (on,)),
        Literal(line(2), ten, 10),
        Checked(line(2), total, B.INT_ADD, ten, number),
        end=Return(total),
    )
    radius, number, ten, total = function.var(FLOAT), function.var(INT), function.var(INT), function.var(INT)
    function.block(
        3,
        ProjectPayload(line(3), radius, value, 2, 0),
        CallIntrinsic(line(3), number, Intrinsic.FLOAT_TO_INT, (radius,)),
        Literal(line(3), ten, 100),
        Checked(line(3), total, B.INT_ADD, ten, number),
        end=Return(total),
    )
    text, size, length, number, total = (function.var(each) for each in (STR, BYTE, INT, INT, INT))
    function.block(
        4,
        ProjectPayload(line(4), text, value, 3, 0),
        ProjectPayload(line(4), size, value, 3, 1),
        CallIntrinsic(line(4), length, Intrinsic.STR_LENGTH, (text,)),
        CallIntrinsic(line(4), number, Intrinsic.BYTE_TO_INT, (size,)),
        Checked(line(4), total, B.INT_ADD, length, number),
        end=Return(total),
    )
    width, height, letter, number, some, total = (function.var(each) for each in (INT, INT, CHAR, INT, INT, INT))
    function.block(
        5,
        ProjectPayload(line(5), width, value, 4, 0),
        ProjectPayload(line(5), height, value, 4, 1),
        ProjectPayload(line(5), letter, value, 4, 2),
        CallIntrinsic(line(5), number, Intrinsic.CHAR_TO_INT, (letter,)),
        Checked(line(5), some, B.INT_ADD, width, height),
        Checked(line(5), total, B.INT_ADD, some, number),
        end=Return(total),
    )
    return function.build()


def describing(
    types: Types, shape: Idx, callee: ArcFunction, variant: int, *payload: tuple[Idx, object]
) -> ArcFunction:
    """Builds a shape, describes it, releases it."""
    function = Function(f"describe_{variant}", INT)
    parts = [function.var(idx) for idx, _ in payload]
    literals = [Literal(line(1), part, value) for part, (_, value) in zip(parts, payload, strict=True)]
    value, result = function.var(shape, "made"), function.var(INT)
    function.block(
        0,
        *literals,
        ConstructVariant(line(1), value, variant, tuple(parts)),
        Call(line(1), result, callee.id, (value,), (value,)),
        RcDecrement(line(1), value),
        end=Return(result),
    )
    return function.build()


@pytest.mark.parametrize("level", LEVELS)
def test_every_variant_of_a_sum_survives_a_call(machine: Machine, level) -> None:
    types = Types()
    shape = shapes(types)
    callee = describe(shape)
    made = [
        (describing(types, shape, callee, 0), 1),
        (describing(types, shape, callee, 1, (BOOL, True)), 11),
        (describing(types, shape, callee, 2, (FLOAT, 2.75)), 102),
        (describing(types, shape, callee, 3, (STR, "héllo"), (BYTE, 200)), 206),
        (describing(types, shape, callee, 4, (INT, 5), (INT, -7), (CHAR, 65)), 63),
    ]
    loaded = machine.load(types, [callee, *(function for function, _ in made)], level)
    before = machine.live_objects
    for function, expected in made:
        assert struct.unpack("<q", loaded.call(function, b"", 8)) == (expected,)
    assert machine.live_objects == before


PAYLOADS = [
    {"None_": {}, "Some": {"value": BYTE}},
    {"None_": {}, "Some": {"value": BOOL}, "Both": {"left": BYTE, "right": BYTE}},
    {"None_": {}, "Some": {"value": CHAR}, "Two": {"left": BYTE, "right": CHAR}},
    {"None_": {}, "Some": {"value": INT}, "Small": {"value": BYTE}},
    {"None_": {}, "Some": {"value": FLOAT}},
    {"None_": {}, "Some": {"left": INT, "right": BYTE}},
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("variants", PAYLOADS)
def test_tag_survives_beside_a_payload_that_nobody_wrote(machine: Machine, variants, level) -> None:
    """Tag and payload may share a register: what is undefined about the payload must not spread to the tag."""
    types = Types()
    maybe = types.sum("Maybe", **variants)
    make = Function("make", maybe)
    number = make.parameter(INT, "number")
    nothing, made = make.var(maybe), make.var(maybe)
    payload = [make.var(idx) for idx in variants["Some"].values()]
    literals = {BYTE: 7, BOOL: True, CHAR: 65, INT: -3, FLOAT: 0.5}
    fills = [
        Literal(line(1), each, literals[idx]) for each, idx in zip(payload, variants["Some"].values(), strict=True)
    ]
    make.block(0, end=Switch(number, ((0, BlockId(1)),), BlockId(2)))
    make.block(1, ConstructVariant(line(1), nothing, 0, ()), end=Return(nothing))
    make.block(2, *fills, ConstructVariant(line(1), made, 1, tuple(payload)), end=Return(made))
    ask = Function("ask", INT)
    number, value, variant = ask.parameter(INT, "number"), ask.var(maybe), ask.var(INT)
    ask.block(0, Call(line(2), value, make.id, (number,)), GetVariant(line(2), variant, value), end=Return(variant))
    built = [make.build(), ask.build()]
    loaded = machine.load(types, built, level)
    answers = [struct.unpack("<q", loaded.call(built[1], struct.pack("<q", each), 8))[0] for each in (0, 1)]
    assert answers == [0, 1]
    size = Layouts(types.definitions).of(maybe).size
    assert [loaded.call(built[0], struct.pack("<q", each), size)[0] for each in (0, 1)] == [0, 1]


@pytest.mark.parametrize("level", LEVELS)
def test_sum_without_payloads_is_its_tag(machine: Machine, level) -> None:
    types = Types()
    colour = types.sum("Colour", Red={}, Green={}, Blue={})
    function = Function("next", colour)
    value, variant, green = function.parameter(colour, "colour"), function.var(INT), function.var(colour)
    function.block(
        0,
        GetVariant(line(1), variant, value),
        end=Switch(variant, ((0, BlockId(1)),), BlockId(2)),
    )
    function.block(1, ConstructVariant(line(1), green, 1, ()), end=Return(green))
    function.block(2, end=Return(value))
    built = function.build()
    loaded = machine.load(types, [built], level)
    assert [loaded.call(built, bytes([tag]), 1)[0] for tag in range(3)] == [1, 1, 2]


def test_sum_of_many_variants_has_a_wider_tag(machine: Machine) -> None:
    types = Types()
    many = types.sum("Many", **{f"V{number}": {} for number in range(300)})
    function = Function("last", many)
    target = function.var(many)
    function.block(0, ConstructVariant(line(1), target, 299, ()), end=Return(target))
    built = function.build()
    assert machine.load(types, [built]).call(built, b"", 2) == struct.pack("<H", 299)


@pytest.mark.parametrize("level", LEVELS)
def test_texts_are_made_printed_and_released(machine: Machine, level) -> None:
    function = Function("greet", STR)
    name = function.parameter(STR, "name")
    greeting, joined = function.var(STR), function.var(STR, "joined")
    nothing = function.var(VOID)
    function.block(
        0,
        Literal(line(1), greeting, "hello, "),
        CallIntrinsic(line(1), joined, Intrinsic.STR_CONCAT, (greeting, name)),
        CallIntrinsic(line(2), nothing, Intrinsic.PRINT, (joined,)),
        end=Return(joined),
    )
    built = function.build()
    loaded = machine.load(Types(), [built], level)
    before = machine.live_objects
    assert loaded.text_result(built, StaticText('wörld "\\\n').packed) == 'hello, wörld "\\\n'
    assert machine.live_objects == before


@pytest.mark.parametrize("level", LEVELS)
def test_replaced_field_is_released(machine: Machine, level) -> None:
    types = Types()
    name = types.struct("Name", first=STR, last=STR)
    person = types.struct("Person", name=name, age=INT)
    function = Function("rename", STR)
    number = function.parameter(INT, "number")
    a, b, c, d, e = (function.var(STR) for _ in range(5))
    old, new = function.var(name, "old"), function.var(name, "new")
    before, after, inner, age = function.var(person), function.var(person), function.var(name), function.var(INT)
    first = function.var(STR, "first")
    function.block(
        0,
        *(CallIntrinsic(line(1), text, Intrinsic.INT_TO_STR, (number,)) for text in (a, b, c, d)),
        Construct(line(2), old, (a, b)),
        Construct(line(2), new, (c, d)),
        Literal(line(2), age, 3),
        Construct(line(3), before, (old, age)),
        ReplaceField(line(4), after, before, 0, new),
        Project(line(5), inner, after, 0),
        Project(line(5), first, inner, 0),
        CallIntrinsic(line(6), e, Intrinsic.STR_CONCAT, (first, first)),
        RcDecrement(line(7), after),
        end=Return(e),
    )
    built = function.build()
    loaded = machine.load(types, [built], level)
    live = machine.live_objects
    assert loaded.text_result(built, struct.pack("<q", 10**17)) == 2 * str(10**17)
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_incremented_composite_has_two_owners(machine: Machine, level) -> None:
    types = Types()
    label = types.sum("Label", None_={}, Some={"text": STR, "count": INT})
    pair = types.struct("Pair", left=label, right=label)
    function = Function("share", VOID)
    number = function.parameter(INT, "number")
    text, made, both, nothing = function.var(STR), function.var(label), function.var(pair), function.var(VOID)
    function.block(
        0,
        CallIntrinsic(line(1), text, Intrinsic.INT_TO_STR, (number,)),
        ConstructVariant(line(1), made, 1, (text, number)),
        RcIncrement(line(2), made),
        Construct(line(2), both, (made, made)),
        RcDecrement(line(3), both),
        Literal(line(3), nothing, None),
        end=Return(nothing),
    )
    built = function.build()
    loaded = machine.load(types, [built], level)
    live = machine.live_objects
    loaded.call(built, struct.pack("<q", 10**17))
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_owned_parameter_of_an_entry_stays_the_hosts(machine: Machine, level) -> None:
    """The trampoline counts what the callee will release."""
    function = Function("consume", INT)
    text = function.parameter(STR, "text", Ownership.OWNED)
    length = function.var(INT)
    function.block(
        0, CallIntrinsic(line(1), length, Intrinsic.STR_LENGTH, (text,)), RcDecrement(line(2), text), end=Return(length)
    )
    maker = Function("make", STR)
    number, made = maker.parameter(INT), maker.var(STR)
    maker.block(0, CallIntrinsic(line(1), made, Intrinsic.INT_TO_STR, (number,)), end=Return(made))
    built, making = function.build(), maker.build()
    loaded = machine.load(Types(), [built, making], level)
    live = machine.live_objects
    text_bytes = loaded.call(making, struct.pack("<q", 10**17), 16)
    assert struct.unpack("<q", loaded.call(built, text_bytes, 8)) == (18,)
    assert machine.live_objects == live + 1
    assert struct.unpack("<q", loaded.call(built, text_bytes, 8)) == (18,)
    machine.runtime.function("ori_rc_decrement")(struct.unpack("<Qq", text_bytes)[0], None)
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
def test_loop_swaps_its_parameters_in_parallel(machine: Machine, level) -> None:
    """fibonacci(n) with the pair (a, b) := (b, a + b)."""
    function = Function("fibonacci", INT)
    count = function.parameter(INT, "count")
    zero, one, a, b, n = (function.var(INT, name) for name in ("", "", "a", "b", "n"))
    done, total, less = function.var(BOOL), function.var(INT), function.var(INT)
    function.block(0, Literal(line(1), zero, 0), Literal(line(1), one, 1), end=jump(1, zero, one, count))
    function.block(
        1,
        Binary(line(2), done, B.EQUAL, n, zero),
        end=Branch(done, BlockId(3), BlockId(2)),
        parameters=(a, b, n),
    )
    function.block(
        2,
        Checked(line(3), total, B.INT_ADD, a, b),
        Checked(line(3), less, B.INT_SUBTRACT, n, one),
        end=jump(1, b, total, less),
    )
    function.block(3, end=Return(a))
    built = function.build()
    loaded = machine.load(Types(), [built], level)
    assert struct.unpack("<q", loaded.call(built, struct.pack("<q", 90), 8)) == (2880067194370816120,)


def test_first_block_may_be_a_loop(machine: Machine) -> None:
    function = Function("spin", VOID)
    stop, nothing = function.parameter(BOOL, "stop"), function.var(VOID)
    function.block(0, end=Branch(stop, BlockId(1), BlockId(0)))
    function.block(1, Literal(line(1), nothing, None), end=Return(nothing))
    built = function.build()
    machine.load(Types(), [built]).call(built, b"\x01")


def test_function_that_never_returns(machine: Machine) -> None:
    fail = Function("fail", NEVER)
    text, never = fail.parameter(STR, "text"), fail.var(NEVER)
    fail.block(0, CallIntrinsic(line(9), never, Intrinsic.PANIC, (text,)), end=Unreachable())
    caller = Function("caller", INT)
    text, never = caller.var(STR), caller.var(NEVER)
    caller.block(0, Literal(line(3), text, "gone"), Call(line(3), never, fail.id, (text,)), end=Unreachable())
    functions = [fail.build(), caller.build()]
    panic = machine.load(Types(), functions).panic(functions[1])
    assert (panic.message, panic.function, panic.line) == ("gone", "@fail", 9)
    assert item("fail") == fail.id
