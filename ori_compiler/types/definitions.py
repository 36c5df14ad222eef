"""What declarations say about types: struct fields, sum variants, function signatures.

These values hold no positions, so that a query that reads one is not disturbed by an edit that moves text.
"""

from collections.abc import Mapping

import msgspec

from ori_compiler.source.item_id import ItemId
from ori_compiler.types.functions import FunctionId
from ori_compiler.types.pool import Idx


class Field(msgspec.Struct, frozen=True):
    """A struct field or a payload field of a variant; `name` is empty for an unnamed payload field."""

    name: str
    type: Idx


class StructDefinition(msgspec.Struct, frozen=True):
    """The fields of a struct, newtype or tuple, in declaration order.

    `symbol` names the type the same way in every session, and tells it from every other; `drop` is the user's `drop`.
    """

    declaration: ItemId
    type: Idx
    fields: tuple[Field, ...]
    symbol: str = ""
    drop: FunctionId | None = None


class Variant(msgspec.Struct, frozen=True):
    """One alternative of a sum; its tag at run time is its index in the declaration."""

    name: str
    fields: tuple[Field, ...]


class SumDefinition(msgspec.Struct, frozen=True):
    """The variants of a sum type, in declaration order; `symbol` and `drop` as in `StructDefinition`."""

    declaration: ItemId
    type: Idx
    variants: tuple[Variant, ...]
    symbol: str = ""
    drop: FunctionId | None = None


Definition = StructDefinition | SumDefinition


class ListDefinition(msgspec.Struct, frozen=True):
    """A list: a pointer to counted memory with its elements, null for an empty one without capacity."""

    type: Idx
    element: Idx
    symbol: str


class ObjectDefinition(msgspec.Struct, frozen=True):
    """A function value or trait object: a pointer to a static table and one to a counted box with the value."""

    type: Idx
    symbol: str


Representation = Definition | ListDefinition | ObjectDefinition
"""What the backends have to know of a type that is no primitive."""

TypeDefinitions = Mapping[Idx, Representation]
"""The representation of each composite type a program mentions, directly or inside another type."""


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a signature."""

    name: str
    type: Idx
    has_default: bool = False


class Signature(msgspec.Struct, frozen=True):
    """A function's semantic signature: what callers may rely on.

    `type_parameters` are rigid `PARAMETER` types; only prelude functions have them so far.
    """

    item: ItemId
    type_parameters: tuple[Idx, ...]
    parameters: tuple[Parameter, ...]
    result: Idx
