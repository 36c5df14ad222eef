"""The canonical IR: one meaning, executed by the interpreter and compiled through ARC IR.

Sugar is gone: `while` and `for` are `Loop`s, `&&` and `||` are `If`s, templates are string concatenations,
named arguments stand in parameter order (a `Let` in front keeps the written evaluation order), a field
assignment is a `StructUpdate`, patterns are decision trees. Every expression has its type.
Operands are evaluated left to right.
"""

from enum import Enum
from typing import Final, NewType

import msgspec

from ori_compiler.source.span import Span
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import Idx

LocalId = NewType("LocalId", int)
"""A local of one function: an index into `CanonFunction.locals`."""

LabelId = NewType("LabelId", int)
"""A loop or labelled block of one function; unique within the function."""


class BinaryOperator(Enum):
    """An operation on two primitive values of the same type; the comment gives operand and result types."""

    # int, int -> int; overflow and a zero divisor panic
    INT_ADD = "int_add"
    INT_SUBTRACT = "int_subtract"
    INT_MULTIPLY = "int_multiply"
    INT_DIVIDE = "int_divide"
    INT_FLOOR_DIVIDE = "int_floor_divide"
    INT_REMAINDER = "int_remainder"
    INT_POWER = "int_power"
    INT_SHIFT_LEFT = "int_shift_left"
    INT_SHIFT_RIGHT = "int_shift_right"
    # int, int -> int; never panics
    INT_BIT_AND = "int_bit_and"
    INT_BIT_OR = "int_bit_or"
    INT_BIT_XOR = "int_bit_xor"
    INT_WRAPPING_ADD = "int_wrapping_add"
    INT_WRAPPING_SUBTRACT = "int_wrapping_subtract"
    INT_WRAPPING_MULTIPLY = "int_wrapping_multiply"
    # float, float -> float; IEEE 754
    FLOAT_ADD = "float_add"
    FLOAT_SUBTRACT = "float_subtract"
    FLOAT_MULTIPLY = "float_multiply"
    FLOAT_DIVIDE = "float_divide"
    FLOAT_POWER = "float_power"
    # T, T -> bool for int, byte, char, bool (byte and char are unsigned)
    EQUAL = "equal"
    NOT_EQUAL = "not_equal"
    LESS = "less"
    LESS_OR_EQUAL = "less_or_equal"
    GREATER = "greater"
    GREATER_OR_EQUAL = "greater_or_equal"
    # float, float -> bool; IEEE 754 (ordered, but FLOAT_NOT_EQUAL is true on NaN)
    FLOAT_EQUAL = "float_equal"
    FLOAT_NOT_EQUAL = "float_not_equal"
    FLOAT_LESS = "float_less"
    FLOAT_LESS_OR_EQUAL = "float_less_or_equal"
    FLOAT_GREATER = "float_greater"
    FLOAT_GREATER_OR_EQUAL = "float_greater_or_equal"


class UnaryOperator(Enum):
    """An operation on one primitive value."""

    INT_NEGATE = "int_negate"  # overflow panics
    FLOAT_NEGATE = "float_negate"
    BOOL_NOT = "bool_not"
    INT_BIT_NOT = "int_bit_not"


