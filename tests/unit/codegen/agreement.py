"""Runs one canonical program everywhere: interpreter, counted ARC IR, native code at two levels.

All have to print the same and end the same way, and nothing may stay alive.
"""

import ctypes

from arc_building import DEFINITIONS, POOL, compiled
from arc_evaluator import ArcPanicError, Evaluator
from running import LEVELS, Machine

from ori_compiler.backend.jit import Panicked, Returned
from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.codegen.config import codegen_config
from ori_compiler.codegen.module import LlvmModule, compile_module
from ori_compiler.eval.interpreter import Completed, interpret


def native_module(machine: Machine, *functions: CanonFunction, level: int = 0) -> LlvmModule:
    """The module in which the first function, without parameters, has a trampoline."""
    config = codegen_config(DEFINITIONS, POOL.name, machine.triple, opt_level=LEVELS[level], checks=True)
    return compile_module(list(compiled(*functions).values()), [functions[0].id], config)


def outcome(machine: Machine, *functions: CanonFunction) -> str:
    """What the first function prints, and how it panics if it does; the same everywhere."""
    expected = _interpreted(*functions)
    assert _evaluated(*functions) == expected
    for level in range(len(LEVELS)):
        assert _native(machine, level, *functions) == expected
    return expected


def _interpreted(*functions: CanonFunction) -> str:
    printed: list[str] = []
    program = CanonProgram({known.id: known for known in functions}, DEFINITIONS)
    ended = interpret(program, functions[0].id, (), printed.append)
    if not isinstance(ended, Completed):
        printed.append(f"panic: {ended.message}")
    return "".join(printed)


def _evaluated(*functions: CanonFunction) -> str:
    evaluator = Evaluator(compiled(*functions), DEFINITIONS)
    try:
        evaluator.call(functions[0].id)
    except ArcPanicError as panic:
        evaluator.printed.append(f"panic: {panic}")
    assert not evaluator.heap.live
    return "".join(evaluator.printed)


def _native(machine: Machine, level: int, *functions: CanonFunction) -> str:
    module = native_module(machine, *functions, level=level)
    code = machine.jit.load_ir(module.text, int(LEVELS[level]))
    live = machine.live_objects
    nothing = ctypes.create_string_buffer(64)
    at = ctypes.addressof(nothing)
    ended = code.call(module.entries[functions[0].id], at, at, capture_output=True)
    assert machine.live_objects == live
    if isinstance(ended, Panicked):
        return f"{ended.output}panic: {ended.message}"
    assert isinstance(ended, Returned)
    return ended.output
