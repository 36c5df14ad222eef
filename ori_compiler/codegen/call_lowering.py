"""Moves values between their own form and the form in which a `FunctionAbi` passes them.

The four functions are two pairs of opposites: caller and callee side of the parameters, and of the result.
"""

from collections.abc import Sequence
from typing import assert_never

from ori_compiler.codegen.abi.function_abi import (
    ByVal,
    Coerce,
    Direct,
    FunctionAbi,
    Indirect,
    MemoryBlock,
    Packed,
    Reference,
    Sret,
    ValueShape,
    Void,
)
from ori_compiler.codegen.abi_llvm import (
    ValueTypes,
    coerced_type,
    fields_are_registers,
    register_type,
    returned_type,
)
from ori_compiler.codegen.ir_builder import IrBuilder, TypeId, ValueId
from ori_compiler.codegen.ir_builder.arithmetic import Cast
from ori_compiler.codegen.layout import round_up
from ori_compiler.codegen.passed_memory import Memory

REGISTER_BYTES = 8


def pass_arguments(
    abi: FunctionAbi,
    values: Sequence[ValueId],
    addresses: Sequence[ValueId | None],
    types: Sequence[ValueTypes],
    builder: IrBuilder,
    memory: Memory | None = None,
) -> list[ValueId]:
    """The LLVM arguments for these values; an address, where one is known, is memory that holds the value.

    What travels in memory is copied to `memory`, if that is given.
    """
    arguments: list[ValueId] = []
    place = memory or _in_frame(builder)
    block = None if abi.block is None else place(_block_type(abi.block, builder), abi.block.size, abi.block.alignment)
    for parameter, value, address, spelled in zip(abi.parameters, values, addresses, types, strict=True):
        passing = parameter.passing
        match passing:
            case Direct():
                arguments.append(value)
            case Coerce():
                pieces = _to_pieces(passing, value, parameter.shape, spelled, builder)
                if passing.as_array:
                    arguments.append(builder.aggregate(coerced_type(passing, builder), pieces, "unit"))
                else:
                    arguments.extend(pieces)
            case Indirect() | ByVal() | Reference():
                if address is None or memory is not None:
                    address = place(spelled.memory, parameter.shape.size, parameter.shape.alignment)
                    builder.store(value, address)
                arguments.append(address)
            case Packed(offset=offset) if block is not None:
                if spelled.value != spelled.memory:
                    value = builder.cast(Cast.ZERO_EXTEND, value, spelled.memory, "byte")
                builder.store(value, builder.byte_address(block, offset, "packed.at"))
            case Packed() | Void():
                pass
            case _:
                assert_never(passing)
    return arguments if block is None else [*arguments, block]


def parameter_names(abi: FunctionAbi, names: Sequence[str], result_name: str = "result") -> list[str]:
    """A name for each LLVM parameter."""
    spelled = [result_name] if isinstance(abi.result.passing, Sret) else []
    for parameter, name in zip(abi.parameters, names, strict=True):
        passing = parameter.passing
        if isinstance(passing, Packed | Void):
            continue
        if isinstance(passing, Coerce) and passing.as_array:
            spelled.append(f"{name}.unit")
        elif isinstance(passing, Coerce) and len(passing.registers) > 1:
            spelled.extend(f"{name}.{index}" for index in range(len(passing.registers)))
        else:
            spelled.append(name)
    return spelled if abi.block is None else [*spelled, "packed"]


def receive_parameters(
    abi: FunctionAbi,
    arguments: Sequence[ValueId],
    types: Sequence[ValueTypes],
    names: Sequence[str],
    in_parts: Sequence[bool],
    builder: IrBuilder,
) -> list[tuple[ValueId, ValueId | None]]:
    """Each parameter's value, and its address where it came in memory of its own, which may be read part by part.

    `arguments` are without the sret pointer.
    """
    received: list[tuple[ValueId, ValueId | None]] = []
    rest = iter(arguments)
    for parameter, spelled, name, is_split in zip(abi.parameters, types, names, in_parts, strict=True):
        passing = parameter.passing
        match passing:
            case Direct():
                received.append((next(rest), None))
            case Coerce(registers=registers):
                if passing.as_array:
                    unit = next(rest)
                    pieces = [builder.extract(unit, index, f"{name}.{index}") for index in range(len(registers))]
                else:
                    pieces = [next(rest) for _ in registers]
                received.append((_from_pieces(passing, pieces, parameter.shape, spelled, name, builder), None))
            case Indirect() | ByVal() | Reference():
                address = next(rest)
                load = builder.load_in_parts if is_split else builder.load
                received.append((load(spelled.memory, address, f"{name}.value"), address))
            case Packed(offset=offset):
                value = builder.load(spelled.memory, builder.byte_address(arguments[-1], offset, f"{name}.at"), name)
                if spelled.value != spelled.memory:
                    value = builder.cast(Cast.TRUNCATE, value, spelled.value, name)
                received.append((value, None))
            case Void():
                received.append((builder.const_zero(spelled.value), None))
            case _:
                assert_never(passing)
    return received


