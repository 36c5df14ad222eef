"""Sizes, alignments and offsets of every type: the one place that decides where a value's bytes are.

In goes a type and the definitions of nominal types; out comes a `TypeLayout`, plain data that code generation,
the calling conventions and the editor's hovers share. Nothing here knows of LLVM; a test holds it equal to what
LLVM computes for the types we spell.

    type Mixed = { a: byte, b: int, c: byte }     size 24, alignment 8: a at 0, b at 8, c at 16

Rules: scalars are naturally aligned; a struct's fields follow each other in declaration order, each at the next
multiple of its alignment; a sum without payloads is its tag; a sum with payloads is its tag followed, at the next
multiple of the payloads' alignment, by the union of the payload structs. A boxed payload is one pointer.
Every target we have has 64-bit pointers.
"""

from collections.abc import Iterable
from enum import Enum
from typing import assert_never

import msgspec

from ori_compiler.types import pool
from ori_compiler.types.definitions import (
    Field,
    ListDefinition,
    ObjectDefinition,
    StructDefinition,
    SumDefinition,
    TypeDefinitions,
)
from ori_compiler.types.pool import Idx
from ori_compiler.types.recursion import is_boxed


class Scalar(Enum):
    """A value that one machine register holds."""

    I8 = "i8"
    I16 = "i16"
    I32 = "i32"
    I64 = "i64"
    F32 = "float"
    F64 = "double"
    POINTER = "ptr"

    @property
    def size(self) -> int:
        """Size and alignment in bytes."""
        return _SCALAR_SIZES[self]

    @property
    def is_float(self) -> bool:
        """Whether it travels in a floating-point register."""
        return self is Scalar.F32 or self is Scalar.F64


_SCALAR_SIZES = {
    Scalar.I8: 1,
    Scalar.I16: 2,
    Scalar.I32: 4,
    Scalar.I64: 8,
    Scalar.F32: 4,
    Scalar.F64: 8,
    Scalar.POINTER: 8,
}

STR_DATA_OFFSET = 0
STR_LENGTH_OFFSET = 8
OBJECT_TABLE_OFFSET = 0
OBJECT_DATA_OFFSET = 8


class Leaf(msgspec.Struct, frozen=True, order=False):
    """A scalar somewhere inside a value; leaves of different variants may overlap."""

    offset: int
    scalar: Scalar


class FieldLayout(msgspec.Struct, frozen=True):
    """Where one field is, in bytes from the start of the whole value."""

    name: str
    type: Idx
    offset: int
    size: int
    alignment: int
    is_boxed: bool = False

    @property
    def end(self) -> int:
        """The first byte after the field."""
        return self.offset + self.size


class VariantLayout(msgspec.Struct, frozen=True):
    """One variant's payload; `end` is the first byte after its last field."""

    name: str
    fields: tuple[FieldLayout, ...]
    end: int


class EmptyShape(msgspec.Struct, frozen=True, tag=True):
    """No bytes: `void` and `Never`."""


class ScalarShape(msgspec.Struct, frozen=True, tag=True):
    """A primitive that is one scalar."""

    scalar: Scalar


class StrShape(msgspec.Struct, frozen=True, tag=True):
    """A string: two words, see `text_form.py`."""


class StructShape(msgspec.Struct, frozen=True, tag=True):
    """Fields in declaration order."""

    fields: tuple[FieldLayout, ...]


class ListShape(msgspec.Struct, frozen=True, tag=True):
    """A list: a pointer to counted memory with the length and the elements, or null."""

    element: Idx


class ObjectShape(msgspec.Struct, frozen=True, tag=True):
    """A function value or trait object: a pointer to a table of functions, then one to the counted value."""


class TagShape(msgspec.Struct, frozen=True, tag=True):
    """A sum none of whose variants carries anything: the tag alone."""

    tag: Scalar
    variants: tuple[str, ...]


