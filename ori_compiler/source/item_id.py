"""The identity of a top-level item, which survives edits above and inside it."""

from enum import StrEnum

import msgspec


class ItemKind(StrEnum):
    """What a top-level item declares."""

    FUNCTION = "function"
    TEST = "test"
    CONSTANT = "constant"
    TYPE = "type"
    IMPORT = "import"
    TRAIT = "trait"
    IMPL = "impl"
    EXTEND = "extend"
    EXTERN = "extern"
    CAPSET = "capset"
    FILE_ATTRIBUTE = "file-attribute"
    BROKEN = "broken"
    FILE = "file"
    EXAMPLE = "example"
    """An example in the comment above a declaration, whose name it has."""


class ItemId(msgspec.Struct, frozen=True, order=True, cache_hash=True, gc=False):
    """Names an item by file, kind, name and how many equal ones stand before it, never by position."""

    path: str
    kind: ItemKind
    name: str
    nth: int = 0

    def __str__(self) -> str:
        suffix = f"#{self.nth}" if self.nth else ""
        return f"{self.path}:{self.name}{suffix}"