def result_value(
    abi: FunctionAbi,
    returned: ValueId | None,
    slot: ValueId | None,
    types: ValueTypes,
    name: str,
    builder: IrBuilder,
    *,
    in_parts: bool = False,
) -> ValueId:
    """The result of a call from what LLVM's call yielded, or from the slot whose address went along.

    `in_parts`: what is in the slot is read part by part.
    """
    passing = abi.result.passing
    match passing:
        case Direct() if returned is not None:
            return returned
        case Coerce() if returned is not None:
            if builder.type_of(returned) == types.memory:
                return returned
            slot = _exchange_slot(passing, abi.result.shape, types.memory, builder)
            builder.store(returned, slot)
            return builder.load(types.memory, slot, name)
        case Sret() if slot is not None:
            return (builder.load_in_parts if in_parts else builder.load)(types.memory, slot, name)
        case Void():
            return builder.const_zero(types.value)
        case _:
            raise TypeError("the call did not yield what its convention says")


def return_result(
    abi: FunctionAbi, value: ValueId, types: ValueTypes, sret: ValueId | None, builder: IrBuilder
) -> None:
    """Ends the function with its result; `sret` is the pointer it got for that."""
    passing = abi.result.passing
    match passing:
        case Direct():
            builder.return_value(value)
        case Coerce():
            returned = returned_type(passing, types.memory, builder)
            if returned != types.memory:
                slot = _exchange_slot(passing, abi.result.shape, types.memory, builder)
                builder.store(value, slot)
                value = builder.load(returned, slot, "returned")
            builder.return_value(value)
        case Sret():
            if sret is None:
                raise TypeError("the function has no place for its result")
            builder.store(value, sret)
            builder.return_void()
        case Void():
            builder.return_void()
        case _:
            assert_never(passing)


def _in_frame(builder: IrBuilder) -> Memory:
    return lambda ir_type, _, alignment: builder.entry_slot(ir_type, "copy", alignment)


def _block_type(block: MemoryBlock, builder: IrBuilder) -> TypeId:
    return builder.types.array(block.size, builder.types.i8)


def _to_pieces(
    coerce: Coerce, value: ValueId, shape: ValueShape, types: ValueTypes, builder: IrBuilder
) -> list[ValueId]:
    """What each register holds: the fields themselves if they correspond, else read back from memory."""
    if fields_are_registers(coerce, types.memory, builder):
        return [builder.extract(value, index, "part") for index in range(len(coerce.registers))]
    slot = _exchange_slot(coerce, shape, types.memory, builder)
    builder.store(value, slot)
    return [
        builder.load(register_type(register, builder), builder.byte_address(slot, offset, "piece.at"), "piece")
        for register, offset in zip(coerce.registers, _offsets(coerce), strict=True)
    ]


def _from_pieces(
    coerce: Coerce, pieces: Sequence[ValueId], shape: ValueShape, types: ValueTypes, name: str, builder: IrBuilder
) -> ValueId:
    """The value from what each register holds."""
    if fields_are_registers(coerce, types.memory, builder):
        return builder.aggregate(types.memory, pieces, name)
    slot = _exchange_slot(coerce, shape, types.memory, builder)
    for piece, offset in zip(pieces, _offsets(coerce), strict=True):
        builder.store(piece, builder.byte_address(slot, offset, "piece.at"))
    return builder.load(types.memory, slot, name)


def _offsets(coerce: Coerce) -> list[int]:
    """Where in the value each register's bytes are: floats of an array follow each other, else one an eightbyte."""
    step = coerce.registers[0].size if coerce.as_array else REGISTER_BYTES
    return [index * step for index in range(len(coerce.registers))]


def _exchange_slot(coerce: Coerce, shape: ValueShape, memory: TypeId, builder: IrBuilder) -> ValueId:
    """Memory in which a value and its coerced form overlap; the latter may be the longer one."""
    types = builder.types
    needed = sum(round_up(register.size, REGISTER_BYTES) for register in coerce.registers)
    ir_type = types.array(needed // REGISTER_BYTES, types.i64) if needed > shape.size else memory
    return builder.entry_slot(ir_type, "exchange", max(shape.alignment, REGISTER_BYTES))
