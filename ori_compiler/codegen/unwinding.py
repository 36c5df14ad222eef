"""Which functions can panic: calls of the others need no cleanup, and LLVM may know."""

from collections.abc import Iterable, Sequence

from ori_compiler.arc.ir import (
    ArcFunction,
    Binary,
    Call,
    CallIntrinsic,
    CallObject,
    Checked,
    CheckedUnary,
    Instruction,
    Unary,
)
from ori_compiler.codegen.compile_calls import INLINE_PANICKING, RUNTIME_INTRINSICS
from ori_compiler.codegen.compile_numbers import PANICKING_BINARY, PANICKING_UNARY
from ori_compiler.codegen.runtime_registry import RUNTIME_FUNCTIONS
from ori_compiler.types.functions import FunctionId


def functions_that_never_panic(functions: Sequence[ArcFunction]) -> frozenset[FunctionId]:
    """Those of the functions that neither panic nor call one that does; an unknown callee counts as one that does."""
    callers: dict[FunctionId, set[FunctionId]] = {}
    known = {function.id for function in functions}
    panicking: list[FunctionId] = []
    for function in functions:
        calls = {each.function for each in _instructions(function) if isinstance(each, Call)}
        for callee in calls:
            callers.setdefault(callee, set()).add(function.id)
        if not calls <= known or any(_panics_itself(each) for each in _instructions(function)):
            panicking.append(function.id)
    can_panic = set(panicking)
    while panicking:
        for caller in callers.get(panicking.pop(), ()):
            if caller not in can_panic:
                can_panic.add(caller)
                panicking.append(caller)
    return frozenset(known - can_panic)


def _instructions(function: ArcFunction) -> Iterable[Instruction]:
    return (instruction for block in function.blocks for instruction in block.instructions)


def _panics_itself(instruction: Instruction) -> bool:
    match instruction:
        case Binary(operator=operator) | Checked(operator=operator):
            return operator in PANICKING_BINARY
        case Unary(operator=unary) | CheckedUnary(operator=unary):
            return unary in PANICKING_UNARY
        case CallObject():
            # Whatever is in the table may be called.
            return True
        case CallIntrinsic(intrinsic=intrinsic):
            runtime = RUNTIME_INTRINSICS.get(intrinsic)
            return intrinsic in INLINE_PANICKING if runtime is None else RUNTIME_FUNCTIONS[runtime].may_panic
        case _:
            return False