class Intrinsic(Enum):
    """An operation that the backends or the runtime provide. Arguments are borrowed, results are owned."""

    PRINT = "print"  # (str) -> void: the text and a newline to standard output
    PANIC = "panic"  # (str) -> Never
    # What the handler of a panic asks about it: () -> str, () -> int, and (int) -> str, str, int, int of one frame.
    PANIC_MESSAGE = "panic_message"
    PANIC_FRAMES = "panic_frames"
    PANIC_FUNCTION = "panic_function"
    PANIC_FILE = "panic_file"
    PANIC_LINE = "panic_line"
    PANIC_COLUMN = "panic_column"
    CATCH = "catch"  # (() -> T, (str) -> T) -> T: calls the first; if it panics, the second with the message
    DEBUG_PRINT = "debug_print"  # (str) -> void: file and line of the call, and the text, to standard error
    # () -> str, str, int, int: where in the program the intrinsic itself stands
    PLACE_FUNCTION = "place_function"
    PLACE_FILE = "place_file"
    PLACE_LINE = "place_line"
    PLACE_COLUMN = "place_column"
    STR_CONCAT = "str_concat"  # (str, str) -> str: takes over the first one; in place if nobody else has it
    STR_APPEND_INT = "str_append_int"  # (str, int) -> str: the same with the number in decimal
    STR_EQUAL = "str_equal"  # (str, str) -> bool
    STR_COMPARE = "str_compare"  # (str, str) -> int: negative, 0 or positive, by bytes
    STR_LENGTH = "str_length"  # (str) -> int: bytes
    INT_TO_STR = "int_to_str"  # (int) -> str
    FLOAT_TO_STR = "float_to_str"  # (float) -> str: shortest that reads back; 3.0 is "3"; inf, -inf, NaN
    BOOL_TO_STR = "bool_to_str"  # (bool) -> str
    BYTE_TO_STR = "byte_to_str"  # (byte) -> str: decimal
    CHAR_TO_STR = "char_to_str"  # (char) -> str: the character itself
    STR_DEBUG = "str_debug"  # (str) -> str: quoted, with escapes \n \t \r \\ \0 \"
    CHAR_DEBUG = "char_debug"  # (char) -> str: quoted, with escapes \n \t \r \\ \0 \'
    INT_TO_FLOAT = "int_to_float"  # (int) -> float: nearest
    FLOAT_TO_INT = "float_to_int"  # (float) -> int: truncates; panics "conversion out of range"
    BOOL_TO_INT = "bool_to_int"  # (bool) -> int
    BYTE_TO_INT = "byte_to_int"  # (byte) -> int
    CHAR_TO_INT = "char_to_int"  # (char) -> int: code point
    INT_TO_BYTE = "int_to_byte"  # (int) -> byte: low 8 bits
    INT_TO_BYTE_CHECKED = "int_to_byte_checked"  # (int) -> byte: panics "conversion out of range"
    INT_TO_CHAR_CHECKED = "int_to_char_checked"  # (int) -> char: panics "conversion out of range"
    BYTE_TO_CHAR = "byte_to_char"  # (byte) -> char
    STR_HASH = "str_hash"  # (str) -> int: FNV-1a, 64 bits, of the bytes
    STR_BYTE = "str_byte"  # (str, int) -> byte: by byte offset, which is in range
    STR_FIND = "str_find"  # (str, str, int) -> int: byte offset of the second text in the first, from an offset on; -1
    STR_TO_BYTES = "str_to_bytes"  # (str) -> [byte]
    STR_AS_BYTES = "str_as_bytes"  # (str) -> [byte]: in the memory of the text
    STR_FROM_BYTES = "str_from_bytes"  # ([byte]) -> str: the bytes are UTF-8
    STR_SLICE = "str_slice"  # (str, int, int) -> str: bytes between two offsets, where characters begin or end
    FLOAT_FIXED = "float_fixed"  # (float, int) -> str: finite, with so many decimals (0 to 1100), correctly rounded
    FLOAT_SCIENTIFIC = "float_scientific"  # (float, int) -> str: `d.ddde+XX`; shortest that reads back if negative
    FLOAT_BITS = "float_bits"  # (float) -> int: the bits of the double
    STR_TO_FLOAT = "str_to_float"  # (str) -> float: nearest to a decimal number, which the text is
    # (float) -> float: the functions of C's <math.h>; NaN where they are not defined
    FLOAT_SQRT = "float_sqrt"
    FLOAT_CBRT = "float_cbrt"
    FLOAT_EXP = "float_exp"
    FLOAT_LN = "float_ln"
    FLOAT_LOG2 = "float_log2"
    FLOAT_LOG10 = "float_log10"
    FLOAT_SIN = "float_sin"
    FLOAT_COS = "float_cos"
    FLOAT_TAN = "float_tan"
    FLOAT_ASIN = "float_asin"
    FLOAT_ACOS = "float_acos"
    FLOAT_ATAN = "float_atan"
    FLOAT_ATAN2 = "float_atan2"  # (float, float) -> float: the angle of (second, first)
    RAISE_DROP_PANIC = "raise_drop_panic"  # () -> void: panics if a `drop` did since the last time
    LIST_LENGTH = "list_length"  # ([T]) -> int
    LIST_GET = "list_get"  # ([T], int) -> T: the index is in range
    # The following take over the list that comes first, and change it in place if nobody else has it.
    LIST_SET = "list_set"  # ([T], int, T) -> [T]: takes over the value too; the index is in range
    LIST_PUSH = "list_push"  # ([T], T) -> [T]: takes over the value too; capacity grows by doubling
    LIST_TRUNCATE = "list_truncate"  # ([T], int) -> [T]: the first elements, at most as many as there are
    LIST_SLICE = "list_slice"  # ([T], int, int) -> [T]: between two indices, the first >= 0, the second <= length
    LIST_RESERVE = "list_reserve"  # ([T], int) -> [T]: the same list with room for so many elements
    # The system. What can fail leaves a message for SYSTEM_ERROR, which is empty otherwise.
    WRITE = "write"  # (str) -> void: the text to standard output
    WRITE_ERROR = "write_error"  # (str) -> void: the text and a newline to standard error
    ARGUMENTS = "arguments"  # (bool) -> [str]: the words of the call, with the program's name if true
    SYSTEM_ERROR = "system_error"  # () -> str: takes the message
    FILE_READ = "file_read"  # (str) -> str
    FILE_WRITE = "file_write"  # (str, str) -> void: path, content
    FILE_EXISTS = "file_exists"  # (str) -> bool
    FILE_DELETE = "file_delete"  # (str) -> void
    CURRENT_FOLDER = "current_folder"  # () -> str
    ENVIRONMENT = "environment"  # () -> [str]: `name=value` each
    ENVIRONMENT_SET = "environment_set"  # (str, str) -> void
    ENVIRONMENT_REMOVE = "environment_remove"  # (str) -> void
    CLOCK_NOW = "clock_now"  # () -> int: nanoseconds since 1970-01-01, 00:00 UTC
    CLOCK_OFFSET = "clock_offset"  # (int) -> int: seconds since then to seconds of local time east of UTC
    RANDOM_BITS = "random_bits"  # () -> int: 64 random bits
    # A list of one element as a cell, which is changed in place whoever else has it.
    CELL_TAKE = "cell_take"  # ([T]) -> T: empties a full cell
    CELL_PUT = "cell_put"  # ([T], T) -> void: fills an empty cell; takes over the value
    # A function with another result type, as which it is never called: so a store can hold any value.
    SEEN_AS = "seen_as"  # (() -> T) -> (() -> U): takes it over


