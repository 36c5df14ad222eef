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
from ori_compiler.types.definitions import TypeDefinitions


def native_module(
    machine: Machine, *functions: CanonFunction, level: int = 0, definitions: TypeDefinitions = DEFINITIONS
) -> LlvmModule:
    """The module in which the first function, without parameters, has a trampoline."""
    config = codegen_config(definitions, POOL.name, machine.triple, opt_level=LEVELS[level], checks=True)
    return compile_module(list(compiled(*functions, definitions=definitions).values()), [functions[0].id], config)


def outcome(machine: Machine, *functions: CanonFunction, definitions: TypeDefinitions = DEFINITIONS) -> str:
    """What the first function prints, and how it panics if it does; the same everywhere."""
    expected = interpreted(definitions, *functions)
    counted = _evaluated(definitions, *functions)
    assert counted == expected, f"counted ARC IR: {counted!r}, interpreter: {expected!r}"
    for level in range(len(LEVELS)):
        native = _native(machine, level, definitions, *functions)
        assert native == expected, f"native code: {native!r}, interpreter: {expected!r}"
    return expected


def interpreted(definitions: TypeDefinitions, *functions: CanonFunction) -> str:
    printed: list[str] = []
    program = CanonProgram({known.id: known for known in functions}, definitions)
    ended = interpret(program, functions[0].id, (), printed.append)
    if not isinstance(ended, Completed):
        printed.append(f"panic: {ended.message}")
    return "".join(printed)


def _evaluated(definitions: TypeDefinitions, *functions: CanonFunction) -> str:
    evaluator = Evaluator(compiled(*functions, definitions=definitions), definitions)
    try:
        evaluator.call(functions[0].id)
    except ArcPanicError as panic:
        evaluator.printed.append(f"panic: {panic}")
    if evaluator.kept_panic is not None:
        evaluator.printed.append(f"panic: {evaluator.kept_panic}")
    assert not evaluator.heap.live
    return "".join(evaluator.printed)


def _native(machine: Machine, level: int, definitions: TypeDefinitions, *functions: CanonFunction) -> str:
    module = native_module(machine, *functions, level=level, definitions=definitions)
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
