"""What declarations say about types: fields, variants, signatures, traits, implementations.

These values hold no positions, so that a query that reads one is not disturbed by an edit that moves text.
"""

from collections.abc import Mapping

import msgspec

from ori_compiler.source.item_id import ItemId
from ori_compiler.types.functions import FunctionId, MemberId, item_of
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
    is_newtype: bool = False


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


class Bound(msgspec.Struct, frozen=True):
    """`type` implements the trait that `bound` names with its arguments."""

    type: Idx
    bound: Idx


class Equality(msgspec.Struct, frozen=True):
    """An associated type is known to be a certain type."""

    projection: Idx
    type: Idx


class Condition(msgspec.Struct, frozen=True):
    """A condition on constants holds; `condition` is a constant or an operation."""

    condition: Idx


Predicate = Bound | Equality | Condition
"""What a generic declaration demands of its arguments, and may rely on inside."""


class GenericParameter(msgspec.Struct, frozen=True):
    """A type parameter, or a constant one with the type of its values."""

    name: str
    type: Idx
    constant_type: Idx | None = None
    default: Idx | None = None


class Generics(msgspec.Struct, frozen=True):
    """The parameters of a generic declaration and what it demands of them."""

    parameters: tuple[GenericParameter, ...] = ()
    predicates: tuple[Predicate, ...] = ()

    @property
    def types(self) -> tuple[Idx, ...]:
        """The rigid types of the parameters."""
        return tuple(parameter.type for parameter in self.parameters)


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a signature; a variadic one has the type of the list that the body sees."""

    name: str
    type: Idx
    has_default: bool = False
    is_variadic: bool = False
    alias: str = ""
    """A second name that arguments may have; only parameters of the library have one."""


class Signature(msgspec.Struct, frozen=True):
    """A function's semantic signature: what callers may rely on.

    `type_parameters` are rigid, those of the surrounding `impl` or `trait` first.
    `receiver` is the type of `self`, `generics` are the function's own type parameters.
    """

    function: ItemId | MemberId
    type_parameters: tuple[Idx, ...]
    parameters: tuple[Parameter, ...]
    result: Idx
    predicates: tuple[Predicate, ...] = ()
    receiver: Idx | None = None
    generics: tuple[GenericParameter, ...] = ()
    capabilities: tuple[ItemId, ...] = ()
    """The traits behind `uses`, sets expanded, each once and in one order."""
    is_constant: bool = False
    """Whether it is a constant function, which compiles to its value where its arguments are constants."""

    @property
    def item(self) -> ItemId:
        """The item that declares it."""
        return item_of(self.function)


class AssociatedType(msgspec.Struct, frozen=True):
    """A type that each implementation of a trait chooses."""

    name: str
    bounds: tuple[Idx, ...]
    default: Idx | None


class TraitMethod(msgspec.Struct, frozen=True):
    """A method, associated function or associated constant that a trait declares."""

    name: str
    has_self: bool
    has_default: bool
    returns_self: bool = False
    """Whether the type of the result depends on the implementing type."""
    takes_self: bool = False
    is_generic: bool = False


class TraitDefinition(msgspec.Struct, frozen=True):
    """A trait: `self_type` stands for the implementing type, `bound` is the trait applied to its own parameters."""

    trait: ItemId
    self_type: Idx
    bound: Idx
    generics: Generics
    supertraits: tuple[Idx, ...]
    associated_types: tuple[AssociatedType, ...]
    methods: tuple[TraitMethod, ...]
    has_unknown_supertrait: bool = False

    def method(self, name: str) -> TraitMethod | None:
        """The method of this name that the trait itself declares."""
        return next((method for method in self.methods if method.name == name), None)

    def associated_type(self, name: str) -> AssociatedType | None:
        """The associated type of this name that the trait itself declares."""
        return next((found for found in self.associated_types if found.name == name), None)


class ImplDefinition(msgspec.Struct, frozen=True):
    """An `impl` or `extend`: for which types, of which trait, and what it defines. Inherent ones have no trait.

    `methods` names the constants too, with their `$`.
    """

    impl: ItemId
    generics: Generics
    type: Idx
    trait: Idx | None
    associated_types: Mapping[str, Idx]
    methods: tuple[str, ...]
