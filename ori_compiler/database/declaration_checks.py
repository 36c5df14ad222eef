"""What can be wrong with a declaration beyond its own text: what depends on other declarations."""

from typing import TYPE_CHECKING

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.source.item_id import ItemId

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def declaration_errors(database: "CompilerDatabase", item: ItemId) -> tuple[Diagnostic, ...]:
    """What is wrong with an item's declaration."""
    return ()
