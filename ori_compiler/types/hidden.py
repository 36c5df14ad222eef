"""Members of built-in types that only the prelude may use: their names begin with `_`."""

from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import Field, StructDefinition
from ori_compiler.types.environment import Environment
from ori_compiler.types.pool import Tag


def begins_empty(environment: Environment, definition: StructDefinition, field: Field) -> bool:
    """Whether a field need not be given: a hidden list of a struct whose other fields are for everybody."""
    is_list = environment.pool.tag(field.type) is Tag.LIST
    is_named = not all(other.name.startswith("_") for other in definition.fields)
    return is_list and is_named and field.name.startswith("_") and is_prelude(definition.declaration.path)


def may_be_left_out(environment: Environment, definition: StructDefinition, field: Field) -> bool:
    """Whether a literal need not give a field: what begins empty, and the cause of an `Error`, which has none then."""
    is_cause = field.name == "source" and definition.declaration.name == "Error"
    return begins_empty(environment, definition, field) or (is_cause and is_prelude(definition.declaration.path))


def is_hidden(environment: Environment, declaration: ItemId, name: str) -> bool:
    """Whether a member exists, but not for this module. Users' own names may begin with `_` without further meaning."""
    return name.startswith("_") and is_prelude(declaration.path) and not is_prelude(environment.path)
