"""x86-64, System V.

Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, §3.2.3 (classification,
passing, returning of values). A value of at most two eightbytes is classified eightbyte by eightbyte; a larger one
lives in memory. In the C convention a value that does not fit whole into the registers still free goes to memory;
our own functions leave that to LLVM, since we own both sides of the call.
"""

from collections.abc import Sequence
from typing import Final

from ori_compiler.codegen.abi.eightbytes import EIGHTBYTE, eightbytes, integer_register, is_pointer, pointer_register
from ori_compiler.codegen.abi.function_abi import (
    ByVal,
    Coerce,
    Convention,
    Direct,
    Extension,
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
from ori_compiler.codegen.layout import Leaf, Scalar

INTEGER_REGISTERS: Final = 6
SSE_REGISTERS: Final = 8


class X8664:
    """The System V rules for x86-64."""

    name = "x86-64 (System V)"
    replaces_frames = True

    def function_abi(
        self, parameters: Sequence[ParameterShape], result: ValueShape, convention: Convention = Convention.ORI
    ) -> FunctionAbi:
        """See `AbiStrategy.function_abi`."""
        returned = _result(result)
        if convention is Convention.TAIL:
            abi = self.function_abi(parameters, result)
            return without_stack(abi, INTEGER_REGISTERS - isinstance(returned, Sret), SSE_REGISTERS)
        free = _FreeRegisters()
        if isinstance(returned, Sret):
            free.take(1, 0)
        passed = (ParameterAbi(each.value, _parameter(each, convention, free)) for each in parameters)
        return FunctionAbi(tuple(passed), ResultAbi(result, returned))


class _FreeRegisters:
    """The argument registers that earlier parameters left."""

    __slots__ = ("integer", "sse")

    def __init__(self) -> None:
        self.integer = INTEGER_REGISTERS
        self.sse = SSE_REGISTERS

    def take(self, integer: int, sse: int) -> bool:
        """Takes that many, or none at all if they do not suffice."""
        if integer > self.integer or sse > self.sse:
            return False
        self.integer -= integer
        self.sse -= sse
        return True


def _parameter(parameter: ParameterShape, convention: Convention, free: _FreeRegisters) -> ParameterPassing:
    shape = parameter.value
    if parameter.by_reference:
        free.take(1, 0)
        return Reference(shape.alignment)
    if shape.size == 0:
        return Void()
    if not shape.is_composite:
        # A scalar without a register goes to the stack, which LLVM does by itself.
        is_sse = shape.leaves[0].scalar.is_float
        free.take(0 if is_sse else 1, 1 if is_sse else 0)
        return Direct(_extension(shape))
    registers = _registers(shape)
    if convention is Convention.ORI:
        return Indirect(shape.alignment) if registers is None else Coerce(registers)
    if registers is not None:
        in_integer = sum(1 for register in registers if register.kind in _INTEGER_KINDS)
        if free.take(in_integer, len(registers) - in_integer):
            return Coerce(registers)
    return _in_memory(shape, free)


def _in_memory(shape: ValueShape, free: _FreeRegisters) -> ParameterPassing:
    """The stack. A single eightbyte, with no integer register left to tempt LLVM, is spelled as an integer."""
    if free.integer == 0 and shape.alignment <= EIGHTBYTE and shape.size <= EIGHTBYTE:
        return Coerce((integer_register(shape.size),))
    return ByVal(max(shape.alignment, EIGHTBYTE))


def _result(shape: ValueShape) -> ResultPassing:
    if shape.size == 0:
        return Void()
    if not shape.is_composite:
        return Direct(_extension(shape))
    registers = _registers(shape)
    return Sret(shape.alignment) if registers is None else Coerce(registers)


def _extension(shape: ValueShape) -> Extension:
    """Narrow integers (all of ours are unsigned) fill their register with zeros, as C compilers rely on."""
    return Extension.ZERO if shape.leaves[0].scalar in (Scalar.I8, Scalar.I16) else Extension.NONE


_INTEGER_KINDS: Final = (RegisterKind.INTEGER, RegisterKind.POINTER)


def _registers(shape: ValueShape) -> tuple[Register, ...] | None:
    """One register for each eightbyte of a composite, or `None` for class MEMORY."""
    if shape.size > 2 * EIGHTBYTE:
        return None
    registers = [_register(shape, start, leaves) for start, leaves in eightbytes(shape)]
    if len(registers) == 2 and registers[0].size < EIGHTBYTE and registers[1].size < EIGHTBYTE:
        registers[0] = _widened(registers[0])
    return tuple(registers)


def _register(shape: ValueShape, start: int, leaves: tuple[Leaf, ...]) -> Register:
    """INTEGER wins over SSE within an eightbyte."""
    if is_pointer(leaves):
        return pointer_register()
    if leaves and all(leaf.scalar.is_float for leaf in leaves):
        if any(leaf.scalar is Scalar.F64 for leaf in leaves):
            return Register(RegisterKind.FLOAT, 8)
        has_second = any(leaf.offset == start + 4 for leaf in leaves)
        return Register(RegisterKind.FLOAT_PAIR, 8) if has_second else Register(RegisterKind.FLOAT, 4)
    return integer_register(_integer_size(shape, start, leaves))


def _integer_size(shape: ValueShape, start: int, leaves: tuple[Leaf, ...]) -> int:
    """The size of the one leaf if nothing but padding follows it, else all that is left of the value."""
    used = max((leaf.offset + leaf.scalar.size - start for leaf in leaves), default=EIGHTBYTE)
    starts_with = {leaf.scalar.size for leaf in leaves if leaf.offset == start and not leaf.scalar.is_float}
    if used in starts_with:
        return used
    return min(shape.size - start, EIGHTBYTE)


def _widened(register: Register) -> Register:
    """A whole eightbyte, so that the second register's bytes start at offset 8 in the pair's struct."""
    return Register(register.kind, EIGHTBYTE) if register.kind is RegisterKind.FLOAT else integer_register()
