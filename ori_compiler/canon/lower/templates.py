"""Templates: texts one after another, and values with a format specification (part 4, section 28)."""

from typing import Final

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic
from ori_compiler.canon.lower import expressions
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.canon.object_tables import object_call
from ori_compiler.canon.structural import concatenate, text, to_str
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import FunctionId, item_of
from ori_compiler.types.pool import BOOL, BYTE, ERROR, FLOAT, INT, NEVER, STR, Idx, Tag

_ALIGNMENTS: Final = "<^>"
_SIGNS: Final = "+- "
_LETTERS: Final = "boxXeEf%"


def template(s: Lowering, e: ast.Template) -> Expr:
    """The parts of a template, evaluated left to right, as one text."""
    return concatenate([_part(s, part, e.span) for part in e.parts], e.span)


def _part(s: Lowering, part: str | ast.Expr | ast.Formatted, span: Span) -> Expr:
    if isinstance(part, str):
        return text(part, span)
    format_ = part.format if isinstance(part, ast.Formatted) else None
    value = expressions.lower(s, part.value if isinstance(part, ast.Formatted) else part)
    if value.type == NEVER:
        return value
    if value.type == ERROR or (isinstance(part, ast.Formatted) and format_ is None):
        return ir.Poison(ERROR, part.span)
    return to_str(value, part.span, s.environment) if format_ is None else _formatted(s, value, format_, part.span)


def _formatted(s: Lowering, value: Expr, format_: ast.FormatSyntax, span: Span) -> Expr:
    """Numbers know of `#` and `0`; a `format` of the user's gets the specification alone; all else is text."""
    specification = _specification(s, format_, span)
    environment = s.environment
    if value.type in (INT, BYTE, FLOAT):
        if value.type == BYTE:
            value = ir.CallIntrinsic(INT, span, Intrinsic.BYTE_TO_INT, (value,))
        flags = (
            ir.BoolConstant(BOOL, span, format_.is_alternate),
            ir.BoolConstant(BOOL, span, format_.has_zero),
        )
        function = environment.prelude_function("formatted_int" if value.type == INT else "formatted_float")
        return ir.Call(STR, span, function, (value, specification, *flags))
    trait = environment.prelude_type("Formattable")
    if s.pool.tag(value.type) is Tag.OBJECT and _promises(s, value.type, trait.name):
        return object_call(environment, trait, "format", value, (specification,), STR, span)
    own = _own_format(s, value.type)
    if own is not None:
        return ir.Call(STR, span, own, (value, specification))
    shown = to_str(value, span, environment)
    return ir.Call(STR, span, environment.prelude_function("formatted_text"), (shown, specification))


def _promises(s: Lowering, object_: Idx, trait: str) -> bool:
    return any(s.pool.declaration(bound).name == trait for bound in s.pool.arguments(object_))


def _own_format(s: Lowering, type_: Idx) -> FunctionId | None:
    """The `format` that a program declares for a type; that of the prelude formats its text."""
    trait = s.environment.prelude_type("Formattable")
    found = s.environment.implementation(trait, "format", (type_,))
    return None if found is None or is_prelude(item_of(found).path) else found


def _specification(s: Lowering, format_: ast.FormatSyntax, span: Span) -> Expr:
    numbers = (
        ord(format_.fill) if format_.fill else -1,
        _ALIGNMENTS.find(format_.align) if format_.align else -1,
        _SIGNS.find(format_.sign) if format_.sign else -1,
        -1 if format_.width is None else format_.width,
        -1 if format_.precision is None else format_.precision,
        _LETTERS.find(format_.letter) if format_.letter else -1,
    )
    function = s.environment.prelude_function("format_spec")
    type_ = s.environment.declared_type(s.environment.prelude_type("FormatSpec"))
    return ir.Call(type_, span, function, tuple(ir.IntConstant(INT, span, number) for number in numbers))
