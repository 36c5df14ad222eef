"""Members of built-in types that only the prelude may use: their names begin with `_`."""

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.environment import Environment


def is_hidden(environment: Environment, declaration: ItemId, name: str) -> bool:
    """Whether a member exists, but not for this module. Users' own names may begin with `_` without further meaning."""
    return name.startswith("_") and is_prelude(declaration.path) and not is_prelude(environment.path)