class SumShape(msgspec.Struct, frozen=True, tag=True):
    """A sum with payloads: the tag at offset 0, the union of the payloads from `payload_offset`."""

    tag: Scalar
    payload_offset: int
    payload_alignment: int
    variants: tuple[VariantLayout, ...]


class CellShape(msgspec.Struct, frozen=True, tag=True):
    """A struct or sum with a `drop` of the user's: one pointer to a counted cell with the content."""

    content: "TypeLayout"


Shape = CellShape | EmptyShape | ScalarShape | StrShape | ListShape | ObjectShape | StructShape | TagShape | SumShape


class TypeLayout(msgspec.Struct, frozen=True):
    """A type's bytes. `size` is a multiple of `alignment`; an empty type has size 0 and alignment 1."""

    type: Idx
    size: int
    alignment: int
    shape: Shape


class LayoutError(Exception):
    """The type has no run-time layout: it is poisoned, generic, or contains itself without a box.

    The type checker reports such types; who asks about an unchecked program has to expect this.
    """

    def __init__(self, idx: Idx, reason: str) -> None:
        super().__init__(f"type {idx} {reason}")
        self.type = idx
        self.reason = reason


_PRIMITIVES: dict[Idx, Scalar] = {
    pool.INT: Scalar.I64,
    pool.FLOAT: Scalar.F64,
    pool.BOOL: Scalar.I8,
    pool.BYTE: Scalar.I8,
    pool.CHAR: Scalar.I32,
}


