"""How large a file may be that an item embeds: its `#embed_limit(size: 20mb)` says it, else its project."""

from typing import TYPE_CHECKING

from ori_compiler.database.conditions import configuration_of_file
from ori_compiler.source.embedded_file import STANDARD_LIMIT
from ori_compiler.source.item_id import ItemId
from ori_compiler.syntax import ast

if TYPE_CHECKING:
    from ori_compiler.database.compiler import CompilerDatabase


def embed_limit(database: "CompilerDatabase", item: ItemId) -> int:
    """The most bytes of a file that an item embeds."""
    syntax = database.item_syntax(item).item
    if isinstance(syntax, (ast.FunctionItem, ast.ConstantItem, ast.TestItem)):
        for attribute in syntax.attributes:
            if attribute.name == "embed_limit" and attribute.values:
                value = attribute.values[0].value
                if isinstance(value, ast.Quantity):
                    return value.value.amount
    return configuration_of_file(database, item.path).limits.embed_size or STANDARD_LIMIT
