"""The functions of the C runtime, as one table.

The declarations of generated code, the addresses the JIT imports, the check of the C header and the tests derive from
this table and from nothing else, so that a runtime function is added here and in `runtime_c/`.

The convention is made of scalars only, to be the same under every target's struct ABI: a `str` argument is passed
as its two words (see `text_form.py`), and a `str` result is stored through a leading pointer to the caller's
`{ ptr, i64 }`. Arguments are borrowed, unless the C header says owned; all results are owned by the caller. A function
that can panic ends with a pointer to a static `OriLocation`, laid out as `LOCATION_TYPE`.
"""

from enum import Enum
from typing import Final

import msgspec


class RuntimeType(Enum):
    """The type of a parameter or result; the value is its LLVM spelling (`STR` stands for two scalars)."""

    I64 = "i64"
    F64 = "double"
    BOOL = "i1"
    I8 = "i8"
    I32 = "i32"
    PTR = "ptr"
    STR = "{ ptr, i64 }"
    VOID = "void"


class RuntimeFunction(msgspec.Struct, frozen=True):
    """One runtime function.

    `may_panic`: it can unwind, so a call that has something to clean up is an `invoke`.
    `is_inline`: its body is also in the bitcode that is linked into optimised modules.
    `no_return`: it always panics or aborts; `allocates`: it may make a counted object.
    `reads_only`: it writes no memory and has no other effect.
    `is_host`: the JIT and the program entry call it, generated code never does.
    """

    name: str
    parameters: tuple[RuntimeType, ...]
    result: RuntimeType
    may_panic: bool = False
    is_inline: bool = False
    no_return: bool = False
    allocates: bool = False
    reads_only: bool = False
    is_host: bool = False


LOCATION_TYPE: Final = "{ ptr, ptr, i32, i32 }"
"""`OriLocation`: file and function (NUL-terminated UTF-8), 1-based line and column."""

IMMORTAL_COUNT: Final = -(2**63)
"""The count of a static object: below zero, so that it is never changed and the object never freed."""

HEADER_SIZE: Final = 16
"""Bytes between the start of a counted object and its data: `{ i64 size, i64 count }`."""

LIST_POINTER_OFFSET: Final = 8
"""Where in a list's data the pointer to its elements is."""

LIST_ELEMENTS_OFFSET: Final = 16
"""Bytes in front of the elements in the data of a list that is no view: `{ i64 length, ptr elements }`."""

LIST_OWNER_OFFSET: Final = 16
"""Where in a view's data the pointer to the object is whose memory it shares; its elements are elsewhere."""

PERSONALITY: Final = "__gcc_personality_v0"
"""The personality routine wherever frames are described by DWARF tables; see `personality` for the rest."""

_I64, _F64, _BOOL = RuntimeType.I64, RuntimeType.F64, RuntimeType.BOOL
_I8, _I32, _PTR = RuntimeType.I8, RuntimeType.I32, RuntimeType.PTR
_STR, _VOID = RuntimeType.STR, RuntimeType.VOID


def _panicking(name: str, *parameters: RuntimeType) -> RuntimeFunction:
    return RuntimeFunction(name, (*parameters, _PTR), _VOID, may_panic=True, no_return=True)


def _text(name: str, *parameters: RuntimeType) -> RuntimeFunction:
    return RuntimeFunction(name, parameters, _STR, allocates=True)


_FLOAT_FUNCTIONS: Final = (
    *("sqrt", "cbrt", "exp", "ln", "log2", "log10"),
    *("sin", "cos", "tan", "asin", "acos", "atan"),
)

