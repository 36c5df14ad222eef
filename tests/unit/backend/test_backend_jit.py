"""Code runs inside the process: it returns, prints, panics, and leaves nothing behind."""

import ctypes
import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from native_modules import module

from ori_compiler.backend.errors import UndefinedSymbolsError
from ori_compiler.backend.jit import Jit, Panicked, Returned, create_jit
from ori_compiler.backend.object_code import emit_object
from ori_compiler.backend.runtime_library import RuntimeLibrary, load_runtime_library
from ori_compiler.backend.target_machine import jit_target

OPT_LEVELS = (0, 1, 2, 3)


def live_objects() -> int:
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    return runtime.live_objects()


@pytest.mark.parametrize("opt_level", OPT_LEVELS)
def test_arguments_and_result_are_passed_by_address(jit: Jit, opt_level: int) -> None:
    arguments = (ctypes.c_int64 * 2)(40, 2)
    result = ctypes.c_int64()
    code = jit.load_ir(module("adds"), opt_level)
    assert code.call("adds", ctypes.addressof(arguments), ctypes.addressof(result)) == Returned()
    assert result.value == 42


@pytest.mark.parametrize("opt_level", OPT_LEVELS)
def test_printed_text_can_be_captured(jit: Jit, opt_level: int) -> None:
    code = jit.load_ir(module("prints"), opt_level)
    assert code.call("prints", capture_output=True) == Returned("hello\n")
    assert code.call("prints", capture_output=True) == Returned("hello\n")


def test_uncaptured_text_is_on_standard_output_when_the_call_is_over(
    jit: Jit, capfd: pytest.CaptureFixture[str]
) -> None:
    assert jit.load_ir(module("prints")).call("prints") == Returned()
    os.write(1, b"after\n")
    assert capfd.readouterr().out == "hello\nafter\n"


@pytest.mark.parametrize("opt_level", OPT_LEVELS)
def test_a_panic_tells_what_and_where_and_releases_what_the_frames_owned(jit: Jit, opt_level: int) -> None:
    before = live_objects()
    code = jit.load_ir(module("panics", "divides"), opt_level)
    expected = Panicked("it broke", "main.ori", "start", 3, 7, "hello\n")
    for _ in range(3):
        assert code.call("panics", capture_output=True) == expected
    assert code.call("divides") == Panicked("division by zero", "main.ori", "start", 3, 7)
    assert live_objects() == before


@pytest.mark.parametrize("opt_level", OPT_LEVELS)
def test_a_stack_overflow_is_a_panic(jit: Jit, opt_level: int) -> None:
    code = jit.load_ir(module("overflows", "prints"), opt_level)
    result = ctypes.c_int64()
    for _ in range(2):
        assert code.call("overflows", 0, ctypes.addressof(result)) == Panicked("stack overflow", "", "", 0, 0)
    assert code.call("prints", capture_output=True) == Returned("hello\n")


@pytest.mark.parametrize("opt_level", OPT_LEVELS)
def test_drop_functions_release_the_children(jit: Jit, opt_level: int) -> None:
    before = live_objects()
    was_unique = ctypes.c_int64()
    jit.load_ir(module("drops"), opt_level).call("drops", 0, ctypes.addressof(was_unique))
    assert was_unique.value == 1
    assert live_objects() == before


def test_a_leak_shows_in_the_count_of_live_objects(jit: Jit) -> None:
    before = live_objects()
    lost = ctypes.c_void_p()
    jit.load_ir(module("leaks")).call("leaks", 0, ctypes.addressof(lost))
    assert live_objects() == before + 1
    runtime = load_runtime_library()
    assert isinstance(runtime, RuntimeLibrary)
    runtime.function("ori_rc_decrement")(lost, None)
    assert live_objects() == before