class Layouts:
    """Layouts of one program's types, computed once each."""

    __slots__ = ("_in_progress", "_known", "_leaves", "definitions")

    def __init__(self, definitions: TypeDefinitions) -> None:
        self.definitions = definitions
        self._known: dict[Idx, TypeLayout] = {}
        self._leaves: dict[Idx, tuple[Leaf, ...]] = {}
        self._in_progress: set[Idx] = set()

    def of(self, idx: Idx) -> TypeLayout:
        """The layout of a type; raises `LayoutError` if it has none."""
        found = self._known.get(idx)
        if found is not None:
            return found
        if idx in self._in_progress:
            raise LayoutError(idx, "contains itself")
        self._in_progress.add(idx)
        try:
            layout = self._compute(idx)
        finally:
            self._in_progress.discard(idx)
        self._known[idx] = layout
        return layout

    def leaves(self, idx: Idx) -> tuple[Leaf, ...]:
        """Every scalar inside a value of the type, by offset; variants of a sum overlap."""
        found = self._leaves.get(idx)
        if found is None:
            distinct = set(self._compute_leaves(self.of(idx)))
            found = tuple(sorted(distinct, key=lambda leaf: (leaf.offset, leaf.scalar.value)))
            self._leaves[idx] = found
        return found

    def _compute(self, idx: Idx) -> TypeLayout:
        scalar = _PRIMITIVES.get(idx)
        if scalar is not None:
            return TypeLayout(idx, scalar.size, scalar.size, ScalarShape(scalar))
        if idx in (pool.VOID, pool.NEVER):
            return TypeLayout(idx, 0, 1, EmptyShape())
        if idx == pool.STR:
            return TypeLayout(idx, 16, 8, StrShape())
        match self.definitions.get(idx):
            case StructDefinition(fields=fields, drop=drop):
                return _behind_pointer(self._struct(idx, fields), drop is not None)
            case SumDefinition(drop=drop) as definition:
                return _behind_pointer(self._sum(idx, definition), drop is not None)
            case ListDefinition(element=element):
                return TypeLayout(idx, 8, 8, ListShape(element))
            case ObjectDefinition():
                return TypeLayout(idx, 16, 8, ObjectShape())
            case ListDefinition() | None:
                raise LayoutError(idx, "is not a type with a run-time form")

    def _struct(self, idx: Idx, fields: tuple[Field, ...]) -> TypeLayout:
        placed = self._place(idx, fields, 0)
        alignment = _largest_alignment(placed)
        return TypeLayout(idx, round_up(_end_of(placed, 0), alignment), alignment, StructShape(placed))

    def _sum(self, idx: Idx, definition: SumDefinition) -> TypeLayout:
        tag = Scalar.I8 if len(definition.variants) <= 256 else Scalar.I16
        if not any(variant.fields for variant in definition.variants):
            names = tuple(variant.name for variant in definition.variants)
            return TypeLayout(idx, tag.size, tag.size, TagShape(tag, names))
        payload_alignment = max(
            _largest_alignment(self._place(idx, variant.fields, 0)) for variant in definition.variants
        )
        start = round_up(tag.size, payload_alignment)
        variants: list[VariantLayout] = []
        for variant in definition.variants:
            placed = self._place(idx, variant.fields, start)
            variants.append(VariantLayout(variant.name, placed, _end_of(placed, start)))
        alignment = max(tag.size, payload_alignment)
        size = round_up(max(variant.end for variant in variants), alignment)
        return TypeLayout(idx, size, alignment, SumShape(tag, start, payload_alignment, tuple(variants)))

    def _place(self, owner: Idx, fields: tuple[Field, ...], start: int) -> tuple[FieldLayout, ...]:
        """Fields one after the other from `start`, each at the next multiple of its alignment."""
        placed: list[FieldLayout] = []
        offset = start
        for field in fields:
            boxed = is_boxed(owner, field, self.definitions)
            if boxed:
                size = alignment = Scalar.POINTER.size
            else:
                layout = self.of(field.type)
                size, alignment = layout.size, layout.alignment
            offset = round_up(offset, alignment)
            placed.append(FieldLayout(field.name, field.type, offset, size, alignment, boxed))
            offset += size
        return tuple(placed)

    def _compute_leaves(self, layout: TypeLayout) -> Iterable[Leaf]:
        match layout.shape:
            case EmptyShape():
                return
            case ScalarShape(scalar=scalar):
                yield Leaf(0, scalar)
            case TagShape(tag=tag):
                yield Leaf(0, tag)
            case StrShape():
                yield Leaf(STR_DATA_OFFSET, Scalar.POINTER)
                yield Leaf(STR_LENGTH_OFFSET, Scalar.I64)
            case ListShape() | CellShape():
                yield Leaf(0, Scalar.POINTER)
            case ObjectShape():
                yield Leaf(OBJECT_TABLE_OFFSET, Scalar.POINTER)
                yield Leaf(OBJECT_DATA_OFFSET, Scalar.POINTER)
            case StructShape(fields=fields):
                yield from self._leaves_of_fields(fields)
            case SumShape(tag=tag, variants=variants):
                yield Leaf(0, tag)
                for variant in variants:
                    yield from self._leaves_of_fields(variant.fields)
            case _:
                assert_never(layout.shape)

    def _leaves_of_fields(self, fields: tuple[FieldLayout, ...]) -> Iterable[Leaf]:
        for field in fields:
            if field.is_boxed:
                yield Leaf(field.offset, Scalar.POINTER)
            else:
                for leaf in self.leaves(field.type):
                    yield Leaf(field.offset + leaf.offset, leaf.scalar)


def _behind_pointer(layout: TypeLayout, is_cell: bool) -> TypeLayout:
    if not is_cell:
        return layout
    return TypeLayout(layout.type, Scalar.POINTER.size, Scalar.POINTER.size, CellShape(layout))


def type_layout(idx: Idx, definitions: TypeDefinitions) -> TypeLayout:
    """The layout of one type; who needs many keeps a `Layouts`. Raises `LayoutError` if it has none."""
    return Layouts(definitions).of(idx)


def round_up(offset: int, alignment: int) -> int:
    """The next multiple of `alignment` that is not below `offset`."""
    return -(-offset // alignment) * alignment


def _largest_alignment(fields: tuple[FieldLayout, ...]) -> int:
    return max((field.alignment for field in fields), default=1)


def _end_of(fields: tuple[FieldLayout, ...], start: int) -> int:
    return fields[-1].end if fields else start
