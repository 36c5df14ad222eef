"""Values of the interpreter to and from the memory of native code, sums and cells included."""

import ctypes
import struct

from running import Machine

from ori_compiler.codegen.layout import FieldLayout, Layouts, ListShape, Scalar, StructShape, SumShape, TagShape
from ori_compiler.codegen.runtime_registry import LIST_ELEMENTS_OFFSET
from ori_compiler.codegen.text_form import inline_content, inline_words, is_inline
from ori_compiler.eval.lists import ListValue
from ori_compiler.eval.value import Byte, Char, StructValue, SumValue, Value
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, STR, VOID, Idx

_TAGS = {Scalar.I8: ctypes.c_uint8, Scalar.I16: ctypes.c_uint16}


class NativeValues:
    """Writes and reads values; what is written is owned by the host, one reference each."""

    def __init__(self, machine: Machine, layouts: Layouts) -> None:
        self._layouts = layouts
        self._allocate = machine.runtime.function("ori_rc_alloc")

    def write(self, address: int, value: Value, idx: Idx) -> None:
        shape = self._layouts.of(idx).shape
        if isinstance(value, StructValue):
            assert isinstance(shape, StructShape)
            self._write_fields(address, value.fields, shape.fields)
        elif isinstance(value, SumValue):
            assert isinstance(shape, SumShape | TagShape)
            _TAGS[shape.tag].from_address(address).value = value.variant
            if isinstance(shape, SumShape):
                self._write_fields(address, value.fields, shape.variants[value.variant].fields)
        elif isinstance(value, ListValue):
            assert isinstance(shape, ListShape)
            self._write_list(address, value, shape.element)
        elif idx == STR:
            content = value.encode()
            ctypes.memmove(address, struct.pack("<Qq", *(inline_words(content) or self._long_text(content))), 16)
        elif idx == BOOL:
            ctypes.c_uint8.from_address(address).value = value
        elif idx in (BYTE, CHAR, FLOAT):
            raise TypeError("the random programs have no such arguments")
        elif idx != VOID:
            assert idx == INT
            ctypes.c_int64.from_address(address).value = value

    def read(self, address: int, idx: Idx) -> Value:
        shape = self._layouts.of(idx).shape
        match shape:
            case ListShape(element=element):
                return ListValue(self._read_list(address, element))
            case StructShape(fields=fields):
                return StructValue(self._read_fields(address, fields))
            case TagShape(tag=tag):
                return SumValue(_TAGS[tag].from_address(address).value, ())
            case SumShape(tag=tag, variants=variants):
                variant = _TAGS[tag].from_address(address).value
                return SumValue(variant, self._read_fields(address, variants[variant].fields))
        if idx == STR:
            data, length = struct.unpack("<Qq", ctypes.string_at(address, 16))
            return (inline_content(data, length) if is_inline(length) else ctypes.string_at(data, length)).decode()
        if idx == BOOL:
            return bool(ctypes.c_uint8.from_address(address).value)
        if idx == BYTE:
            return Byte(ctypes.c_uint8.from_address(address).value)
        if idx == CHAR:
            return Char(ctypes.c_uint32.from_address(address).value)
        if idx == FLOAT:
            return ctypes.c_double.from_address(address).value
        if idx == INT:
            return ctypes.c_int64.from_address(address).value
        return ()

    def _long_text(self, content: bytes) -> tuple[int, int]:
        cell = self._allocate(len(content))
        ctypes.memmove(cell, content, len(content))
        return cell, len(content)

    def _write_list(self, address: int, value: ListValue, element: Idx) -> None:
        size = self._layouts.of(element).size
        data = self._allocate(LIST_ELEMENTS_OFFSET + value.length * size)
        ctypes.c_uint64.from_address(address).value = data
        elements = data + LIST_ELEMENTS_OFFSET
        ctypes.memmove(data, struct.pack("<qQ", value.length, elements), LIST_ELEMENTS_OFFSET)
        for index, each in enumerate(value):
            self.write(elements + index * size, each, element)

    def _read_list(self, address: int, element: Idx) -> list[Value]:
        data = ctypes.c_uint64.from_address(address).value
        size = self._layouts.of(element).size
        length, elements = struct.unpack("<qQ", ctypes.string_at(data, LIST_ELEMENTS_OFFSET))
        return [self.read(elements + index * size, element) for index in range(length)]

    def _write_fields(self, address: int, values: tuple[Value, ...], fields: tuple[FieldLayout, ...]) -> None:
        for value, field in zip(values, fields, strict=True):
            target = address + field.offset
            if field.is_boxed:
                cell = self._allocate(self._layouts.of(field.type).size)
                ctypes.c_uint64.from_address(target).value = cell
                target = cell
            self.write(target, value, field.type)

    def _read_fields(self, address: int, fields: tuple[FieldLayout, ...]) -> tuple[Value, ...]:
        return tuple(
            self.read(
                ctypes.c_uint64.from_address(address + field.offset).value
                if field.is_boxed
                else address + field.offset,
                field.type,
            )
            for field in fields
        )
