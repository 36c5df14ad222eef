"""Calls of the program's functions and of intrinsics."""

from collections.abc import Sequence

from ori_compiler.arc.ir import Call, CallIntrinsic, VarId
from ori_compiler.canon.ir import Intrinsic
from ori_compiler.codegen.abi.function_abi import Sret
from ori_compiler.codegen.call_lowering import pass_arguments, result_value
from ori_compiler.codegen.compile_data import compile_place
from ori_compiler.codegen.compile_lists import compile_list_operation
from ori_compiler.codegen.function_state import FunctionState
from ori_compiler.codegen.ir_builder import ValueId
from ori_compiler.codegen.ir_builder.arithmetic import Cast, IntOperation, IntPredicate
from ori_compiler.codegen.module_context import DeclaredFunction
from ori_compiler.codegen.text_values import are_equal, byte_at, byte_length
from ori_compiler.source.span import Span
from ori_compiler.types.functions import enters_library

RUNTIME_INTRINSICS = {
    Intrinsic.PRINT: "ori_print",
    Intrinsic.PANIC: "ori_panic",
    Intrinsic.PANIC_MESSAGE: "ori_panic_message",
    Intrinsic.PANIC_FRAMES: "ori_panic_frames",
    Intrinsic.PANIC_FUNCTION: "ori_panic_function",
    Intrinsic.PANIC_FILE: "ori_panic_file",
    Intrinsic.PANIC_LINE: "ori_panic_line",
    Intrinsic.PANIC_COLUMN: "ori_panic_column",
    Intrinsic.DEBUG_PRINT: "ori_debug_print",
    Intrinsic.STR_CONCAT: "ori_str_concat",
    Intrinsic.STR_APPEND_INT: "ori_str_append_int",
    Intrinsic.STR_COMPARE: "ori_str_compare",
    Intrinsic.INT_TO_STR: "ori_int_to_str",
    Intrinsic.FLOAT_TO_STR: "ori_float_to_str",
    Intrinsic.BOOL_TO_STR: "ori_bool_to_str",
    Intrinsic.BYTE_TO_STR: "ori_byte_to_str",
    Intrinsic.CHAR_TO_STR: "ori_char_to_str",
    Intrinsic.STR_HASH: "ori_str_hash",
    Intrinsic.STR_FIND: "ori_str_find",
    Intrinsic.STR_TO_BYTES: "ori_str_to_bytes",
    Intrinsic.STR_AS_BYTES: "ori_str_as_bytes",
    Intrinsic.STR_FROM_BYTES: "ori_str_from_bytes",
    Intrinsic.STR_SLICE: "ori_str_slice",
    Intrinsic.STR_DEBUG: "ori_str_debug",
    Intrinsic.CHAR_DEBUG: "ori_char_debug",
    Intrinsic.FLOAT_FIXED: "ori_float_fixed",
    Intrinsic.FLOAT_SCIENTIFIC: "ori_float_scientific",
    Intrinsic.FLOAT_TO_INT: "ori_float_to_int",
    Intrinsic.STR_TO_FLOAT: "ori_str_to_float",
    Intrinsic.FLOAT_SQRT: "ori_float_sqrt",
    Intrinsic.FLOAT_CBRT: "ori_float_cbrt",
    Intrinsic.FLOAT_EXP: "ori_float_exp",
    Intrinsic.FLOAT_LN: "ori_float_ln",
    Intrinsic.FLOAT_LOG2: "ori_float_log2",
    Intrinsic.FLOAT_LOG10: "ori_float_log10",
    Intrinsic.FLOAT_SIN: "ori_float_sin",
    Intrinsic.FLOAT_COS: "ori_float_cos",
    Intrinsic.FLOAT_TAN: "ori_float_tan",
    Intrinsic.FLOAT_ASIN: "ori_float_asin",
    Intrinsic.FLOAT_ACOS: "ori_float_acos",
    Intrinsic.FLOAT_ATAN: "ori_float_atan",
    Intrinsic.FLOAT_ATAN2: "ori_float_atan2",
    Intrinsic.RAISE_DROP_PANIC: "ori_raise_drop_panic",
    Intrinsic.WRITE: "ori_write",
    Intrinsic.WRITE_ERROR: "ori_write_error",
    Intrinsic.ARGUMENTS: "ori_arguments",
    Intrinsic.SYSTEM_ERROR: "ori_system_error",
    Intrinsic.FILE_READ: "ori_file_read",
    Intrinsic.FILE_WRITE: "ori_file_write",
    Intrinsic.FILE_EXISTS: "ori_file_exists",
    Intrinsic.FILE_DELETE: "ori_file_delete",
    Intrinsic.CURRENT_FOLDER: "ori_current_folder",
    Intrinsic.ENVIRONMENT: "ori_environment",
    Intrinsic.ENVIRONMENT_SET: "ori_environment_set",
    Intrinsic.ENVIRONMENT_REMOVE: "ori_environment_remove",
    Intrinsic.CLOCK_NOW: "ori_clock_now",
    Intrinsic.CLOCK_OFFSET: "ori_clock_offset",
    Intrinsic.RANDOM_BITS: "ori_random_bits",
}
"""The intrinsics that are runtime functions, with the same arguments."""

INLINE_PANICKING = frozenset({Intrinsic.INT_TO_BYTE_CHECKED, Intrinsic.INT_TO_CHAR_CHECKED, Intrinsic.CATCH})
"""The intrinsics whose inline code may panic."""

