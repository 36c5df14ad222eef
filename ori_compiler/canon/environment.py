"""What canonicalization may ask about everything outside one body."""

from typing import Protocol

from ori_compiler.canon import ir
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import Definition, Signature
from ori_compiler.types.pool import Idx, Pool


class CanonEnvironment(Protocol):
    """Definitions, signatures, and the values of constants."""

    @property
    def pool(self) -> Pool: ...

    def definition(self, idx: Idx) -> Definition | None:
        """The fields or variants of a user's type."""
        ...

    def signature(self, item: ItemId) -> Signature:
        """The signature of a function."""
        ...

    def constant_value(self, item: ItemId) -> ir.Expr | None:
        """A module constant's value as an expression of literals; none if its declaration is broken."""
        ...