PLACES: Final = (Intrinsic.PLACE_FUNCTION, Intrinsic.PLACE_FILE, Intrinsic.PLACE_LINE, Intrinsic.PLACE_COLUMN)
"""The intrinsics that are their own place in the program."""

PANIC_PARTS: Final = tuple(each for each in Intrinsic if each.value.startswith("panic_"))
"""What the handler of a panic asks about it."""


class _Node(msgspec.Struct, frozen=True, tag_field="node"):
    """What every canonical expression has: its type, and the source it stands for."""

    type: Idx
    span: Span


class IntConstant(_Node, frozen=True, tag=True):
    """An `int` or, by its type, a `byte`."""

    value: int


class FloatConstant(_Node, frozen=True, tag=True):
    value: float


class BoolConstant(_Node, frozen=True, tag=True):
    value: bool


class CharConstant(_Node, frozen=True, tag=True):
    """A Unicode scalar value, as its code point."""

    value: int


class StrConstant(_Node, frozen=True, tag=True):
    value: str


class UnitConstant(_Node, frozen=True, tag=True):
    """The value `()` of type `void`."""


class LocalRef(_Node, frozen=True, tag=True):
    """The current value of a parameter or local."""

    local: LocalId


class Binary(_Node, frozen=True, tag=True):
    operator: BinaryOperator
    left: "Expr"
    right: "Expr"


class Unary(_Node, frozen=True, tag=True):
    operator: UnaryOperator
    operand: "Expr"