_FUNCTIONS: Final = (
    # Counted objects. A null pointer is a no-op everywhere; the pointer is to the data, not to the header.
    RuntimeFunction("ori_rc_alloc", (_I64,), _PTR, allocates=True),  # (size): count 1, content undefined
    RuntimeFunction("ori_rc_increment", (_PTR,), _VOID, is_inline=True),
    # (data, drop): at zero calls drop(data), if drop is not null, then frees
    RuntimeFunction("ori_rc_decrement", (_PTR, _PTR), _VOID, is_inline=True),
    # (data, table): decrements as the table's first entry says; without data the table is not looked at
    RuntimeFunction("ori_object_release", (_PTR, _PTR), _VOID, is_inline=True),
    RuntimeFunction("ori_rc_is_unique", (_PTR,), _BOOL, is_inline=True),
    # (data): frees the memory of a cell whose content is already released; its count was 1
    RuntimeFunction("ori_rc_free", (_PTR,), _VOID),
    # What the inline ones above call in rare cases.
    RuntimeFunction("ori_rc_destroy", (_PTR, _PTR), _VOID),
    RuntimeFunction("ori_rc_count_broken", (_I64,), _VOID, no_return=True),
    # Lists; the last argument is the `OriElement` of the list's type. All consume the list and return an owned one.
    RuntimeFunction("ori_list_own", (_PTR, _PTR), _PTR, is_inline=True, allocates=True),
    RuntimeFunction("ori_list_with_room", (_PTR, _PTR), _PTR, is_inline=True, allocates=True),
    RuntimeFunction("ori_list_with_more_room", (_PTR, _PTR), _PTR, is_inline=True, allocates=True),
    RuntimeFunction("ori_list_truncate", (_PTR, _I64, _PTR), _PTR, is_inline=True, allocates=True),
    RuntimeFunction("ori_list_reserve", (_PTR, _I64, _PTR), _PTR, allocates=True),
    RuntimeFunction("ori_list_slice", (_PTR, _I64, _I64, _PTR), _PTR, allocates=True),  # (list, start, end, element)
    # (data): of a dying list whose elements refer to nothing; releases what a view shares
    RuntimeFunction("ori_list_end", (_PTR,), _VOID),
    # What the inline ones above call in rare cases.
    RuntimeFunction("ori_list_copy", (_PTR, _PTR), _PTR, allocates=True),
    RuntimeFunction("ori_list_grow", (_PTR, _PTR), _PTR, allocates=True),
    RuntimeFunction("ori_list_shorten", (_PTR, _I64, _PTR), _PTR, allocates=True),
    # Strings and texts. Concatenation takes over the first text, and appends in place if nobody else has it.
    _text("ori_str_concat", _STR, _STR),
    _text("ori_str_append_int", _STR, _I64),
    RuntimeFunction("ori_str_equal", (_STR, _STR), _BOOL, reads_only=True),
    RuntimeFunction("ori_str_compare", (_STR, _STR), _I64, reads_only=True),
    RuntimeFunction("ori_str_hash", (_STR,), _I64, reads_only=True),
    RuntimeFunction("ori_str_find", (_STR, _STR, _I64), _I64, reads_only=True),
    RuntimeFunction("ori_str_to_bytes", (_STR,), _PTR, allocates=True),  # a list of bytes
    RuntimeFunction("ori_str_as_bytes", (_STR,), _PTR, allocates=True),  # a view, if the text has memory
    _text("ori_str_from_bytes", _PTR),
    _text("ori_str_slice", _STR, _I64, _I64),
    _text("ori_str_debug", _STR),
    _text("ori_int_to_str", _I64),
    _text("ori_float_to_str", _F64),
    _text("ori_float_fixed", _F64, _I64),
    _text("ori_float_scientific", _F64, _I64),
    _text("ori_bool_to_str", _BOOL),
    _text("ori_byte_to_str", _I8),
    _text("ori_char_to_str", _I32),
    _text("ori_char_debug", _I32),
    # Numbers.
    RuntimeFunction("ori_float_power", (_F64, _F64), _F64, reads_only=True),
    *(RuntimeFunction(f"ori_float_{name}", (_F64,), _F64, reads_only=True) for name in _FLOAT_FUNCTIONS),
    RuntimeFunction("ori_float_atan2", (_F64, _F64), _F64, reads_only=True),
    RuntimeFunction("ori_str_to_float", (_STR,), _F64, reads_only=True),
    RuntimeFunction("ori_int_power", (_I64, _I64, _PTR), _I64, may_panic=True),
    RuntimeFunction("ori_float_to_int", (_F64, _PTR), _I64, may_panic=True),
    # Output: the text and a newline.
    RuntimeFunction("ori_print", (_STR,), _VOID),
    RuntimeFunction("ori_debug_print", (_STR, _PTR), _VOID),  # (text, place)
    RuntimeFunction("ori_write", (_STR,), _VOID),
    RuntimeFunction("ori_write_error", (_STR,), _VOID),
    # The system. What can fail leaves a message, which `ori_system_error` takes.
    RuntimeFunction("ori_arguments", (_BOOL,), _PTR, allocates=True),  # (with the program's name): a list of texts
    _text("ori_system_error"),
    _text("ori_file_read", _STR),
    RuntimeFunction("ori_file_write", (_STR, _STR), _VOID),
    RuntimeFunction("ori_file_exists", (_STR,), _BOOL),
    RuntimeFunction("ori_file_delete", (_STR,), _VOID),
    _text("ori_current_folder"),
    RuntimeFunction("ori_environment", (), _PTR, allocates=True),  # a list of texts `name=value`
    RuntimeFunction("ori_environment_set", (_STR, _STR), _VOID),
    RuntimeFunction("ori_environment_remove", (_STR,), _VOID),
    RuntimeFunction("ori_clock_now", (), _I64),
    RuntimeFunction("ori_clock_offset", (_I64,), _I64),
    RuntimeFunction("ori_random_bits", (), _I64),
    # Panics.
    _panicking("ori_panic", _STR),
    # (place of the call): while a panic passes a call of the library, which is then where it is shown
    RuntimeFunction("ori_panic_leaves_library", (_PTR,), _VOID),
    _panicking("ori_panic_integer_overflow"),
    _panicking("ori_panic_division_by_zero"),
    _panicking("ori_panic_modulo_by_zero"),
    _panicking("ori_panic_negative_exponent"),
    _panicking("ori_panic_shift_negative"),
    _panicking("ori_panic_shift_exceeds_width"),
    _panicking("ori_panic_shift_overflow"),
    _panicking("ori_panic_conversion_out_of_range"),
    # (entry): what hears of panics of this thread that nothing catches, until its outermost `ori_try` ends
    RuntimeFunction("ori_panic_set_handler", (_PTR,), _VOID),
    # What the handler asks about the panic: its message, how many frames are known, and of one of them the parts.
    _text("ori_panic_message"),
    RuntimeFunction("ori_panic_frames", (), _I64),
    _text("ori_panic_function", _I64),
    _text("ori_panic_file", _I64),
    RuntimeFunction("ori_panic_line", (_I64,), _I64),
    RuntimeFunction("ori_panic_column", (_I64,), _I64),
    # (drop, address of the value): what ends a value with a `drop`; a panic in it goes on at the next raise
    RuntimeFunction("ori_run_drop", (_PTR, _PTR), _VOID),
    RuntimeFunction("ori_raise_drop_panic", (_PTR,), _VOID, may_panic=True),
    # (entry, arguments, result, panic): 0 if entry(arguments, result) returned, 1 if it panicked
    RuntimeFunction("ori_try", (_PTR, _PTR, _PTR, _PTR), _I32),
    # For whoever runs generated code.
    RuntimeFunction("ori_rc_live", (), _I64, is_host=True),
    RuntimeFunction("ori_list_copied", (), _I64, is_host=True),
    RuntimeFunction("ori_rc_count_live", (_BOOL,), _VOID, is_host=True),
    RuntimeFunction("ori_output_capture_begin", (), _VOID, is_host=True),
    RuntimeFunction("ori_output_capture_end", (), _STR, is_host=True, allocates=True),
    RuntimeFunction("ori_output_flush", (), _BOOL, is_host=True),
    RuntimeFunction("ori_output_write_through", (_BOOL,), _VOID, is_host=True),
    RuntimeFunction("ori_set_arguments", (_I64, _PTR), _VOID, is_host=True),
    RuntimeFunction("ori_arguments_release", (_PTR,), _VOID, is_host=True),
    RuntimeFunction("ori_panic_report_early", (_BOOL,), _VOID, is_host=True),
    RuntimeFunction("ori_frames_set", (_PTR,), _VOID, is_host=True),  # (`OriFrames`): see `backend/frame_table.py`
    RuntimeFunction("ori_selected_entry", (), _I64),
    RuntimeFunction("ori_stack_guard_enable", (), _VOID, is_host=True),
)

RUNTIME_FUNCTIONS: Final = {function.name: function for function in _FUNCTIONS}
"""Every runtime function by its C name."""


def scalar_parameters(function: RuntimeFunction) -> tuple[RuntimeType, ...]:
    """The parameters as they are really passed: no `STR`, and a leading pointer for a `STR` result."""
    out = (_PTR,) if function.result is _STR else ()
    parts = ((_PTR, _I64) if parameter is _STR else (parameter,) for parameter in function.parameters)
    return out + tuple(scalar for part in parts for scalar in part)


def scalar_result(function: RuntimeFunction) -> RuntimeType:
    """The result as it is really returned: a `STR` goes through the leading pointer instead."""
    return _VOID if function.result is _STR else function.result


def personality(triple: str) -> str:
    """The personality routine of generated functions: it runs cleanups and catches nothing, which is all we need."""
    return "__gcc_personality_seh0" if "windows" in triple else PERSONALITY
