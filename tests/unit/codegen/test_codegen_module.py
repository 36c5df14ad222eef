"""Modules as wholes: linkage, entries, line maps, what cannot panic, and what is refused."""

import struct

import llvmlite.binding as llvm
import pytest
from arc_programs import AARCH64, X86_64, Function, Return, Types, item, line
from running import Machine
from test_codegen_golden import PROGRAMS

from ori_compiler.arc.ir import ArcFunction, Binary, Call, CallIntrinsic, Checked, Literal, RcDecrement
from ori_compiler.backend.object_code import emit_object
from ori_compiler.backend.target_machine import Target
from ori_compiler.canon.ir import BinaryOperator as B
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.layout import Layouts
from ori_compiler.codegen.module import (
    MissingFunctionError,
    compile_module,
    compile_one,
    function_shape,
)
from ori_compiler.codegen.scope import UnboundVariableError
from ori_compiler.codegen.trampolines import argument_offsets
from ori_compiler.codegen.unwinding import functions_that_never_panic
from ori_compiler.source.item_id import ItemKind
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.functions import DerivedFunction, DerivedOperation
from ori_compiler.types.pool import BOOL, BYTE, INT, STR, VOID


def wrapping(name: str) -> ArcFunction:
    function = Function(name, INT)
    left, target = function.parameter(INT, "left"), function.var(INT, "result")
    function.block(0, Binary(line(3), target, B.INT_WRAPPING_ADD, left, left), end=Return(target))
    return function.build()


def adding(name: str) -> ArcFunction:
    function = Function(name, INT)
    left, target = function.parameter(INT, "left"), function.var(INT, "result")
    function.block(0, Checked(line(4), target, B.INT_ADD, left, left), end=Return(target))
    return function.build()


def owning_caller(name: str, callee: ArcFunction) -> ArcFunction:
    """Calls `callee` while it owns a text."""
    function = Function(name, INT)
    number = function.parameter(INT, "number")
    text, result = function.var(STR, "text"), function.var(INT, "result")
    function.block(
        0,
        CallIntrinsic(line(5), text, Intrinsic.INT_TO_STR, (number,)),
        Call(line(6), result, callee.id, (number,), (text,)),
        RcDecrement(line(7), text),
        end=Return(result),
    )
    return function.build()


def test_calls_of_what_never_panics_are_plain() -> None:
    calm, loud = wrapping("calm"), adding("loud")
    functions = [calm, loud, owning_caller("of_calm", calm), owning_caller("of_loud", loud)]
    assert {each.name for each in functions_that_never_panic(functions) if each.name} == {"calm", "of_calm"}
    text = compile_module(functions, [], Types().config()).text
    assert "call i64 @examples.sample.calm" in text
    assert "invoke i64 @examples.sample.loud" in text
    assert "@examples.sample.of_calm(i64 %number) nounwind uwtable {" in text


def test_unknown_callee_may_panic() -> None:
    calm = wrapping("calm")
    assert functions_that_never_panic([owning_caller("caller", calm)]) == frozenset()


def test_mutual_recursion_without_panic_never_panics() -> None:
    ping, pong = Function("ping", INT), Function("pong", INT)
    for function, other in ((ping, pong), (pong, ping)):
        number, result = function.parameter(INT), function.var(INT)
        function.block(0, Call(line(1), result, other.id, (number,)), end=Return(result))
    functions = [ping.build(), pong.build()]
    assert functions_that_never_panic(functions) == {ping.id, pong.id}


def test_functions_are_internal_and_entries_are_not() -> None:
    function = wrapping("twice")
    module = compile_module([function], [function.id], Types().config())
    assert module.symbols == {function.id: "examples.sample.twice"}
    assert module.entries == {function.id: "examples.sample.twice.$entry"}
    assert "define internal i64 @examples.sample.twice(" in module.text
    assert (
        "define void @examples.sample.twice.$entry(ptr align 8 %arguments, ptr align 8 %result) uwtable {"
        in module.text
    )


def test_line_map_points_at_the_lines_of_each_function() -> None:
    functions = [wrapping("one"), adding("two")]
    module = compile_module(functions, [], Types().config())
    lines = module.text.split("\n")
    for function, mapped in zip(functions, module.line_maps, strict=True):
        assert mapped.function == function.id
        assert lines[mapped.first - 1].startswith("define internal")
        assert lines[mapped.first + len(mapped.lines) - 2] == "}"
        sources = {each.span for each in mapped.lines if each is not None}
        assert sources == {line(3) if function.id.name == "one" else line(4)}
        assert {each.item for each in mapped.lines if each is not None} == {function.id}