class Call(_Node, frozen=True, tag=True):
    """A direct call; arguments are in parameter order. A module constant that is not folded is called too."""

    function: FunctionId
    arguments: tuple["Expr", ...]


class CallIntrinsic(_Node, frozen=True, tag=True):
    intrinsic: Intrinsic
    arguments: tuple["Expr", ...]


class StructNew(_Node, frozen=True, tag=True):
    """A struct value; `fields` are in declaration order."""

    fields: tuple["Expr", ...]


class StructUpdate(_Node, frozen=True, tag=True):
    """`base` with the field at `index` replaced. `value` is evaluated before `base`.

    It is a new value: a `drop` of the type will run for it as well as for `base`, once each. Whether `base` had other
    owners cannot be told from that (language reference, part 3, 25.1 and 25.2: what is shared is unobservable, and
    updates build new values).
    """

    base: "Expr"
    index: int
    value: "Expr"


class FieldGet(_Node, frozen=True, tag=True):
    """The field of a struct value, by declaration index."""

    base: "Expr"
    index: int


class VariantNew(_Node, frozen=True, tag=True):
    """A sum value; `fields` are in declaration order, empty for a unit variant."""

    variant: int
    fields: tuple["Expr", ...]


class ListNew(_Node, frozen=True, tag=True):
    """A list of these elements; the capacity is as many."""

    elements: tuple["Expr", ...]


class ObjectNew(_Node, frozen=True, tag=True):
    """A value behind a table of functions: a trait object, or a closure with its captures as the value.

    Each of `methods` takes the value as its first parameter; its other parameters and its result are exactly those
    of its slot. The type is a function type or trait object.
    """

    value: "Expr"
    methods: tuple[FunctionId, ...]


class ObjectCall(_Node, frozen=True, tag=True):
    """Calls the function at `slot` of an object's table with the value in it and `arguments`."""

    object: "Expr"
    slot: int
    arguments: tuple["Expr", ...]


class If(_Node, frozen=True, tag=True):
    """Without an `else` in the source, `otherwise` is a `UnitConstant`."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"


class Let(_Node, frozen=True, tag=True):
    """Binds a fresh local (of type `void` itself). A `Let` in a loop binds anew each round."""

    local: LocalId
    value: "Expr"


class Assign(_Node, frozen=True, tag=True):
    """Replaces the value of a mutable local (of type `void` itself).

    What nobody else holds of the old one is dropped when the new one is computed.
    """

    local: LocalId
    value: "Expr"


class EndScope(_Node, frozen=True, tag=True):
    """These locals end here, in this order (of type `void` itself): what nobody else holds of them is dropped.

    Stands at every way out of a scope, for the locals and parameters whose types contain a user's `drop`; a local
    without one lives until its last use, or longer. One that has no value yet on this way is passed over. A panic
    of one of the drops goes on when all have run.
    """

    locals: tuple[LocalId, ...]


class Block(_Node, frozen=True, tag=True):
    """Runs `statements`, whose values are dropped, and yields `result`.

    If a statement or the result is of type `Never`, what follows is unreachable.
    """

    statements: tuple["Expr", ...]
    result: "Expr"


class Loop(_Node, frozen=True, tag=True):
    """Repeats `body` until a `Break` to `label`; `Continue` to `label` starts the next round.

    `type` is the type of the break values: `void` for bare breaks, `Never` without a break.
    """

    label: LabelId
    body: "Expr"


class Labelled(_Node, frozen=True, tag=True):
    """A block that a `Break` to `label` leaves early with a value; otherwise yields the value of `body`."""

    label: LabelId
    body: "Expr"


class Break(_Node, frozen=True, tag=True):
    """Leaves the loop or block `label` with `value` (a `UnitConstant` if bare). Of type `Never`."""

    label: LabelId
    value: "Expr"


class Continue(_Node, frozen=True, tag=True):
    """Starts the next round of the loop `label`. Of type `Never`."""

    label: LabelId


class Return(_Node, frozen=True, tag=True):
    """Leaves the function with `value`. Of type `Never`."""

    value: "Expr"


class Match(_Node, frozen=True, tag=True):
    """Binds `scrutinee` (evaluated once) to `local` and runs the arm that `tree` chooses."""

    scrutinee: "Expr"
    local: LocalId
    arms: tuple["Expr", ...]
    tree: "DecisionTree"


class Poison(_Node, frozen=True, tag=True):
    """Stands where a reported error was; a function that contains one is not executed."""


Expr = (
    IntConstant
    | FloatConstant
    | BoolConstant
    | CharConstant
    | StrConstant
    | UnitConstant
    | LocalRef
    | Binary
    | Unary
    | Call
    | CallIntrinsic
    | StructNew
    | StructUpdate
    | FieldGet
    | VariantNew
    | ListNew
    | ObjectNew
    | ObjectCall
    | If
    | Let
    | Assign
    | EndScope
    | Block
    | Loop
    | Labelled
    | Break
    | Continue
    | Return
    | Match
    | Poison
)


class FieldStep(msgspec.Struct, frozen=True, tag=True, tag_field="step"):
    """From a struct to one of its fields."""

    index: int
    type: Idx


class PayloadStep(msgspec.Struct, frozen=True, tag=True, tag_field="step"):
    """From a sum, known to hold `variant`, to one of its payload fields."""

    variant: int
    index: int
    type: Idx


class Place(msgspec.Struct, frozen=True):
    """A part of a matched value: the value of `local`, then each step in turn. `type` is the part's type."""

    local: LocalId
    steps: tuple[FieldStep | PayloadStep, ...]
    type: Idx


