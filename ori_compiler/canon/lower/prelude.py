"""What the intrinsic functions of the prelude mean.

They are expanded where they are called, so that a failing assertion is located at the call. A method goes by the type
it belongs to: `[T].len`.
"""

from collections.abc import Callable
from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import BinaryOperator, Expr, Intrinsic
from ori_compiler.canon.lower.list_parts import part
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.canon.lower.traces import entries
from ori_compiler.canon.structural import compare, concatenate, debug, equals, hash_of, ordering, text
from ori_compiler.source.span import Span
from ori_compiler.types.pool import BOOL, ERROR, INT, NEVER, STR, VOID, Idx

_Expand = Callable[[Lowering, list[Expr], Idx, Span], Expr]


def expand(s: Lowering, name: str, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """The canonical form of a call of the intrinsic `name`, which gives a value of type `result`."""
    if any(argument.type == ERROR for argument in arguments) or result == ERROR:
        return ir.Poison(ERROR, span)
    return _FUNCTIONS[name](s, arguments, result, span)


def _panic(message: Expr, span: Span) -> Expr:
    return ir.CallIntrinsic(NEVER, span, Intrinsic.PANIC, (message,))


def _panic_with(message: str) -> _Expand:
    """A panic with a message, and the reason that is the argument."""

    def expand_panic(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
        function = s.environment.prelude_function("reasoned")
        return _panic(ir.Call(STR, span, function, (text(message, span), *arguments)), span)

    return expand_panic


def _simple(intrinsic: Intrinsic) -> _Expand:
    return lambda s, arguments, result, span: ir.CallIntrinsic(result, span, intrinsic, tuple(arguments))


def _assert(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    return ir.If(VOID, span, arguments[0], unit(span), _panic(text("assertion failed", span), span))


def _bind(s: Lowering, arguments: list[Expr], span: Span) -> tuple[list[Expr], list[Expr]]:
    statements: list[Expr] = []
    reads: list[Expr] = []
    for argument in arguments:
        local = s.new_local(argument.type)
        statements.append(ir.Let(VOID, argument.span, local, argument))
        reads.append(s.read(local, argument.span))
    return statements, reads


def _assert_eq(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    statements, (actual, expected) = _bind(s, arguments, span)
    parts = [
        text("assertion failed: ", span),
        debug(actual, span, s.environment),
        text(" != ", span),
        debug(expected, span, s.environment),
    ]
    same = equals(actual, expected, span, s.environment)
    check = ir.If(VOID, span, same, unit(span), _panic(concatenate(parts, span), span))
    return ir.Block(VOID, span, tuple(statements), check)


def _assert_ne(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    statements, (actual, unexpected) = _bind(s, arguments, span)
    parts = [text("assertion failed: values are equal: ", span), debug(actual, span, s.environment)]
    same = equals(actual, unexpected, span, s.environment)
    check = ir.If(VOID, span, same, _panic(concatenate(parts, span), span), unit(span))
    return ir.Block(VOID, span, tuple(statements), check)


def _dbg(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """Shows a value, with a label if that is not empty, and goes on with it."""
    statements, (value, label) = _bind(s, arguments, span)
    function = s.environment.prelude_function("debug_line")
    line = ir.Call(STR, span, function, (debug(value, span, s.environment), label))
    shown = ir.CallIntrinsic(VOID, span, Intrinsic.DEBUG_PRINT, (line,))
    return ir.Block(value.type, span, (*statements, shown), value)


def _drop_early(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """Ends a local before its scope; any other value ends as soon as it is computed."""
    (value,) = arguments
    if isinstance(value, ir.LocalRef):
        s.lambdas.early_ends.add(span)
        s.ended_early.append(value.local)
        return ir.EndScope(VOID, span, (value.local,))
    local = s.new_local(value.type)
    return ir.Block(VOID, span, (ir.Let(VOID, span, local, value),), ir.EndScope(VOID, span, (local,)))


def _extreme(operator: BinaryOperator) -> _Expand:
    """`left` unless `right` is beyond it; a NaN counts as greater than everything."""

    def expand_extreme(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
        statements, (left, right) = _bind(s, arguments, span)
        compared = compare(right, left, span, s.environment)
        beyond = ir.Binary(BOOL, span, operator, compared, ir.IntConstant(INT, span, 0))
        choice = ir.If(left.type, span, beyond, right, left)
        return ir.Block(left.type, span, tuple(statements), choice)

    return expand_extreme


def _compare(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    statements, (left, right) = _bind(s, arguments, span)
    found = ordering(compare(left, right, span, s.environment), span, s.environment)
    return ir.Block(found.type, span, tuple(statements), found)


def _hash(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    return hash_of(arguments[0], span, s.environment)


def _modular(operator: BinaryOperator) -> _Expand:
    return lambda s, arguments, result, span: ir.Binary(INT, span, operator, arguments[0], arguments[1])


def _is_nan(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    statements, (value,) = _bind(s, arguments, span)
    found = ir.Binary(BOOL, span, BinaryOperator.FLOAT_NOT_EQUAL, value, value)
    return ir.Block(BOOL, span, tuple(statements), found)


def _same_value(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """A value that is seen as another type of the same form."""
    return ir.StructNew(result, span, (arguments[0],))


def _same_list(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """A list with or without a limit, seen as the other one."""
    return ir.CallIntrinsic(result, span, Intrinsic.LIST_RESERVE, (arguments[0], ir.IntConstant(INT, span, 0)))


def _part(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    list_, start, end = arguments
    return part(s, (list_, start, end), result, span)


def _int_of(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """The value itself if it is an `int`."""
    (value,) = arguments
    return value if value.type == INT else ir.Block(INT, span, (value,), ir.IntConstant(INT, span, 0))


def _is_failure(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """Whether a value is an `Err`; one of another type than `Result` is not."""
    (value,) = arguments
    if not s.pool.is_nominal(value.type) or s.pool.declaration(value.type) != s.environment.prelude_type("Result"):
        return ir.Block(BOOL, span, (value,), ir.BoolConstant(BOOL, span, False))
    function = s.environment.instance(s.environment.prelude_function("is_err"), s.pool.arguments(value.type))
    return ir.Call(BOOL, span, function, (value,))


def _result_key(s: Lowering, arguments: list[Expr], result: Idx, span: Span) -> Expr:
    """A text that tells the result type of a function from all other types."""
    (function,) = arguments
    key = _type_key(s, s.pool.arguments(function.type)[-1])
    return ir.Block(STR, span, (function,), ir.StrConstant(STR, span, key))


def _type_key(s: Lowering, type_: Idx) -> str:
    pool = s.pool
    arguments = ", ".join(_type_key(s, argument) for argument in pool.arguments(type_))
    name = pool.name(type_)
    if pool.is_nominal(type_):
        item = pool.declaration(type_)
        name = f"{item.path}#{item.name}.{item.nth}"
    return f"{pool.tag(type_).name} {name}({arguments})"


def _field(index: int) -> _Expand:
    return lambda s, arguments, result, span: ir.FieldGet(result, span, arguments[0], index)


_FLOAT_FUNCTIONS: Final = (
    *("sqrt", "exp", "ln", "log2", "log10"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "atan2"),
)

_SYSTEM_FUNCTIONS: Final = (
    *("write", "write_error", "arguments", "system_error", "current_folder", "clock_now", "clock_offset"),
    *("file_read", "file_write", "file_exists", "file_delete", "random_bits"),
    *("environment", "environment_set", "environment_remove"),
)

_PANIC_FUNCTIONS: Final = ("message", "frames", "function", "file", "line", "column")

_FUNCTIONS: Final[dict[str, _Expand]] = {
    "print": _simple(Intrinsic.PRINT),
    "panic": lambda s, arguments, result, span: _panic(arguments[0], span),
    **{f"panic_{name}": _simple(Intrinsic[f"PANIC_{name.upper()}"]) for name in _PANIC_FUNCTIONS},
    "caught": _simple(Intrinsic.CATCH),
    "dbg": _dbg,
    "drop_early": _drop_early,
    "todo": _panic_with("not yet implemented"),
    "unreachable": _panic_with("entered unreachable code"),
    "assert": _assert,
    "assert_eq": _assert_eq,
    "assert_ne": _assert_ne,
    "min": _extreme(BinaryOperator.LESS),
    "max": _extreme(BinaryOperator.GREATER),
    "compare": _compare,
    "hash_value": _hash,
    "entries_of": lambda s, arguments, result, span: entries(s, arguments[0], result, span),
    "debug_text": lambda s, arguments, result, span: debug(arguments[0], span, s.environment),
    "modular_add": _modular(BinaryOperator.INT_WRAPPING_ADD),
    "modular_subtract": _modular(BinaryOperator.INT_WRAPPING_SUBTRACT),
    "modular_multiply": _modular(BinaryOperator.INT_WRAPPING_MULTIPLY),
    "is_not_a_number": _is_nan,
    "float_fixed": _simple(Intrinsic.FLOAT_FIXED),
    "float_scientific": _simple(Intrinsic.FLOAT_SCIENTIFIC),
    "float_bits": _simple(Intrinsic.FLOAT_BITS),
    "int_of": _int_of,
    "fixed_of": _same_list,
    "dynamic_of": _same_list,
    "is_failure": _is_failure,
    "result_key": _result_key,
    "erased": _simple(Intrinsic.SEEN_AS),
    "restored": _simple(Intrinsic.SEEN_AS),
    "cell_take": _simple(Intrinsic.CELL_TAKE),
    "cell_put": _simple(Intrinsic.CELL_PUT),
    "map_of": _same_value,
    "storage_of": _field(0),
    **{f"float.{name}": _simple(Intrinsic[f"FLOAT_{name.upper()}"]) for name in _FLOAT_FUNCTIONS},
    "estimated_cube_root": _simple(Intrinsic.FLOAT_CBRT),
    "float_of_digits": _simple(Intrinsic.STR_TO_FLOAT),
    "[].len": _simple(Intrinsic.LIST_LENGTH),
    "[]._unchecked": _simple(Intrinsic.LIST_GET),
    "[]._replaced": _simple(Intrinsic.LIST_SET),
    "[].push": _simple(Intrinsic.LIST_PUSH),
    "[]._truncated": _simple(Intrinsic.LIST_TRUNCATE),
    "[]._reserved": _simple(Intrinsic.LIST_RESERVE),
    "[]._part": _part,
    **{name: _simple(Intrinsic[name.upper()]) for name in _SYSTEM_FUNCTIONS},
    "find_bytes": _simple(Intrinsic.STR_FIND),
    "text_of_bytes": _simple(Intrinsic.STR_FROM_BYTES),
    "str.bytes": _simple(Intrinsic.STR_TO_BYTES),
    "str.as_bytes": _simple(Intrinsic.STR_AS_BYTES),
    "str.len": _simple(Intrinsic.STR_LENGTH),
    "str._byte_at": _simple(Intrinsic.STR_BYTE),
    "str._bytes_between": _simple(Intrinsic.STR_SLICE),
}

INTRINSIC_FUNCTIONS: Final = frozenset(_FUNCTIONS)
"""The functions that the prelude declares with the body `intrinsic`."""
