"""Which payload fields of sum types live behind a counted box, so that every type has a finite size."""

from collections.abc import Iterator

from ori_compiler.types.definitions import (
    Definition,
    Field,
    ListDefinition,
    ObjectDefinition,
    StructDefinition,
    SumDefinition,
    TypeDefinitions,
)
from ori_compiler.types.pool import Idx


def contained_types(idx: Idx, definitions: TypeDefinitions) -> Iterator[Idx]:
    """The types of the fields and payloads that a value of this type holds in itself."""
    match definitions.get(idx):
        case StructDefinition(fields=fields):
            yield from (field.type for field in fields)
        case SumDefinition(variants=variants):
            yield from (field.type for variant in variants for field in variant.fields)
        case ListDefinition() | ObjectDefinition() | None:
            # A list's elements and an object's value are behind a pointer.
            return


def mentioned_types(idx: Idx, definitions: TypeDefinitions) -> Iterator[Idx]:
    """The types whose representation one has to know in order to handle a value of this type, also behind a pointer."""
    match definitions.get(idx):
        case ListDefinition(element=element):
            yield element
        case _:
            yield from contained_types(idx, definitions)


def reaches(start: Idx, goal: Idx, definitions: TypeDefinitions) -> bool:
    """Whether a value of type `start` can contain a value of type `goal`, however deep, or is one."""
    seen: set[Idx] = set()
    work = [start]
    while work:
        idx = work.pop()
        if idx == goal:
            return True
        if idx not in seen:
            seen.add(idx)
            work.extend(contained_types(idx, definitions))
    return False


def is_endless(definition: Definition, definitions: TypeDefinitions) -> bool:
    """Whether a struct contains itself through structs alone, so that no value of it can be built."""
    if not isinstance(definition, StructDefinition):
        return False
    seen: set[Idx] = set()
    work = [field.type for field in definition.fields]
    while work:
        idx = work.pop()
        if idx == definition.type:
            return True
        if idx not in seen and isinstance(definitions.get(idx), StructDefinition):
            seen.add(idx)
            work.extend(contained_types(idx, definitions))
    return False


def is_boxed(owner: Idx, field: Field, definitions: TypeDefinitions) -> bool:
    """Whether this payload field of the sum `owner` is a pointer to a counted box instead of the value.

    A payload is boxed exactly if its type leads back to the sum. Struct fields are never boxed.
    """
    return isinstance(definitions.get(owner), SumDefinition) and reaches(field.type, owner, definitions)
