"""What a value looks like to people: a line of text, and the parts that it opens into."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from ori_compiler.canon.ir import CanonFunction
from ori_compiler.canon.program import CanonProgram
from ori_compiler.debugger.captures import captured_names, has_captured
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.text import float_to_text, quoted
from ori_compiler.eval.value import Byte, Char, SumValue
from ori_compiler.resolve.module_path import is_prelude
from ori_compiler.types.definitions import Field, ListDefinition, ObjectDefinition, StructDefinition, SumDefinition
from ori_compiler.types.functions import Thunk, name_of
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, STR, VOID, Idx, Pool, Tag

_TEXT_LENGTH: Final = 120
"""How many characters of a value are shown on its line."""

_DEPTH: Final = 4
"""How deep the line of a value looks into it."""


class Part(msgspec.Struct, frozen=True):
    """A value with its name and type; `path` is an expression that gives it, empty if there is none."""

    name: str
    value: Any
    type: Idx
    path: str = ""


class Parts(msgspec.Struct, frozen=True):
    """What a value consists of. Elements are numbered, and are many: they are asked for in ranges."""

    named: tuple[Part, ...] = ()
    count: int = 0
    element: Callable[[int], Part] | None = None

    def elements(self, range_: slice) -> list[Part]:
        """The elements in a range."""
        if self.element is None:
            return []
        return [self.element(index) for index in range(*range_.indices(self.count))]


_NO_PARTS: Final = Parts()


class ValueReader:
    """Reads the values of a program."""

    def __init__(self, pool: Pool, program: CanonProgram) -> None:
        self._pool = pool
        self._program = program

    def type_name(self, idx: Idx) -> str:
        """A type as it is written."""
        return self._pool.name(idx)

    def text(self, value: Any, idx: Idx) -> str:
        """A value on one line, as it would be written in a program; what is too long ends with `…`."""
        whole = ""
        for piece in self._pieces(value, idx, _DEPTH):
            whole += piece
            if len(whole) > _TEXT_LENGTH:
                return whole[: _TEXT_LENGTH - 1] + "…"
        return whole

    def parts(self, of: Part) -> Parts:
        """What a value consists of; nothing for numbers and texts."""
        value, definition = of.value, self._program.definitions.get(of.type)
        if self._pool.tag(of.type) is Tag.MAP:
            return self._entries(value, of)
        match definition:
            case StructDefinition(fields=fields) if _is_set(definition):
                return _members(value.fields[0], self._pool.arguments(fields[0].type)[0])
            case StructDefinition(fields=fields):
                return Parts(tuple(_parts_of_fields(fields, value.fields, of.path)))
            case SumDefinition(variants=variants):
                # No expression reaches into a variant.
                return Parts(tuple(_parts_of_fields(variants[value.variant].fields, value.fields, "")))
            case ListDefinition(element=element):
                return _list_parts(value, element, of.path)
            case ObjectDefinition():
                return self._behind(value)
            case _:
                return _NO_PARTS

    def _entries(self, map_: Any, of: Part) -> Parts:
        """The entries of a map, in the order in which they were put in."""
        key_type, value_type = self._pool.arguments(of.type)
        pairs = list(_pairs(map_))

        def element(index: int) -> Part:
            key, value = pairs[index]
            written = self.text(key, key_type)
            return Part(f"[{written}]", value, value_type, f"{of.path}[{written}]" if of.path else "")

        return Parts(count=len(pairs), element=element)

    def _behind(self, object_: Any) -> Parts:
        """What a closure has captured, or the value of a trait object."""
        function = self._function_of(object_)
        if function is None:
            return _NO_PARTS
        type_ = function.locals[0].type
        if not has_captured(function):
            return Parts((Part("value", object_.value, type_),))
        definition = self._program.definitions.get(type_)
        if not isinstance(definition, StructDefinition):
            return _NO_PARTS
        names, captured = captured_names(function), _parts_of_fields(definition.fields, object_.value.fields, "")
        return Parts(tuple(replace(part, name=names.get(index, part.name)) for index, part in enumerate(captured)))

    def _function_of(self, object_: Any) -> CanonFunction | None:
        """The function of an object that says what its value is."""
        if not object_.methods:
            return None
        first = object_.methods[0]
        return self._program.functions.get(first.function if isinstance(first, Thunk) else first)

    def _pieces(self, value: Any, idx: Idx, depth: int) -> Iterator[str]:
        """The text of a value, piece by piece, so that nobody computes what is cut off."""
        match idx:
            case _ if idx == VOID:
                yield "()"
            case _ if idx == BOOL:
                yield "true" if value else "false"
            case _ if idx in (INT, BYTE):
                yield str(value.value if isinstance(value, Byte) else value)
            case _ if idx == FLOAT:
                yield float_to_text(value)
            case _ if idx == CHAR:
                yield quoted(chr(value.code_point), "'") if isinstance(value, Char) else "?"
            case _ if idx == STR:
                yield quoted(value[:_TEXT_LENGTH], '"')
            case _ if depth == 0:
                yield "…"
            case _:
                yield from self._composite(value, idx, depth - 1)

    def _composite(self, value: Any, idx: Idx, depth: int) -> Iterator[str]:
        definition, tag = self._program.definitions.get(idx), self._pool.tag(idx)
        if tag is Tag.MAP:
            yield from self._map_pieces(value, idx, depth)
            return
        match definition:
            case StructDefinition(fields=fields) if _is_set(definition):
                yield "Set { "
                keys = [key for key, _ in islice(_pairs(value.fields[0]), _TEXT_LENGTH)]
                key_type = self._pool.arguments(fields[0].type)[0]
                yield from _separated((self._pieces(key, key_type, depth) for key in keys), " }")
            case StructDefinition(fields=fields) if tag is Tag.TUPLE or definition.is_newtype:
                yield "(" if tag is Tag.TUPLE else f"{self._pool.declaration(idx).name}("
                yield from self._fields(fields, value.fields, depth, ")", is_named=False)
            case StructDefinition(fields=()):
                yield f"{self._pool.declaration(idx).name} {{}}" if tag is Tag.STRUCT else "{}"
            case StructDefinition(fields=fields):
                yield f"{self._pool.declaration(idx).name} {{ " if tag is Tag.STRUCT else "{ "
                yield from self._fields(fields, value.fields, depth, " }", is_named=True)
            case SumDefinition(variants=variants):
                variant = variants[value.variant]
                yield variant.name
                if variant.fields:
                    yield "("
                    yield from self._fields(variant.fields, value.fields, depth, ")", is_named=False)
            case ListDefinition(element=element):
                yield "["
                shown = (value.get(index) for index in range(min(value.length, _TEXT_LENGTH)))
                yield from _separated((self._pieces(each, element, depth) for each in shown), "]")
            case ObjectDefinition():
                yield from self._object_pieces(value, idx, depth)
            case _:
                yield self.type_name(idx)

    def _map_pieces(self, map_: Any, idx: Idx, depth: int) -> Iterator[str]:
        key_type, value_type = self._pool.arguments(idx)

        def entry(key: Any, value: Any) -> Iterator[str]:
            yield from self._pieces(key, key_type, depth)
            yield ": "
            yield from self._pieces(value, value_type, depth)

        yield "{"
        yield from _separated((entry(*pair) for pair in islice(_pairs(map_), _TEXT_LENGTH)), "}")

    def _object_pieces(self, object_: Any, idx: Idx, depth: int) -> Iterator[str]:
        function = self._function_of(object_)
        if self._pool.tag(idx) is not Tag.FUNCTION and function is not None:
            yield from self._pieces(object_.value, function.locals[0].type, depth)
            return
        yield self.type_name(idx)
        if function is not None:
            yield f" in @{name_of(function.id)}"

    def _fields(
        self, fields: tuple[Field, ...], values: tuple[Any, ...], depth: int, end: str, *, is_named: bool
    ) -> Iterator[str]:
        def field(declared: Field, value: Any) -> Iterator[str]:
            if is_named and declared.name:
                yield f"{declared.name}: "
            yield from self._pieces(value, declared.type, depth)

        yield from _separated((field(*pair) for pair in zip(fields, values, strict=True)), end)


def _separated(parts: Iterable[Iterator[str]], end: str) -> Iterator[str]:
    for index, part in enumerate(parts):
        if index:
            yield ", "
        yield from part
    yield end


def _is_set(definition: StructDefinition) -> bool:
    return definition.declaration.name == "Set" and is_prelude(definition.declaration.path)


def _pairs(map_: Any) -> Iterator[tuple[Any, Any]]:
    """The keys and values of a map; an entry that was removed has left its place (`stdlib/prelude/map_storage.ori`)."""
    entries: ListValue = map_.fields[0].fields[0]
    for index in range(entries.length):
        entry: SumValue = entries.get(index)
        if entry.fields:
            pair: Any = entry.fields[0]
            yield pair.fields


def _members(map_: Any, type_: Idx) -> Parts:
    """The keys of a map as the members of a set; no expression gives one."""
    keys = [key for key, _ in _pairs(map_)]
    return Parts(count=len(keys), element=lambda index: Part(f"[{index}]", keys[index], type_))


def _list_parts(list_: ListValue, element: Idx, path: str) -> Parts:
    def part(index: int) -> Part:
        return Part(f"[{index}]", list_.get(index), element, f"{path}[{index}]" if path else "")

    return Parts(count=list_.length, element=part)


def _parts_of_fields(fields: tuple[Field, ...], values: tuple[Any, ...], path: str) -> Iterator[Part]:
    for index, (field, value) in enumerate(zip(fields, values, strict=True)):
        name = field.name or str(index)
        yield Part(name, value, field.type, f"{path}.{name}" if path else "")
