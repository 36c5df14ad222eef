"""The builder refuses nonsense: foreign ids, wrong types, incomplete blocks; and spells what LLVM accepts."""

import math
import struct

import llvmlite.binding as llvm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ori_compiler.codegen.ir_builder import ForeignIdError, IrBuilder, IrError, text
from ori_compiler.codegen.ir_builder.arithmetic import Cast, FloatOperation, IntOperation, IntPredicate
from ori_compiler.codegen.ir_builder.attributes import FunctionAttribute, Linkage, ValueAttributes
from ori_compiler.source.span import Span


class Opened:
    """A builder inside the entry block of `f(i64 %a, i64 %b) -> i64`."""

    def __init__(self, *, checks: bool = True) -> None:
        self.builder = IrBuilder(checks=checks)
        types = self.builder.types
        self.function = self.builder.declare_function("f", (types.i64, types.i64), types.i64)
        self.a, self.b = self.builder.begin_function(self.function, ("a", "b"))
        self.entry = self.builder.create_block("entry")
        self.builder.position_at(self.entry)

    def module(self) -> str:
        lines = self.builder.module_head("test", "x86_64-unknown-linux-gnu")
        for function in self.builder.finished_functions:
            lines += ["", *function.lines]
        return "\n".join(lines) + "\n"


def verified(ir: str) -> str:
    module = llvm.parse_assembly(ir, llvm.create_context())
    module.verify()
    return ir


def test_simple_function() -> None:
    opened = Opened()
    total = opened.builder.int_operation(IntOperation.ADD, opened.a, opened.b, "total")
    opened.builder.return_value(total)
    opened.builder.end_function()
    assert "define i64 @f(i64 %a, i64 %b) {\nentry:\n  %total = add i64 %a, %b\n  ret i64 %total\n}" in verified(
        opened.module()
    )


@pytest.mark.parametrize("checks", [False, True])
def test_ids_of_another_builder_are_refused(checks: bool) -> None:
    mine, other = Opened(checks=checks), Opened(checks=checks)
    with pytest.raises(ForeignIdError):
        mine.builder.int_operation(IntOperation.ADD, mine.a, other.a)
    with pytest.raises(ForeignIdError):
        mine.builder.load(other.builder.types.i64, mine.builder.const_null())
    with pytest.raises(ForeignIdError):
        mine.builder.branch(other.entry)
    with pytest.raises(ForeignIdError):
        mine.builder.call(other.function, (mine.a, mine.b))
    with pytest.raises(ForeignIdError):
        mine.builder.types.struct((other.builder.types.i8,))


def test_operand_types_are_checked_in_debug_runs() -> None:
    opened = Opened()
    builder = opened.builder
    one = builder.const_double(1.0)
    pair = builder.const_zero(builder.types.struct((builder.types.i64, builder.types.i1)))
    for mistake in (
        lambda: builder.int_operation(IntOperation.ADD, opened.a, one),
        lambda: builder.float_operation(FloatOperation.ADD, opened.a, opened.b),
        lambda: builder.int_compare(IntPredicate.EQUAL, opened.a, builder.const_null()),
        lambda: builder.load(builder.types.i64, opened.a),
        lambda: builder.store(opened.a, opened.b),
        lambda: builder.insert(pair, one, 0),
        lambda: builder.select(opened.a, opened.a, opened.b),
        lambda: builder.branch_if(opened.a, opened.entry, opened.entry),
        lambda: builder.return_value(one),
        lambda: builder.return_void(),
        lambda: builder.call(opened.function, (opened.a, one)),
        lambda: builder.call(opened.function, (opened.a,)),
        lambda: builder.aggregate(builder.types.array(2, builder.types.i64), (opened.a,)),
    ):
        with pytest.raises(IrError):
            mistake()
    with pytest.raises(IndexError):
        builder.extract(pair, 2)


def test_values_do_not_leave_their_function() -> None:
    opened = Opened()
    opened.builder.return_value(opened.a)
    opened.builder.end_function()
    types = opened.builder.types
    other = opened.builder.declare_function("g", (), types.i64)
    opened.builder.begin_function(other, ())
    opened.builder.position_at(opened.builder.create_block("entry"))
    with pytest.raises(IrError, match="another function"):
        opened.builder.return_value(opened.a)


def test_structure_of_functions_is_checked() -> None:
    opened = Opened()
    with pytest.raises(IrError, match="no terminator"):
        opened.builder.end_function()
    opened.builder.return_value(opened.a)
    with pytest.raises(IrError, match="complete"):
        opened.builder.return_value(opened.a)
    with pytest.raises(IrError, match="declared already"):
        opened.builder.declare_function("f", (), opened.builder.types.void)
    opened.builder.end_function()
    with pytest.raises(IrError, match="defined already"):
        opened.builder.begin_function(opened.function, ("a", "b"))
    with pytest.raises(IrError, match="no function"):
        opened.builder.create_block("entry")


def test_slots_stand_in_the_entry_block_and_cold_blocks_at_the_end() -> None:
    opened = Opened()
    builder = opened.builder
    cold, warm = builder.create_block("cold", is_cold=True), builder.create_block("warm")
    builder.branch_if(builder.int_compare(IntPredicate.EQUAL, opened.a, opened.b), cold, warm)
    builder.position_at(cold)
    builder.unreachable()
    builder.position_at(warm)
    slot = builder.entry_slot(builder.types.i64, "slot", 8)
    builder.store(opened.a, slot)
    builder.return_value(builder.load(builder.types.i64, slot))
    builder.end_function()
    ir = verified(opened.module())
    order = ["entry:", "alloca", "br i1", "warm:", "store", "cold:"]
    assert [ir.index(part) for part in order] == sorted(ir.index(part) for part in order)


