"""The typed syntax tree of one item: what later phases read. All spans are relative to the item.

`Missing` stands where the source is broken or uses a form that is not supported; something was reported there.
"""

from enum import Enum

import msgspec

from ori_compiler.source.span import Span


class Syntax(msgspec.Struct, frozen=True):
    """What every node has: the source it was written as."""

    span: Span


class Name(Syntax, frozen=True):
    """A name where it is declared or mentioned, without its sigil."""

    text: str


class Missing(Syntax, frozen=True):
    """Nothing usable; an error was reported here."""


# Types


class NamedType(Syntax, frozen=True):
    """A type by its name."""

    name: str


TypeSyntax = NamedType | Missing


# Patterns


class WildcardPattern(Syntax, frozen=True):
    """`_`."""


class NamePattern(Syntax, frozen=True):
    """A name: a binding, or a unit variant of the matched type."""

    name: str
    is_immutable: bool = False


class LiteralPattern(Syntax, frozen=True):
    """A literal; a char is `CharValue`."""

    value: "LiteralValue"


class RangePattern(Syntax, frozen=True):
    """`low..high` or `low..=high`; `None` stands for an end that is not a plain literal."""

    low: "LiteralValue"
    high: "LiteralValue"
    is_inclusive: bool


class PatternField(Syntax, frozen=True):
    """A part of a variant or struct pattern; `name:` alone binds the field's name."""

    name: Name | None
    pattern: "Pattern"


class VariantPattern(Syntax, frozen=True):
    """`Variant(p, field: p)`."""

    name: Name
    fields: tuple[PatternField, ...]


class StructPattern(Syntax, frozen=True):
    """`Type { field, field: p, .. }`; the name may be left out."""

    name: Name | None
    fields: tuple[PatternField, ...]
    ignores_rest: bool


class OrPattern(Syntax, frozen=True):
    alternatives: tuple["Pattern", ...]


class AtPattern(Syntax, frozen=True):
    name: Name
    pattern: "Pattern"


Pattern = (
    WildcardPattern
    | NamePattern
    | LiteralPattern
    | RangePattern
    | VariantPattern
    | StructPattern
    | OrPattern
    | AtPattern
    | Missing
)


# Expressions


class CharValue(msgspec.Struct, frozen=True):
    """The value of a character literal."""

    code_point: int


class ByteValue(msgspec.Struct, frozen=True):
    """The value of a byte literal."""

    value: int


LiteralValue = int | float | bool | str | CharValue | ByteValue


class Literal(Syntax, frozen=True):
    value: LiteralValue


class Unit(Syntax, frozen=True):
    """`()`."""


class Template(Syntax, frozen=True):
    """Text and interpolated expressions, in order."""

    parts: tuple["str | Expr", ...]


class NameRef(Syntax, frozen=True):
    """A name in an expression; `has_dollar` if it is written `$name`."""

    name: str
    has_dollar: bool = False


class UnaryOp(Enum):
    """The prefix operators."""

    NEGATE = "-"
    NOT = "!"
    BIT_NOT = "~"


class BinaryOp(Enum):
    """The infix operators, short-circuiting ones included."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    FLOOR_DIVIDE = "div"
    REMAINDER = "%"
    POWER = "**"
    MATRIX_MULTIPLY = "@"
    SHIFT_LEFT = "<<"
    SHIFT_RIGHT = ">>"
    BIT_AND = "&"
    BIT_OR = "|"
    BIT_XOR = "^"
    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    AND = "&&"
    OR = "||"


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


class Block(Syntax, frozen=True):
    """`result` is absent if the last statement ends with `;`."""

    statements: tuple["Expr", ...]
    result: "Expr | None"


class LabelledBlock(Syntax, frozen=True):
    label: Name
    body: "Expr"


class Let(Syntax, frozen=True):
    pattern: Pattern
    annotation: TypeSyntax | None
    value: "Expr"


class Assign(Syntax, frozen=True):
    """`target = value`; with an operator, `target operator= value`."""

    target: "Expr"
    operator: BinaryOp | None
    value: "Expr"


class If(Syntax, frozen=True):
    condition: "Expr"
    then: "Expr"
    otherwise: "Expr | None"


class While(Syntax, frozen=True):
    label: Name | None
    condition: "Expr"
    body: "Expr"


class Loop(Syntax, frozen=True):
    label: Name | None
    body: "Expr"


class Range(Syntax, frozen=True):
    low: "Expr"
    high: "Expr | None"
    step: "Expr | None"
    is_inclusive: bool


class For(Syntax, frozen=True):
    label: Name | None
    pattern: Pattern
    source: "Expr"
    guard: "Expr | None"
    body: "Expr"


class Arm(Syntax, frozen=True):
    pattern: Pattern
    guard: "Expr | None"
    body: "Expr"


class Match(Syntax, frozen=True):
    scrutinee: "Expr"
    arms: tuple[Arm, ...]


class Break(Syntax, frozen=True):
    label: Name | None
    value: "Expr | None"


class Continue(Syntax, frozen=True):
    label: Name | None
    value: "Expr | None"


Expr = (
    Literal
    | Unit
    | Template
    | NameRef
    | Unary
    | Binary
    | Call
    | FieldAccess
    | StructLiteral
    | Convert
    | Block
    | LabelledBlock
    | Let
    | Assign
    | If
    | While
    | Loop
    | Range
    | For
    | Match
    | Break
    | Continue
    | Missing
)


# Items


class TypeParameter(Syntax, frozen=True):
    name: str


class Parameter(Syntax, frozen=True):
    name: Name
    type: TypeSyntax
    default: Expr | None = None


class Attribute(Syntax, frozen=True):
    name: str
    arguments: tuple[str, ...]


class FunctionItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    type_parameters: tuple[TypeParameter, ...]
    parameters: tuple[Parameter, ...]
    result: TypeSyntax
    body: Expr


class TestItem(Syntax, frozen=True):
    """`targets` is empty for a floating test (`tests _`)."""

    name: Name
    targets: tuple[Name, ...]
    attributes: tuple[Attribute, ...]
    body: Expr


class ConstantItem(Syntax, frozen=True):
    """`has_dollar` unless the `$` of the name was forgotten, which is reported at the declaration."""

    name: Name
    is_public: bool
    has_dollar: bool
    annotation: TypeSyntax | None
    value: Expr


class FieldSyntax(Syntax, frozen=True):
    """A struct field, or a payload field whose name may be absent."""

    name: Name | None
    type: TypeSyntax


class VariantSyntax(Syntax, frozen=True):
    name: Name
    fields: tuple[FieldSyntax, ...]


class StructItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    fields: tuple[FieldSyntax, ...]


class SumItem(Syntax, frozen=True):
    name: Name
    is_public: bool
    variants: tuple[VariantSyntax, ...]


class ImportedName(Syntax, frozen=True):
    """`name as alias`; `is_private` if it is written `::name`."""

    name: Name
    alias: Name
    is_private: bool


class ImportItem(Syntax, frozen=True):
    """`path` is the text between the quotes, or a dotted path."""

    path: Name
    is_public: bool
    is_relative: bool
    names: tuple[ImportedName, ...]


class BrokenItem(Syntax, frozen=True):
    """An item that is broken or of a kind that is not supported; it was reported."""

    name: Name | None


Item = FunctionItem | TestItem | ConstantItem | StructItem | SumItem | ImportItem | BrokenItem
