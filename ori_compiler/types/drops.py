"""Which types have a `drop` of the user's, and which contain such a type: the end of their values can be seen."""

from ori_compiler.types.definitions import StructDefinition, SumDefinition, TypeDefinitions
from ori_compiler.types.pool import Idx
from ori_compiler.types.recursion import mentioned_types


def has_drop(idx: Idx, definitions: TypeDefinitions) -> bool:
    """Whether a `drop` runs for each value of the type itself."""
    definition = definitions.get(idx)
    return isinstance(definition, StructDefinition | SumDefinition) and definition.drop is not None


def holds_drop(idx: Idx, definitions: TypeDefinitions) -> bool:
    """Whether the end of a value of the type may run a `drop`; what an object holds is left aside."""
    seen: set[Idx] = set()
    work = [idx]
    while work:
        part = work.pop()
        if has_drop(part, definitions):
            return True
        if part not in seen:
            seen.add(part)
            work.extend(mentioned_types(part, definitions))
    return False