class Bind(msgspec.Struct, frozen=True):
    """A pattern variable: `local` holds a copy of what is at `place`."""

    local: LocalId
    place: Place


class Leaf(msgspec.Struct, frozen=True, tag=True):
    """Make the bindings, then run the arm."""

    bindings: tuple[Bind, ...]
    arm: int


class Guard(msgspec.Struct, frozen=True, tag=True):
    """Make the bindings, then go on by the guard's value."""

    bindings: tuple[Bind, ...]
    condition: Expr
    then: "DecisionTree"
    otherwise: "DecisionTree"


class SwitchVariant(msgspec.Struct, frozen=True, tag=True):
    """Branch on the variant of the sum at `place`. `default` is absent if `cases` cover every variant."""

    place: Place
    cases: tuple[tuple[int, "DecisionTree"], ...]
    default: "DecisionTree | None"


class SwitchLiteral(msgspec.Struct, frozen=True, tag=True):
    """Branch on equality of the int, byte, bool, char or str at `place` with each literal in turn.

    A char literal is its code point. `default` is absent only for a `bool` with both cases.
    """

    place: Place
    cases: tuple[tuple[int | bool | str, "DecisionTree"], ...]
    default: "DecisionTree | None"


class TestRange(msgspec.Struct, frozen=True, tag=True):
    """Branch on `low <= value <= high` for the int, byte or char at `place`."""

    place: Place
    low: int
    high: int
    then: "DecisionTree"
    otherwise: "DecisionTree"


class Compute(msgspec.Struct, frozen=True, tag=True):
    """Evaluate an expression, which may read what the path has bound or computed, into `local`, then go on."""

    local: LocalId
    value: Expr
    then: "DecisionTree"


class Unmatched(msgspec.Struct, frozen=True, tag=True):
    """Not reachable in a program without errors."""


DecisionTree = Leaf | Guard | SwitchVariant | SwitchLiteral | TestRange | Compute | Unmatched


CAPTURED: Final = "captured"
"""The name of the first parameter of a lambda, which is what it captured."""


class Local(msgspec.Struct, frozen=True):
    """A parameter or local. `name` is empty for one the compiler made.

    One that `is_moved` is read once for each time it is bound: reading it leaves nothing behind.
    """

    name: str
    type: Idx
    is_mutable: bool = False
    is_moved: bool = False


class CanonFunction(msgspec.Struct, frozen=True):
    """A function's canonical form. The first `parameter_count` locals are its parameters, in order."""

    id: FunctionId
    parameter_count: int
    locals: tuple[Local, ...]
    result: Idx
    body: Expr
    span: Span
