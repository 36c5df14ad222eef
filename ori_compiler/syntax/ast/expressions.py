"""Expressions as they are written."""

import msgspec

from ori_compiler.source.span import Span
from ori_compiler.syntax.ast.base import LiteralValue, Missing, Name, QuantityValue, Syntax
from ori_compiler.syntax.ast.control import (
    Assign,
    Block,
    Break,
    CompileTimeFor,
    CompileTimeIf,
    Comprehension,
    Construct,
    Continue,
    For,
    ForMatch,
    Handler,
    If,
    LabelledBlock,
    Let,
    LetElse,
    Loop,
    Match,
    Range,
    Recurse,
    TryBlock,
    Unsafe,
    While,
    With,
    WithRelease,
)
from ori_compiler.syntax.ast.operators import BinaryOp, UnaryOp
from ori_compiler.syntax.ast.types import TypeSyntax


class Literal(Syntax, frozen=True):
    value: LiteralValue


class Unit(Syntax, frozen=True):
    """`()`."""


class Template(Syntax, frozen=True):
    """Text and interpolated expressions, in order."""

    parts: tuple["str | Expr | Formatted", ...]


class NameRef(Syntax, frozen=True):
    """A name in an expression; `has_dollar` if it is written `$name`."""

    name: str
    has_dollar: bool = False


class Unary(Syntax, frozen=True):
    operator: UnaryOp
    operand: "Expr"


class Binary(Syntax, frozen=True):
    operator: BinaryOp
    operator_span: Span
    left: "Expr"
    right: "Expr"


class Argument(Syntax, frozen=True):
    """`name: value`, `name:` (short for `name: name`) or a positional value."""

    name: Name | None
    value: "Expr"


class Call(Syntax, frozen=True):
    callee: "Expr"
    arguments: tuple[Argument, ...]
    close: Span
    """The closing parenthesis, or where it should be: a place for what is missing."""


class FieldAccess(Syntax, frozen=True):
    base: "Expr"
    field: Name


class ConstantAccess(Syntax, frozen=True):
    """`Type.$name`: a constant that belongs to a type. The span of the name is without the `$`."""

    base: "Expr"
    name: Name


class FieldInit(Syntax, frozen=True):
    name: Name
    value: "Expr"


class SpreadInit(Syntax, frozen=True):
    """`...base` in a struct literal."""

    value: "Expr"


class StructLiteral(Syntax, frozen=True):
    name: Name
    fields: tuple[FieldInit | SpreadInit, ...]


class Convert(Syntax, frozen=True):
    """`value as type`."""

    value: "Expr"
    target: TypeSyntax


class Quantity(Syntax, frozen=True):
    """A duration or size."""

    value: QuantityValue


class FormatSyntax(msgspec.Struct, frozen=True):
    """A format specification: the characters as written, empty where there is none; `letter` is the type letter."""

    fill: str
    align: str
    sign: str
    is_alternate: bool
    has_zero: bool
    width: int | None
    precision: int | None
    letter: str
    letter_at: Span


class Formatted(Syntax, frozen=True):
    """`{value:format}` in a template; no format where a mistake in it was reported."""

    value: "Expr"
    format: FormatSyntax | None


class Spread(Syntax, frozen=True):
    """`...value` among elements or arguments."""

    value: "Expr"


class Tuple(Syntax, frozen=True):
    """`(a, b)`."""

    elements: tuple["Expr", ...]


class ListLiteral(Syntax, frozen=True):
    """`[a, ...rest]`."""

    elements: tuple["Expr", ...]


class MapEntry(Syntax, frozen=True):
    """`key: value`. A bare name is the text of it; `[key]` is computed."""

    key: "Expr"
    value: "Expr"


class MapLiteral(Syntax, frozen=True):
    """`{key: value, ...rest}`."""

    entries: tuple[MapEntry | Spread, ...]


class Index(Syntax, frozen=True):
    """`base[index]`."""

    base: "Expr"
    index: "Expr"


class Length(Syntax, frozen=True):
    """`#` inside an index: the length of what is indexed."""


class Propagate(Syntax, frozen=True):
    """`value?`."""

    value: "Expr"


class Coalesce(Syntax, frozen=True):
    """`left ?? right`."""

    left: "Expr"
    right: "Expr"


class Pipe(Syntax, frozen=True):
    """`value |> step`."""

    value: "Expr"
    step: "Expr"


class PipeMethod(Syntax, frozen=True):
    """`.name(arguments)` as the step of a pipe."""

    name: Name
    arguments: tuple[Argument, ...]


class LambdaParameter(Syntax, frozen=True):
    """A name or `_`, with or without a type."""

    name: Name
    type: TypeSyntax | None


class Lambda(Syntax, frozen=True):
    """`(x: T) -> R = body` and its shorter forms."""

    parameters: tuple[LambdaParameter, ...]
    result: TypeSyntax | None
    body: "Expr"


class Catch(Syntax, frozen=True):
    """`catch(expr: value)`; the body is the value as a function without parameters, where the argument stands."""

    body: Lambda


class TypeApplication(Syntax, frozen=True):
    """`callee<T, 3>`."""

    callee: "Expr"
    arguments: "tuple[TypeSyntax | Expr, ...]"


class MethodCall(Syntax, frozen=True):
    """`receiver.name<T>(arguments)`."""

    receiver: "Expr"
    name: Name
    type_arguments: "tuple[TypeSyntax | Expr, ...]"
    arguments: tuple[Argument, ...]
    close: Span
    """The closing parenthesis, or where it should be."""


class TupleField(Syntax, frozen=True):
    """`base.0`."""

    base: "Expr"
    index: int


class Splice(Syntax, frozen=True):
    """`base.[field]`."""

    base: "Expr"
    field: "Expr"


class TryConvert(Syntax, frozen=True):
    """`value as? type`."""

    value: "Expr"
    target: TypeSyntax


class SelfValue(Syntax, frozen=True):
    """`self`; `Self` where an expression stands."""

    is_type: bool


LaterExpr = Splice | Unsafe | CompileTimeFor | CompileTimeIf
"""The expressions that have no meaning yet; they were reported as such."""

Expr = (
    Literal
    | Unit
    | Template
    | NameRef
    | Unary
    | Binary
    | Call
    | FieldAccess
    | ConstantAccess
    | StructLiteral
    | Convert
    | TryConvert
    | Quantity
    | SelfValue
    | Tuple
    | TupleField
    | ListLiteral
    | MapLiteral
    | Spread
    | Index
    | Length
    | Lambda
    | Catch
    | Construct
    | TypeApplication
    | MethodCall
    | Propagate
    | Coalesce
    | Pipe
    | PipeMethod
    | Block
    | LabelledBlock
    | TryBlock
    | Let
    | LetElse
    | Assign
    | If
    | While
    | Loop
    | Range
    | For
    | Comprehension
    | Match
    | Recurse
    | WithRelease
    | ForMatch
    | Break
    | Continue
    | With
    | Handler
    | LaterExpr
    | Missing
)
