"""Examples of what no pattern covers: a pattern for the values that take one path through a decision tree."""

from collections.abc import Callable, Mapping

import msgspec

from ori_compiler.canon.ir import FieldStep, PayloadStep, Place
from ori_compiler.source.item_id import ItemKind
from ori_compiler.types.definitions import Definition, StructDefinition, SumDefinition
from ori_compiler.types.pool import CHAR, Idx


class KnownVariant(msgspec.Struct, frozen=True):
    """What is known about a sum on a path."""

    index: int


class KnownLength(msgspec.Struct, frozen=True):
    """How long a list is known to be on a path; at least so long if it is not exact."""

    length: int
    is_exact: bool


Known = KnownVariant | KnownLength | str
Path = Mapping[Place, Known]
"""What is known about parts of the value; a text is written as it stands."""


class Witnesses:
    """`definition` tells what a type is made of, `elements` where the elements of lists on the current path are."""

    __slots__ = ("_definition", "_elements")

    def __init__(
        self, definition: Callable[[Idx], Definition | None], elements: Mapping[tuple[Place, int], Place]
    ) -> None:
        self._definition = definition
        self._elements = elements

    def of(self, place: Place, path: Path) -> str:
        """A pattern for what stands at a place on a path."""
        known = path.get(place)
        if isinstance(known, str):
            return known
        if isinstance(known, KnownLength):
            return self._list(place, known, path)
        definition = self._definition(place.type)
        if isinstance(definition, StructDefinition):
            is_tuple = definition.declaration.kind is ItemKind.FILE
            return self._tuple(place, definition, path) if is_tuple else self._struct(place, definition, path)
        if not isinstance(known, KnownVariant) or not isinstance(definition, SumDefinition):
            return "_"
        variant = definition.variants[known.index]
        if not variant.fields:
            return variant.name
        steps = (PayloadStep(known.index, index, field.type) for index, field in enumerate(variant.fields))
        return f"{variant.name}({', '.join(self._part(place, step, path) for step in steps)})"

    def _list(self, place: Place, known: KnownLength, path: Path) -> str:
        inner = (self._elements.get((place, index)) for index in range(known.length))
        parts = [self.of(element, path) if element is not None else "_" for element in inner]
        return f"[{', '.join(parts if known.is_exact else [*parts, '..'])}]"

    def _struct(self, place: Place, definition: StructDefinition, path: Path) -> str:
        shown = [
            f"{field.name}: {part}"
            for index, field in enumerate(definition.fields)
            if (part := self._part(place, FieldStep(index, field.type), path)) != "_"
        ]
        if not shown:
            return "_"
        rest = ", .." if len(shown) < len(definition.fields) else ""
        return f"{definition.declaration.name} {{ {', '.join(shown)}{rest} }}"

    def _tuple(self, place: Place, definition: StructDefinition, path: Path) -> str:
        steps = (FieldStep(index, field.type) for index, field in enumerate(definition.fields))
        parts = [self._part(place, step, path) for step in steps]
        return "_" if all(part == "_" for part in parts) else f"({', '.join(parts)})"

    def _part(self, place: Place, step: FieldStep | PayloadStep, path: Path) -> str:
        return self.of(Place(place.local, (*place.steps, step), step.type), path)


def shown_number(value: int, type_: Idx) -> str:
    """A number as the pattern that it matches."""
    if type_ == CHAR:
        return f"'{chr(value)}'" if chr(value).isprintable() else f"'\\u{{{value:x}}}'"
    return str(value)


def shown_text_or_bool(value: str | bool) -> str:
    """A text or truth value as the pattern that it matches."""
    if isinstance(value, bool):
        return str(value).lower()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
