"""Conventions without arguments on the stack, for functions whose frames calls in tail position replace.

Where a frame ends, its caller's begins, and unwinding finds that place by what it knows of the caller's code. So a
function can replace another one only if both take as many bytes on the stack: here none. What finds no register goes
to one block of memory, a pointer to which comes last.
"""

from typing import assert_never

import msgspec

from ori_compiler.codegen.abi.function_abi import (
    ByVal,
    Coerce,
    Direct,
    FunctionAbi,
    Indirect,
    MemoryBlock,
    Packed,
    ParameterAbi,
    Reference,
    RegisterKind,
    Void,
)
from ori_compiler.codegen.layout import round_up


def without_stack(abi: FunctionAbi, general: int, floating: int) -> FunctionAbi:
    """The same convention with what goes to the stack in a block; so many argument registers there are."""
    needs = [_needed(parameter) for parameter in abi.parameters]
    if sum(need[0] for need in needs) <= general and sum(need[1] for need in needs) <= floating:
        return abi
    general -= 1
    size, alignment = 0, 1
    parameters: list[ParameterAbi] = []
    for parameter, (general_need, floating_need) in zip(abi.parameters, needs, strict=True):
        if general_need <= general and floating_need <= floating:
            general -= general_need
            floating -= floating_need
            parameters.append(parameter)
        else:
            offset = round_up(size, parameter.shape.alignment)
            size = offset + parameter.shape.size
            alignment = max(alignment, parameter.shape.alignment)
            parameters.append(msgspec.structs.replace(parameter, passing=Packed(offset)))
    return FunctionAbi(tuple(parameters), abi.result, MemoryBlock(size, alignment))


def _needed(parameter: ParameterAbi) -> tuple[int, int]:
    """How many general and floating-point registers a parameter needs."""
    match parameter.passing:
        case Direct():
            is_float = parameter.shape.leaves[0].scalar.is_float
            return (0, 1) if is_float else (1, 0)
        case Coerce(registers=registers):
            floats = sum(each.kind in (RegisterKind.FLOAT, RegisterKind.FLOAT_PAIR) for each in registers)
            return len(registers) - floats, floats
        case Indirect() | ByVal() | Reference():
            return 1, 0
        case Void() | Packed():
            return 0, 0
        case _:
            assert_never(parameter.passing)
