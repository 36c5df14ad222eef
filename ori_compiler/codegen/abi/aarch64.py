"""AArch64, the Procedure Call Standard of Arm (AAPCS64).

Source: Procedure Call Standard for the Arm 64-bit Architecture, §6.8.2 (parameter passing rules) and §6.9 (result
return). Up to four floats or doubles and nothing else (a homogeneous floating-point aggregate) travel in SIMD
registers; other composites of at most 16 bytes in one or two general registers; larger ones as a pointer to a copy.
"""

from collections.abc import Sequence
from typing import Final

from ori_compiler.codegen.abi.eightbytes import EIGHTBYTE, eightbytes, integer_register, is_pointer, pointer_register
from ori_compiler.codegen.abi.function_abi import (
    Coerce,
    Convention,
    Direct,
    FunctionAbi,
    Indirect,
    ParameterAbi,
    ParameterPassing,
    ParameterShape,
    Reference,
    Register,
    RegisterKind,
    ResultAbi,
    ResultPassing,
    Sret,
    ValueShape,
    Void,
)
from ori_compiler.codegen.abi.stackless import without_stack

MOST_HFA_MEMBERS: Final = 4
GENERAL_REGISTERS: Final = 8
SIMD_REGISTERS: Final = 8


class AArch64:
    """The AAPCS64 rules."""

    name = "AArch64 (AAPCS64)"
    replaces_frames = True

    def function_abi(
        self, parameters: Sequence[ParameterShape], result: ValueShape, convention: Convention = Convention.ORI
    ) -> FunctionAbi:
        """See `AbiStrategy.function_abi`."""
        if convention is Convention.TAIL:
            return without_stack(self.function_abi(parameters, result), GENERAL_REGISTERS, SIMD_REGISTERS)
        passed = (ParameterAbi(each.value, _parameter(each, convention)) for each in parameters)
        return FunctionAbi(tuple(passed), ResultAbi(result, _result(result, convention)))


def _parameter(parameter: ParameterShape, convention: Convention) -> ParameterPassing:
    shape = parameter.value
    if parameter.by_reference:
        return Reference(shape.alignment)
    if shape.size == 0:
        return Void()
    if not shape.is_composite:
        return Direct()
    floats = _homogeneous_floats(shape)
    if floats is not None:
        # What does not fit into SIMD registers goes to the stack in units of eight bytes.
        return Coerce(floats, as_array=True, stack_alignment=EIGHTBYTE)
    if shape.size > 2 * EIGHTBYTE:
        return Indirect(shape.alignment)
    pieces = _pieces(shape)
    pointers = sum(1 for piece in pieces if piece.kind is RegisterKind.POINTER)
    if pointers == len(pieces) or (pointers and convention is Convention.ORI):
        return _unit(pieces)
    return _unit((integer_register(),) * len(pieces))


def _result(shape: ValueShape, convention: Convention) -> ResultPassing:
    if shape.size == 0:
        return Void()
    if not shape.is_composite:
        return Direct()
    floats = _homogeneous_floats(shape)
    if floats is not None:
        return Coerce(floats, as_array=True)
    if shape.size > 2 * EIGHTBYTE:
        return Sret(shape.alignment)
    pieces = _pieces(shape)
    if convention is Convention.ORI and any(piece.kind is RegisterKind.POINTER for piece in pieces):
        return _unit(pieces)
    if shape.size <= EIGHTBYTE:
        return Coerce((integer_register(shape.size),))
    return _unit((integer_register(),) * 2)


def _homogeneous_floats(shape: ValueShape) -> tuple[Register, ...] | None:
    """One to four members of one floating-point type, without overlap (a variant's tag is an integer)."""
    scalars = {leaf.scalar for leaf in shape.leaves}
    if len(scalars) != 1 or len(shape.leaves) > MOST_HFA_MEMBERS:
        return None
    (scalar,) = scalars
    return (Register(RegisterKind.FLOAT, scalar.size),) * len(shape.leaves) if scalar.is_float else None


def _pieces(shape: ValueShape) -> tuple[Register, ...]:
    """One general register for each eightbyte; our own functions keep pointers pointers, for alias analysis."""
    return tuple(pointer_register() if is_pointer(leaves) else integer_register() for _, leaves in eightbytes(shape))


def _unit(registers: tuple[Register, ...]) -> Coerce:
    """Equal registers form an array, which LLVM keeps together."""
    return Coerce(registers, as_array=len(registers) > 1 and len(set(registers)) == 1)
