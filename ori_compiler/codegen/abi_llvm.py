"""From a `FunctionAbi` to the parameters, results and attributes that LLVM sees.

What the convention demands (`sret`, `byval`, extensions, alignments) is always there; what merely helps the
optimiser is added by level. Nothing here decides how a value travels.
"""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from ori_compiler.codegen.abi.function_abi import (
    ByVal,
    Coerce,
    Direct,
    FunctionAbi,
    Indirect,
    Packed,
    ParameterAbi,
    Reference,
    Register,
    RegisterKind,
    Sret,
    Void,
)
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.ir_builder import IrBuilder, TypeId
from ori_compiler.codegen.ir_builder.attributes import NO_ATTRIBUTES, ValueAttributes


class LoweredSignature(msgspec.Struct, frozen=True):
    """A function type with attributes, as the builder declares it. An `sret` pointer is the first parameter."""

    parameters: tuple[TypeId, ...]
    parameter_attributes: tuple[ValueAttributes, ...]
    result: TypeId
    result_attributes: ValueAttributes


class ValueTypes(msgspec.Struct, frozen=True):
    """How LLVM spells one Ori type: as an operand, and in memory.

    From the address that the value is, `dereferenceable` bytes, aligned to 8, may be read at any time; none if it is no
    address.
    """

    value: TypeId
    memory: TypeId
    dereferenceable: int | None = None

    def attributes(self, opt_level: OptLevel, extension: str) -> ValueAttributes:
        """What is true of a value that travels as it is."""
        if self.dereferenceable is None or opt_level is OptLevel.NONE:
            return ValueAttributes(extension=extension)
        return ValueAttributes(extension=extension, alignment=8, dereferenceable=self.dereferenceable, is_nonnull=True)


def lower_signature(
    abi: FunctionAbi,
    parameters: Sequence[ValueTypes],
    result: ValueTypes,
    builder: IrBuilder,
    opt_level: OptLevel,
    *,
    shares_memory: bool = False,
) -> LoweredSignature:
    """The LLVM signature of a function whose parameters and result have these types.

    `shares_memory`: what its parameters point to may be written again, after it has copied that.
    """
    types: list[TypeId] = []
    attributes: list[ValueAttributes] = []
    result_type = builder.types.void
    result_attributes = NO_ATTRIBUTES
    returned = abi.result.passing
    match returned:
        case Direct(extension=extension):
            result_type = result.value
            result_attributes = result.attributes(opt_level, extension.value)
        case Coerce():
            result_type = returned_type(returned, result.memory, builder)
        case Sret(alignment=alignment):
            types.append(builder.types.ptr)
            attributes.append(ValueAttributes(sret=result.memory, alignment=alignment, is_noalias=True))
        case Void():
            pass
        case _:
            assert_never(returned)
    for parameter, spelled in zip(abi.parameters, parameters, strict=True):
        for ir_type, attribute in _parameter(parameter, spelled, builder, opt_level, shares_memory):
            types.append(ir_type)
            attributes.append(attribute)
    if abi.block is not None:
        types.append(builder.types.ptr)
        attributes.append(ValueAttributes(alignment=abi.block.alignment))
    return LoweredSignature(tuple(types), tuple(attributes), result_type, result_attributes)


def _parameter(
    parameter: ParameterAbi, types: ValueTypes, builder: IrBuilder, opt_level: OptLevel, shares_memory: bool
) -> list[tuple[TypeId, ValueAttributes]]:
    passing = parameter.passing
    optimise = opt_level > OptLevel.NONE
    size = parameter.shape.size if optimise else None
    match passing:
        case Direct(extension=extension):
            return [(types.value, types.attributes(opt_level, extension.value))]
        case Coerce(as_array=True, stack_alignment=stack_alignment):
            return [(coerced_type(passing, builder), ValueAttributes(stack_alignment=stack_alignment))]
        case Coerce(registers=registers):
            return [(register_type(register, builder), NO_ATTRIBUTES) for register in registers]
        case Indirect(alignment=alignment):
            # The copy was made for this call: nobody else looks at it, and an immutable value is not written.
            attributes = ValueAttributes(
                alignment=alignment,
                dereferenceable=size,
                is_noalias=optimise and not shares_memory,
                is_nonnull=optimise,
                is_readonly=optimise,
                is_uncaptured=optimise,
            )
            return [(builder.types.ptr, attributes)]
        case ByVal(alignment=alignment):
            return [(builder.types.ptr, ValueAttributes(byval=types.memory, alignment=alignment))]
        case Reference(alignment=alignment):
            return [(builder.types.ptr, ValueAttributes(alignment=alignment))]
        case Packed() | Void():
            return []
        case _:
            assert_never(passing)


def coerced_type(coerce: Coerce, builder: IrBuilder) -> TypeId:
    """The one LLVM type that stands for all registers together."""
    registers = [register_type(register, builder) for register in coerce.registers]
    if coerce.as_array:
        return builder.types.array(len(registers), registers[0])
    return registers[0] if len(registers) == 1 else builder.types.struct(registers)


def fields_are_registers(coerce: Coerce, memory: TypeId, builder: IrBuilder) -> bool:
    """Whether the value's fields are exactly what the registers hold, one by one."""
    registers = tuple(register_type(register, builder) for register in coerce.registers)
    return builder.types.get(memory).parts == registers


def returned_type(coerce: Coerce, memory: TypeId, builder: IrBuilder) -> TypeId:
    """The type in which a coerced result is returned: LLVM returns a struct field by field anyway."""
    return memory if fields_are_registers(coerce, memory, builder) else coerced_type(coerce, builder)


def register_type(register: Register, builder: IrBuilder) -> TypeId:
    """The LLVM type of what one register holds."""
    types = builder.types
    match register.kind:
        case RegisterKind.INTEGER:
            return types.integer(8 * register.size)
        case RegisterKind.POINTER:
            return types.ptr
        case RegisterKind.FLOAT:
            return types.double if register.size == 8 else types.float
        case RegisterKind.FLOAT_PAIR:
            return types.vector(2, types.float)
        case _:
            assert_never(register.kind)
