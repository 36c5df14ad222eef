"""The interner of types: a type is an `Idx`, and two types are equal exactly if their indices are.

Primitives have fixed indices. An `Idx` stays valid as long as its pool lives, across edits: a struct's
index depends on its declaration's identity, not on its fields.
"""

from enum import IntEnum
from typing import Final, NewType

import msgspec

from ori_compiler.source.item_id import ItemId

Idx = NewType("Idx", int)
"""An interned type; a negative one is an inference variable of the body being checked."""


class Tag(IntEnum):
    """The constructor of a type: what exhaustive dispatch looks at."""

    ERROR = 0
    NEVER = 1
    VOID = 2
    INT = 3
    FLOAT = 4
    BOOL = 5
    BYTE = 6
    CHAR = 7
    STR = 8
    STRUCT = 9
    SUM = 10
    PARAMETER = 11
    FUNCTION = 12
    VARIABLE = 13


ERROR: Final = Idx(0)
NEVER: Final = Idx(1)
VOID: Final = Idx(2)
INT: Final = Idx(3)
FLOAT: Final = Idx(4)
BOOL: Final = Idx(5)
BYTE: Final = Idx(6)
CHAR: Final = Idx(7)
STR: Final = Idx(8)

PRIMITIVE_NAMES: Final[dict[str, Idx]] = {
    "Never": NEVER,
    "void": VOID,
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "byte": BYTE,
    "char": CHAR,
    "str": STR,
}
_NAME_OF_PRIMITIVE: Final[dict[Idx, str]] = {idx: name for name, idx in PRIMITIVE_NAMES.items()}


class _Entry(msgspec.Struct, frozen=True, cache_hash=True):
    """One interned type: its constructor and what it is applied to."""

    tag: Tag
    declaration: ItemId | None = None
    name: str = ""
    arguments: tuple[Idx, ...] = ()


class Pool:
    """Interns types for one compiler session."""

    __slots__ = ("_entries", "_indices")

    def __init__(self) -> None:
        self._entries: list[_Entry] = [_Entry(tag) for tag in Tag if tag <= Tag.STR]
        self._indices: dict[_Entry, Idx] = {entry: Idx(i) for i, entry in enumerate(self._entries)}

    def _intern(self, entry: _Entry) -> Idx:
        found = self._indices.get(entry)
        if found is None:
            found = Idx(len(self._entries))
            self._entries.append(entry)
            self._indices[entry] = found
        return found

    def struct(self, declaration: ItemId) -> Idx:
        """The struct type that `declaration` declares."""
        return self._intern(_Entry(Tag.STRUCT, declaration, declaration.name))

    def sum(self, declaration: ItemId) -> Idx:
        """The sum type that `declaration` declares."""
        return self._intern(_Entry(Tag.SUM, declaration, declaration.name))

    def parameter(self, owner: ItemId, name: str) -> Idx:
        """A rigid type parameter of `owner`'s signature."""
        return self._intern(_Entry(Tag.PARAMETER, owner, name))

    def function(self, parameters: tuple[Idx, ...], result: Idx) -> Idx:
        """The function type from `parameters` to `result`."""
        return self._intern(_Entry(Tag.FUNCTION, None, "", (*parameters, result)))

    def tag(self, idx: Idx) -> Tag:
        """The constructor of a type; `VARIABLE` for an inference variable."""
        return self._entries[idx].tag if idx >= 0 else Tag.VARIABLE

    def declaration(self, idx: Idx) -> ItemId:
        """The item that declares a struct or sum type."""
        found = self._entries[idx].declaration
        if found is None:
            raise TypeError(f"type {idx} has no declaration")
        return found

    def is_nominal(self, idx: Idx) -> bool:
        """Whether the type is a user's struct or sum."""
        return idx > STR and self._entries[idx].tag in (Tag.STRUCT, Tag.SUM)

    def arguments(self, idx: Idx) -> tuple[Idx, ...]:
        """What the constructor is applied to; for a function its parameters, then its result."""
        return self._entries[idx].arguments

    def name(self, idx: Idx) -> str:
        """The type as a user writes it."""
        if idx < 0:
            return "_"
        primitive = _NAME_OF_PRIMITIVE.get(idx)
        if primitive is not None:
            return primitive
        entry = self._entries[idx]
        if entry.tag is Tag.ERROR:
            return "<error>"
        if entry.tag is Tag.FUNCTION:
            *parameters, result = entry.arguments
            return f"({', '.join(map(self.name, parameters))}) -> {self.name(result)}"
        return entry.name
