"""Patterns as they are written."""

from ori_compiler.syntax.ast.base import LiteralValue, Missing, Name, Syntax


class WildcardPattern(Syntax, frozen=True):
    """`_`."""


class NamePattern(Syntax, frozen=True):
    """A name: a binding, or a unit variant of the matched type."""

    name: str
    is_immutable: bool = False


class LiteralPattern(Syntax, frozen=True):
    """A literal; a char is `CharValue`."""

    value: LiteralValue


class RangePattern(Syntax, frozen=True):
    """`low..high` or `low..=high`."""

    low: LiteralValue
    high: LiteralValue
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


class ConstantEnd(Syntax, frozen=True):
    """`$name` as the end of a range."""

    name: str


class ConstantRangePattern(Syntax, frozen=True):
    """A range of which an end is a constant."""

    low: LiteralValue | ConstantEnd
    high: LiteralValue | ConstantEnd
    is_inclusive: bool


class QualifiedPattern(Syntax, frozen=True):
    """`Type.Variant(…)`."""

    path: tuple[str, ...]
    fields: tuple[PatternField, ...]


class TuplePattern(Syntax, frozen=True):
    """`(p, q)`."""

    elements: tuple["Pattern", ...]


class ListPattern(Syntax, frozen=True):
    """`[p, q, ..rest]`; `rest` may be a wildcard, and is absent if the length is fixed."""

    elements: tuple["Pattern", ...]
    rest: NamePattern | WildcardPattern | None


Pattern = (
    WildcardPattern
    | NamePattern
    | LiteralPattern
    | RangePattern
    | VariantPattern
    | StructPattern
    | OrPattern
    | AtPattern
    | ConstantRangePattern
    | QualifiedPattern
    | TuplePattern
    | ListPattern
    | Missing
)
