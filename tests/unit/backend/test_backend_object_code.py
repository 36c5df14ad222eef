"""IR text becomes object code, assembly and optimised IR for every target."""

import pytest
from native_modules import module

from ori_compiler.backend.errors import InvalidIrError
from ori_compiler.backend.object_code import emit_assembly, emit_object, optimized_ir
from ori_compiler.backend.object_symbols import read_symbols
from ori_compiler.backend.target_machine import TARGET_TRIPLES, Target, find_target, jit_target


def target(name: str | None) -> Target:
    found = find_target(name)
    assert isinstance(found, Target)
    return found


@pytest.mark.parametrize("opt_level", (0, 2))
@pytest.mark.parametrize("name", TARGET_TRIPLES)
def test_the_symbols_of_an_object_can_be_read_on_every_target(name: str, opt_level: int) -> None:
    symbols = read_symbols(emit_object(module("prints", "divides"), target(name), opt_level))
    assert symbols.defined == {"prints", "divides"}
    # Windows marks an object that uses floating point with a symbol of its own.
    assert symbols.undefined - {"_fltused"} == {"ori_print", "ori_panic_division_by_zero"}


def test_a_long_symbol_name_is_read_whole() -> None:
    name = "a_name_" + "that_goes_on_" * 20
    for triple in ("x86_64-linux-gnu", "aarch64-macos", "x86_64-windows-gnu"):
        ir = f"define void @{name}() {{ ret void }}"
        assert read_symbols(emit_object(ir, target(triple), 0)).defined == {name}


def test_private_symbols_are_nobodys_business() -> None:
    ir = "define internal void @hidden() noinline { ret void }\ndefine void @shown() { call void @hidden() ret void }"
    for name in ("x86_64-linux-gnu", "aarch64-macos", "x86_64-windows-gnu"):
        assert read_symbols(emit_object(ir, target(name), 0)).defined == {"shown"}


def test_what_is_no_object_has_no_symbols() -> None:
    for content in (b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01"):
        with pytest.raises(ValueError, match="not a 64-bit"):
            read_symbols(content)


def test_equal_input_gives_equal_objects() -> None:
    ir = module("panics", "drops")
    assert emit_object(ir, jit_target(), 2) == emit_object(ir, jit_target(), 2)


def test_assembly_is_the_targets() -> None:
    assert "retq" in emit_assembly(module("adds"), target("x86_64-linux-gnu"), 1)
    assert "ldp" in emit_assembly(module("adds"), target("aarch64-linux-gnu"), 1)


@pytest.mark.parametrize("name", (None, *TARGET_TRIPLES))
def test_reference_counting_is_inlined_from_the_first_level_on(name: str | None) -> None:
    plain = optimized_ir(module("drops"), target(name), 0)
    inlined = optimized_ir(module("drops"), target(name), 1)
    assert "call void @ori_rc_increment" in plain
    assert "call void @ori_rc_increment" not in inlined
    assert "call void @ori_rc_decrement" not in inlined
    assert "@ori_rc_destroy" in inlined
    assert "define" not in "".join(line for line in inlined.splitlines() if "@ori_rc_" in line)


@pytest.mark.parametrize(
    ("ir", "reason"),
    [
        ("define i64 @f() { ret i64 %x }", "undefined value"),
        ("define i64 @f() {\n  ret void\n}", "result type"),
        ("define void @f() {\nentry:\n  br label %entry\n}", "Entry block"),
    ],
)
def test_invalid_ir_is_a_defect_that_carries_the_text(ir: str, reason: str) -> None:
    with pytest.raises(InvalidIrError) as raised:
        emit_object(ir, jit_target(), 0)
    assert raised.value.ir == ir
    assert reason.lower() in raised.value.reason.lower()
