"""What the checker of one body may ask about everything outside it."""

from collections.abc import Iterable
from typing import Protocol

from ori_compiler.diagnostics.diagnostic import Suggestion
from ori_compiler.diagnostics.phase_errors import IntoDiagnostic
from ori_compiler.resolve.scope import Entity
from ori_compiler.source.embedded_file import EmbeddedFile
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import (
    Definition,
    GenericParameter,
    Generics,
    ImplDefinition,
    Signature,
    TraitDefinition,
)
from ori_compiler.types.functions import MemberId
from ori_compiler.types.pool import Idx, Pool, Tag

Head = ItemId | Tag
"""The outermost constructor of a type: its declaration, or what kind of built-in type it is."""


def head_of(pool: Pool, idx: Idx) -> Head | None:
    """The head of a type, by which implementations are found; none for a type parameter and its like."""
    if pool.is_nominal(idx):
        return pool.declaration(idx)
    tag = pool.tag(idx)
    return None if tag in (Tag.PARAMETER, Tag.PROJECTION, Tag.OPAQUE, Tag.VARIABLE, Tag.ERROR) else tag


class Environment(Protocol):
    """Signatures and definitions, never bodies. The spans are only for the labels of messages."""

    @property
    def pool(self) -> Pool: ...

    @property
    def path(self) -> str:
        """The module that asks."""
        ...

    def lookup_type(self, name: str) -> Entity | None:
        """What a name means where a type is expected."""
        ...

    def lookup_value(self, name: str) -> Entity | None:
        """What a name means where a value is expected, locals aside."""
        ...

    def prelude_type(self, name: str) -> ItemId:
        """The type or trait of this name that the prelude declares."""
        ...

    def prelude_function(self, name: str) -> ItemId:
        """The function of this name that the prelude declares."""
        ...

    def declared_type(self, item: ItemId, arguments: tuple[Idx, ...] = ()) -> Idx:
        """The type that a declaration introduces, applied to arguments."""
        ...

    @property
    def folder_depth(self) -> int:
        """How many folders the module's folder is below that of its project."""
        ...

    def embedded_file(self, path: str) -> EmbeddedFile | None:
        """A file of the program that is no source; none if nobody has looked for it."""
        ...

    def embed_limit(self, item: ItemId) -> int:
        """The largest file that an item may embed."""
        ...

    def generics(self, item: ItemId) -> Generics:
        """The parameters of a type, trait or implementation."""
        ...

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a user's type or tuple, with its arguments put in."""
        ...

    def signature(self, function: ItemId | MemberId) -> Signature:
        """The signature of a function or method."""
        ...

    def capset(self, item: ItemId) -> tuple[ItemId, ...]:
        """The traits in a set of capabilities, sets in it expanded."""
        ...

    def capset_sets(self, item: ItemId) -> tuple[ItemId, ...]:
        """The sets below a set of capabilities; it is one of them if it contains itself."""
        ...

    def default_providers(self, trait: ItemId) -> tuple[ItemId, ...]:
        """The `def impl`s of a trait that this module imports, else its own; there should be one at most."""
        ...

    def default_providers_here(self, trait: ItemId) -> tuple[ItemId, ...]:
        """The `def impl`s of a trait in this module."""
        ...

    def lost_providers(self, path: str) -> frozenset[str]:
        """The names behind `def impl` in a module that mean nothing."""
        ...

    def standard_provider(self, trait: ItemId) -> ItemId | None:
        """The `def impl` of a trait that the library gives to programs and tests."""
        ...

    def trait(self, item: ItemId) -> TraitDefinition | None:
        """What a trait declares; none if it is broken."""
        ...

    def impl(self, item: ItemId) -> ImplDefinition | None:
        """What an `impl` or `extend` declares; none if it is broken."""
        ...

    def trait_impls(self, trait: ItemId, head: Head | None) -> tuple[ItemId, ...]:
        """The implementations of a trait for types with this head; for none, those for any type."""
        ...

    def inherent_impls(self, head: Head) -> tuple[ItemId, ...]:
        """The implementations without a trait for types with this head."""
        ...

    def inherent_impls_with(self, head: Head, method: str) -> tuple[ItemId, ...]:
        """The implementations without a trait for types with this head that declare a method of this name."""
        ...

    def has_broken_impl(self, head: Head) -> bool:
        """Whether an implementation for such types names a trait that does not exist, which was reported.

        Of a trait: whether an implementation of it names a type that does not exist.
        """
        ...

    def is_lost_method(self, name: str) -> bool:
        """Whether an implementation for a type that does not exist has such a method."""
        ...

    def derives(self, item: ItemId) -> tuple[ItemId, ...]:
        """The traits that a type derives."""
        ...

    def traits_in_scope(self, method: str) -> tuple[ItemId, ...]:
        """The visible traits that declare a method of this name."""
        ...

    def extensions_in_scope(self, method: str) -> tuple[ItemId, ...]:
        """The visible `extend` items that declare a method of this name."""
        ...

    def mutates(self, function: ItemId | MemberId) -> bool:
        """Whether a method changes its `self`, so that a call changes the receiver."""
        ...

    def constant_type(self, item: ItemId) -> Idx:
        """The type of a module constant."""
        ...

    def constant_number(self, item: ItemId) -> int | bool | None:
        """The value of a module constant, if it is an `int` or `bool`."""
        ...

    def member_number(self, member: MemberId, arguments: tuple[Idx, ...]) -> int | bool | None:
        """The value of a type's constant with these arguments of its declaration, if it is an `int` or `bool`."""
        ...

    def constant_call_number(
        self, function: ItemId | MemberId, arguments: tuple[int | bool, ...], at: ItemSpan
    ) -> int | bool | IntoDiagnostic | None:
        """The number that a constant function gives for numbers, or why it gives none."""
        ...

    def constant_literal(self, item: ItemId) -> ast.LiteralValue | None:
        """The value of a module constant as a literal, if one can be written."""
        ...

    def function_name(self, function: ItemId | MemberId) -> str:
        """What messages call a function."""
        ...

    def member_generics(self, function: ItemId | MemberId) -> tuple[GenericParameter, ...]:
        """The type parameters of a function or method itself."""
        ...

    def importable_extensions(self, method: str) -> tuple[ItemId, ...]:
        """The public `extend` items of other modules that declare a method of this name."""
        ...

    def extension_import(self, extension: ItemId, method: str) -> Suggestion | None:
        """The import of a method of an `extend` item of another module."""
        ...

    def declaration_span(self, item: ItemId) -> ItemSpan:
        """Where an item's name is declared."""
        ...

    def member_span(self, function: ItemId | MemberId) -> ItemSpan:
        """Where a function's or method's name is declared."""
        ...

    def parameter_span(self, function: ItemId | MemberId, index: int) -> ItemSpan:
        """Where a function's parameter is declared."""
        ...

    def exported_names(self, path: str) -> Iterable[str]:
        """What importers of a module may name."""
        ...

    def hidden_member(self, path: str, name: str) -> ItemId | None:
        """The declaration of a name that a module keeps to itself."""
        ...

    def missing_import(self, name: str, *, is_type: bool) -> Suggestion | None:
        """The import of a name that is not known here, if exactly one other module of the program declares it."""
        ...

    def visible_names(self) -> Iterable[str]:
        """The names a value could have had: for suggestions."""
        ...