def test_spans_of_derived_functions_belong_to_the_type() -> None:
    types = Types()
    point = types.struct("Point", x=INT)
    declaration = types.pool.declaration(point)
    plain = wrapping("equals")
    derived = DerivedFunction(DerivedOperation.EQUALS, point, declaration)
    function = ArcFunction(
        derived, plain.parameters, plain.ownership, plain.result, plain.variables, plain.blocks, plain.span
    )
    ir = compile_one(function, types.config(items=[declaration]), {})
    assert {each.item for each in ir.line_map if each is not None} == {declaration}
    assert "@examples.sample.Point.$equals(" in ir.text


def test_one_function_declares_what_it_calls() -> None:
    callee = adding("callee")
    caller = owning_caller("caller", callee)
    ir = compile_one(caller, Types().config(items=[caller.id]), {callee.id: function_shape(callee)})
    assert "declare i64 @examples.sample.callee(i64) uwtable" in ir.text
    assert ir.text.count("define ") == 1


def test_missing_callee_is_refused() -> None:
    callee = adding("callee")
    caller = owning_caller("caller", callee)
    config = Types().config()
    with pytest.raises(MissingFunctionError, match=r"examples\.sample\.callee"):
        compile_one(caller, config, {})
    with pytest.raises(MissingFunctionError):
        compile_module([caller], [], config)
    with pytest.raises(MissingFunctionError):
        compile_module([callee], [caller.id], config)


def test_use_without_dominating_definition_is_refused() -> None:
    function = Function("wrong", INT)
    undefined = function.var(INT)
    function.block(0, end=Return(undefined))
    with pytest.raises(UnboundVariableError):
        compile_module([function.build()], [], Types().config())


def test_unknown_origin_makes_a_panic_without_a_place(machine: Machine) -> None:
    function = adding("double")
    config = Types().config(machine.triple)
    module = compile_module([function], [function.id], config)
    assert "call void @ori_panic_integer_overflow(ptr null)" in module.text


@pytest.mark.parametrize(("result", "stored"), [(INT, 7), (VOID, -1)])
def test_main_stores_its_int_and_nothing_else(machine: Machine, result, stored: int) -> None:
    import ctypes

    main = Function("main", result)
    value = main.var(result)
    main.block(0, Literal(line(1), value, 7 if result == INT else None), end=Return(value))
    built = main.build()
    module = compile_module([built], [], Types().config(machine.triple, main=built.id))
    code = machine.jit.load_ir(module.text)
    place = ctypes.c_int64(-1)
    code.call("ori_main", 0, ctypes.addressof(place))
    assert place.value == stored


def test_arguments_lie_like_the_fields_of_a_struct() -> None:
    types = Types()
    pair = types.struct("Pair", x=INT, y=BYTE)
    parameters = (BYTE, INT, BOOL, pair, VOID, BYTE)
    assert argument_offsets(parameters, Layouts(types.definitions)) == ((0, 8, 16, 24, 40, 40), 41)


def test_entry_passes_every_kind_of_argument(machine: Machine) -> None:
    function = Function("choose", BOOL)
    function.parameter(BYTE, "byte")
    left, right = function.parameter(INT, "left"), function.parameter(BOOL, "right")
    function.parameter(VOID, "nothing")
    zero, is_zero, result = function.var(INT), function.var(BOOL), function.var(BOOL)
    function.block(
        0,
        Literal(line(1), zero, 0),
        Binary(line(1), is_zero, B.EQUAL, left, zero),
        Binary(line(1), result, B.EQUAL, is_zero, right),
        end=Return(result),
    )
    built = function.build()
    loaded = machine.load(Types(), [built])
    assert loaded.call(built, struct.pack("<B7xq?", 9, 0, True), 1) == b"\x01"
    assert loaded.call(built, struct.pack("<B7xq?", 9, 1, True), 1) == b"\x00"


@pytest.mark.parametrize(
    "triple", [X86_64, AARCH64, "arm64-apple-macosx13.0.0", "x86_64-w64-windows-gnu", "riscv64-linux"]
)
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("level", [OptLevel.NONE, OptLevel.DEFAULT])
def test_every_target_gets_an_object(program: str, triple: str, level: OptLevel) -> None:
    types = Types()
    functions = PROGRAMS[program](types)
    ids = [function.id for function in functions]
    module = compile_module(functions, ids, types.config(triple, level, ids))
    llvm.parse_assembly(module.text, llvm.create_context()).verify()
    assert emit_object(module.text, Target("", triple), int(level))


def test_test_and_function_of_one_name_do_not_clash() -> None:
    function, test = wrapping("same"), Function("same", VOID, ItemKind.TEST)
    nothing = test.var(VOID)
    test.block(0, Literal(NO_SPAN, nothing, None), end=Return(nothing))
    module = compile_module([function, test.build()], [test.id], Types().config())
    assert set(module.symbols.values()) == {"examples.sample.same", "examples.sample.$test.same"}
    assert item("same") != test.id