_LARGEST_BYTE = 0xFF
_LARGEST_CHAR = 0x10FFFF
_FIRST_SURROGATE, _SURROGATES = 0xD800, 0x800


def compile_call(state: FunctionState, instruction: Call) -> None:
    """Defines the target with the result of a function of the program."""
    context = state.context
    callee = context.function(instruction.function)
    values = state.values(instruction.arguments)
    addresses = state.passed_addresses(callee.abi.parameters, instruction.arguments)
    if instruction.function in context.never_panics:
        define_by_call(state, instruction.target, callee, values, addresses, ())
        return
    entered = instruction.span if enters_library(state.arc.id, instruction.function) else None
    define_by_call(state, instruction.target, callee, values, addresses, instruction.cleanup, entered)


def define_by_call(
    state: FunctionState,
    target: VarId,
    callee: DeclaredFunction,
    values: Sequence[ValueId],
    addresses: Sequence[ValueId | None],
    cleanup: tuple[VarId, ...],
    entered: Span | None = None,
) -> None:
    """Defines the target with what a function of Ori's convention returns; addresses as in `pass_arguments`.

    `entered` is the place of a call of the library.
    """
    context, builder = state.context, state.builder
    arguments = pass_arguments(callee.abi, values, addresses, context.parameter_types(callee.shape), builder)
    slot = state.slot_of(target) if isinstance(callee.abi.result.passing, Sret) else None
    if slot is not None:
        arguments.insert(0, slot)
    name = state.name(target)
    returned = state.call(callee.function, arguments, cleanup, name, entered=entered)
    result_types = context.info.types(callee.shape.result)
    in_parts = target in state.read_in_parts
    value = result_value(callee.abi, returned, slot, result_types, name or "result", builder, in_parts=in_parts)
    if slot is None:
        state.define(target, value)
    else:
        state.define_stored(target, value, slot)


def compile_intrinsic(state: FunctionState, instruction: CallIntrinsic) -> None:
    """Defines the target with the result of an intrinsic."""
    if compile_list_operation(state, instruction) or compile_place(state, instruction):
        return
    name = state.name(instruction.target)
    function = RUNTIME_INTRINSICS.get(instruction.intrinsic)
    if function is None:
        state.define(instruction.target, _inline(state, instruction, name))
        return
    arguments = state.values(instruction.arguments)
    value = state.call_runtime(function, arguments, span=instruction.span, cleanup=instruction.cleanup, name=name)
    state.define(instruction.target, value)


def _inline(state: FunctionState, instruction: CallIntrinsic, name: str) -> ValueId:
    builder = state.builder
    types = builder.types
    operand, *rest = state.values(instruction.arguments)
    match instruction.intrinsic:
        case Intrinsic.SEEN_AS:
            return operand
        case Intrinsic.STR_LENGTH:
            return byte_length(builder, operand, name or "length")
        case Intrinsic.STR_BYTE:
            return byte_at(builder, operand, rest[0], name or "byte")
        case Intrinsic.STR_EQUAL:
            return are_equal(builder, operand, rest[0], name or "is_equal")
        case Intrinsic.FLOAT_BITS:
            return builder.cast(Cast.BITS, operand, types.i64, name or "bits")
        case Intrinsic.INT_TO_FLOAT:
            return builder.cast(Cast.SIGNED_TO_FLOAT, operand, types.double, name or "float")
        case Intrinsic.BOOL_TO_INT | Intrinsic.BYTE_TO_INT | Intrinsic.CHAR_TO_INT:
            return builder.cast(Cast.ZERO_EXTEND, operand, types.i64, name or "int")
        case Intrinsic.INT_TO_BYTE:
            return builder.cast(Cast.TRUNCATE, operand, types.i8, name or "byte")
        case Intrinsic.INT_TO_BYTE_CHECKED:
            _check_range(state, instruction, operand, _LARGEST_BYTE)
            return builder.cast(Cast.TRUNCATE, operand, types.i8, name or "byte")
        case Intrinsic.INT_TO_CHAR_CHECKED:
            _check_range(state, instruction, operand, _LARGEST_CHAR)
            _check_no_surrogate(state, instruction, operand)
            return builder.cast(Cast.TRUNCATE, operand, types.i32, name or "char")
        case Intrinsic.BYTE_TO_CHAR:
            return builder.cast(Cast.ZERO_EXTEND, operand, types.i32, name or "char")
        case _:
            raise TypeError(f"no code for {instruction.intrinsic.value}")


def _check_range(state: FunctionState, instruction: CallIntrinsic, operand: ValueId, largest: int) -> None:
    """Between 0 and `largest`: as an unsigned number, a negative one is too large."""
    builder = state.builder
    limit = builder.const_i64(largest)
    is_outside = builder.int_compare(IntPredicate.UNSIGNED_GREATER, operand, limit, "is_outside")
    state.panic_if(is_outside, "ori_panic_conversion_out_of_range", instruction.span, instruction.cleanup)


def _check_no_surrogate(state: FunctionState, instruction: CallIntrinsic, operand: ValueId) -> None:
    builder = state.builder
    first = builder.const_i64(_FIRST_SURROGATE)
    distance = builder.int_operation(IntOperation.SUBTRACT, operand, first, "distance")
    count = builder.const_i64(_SURROGATES)
    is_surrogate = builder.int_compare(IntPredicate.UNSIGNED_LESS, distance, count, "is_surrogate")
    state.panic_if(is_surrogate, "ori_panic_conversion_out_of_range", instruction.span, instruction.cleanup)