def test_names_are_unique_among_values_and_blocks() -> None:
    opened = Opened()
    builder = opened.builder
    values = [builder.int_operation(IntOperation.ADD, opened.a, opened.b, hint) for hint in ("x", "x", "x.1", "entry")]
    total = values[0]
    for value in values[1:]:
        total = builder.int_operation(IntOperation.XOR, total, value, "größe")
    builder.return_value(total)
    builder.end_function()
    verified(opened.module())


def test_phi_gets_its_edges_later() -> None:
    opened = Opened()
    builder = opened.builder
    loop, done = builder.create_block("loop"), builder.create_block("done")
    builder.branch(loop)
    builder.position_at(loop)
    phi = builder.phi(loop, builder.types.i64, "n")
    builder.add_incoming(phi, opened.a, opened.entry)
    less = builder.int_operation(IntOperation.SUBTRACT, phi.value, builder.const_i64(1), "less")
    builder.add_incoming(phi, less, loop)
    builder.branch_if(builder.int_compare(IntPredicate.EQUAL, less, builder.const_i64(0)), done, loop)
    builder.position_at(done)
    builder.return_value(less)
    builder.end_function()
    assert "%n = phi i64 [ %a, %entry ], [ %less, %loop ]" in verified(opened.module())


def test_invoke_lands_in_its_cleanup() -> None:
    opened = Opened()
    builder = opened.builder
    normal, pad = builder.create_block("normal"), builder.create_block("pad", is_cold=True)
    result = builder.invoke(opened.function, (opened.a, opened.b), normal, pad, "result")
    builder.position_at(pad)
    builder.resume(builder.cleanup_pad("__gcc_personality_v0"))
    builder.position_at(normal)
    assert result is not None
    builder.return_value(result)
    builder.end_function()
    ir = verified(opened.module())
    assert "personality ptr @__gcc_personality_v0 {" in ir
    assert "declare i32 @__gcc_personality_v0(...)" in ir


def test_attributes_stand_where_llvm_wants_them() -> None:
    builder = IrBuilder(checks=True)
    types = builder.types
    pair = types.named_struct("Pair", (types.i64, types.i64))
    function = builder.declare_function(
        "odd name",
        (types.ptr, types.i8, types.ptr),
        types.void,
        parameter_attributes=(
            ValueAttributes(sret=pair, alignment=8, is_noalias=True),
            ValueAttributes(extension="zeroext"),
            ValueAttributes(byval=pair, alignment=8, dereferenceable=16, is_nonnull=True, is_readonly=True),
        ),
        attributes=(FunctionAttribute.NOUNWIND, FunctionAttribute.COLD, FunctionAttribute.UWTABLE),
        linkage=Linkage.INTERNAL,
    )
    out, byte, source = builder.begin_function(function, ("out", "byte", "source"))
    builder.position_at(builder.create_block("entry"))
    wide = builder.cast(Cast.ZERO_EXTEND, byte, types.i64)
    builder.store(builder.insert(builder.load(pair, source), wide, 1), out)
    builder.return_void()
    finished = builder.end_function()
    assert finished.lines[0] == (
        'define internal void @"odd name"(ptr sret(%Pair) noalias align 8 %out, i8 zeroext %byte, '
        "ptr byval(%Pair) readonly nonnull align 8 dereferenceable(16) %source) nounwind cold uwtable {"
    )
    verified("\n".join((*builder.module_head("m", "x86_64-unknown-linux-gnu"), *finished.lines)))


def test_every_line_keeps_its_span() -> None:
    opened = Opened()
    builder = opened.builder
    builder.set_span(Span(3, 8))
    total = builder.int_operation(IntOperation.ADD, opened.a, opened.b)
    builder.set_span(Span(9, 10))
    builder.return_value(total)
    finished = builder.end_function()
    assert len(finished.lines) == len(finished.spans)
    assert finished.spans == [None, None, Span(3, 8), Span(9, 10), None]


@given(st.floats(allow_nan=False))
def test_float_constants_read_back(value: float) -> None:
    ir = f"define double @f() {{\n  ret double {text.double(value)}\n}}\n"
    printed = str(llvm.parse_assembly(ir, llvm.create_context())).split("ret double ")[1].split()[0]
    assert same(float_of(printed), value)


def float_of(printed: str) -> float:
    if printed.startswith("0x"):
        return struct.unpack("<d", struct.pack("<Q", int(printed, 16)))[0]
    return float(printed)


def same(left: float, right: float) -> bool:
    return left == right and math.copysign(1, left) == math.copysign(1, right)


@given(st.text(min_size=1, max_size=12))
def test_any_name_can_be_spelled(name: str) -> None:
    spelled = text.name(name.replace("\0", "_"))
    verified(f"define void @{spelled}() {{\n  ret void\n}}\n")


@given(st.binary(max_size=40))
def test_any_bytes_can_be_a_constant(data: bytes) -> None:
    builder = IrBuilder()
    builder.private_constant("data", builder.const_bytes(data), 1)
    verified("\n".join(builder.module_head("m", "x86_64-unknown-linux-gnu")) + "\n")
