"""What the checker of one body may ask about everything outside it."""

from collections.abc import Iterable
from typing import Protocol

from ori_compiler.resolve.scope import Entity
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.types.definitions import Definition, Signature
from ori_compiler.types.pool import Idx, Pool


class Environment(Protocol):
    """Signatures and definitions, never bodies. The spans are only for the labels of messages."""

    @property
    def pool(self) -> Pool: ...

    def lookup_type(self, name: str) -> Entity | None:
        """What a name means where a type is expected."""
        ...

    def lookup_value(self, name: str) -> Entity | None:
        """What a name means where a value is expected, locals aside."""
        ...

    def declared_type(self, item: ItemId) -> Idx:
        """The type that a struct or sum declaration introduces."""
        ...

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a user's type."""
        ...

    def signature(self, item: ItemId) -> Signature:
        """The signature of a function."""
        ...

    def constant_type(self, item: ItemId) -> Idx:
        """The type of a module constant."""
        ...

    def declaration_span(self, item: ItemId) -> ItemSpan:
        """Where an item's name is declared."""
        ...

    def parameter_span(self, item: ItemId, index: int) -> ItemSpan:
        """Where a function's parameter is declared."""
        ...

    def visible_names(self) -> Iterable[str]:
        """The names a value could have had: for suggestions."""
        ...
