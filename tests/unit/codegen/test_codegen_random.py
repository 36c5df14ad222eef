"""Random programs through the whole back end: native code does what the interpreter says and leaves nothing behind."""

import ctypes
from random import Random

import pytest
from arc_building import DEFINITIONS, POOL, compiled
from arc_programs import X86_64, Function, Return
from arc_random_functions import random_program, random_value
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from native_values import NativeValues
from running import LEVELS, Machine

from ori_compiler.arc.ir import ArcFunction, Literal, RcDecrement
from ori_compiler.backend.jit import Returned
from ori_compiler.canon.program import CanonProgram
from ori_compiler.codegen.config import OptLevel, codegen_config
from ori_compiler.codegen.layout import Layouts
from ori_compiler.codegen.module import compile_module
from ori_compiler.codegen.trampolines import argument_offsets
from ori_compiler.eval.interpreter import Completed, StepLimitExceededError, interpret, step_limit
from ori_compiler.source.span import NO_SPAN
from ori_compiler.types.pool import VOID, Idx

SEEDS = st.integers(0, 2**40)


def releasing(idx: Idx) -> ArcFunction:
    """Gives up the reference that its caller has: breaks the rules of ARC on purpose, for the host's sake."""
    function = Function(f"release_{idx}", VOID)
    value, nothing = function.parameter(idx, "value"), function.var(VOID)
    function.block(0, RcDecrement(NO_SPAN, value), Literal(NO_SPAN, nothing, None), end=Return(nothing))
    return function.build()


def check_against_the_interpreter(machine: Machine, level: OptLevel, seed: int, size: int) -> None:
    program = random_program(seed, size)
    entry = program[0]
    random = Random(seed)
    types = [local.type for local in entry.locals[: entry.parameter_count]]
    values = [2, *(random_value(random, idx) for idx in types[1:])]
    printed: list[str] = []
    canonical = CanonProgram({known.id: known for known in program}, DEFINITIONS)
    try:
        outcome = interpret(canonical, entry.id, values, printed.append, step_limit(2000))
    except StepLimitExceededError:
        assume(False)
        raise

    functions = list(compiled(*program).values())
    releases = {idx: releasing(idx) for idx in {*types, entry.result}}
    ids = [entry.id, *(each.id for each in releases.values())]
    config = codegen_config(DEFINITIONS, POOL.name, machine.triple or X86_64, opt_level=level, checks=True)
    module = compile_module([*functions, *releases.values()], ids, config)
    code = machine.jit.load_ir(module.text, int(level))

    layouts = Layouts(DEFINITIONS)
    native = NativeValues(machine, layouts)
    live = machine.live_objects
    offsets, length = argument_offsets(types, layouts)
    arguments = ctypes.create_string_buffer(length + 8)
    result = ctypes.create_string_buffer(layouts.of(entry.result).size + 8)
    for value, idx, offset in zip(values, types, offsets, strict=True):
        native.write(ctypes.addressof(arguments) + offset, value, idx)

    finished = code.call(
        module.entries[entry.id], ctypes.addressof(arguments), ctypes.addressof(result), capture_output=True
    )
    assert finished.output == "".join(printed)
    if isinstance(finished, Returned):
        assert isinstance(outcome, Completed)
        assert native.read(ctypes.addressof(result), entry.result) == outcome.value
        code.call(module.entries[releases[entry.result].id], ctypes.addressof(result))
    else:
        assert not isinstance(outcome, Completed)
        assert finished.message == outcome.message
    for idx, offset in zip(types, offsets, strict=True):
        code.call(module.entries[releases[idx].id], ctypes.addressof(arguments) + offset)
    assert machine.live_objects == live


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 3))
def test_native_code_agrees_with_the_interpreter(machine: Machine, level: OptLevel, seed: int, size: int) -> None:
    check_against_the_interpreter(machine, level, seed, size)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 5), level=st.sampled_from(OptLevel))
def test_much_native_code_agrees_with_the_interpreter(machine: Machine, level: OptLevel, seed: int, size: int) -> None:
    check_against_the_interpreter(machine, level, seed, size)
