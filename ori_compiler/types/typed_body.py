"""What inference finds out about one body: types and meanings, by the span of the syntax they belong to."""

from collections.abc import Mapping
from enum import Enum

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import Idx


class LocalReference(msgspec.Struct, frozen=True):
    """A parameter or local, by the span of the name that binds it."""

    binding: Span


class FunctionReference(msgspec.Struct, frozen=True):
    item: ItemId


class ConstantReference(msgspec.Struct, frozen=True):
    item: ItemId


class VariantReference(msgspec.Struct, frozen=True):
    type: Idx
    index: int


class TypeReference(msgspec.Struct, frozen=True):
    type: Idx


class ConversionReference(msgspec.Struct, frozen=True):
    """One of the conversion functions `int`, `float`, `str`, `byte`."""

    target: Idx


class FieldReference(msgspec.Struct, frozen=True):
    """A field of a struct."""

    type: Idx
    index: int


Reference = (
    LocalReference
    | FunctionReference
    | ConstantReference
    | VariantReference
    | TypeReference
    | ConversionReference
    | FieldReference
)


class BindingKind(Enum):
    """What introduced a local; it decides whether the local may be assigned."""

    PARAMETER = "parameter"
    LET = "let"
    LOOP = "loop variable"
    MATCH = "match"


class Binding(msgspec.Struct, frozen=True):
    """A parameter or local."""

    name: str
    type: Idx
    kind: BindingKind
    is_immutable: bool


class TypedBody(msgspec.Struct, frozen=True):
    """A checked body. `arguments` gives, for each call, the parameter index of each written argument.

    With `has_errors` the body was reported and is not to be executed.
    """

    item: ItemId
    parameters: tuple[Span, ...]
    body: ast.Expr
    result: Idx
    types: Mapping[Span, Idx]
    references: Mapping[Span, Reference]
    arguments: Mapping[Span, tuple[int, ...]]
    bindings: Mapping[Span, Binding]
    diagnostics: tuple[Diagnostic, ...]
    has_errors: bool