def test_objects_are_linked_with_each_other(jit: Jit) -> None:
    callee = "define i64 @answer() uwtable { ret i64 42 }"
    caller = """
        declare i64 @answer()
        define void @ask(ptr %arguments, ptr %result) uwtable {
          %value = call i64 @answer()
          store i64 %value, ptr %result
          ret void
        }
    """
    objects = [emit_object(ir, jit_target(), 0) for ir in (caller, callee)]
    result = ctypes.c_int64()
    jit.load_objects(objects).call("ask", 0, ctypes.addressof(result))
    assert result.value == 42


def test_functions_of_the_system_mathematics_library_are_found(jit: Jit) -> None:
    number, rest = ctypes.c_double(7.5), ctypes.c_double()
    code = jit.load_ir(module("uses_mathematics"))
    code.call("uses_mathematics", ctypes.addressof(number), ctypes.addressof(rest))
    assert rest.value == 1.5


def test_undefined_symbols_are_named_before_linking(jit: Jit) -> None:
    ir = """
        declare void @nobody_defines_this()
        declare void @nor_that()
        define void @start(ptr %a, ptr %r) {
          call void @nobody_defines_this()
          call void @nor_that()
          ret void
        }
    """
    with pytest.raises(UndefinedSymbolsError) as raised:
        jit.load_ir(ir)
    assert raised.value.names == ("nobody_defines_this", "nor_that")


def test_an_unknown_entry_is_named(jit: Jit) -> None:
    with pytest.raises(UndefinedSymbolsError, match="nowhere"):
        jit.load_ir(module("prints")).call("nowhere")


def test_code_can_be_replaced_by_code_of_the_same_names(jit: Jit) -> None:
    for answer in range(20):
        ir = f"define void @answer(ptr %a, ptr %result) uwtable {{ store i64 {answer}, ptr %result ret void }}"
        result = ctypes.c_int64(-1)
        jit.load_ir(ir).call("answer", 0, ctypes.addressof(result))
        assert result.value == answer
    gc.collect()


def test_two_jits_work_side_by_side(jit: Jit) -> None:
    other = create_jit()
    assert isinstance(other, Jit)
    first, second = jit.load_ir(module("panics")), other.load_ir(module("panics"))
    assert first.call("panics", capture_output=True) == second.call("panics", capture_output=True)


def test_a_debuggable_jit_runs_the_same(jit: Jit) -> None:
    debuggable = create_jit(is_debuggable=True)
    assert isinstance(debuggable, Jit)
    ir = module("panics", "prints", "overflows")
    for entry in ("panics", "prints", "overflows"):
        outcome = debuggable.load_ir(ir).call(entry, capture_output=True)
        assert outcome == jit.load_ir(ir).call(entry, capture_output=True)


def test_jits_and_their_code_can_be_collected_in_any_order() -> None:
    for _ in range(10):
        created = create_jit()
        assert isinstance(created, Jit)
        cycle: list[object] = [created, created.load_ir(module("prints"))]
        cycle.append(cycle)
        del created, cycle
        gc.collect()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_could_not_be_written_is_not_forgotten() -> None:
    script = """
import sys
from native_modules import module
from ori_compiler.backend.jit import create_jit
jit = create_jit()
before = jit.has_written_all_output()
jit.load_ir(module("prints")).call("prints")
sys.stderr.write(f"{before} {jit.has_written_all_output()}")
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(Path(__file__).parent)])}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, stdout=full, stderr=subprocess.PIPE, check=True
        )
    assert done.stderr == b"True False"


def test_threads_capture_their_own_output_and_panic_on_their_own(jit: Jit) -> None:
    code = jit.load_ir(module("prints", "panics", "overflows"))
    outcomes: dict[int, list[object]] = {}

    def work(number: int) -> None:
        entries = ("prints", "panics", "overflows") * 5
        outcomes[number] = [code.call(entry, capture_output=True) for entry in entries]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [
        Returned("hello\n"),
        Panicked("it broke", "main.ori", "start", 3, 7, "hello\n"),
        Panicked("stack overflow", "", "", 0, 0),
    ] * 5
    assert outcomes == dict.fromkeys(range(3), expected)
