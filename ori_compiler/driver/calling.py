"""Calling Ori functions from Python through the JIT."""

import ctypes
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from ori_compiler.codegen.layout import STR_DATA_OFFSET, STR_LENGTH_OFFSET, Layouts
from ori_compiler.codegen.runtime_registry import (
    HEADER_SIZE,
    LIST_ELEMENTS_OFFSET,
    LIST_OWNER_OFFSET,
    LIST_POINTER_OFFSET,
)
from ori_compiler.codegen.text_form import inline_content, inline_words, is_inline
from ori_compiler.codegen.trampolines import argument_offsets
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import add_definitions
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import Failed, PanicReport
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import ListDefinition, Representation, Signature, StructDefinition, TypeDefinitions
from ori_compiler.types.pool import BOOL, BYTE, CHAR, FLOAT, INT, STR, VOID, Idx

Memory: TypeAlias = "ctypes.Array[ctypes.c_char]"
_Scalar: TypeAlias = ctypes.c_int64 | ctypes.c_double | ctypes.c_bool | ctypes.c_uint8 | ctypes.c_uint32


class ProgramError(Exception):
    """The program has errors: see `diagnostics`."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(f"{d.code}: {d.message}" for d in diagnostics) or "the program has errors")
        self.diagnostics = diagnostics


class ArgumentError(TypeError):
    """The Python values do not fit the function's parameters, or its result has no Python form."""


class PanicError(Exception):
    """The Ori function panicked: see `report`."""

    def __init__(self, report: PanicReport) -> None:
        super().__init__(report.message)
        self.report = report


def call(pipeline: CompilationPipeline, path: str, function: str, arguments: Sequence[object]) -> object:
    """Compiles what the function needs, calls it, and turns its result into a Python value."""
    from ori_compiler.backend.frame_table import emit_traced_object
    from ori_compiler.backend.jit import Jit, create_jit
    from ori_compiler.backend.jit import Panicked as NativePanic
    from ori_compiler.backend.target_machine import jit_target
    from ori_compiler.driver.native import generate, native_panic

    item = pipeline.find_function(path, function)
    if item is None:
        raise ArgumentError(f"`{path}` has no function `{function}`")
    needed = pipeline.database.signature(item).capabilities
    if needed:
        names = ", ".join(trait.name for trait in needed)
        raise ArgumentError(f"`{function}` uses {names}, which Python cannot provide")
    errors = pipeline.errors([path])
    program = Failed(errors) if errors else pipeline.executable((item,), path)
    if isinstance(program, Failed):
        raise ProgramError(program.diagnostics)
    marshaller = _marshaller(pipeline.database, item)
    argument_memory = marshaller.arguments(arguments)
    result_memory = marshaller.result_memory()
    jit = create_jit()
    if not isinstance(jit, Jit):
        raise ProgramError((jit.into_diagnostic(),))
    module = generate(pipeline.database, program, (item,), jit_target().triple, 1, path)
    code = jit.load(emit_traced_object(module, pipeline.origins, jit_target(), 1))
    outcome = code.call(
        module.entries[item], ctypes.addressof(argument_memory), ctypes.addressof(result_memory), capture_output=True
    )
    if isinstance(outcome, NativePanic):
        raise PanicError(native_panic(outcome))
    return marshaller.result(result_memory, jit.release)


def _marshaller(database: CompilerDatabase, item: ItemId) -> "Marshaller":
    signature = database.signature(item)
    definitions: dict[Idx, Representation] = {}
    types = [parameter.type for parameter in signature.parameters]
    add_definitions(database, (*types, signature.result), definitions)
    return Marshaller(signature, definitions, database.pool.name)


_CTYPES: Final[Mapping[Idx, type[_Scalar]]] = {
    INT: ctypes.c_int64,
    FLOAT: ctypes.c_double,
    BOOL: ctypes.c_bool,
    BYTE: ctypes.c_uint8,
    CHAR: ctypes.c_uint32,
}
_IMMORTAL: Final = -1
_COUNT_BEFORE_DATA: Final = 8


class Marshaller:
    """Python values to and from memory laid out as native code expects it, for one call of a function."""

    def __init__(self, signature: Signature, definitions: TypeDefinitions, type_name: Callable[[Idx], str]) -> None:
        self._signature = signature
        self._name = type_name
        self._definitions = definitions
        self._layouts = Layouts(definitions)
        # Texts and lists that are handed over belong to Python and must live until the result is read.
        self._objects: list[Memory] = []

    def arguments(self, values: Sequence[object]) -> Memory:
        """Memory that holds the parameters as the entry expects them."""
        parameters = self._signature.parameters
        if len(values) != len(parameters):
            raise ArgumentError(f"`{self._signature.item.name}` takes {len(parameters)} arguments, not {len(values)}")
        for parameter in parameters:
            self._demand_python_form(parameter.type, f"`{parameter.name}`")
        offsets, size = argument_offsets([parameter.type for parameter in parameters], self._layouts)
        memory = ctypes.create_string_buffer(max(size, 1))
        for parameter, value, offset in zip(parameters, values, offsets, strict=True):
            self._store(ctypes.addressof(memory) + offset, value, parameter.type, parameter.name)
        return memory

    def result_memory(self) -> Memory:
        """Memory for the result."""
        self._demand_python_form(self._signature.result, "a result")
        return ctypes.create_string_buffer(max(self._layouts.of(self._signature.result).size, 1))

    def _demand_python_form(self, type_: Idx, what: str, inside: frozenset[Idx] = frozenset()) -> None:
        match self._definitions.get(type_):
            case _ if type_ in inside:
                return
            case StructDefinition(fields=fields):
                for field in fields:
                    self._demand_python_form(field.type, what, inside | {type_})
            case ListDefinition(element=element):
                self._demand_python_form(element, what, inside | {type_})
            case _ if type_ not in _CTYPES and type_ not in (STR, VOID):
                raise ArgumentError(f"{what} of type `{self._name(type_)}` has no Python form")

    def result(self, memory: Memory, release: Callable[[int], None]) -> object:
        """The result as a Python value; `release` gives up the native owner of an object without children."""
        address, type_ = ctypes.addressof(memory), self._signature.result
        value = self._read(address, type_)
        self._release(address, type_, release)
        return value

    def _store(self, address: int, value: object, type_: Idx, where: str) -> None:
        definition = self._definitions.get(type_)
        if type_ == STR:
            self._store_text(address, value, where)
        elif isinstance(definition, StructDefinition):
            self._store_struct(address, value, definition, where)
        elif isinstance(definition, ListDefinition):
            self._store_list(address, value, definition.element, where)
        elif type_ == VOID:
            if value is not None:
                raise ArgumentError(f"`{where}` takes `None`, not {value!r}")
        else:
            number = self._number(value, type_, where)
            _CTYPES[type_].from_address(address).value = number

    def _number(self, value: object, type_: Idx, where: str) -> int | float | bool:
        match value:
            case bool() if type_ == BOOL:
                return value
            case int() if type_ == FLOAT and not isinstance(value, bool):
                return float(value)
            case int() if type_ == INT and not isinstance(value, bool) and -(2**63) <= value < 2**63:
                return value
            case int() if type_ == BYTE and not isinstance(value, bool) and 0 <= value <= 255:
                return value
            case float() if type_ == FLOAT:
                return value
            case str() if type_ == CHAR and len(value) == 1:
                return ord(value)
            case _:
                raise ArgumentError(f"`{where}` takes a `{self._name(type_)}`, not {value!r}")

    def _store_text(self, address: int, value: object, where: str) -> None:
        if not isinstance(value, str):
            raise ArgumentError(f"`{where}` takes a `str`, not {value!r}")
        encoded = value.encode("utf-8")
        data, length = inline_words(encoded) or (self._immortal(encoded), len(encoded))
        ctypes.c_uint64.from_address(address + STR_DATA_OFFSET).value = data
        ctypes.c_int64.from_address(address + STR_LENGTH_OFFSET).value = length

    def _immortal(self, data: bytes) -> int:
        """The address of the data of a counted object that is never freed: its size and a negative count before it."""
        memory = ctypes.create_string_buffer(struct.pack("=qq", len(data), _IMMORTAL) + data)
        self._objects.append(memory)
        return ctypes.addressof(memory) + HEADER_SIZE

    def _store_list(self, address: int, value: object, element: Idx, where: str) -> None:
        if not isinstance(value, list | tuple):
            raise ArgumentError(f"`{where}` takes a list of `{self._name(element)}`, not {value!r}")
        size = self._layouts.of(element).size
        data = self._immortal(struct.pack("=qQ", len(value), 0) + bytes(len(value) * size))
        elements = data + LIST_ELEMENTS_OFFSET
        ctypes.c_void_p.from_address(data + LIST_POINTER_OFFSET).value = elements
        for index, each in enumerate(value):
            self._store(elements + index * size, each, element, f"{where}[{index}]")
        ctypes.c_void_p.from_address(address).value = data

    def _store_struct(self, address: int, value: object, definition: StructDefinition, where: str) -> None:
        names = [field.name for field in definition.fields]
        if not isinstance(value, Mapping) or set(value) != set(names):
            raise ArgumentError(f"`{where}` takes a dictionary with the keys {', '.join(names)}, not {value!r}")
        for field, offset in zip(definition.fields, self._offsets(definition), strict=True):
            self._store(address + offset, value[field.name], field.type, f"{where}.{field.name}")

    def _offsets(self, definition: StructDefinition) -> tuple[int, ...]:
        return argument_offsets([field.type for field in definition.fields], self._layouts)[0]

    def _read(self, address: int, type_: Idx) -> object:
        definition = self._definitions.get(type_)
        if isinstance(definition, StructDefinition):
            return {
                field.name: self._read(address + offset, field.type)
                for field, offset in zip(definition.fields, self._offsets(definition), strict=True)
            }
        if isinstance(definition, ListDefinition):
            return [self._read(each, definition.element) for each in self._elements(_pointer(address), definition)]
        if type_ == STR:
            data, length = _text_words(address)
            content = inline_content(data, length) if is_inline(length) else ctypes.string_at(data, length)
            return content.decode("utf-8")
        if type_ == VOID:
            return None
        value = _CTYPES[type_].from_address(address).value
        return chr(int(value)) if type_ == CHAR else value

    def _elements(self, data: int, list_: ListDefinition) -> Iterator[int]:
        """The address of each element of a list."""
        length = ctypes.c_int64.from_address(data).value
        first = _pointer(data + LIST_POINTER_OFFSET)
        size = self._layouts.of(list_.element).size
        return (first + index * size for index in range(length))

    def _release(self, address: int, type_: Idx, release: Callable[[int], None]) -> None:
        definition = self._definitions.get(type_)
        if isinstance(definition, StructDefinition):
            for field, offset in zip(definition.fields, self._offsets(definition), strict=True):
                self._release(address + offset, field.type, release)
        elif isinstance(definition, ListDefinition):
            self._release_list(_pointer(address), definition, release)
        elif type_ == STR:
            data, length = _text_words(address)
            if not is_inline(length):
                release(data)

    def _release_list(self, data: int, list_: ListDefinition, release: Callable[[int], None]) -> None:
        """The last owner of a list releases its elements, or what a view shares; others are in other parts."""
        if ctypes.c_int64.from_address(data - _COUNT_BEFORE_DATA).value == 1:
            if _pointer(data + LIST_POINTER_OFFSET) != data + LIST_ELEMENTS_OFFSET:
                self._release_list(_pointer(data + LIST_OWNER_OFFSET), list_, release)
            else:
                for element in self._elements(data, list_):
                    self._release(element, list_.element, release)
        release(data)


def _text_words(address: int) -> tuple[int, int]:
    data = ctypes.c_uint64.from_address(address + STR_DATA_OFFSET).value
    return data, ctypes.c_int64.from_address(address + STR_LENGTH_OFFSET).value


def _pointer(address: int) -> int:
    return ctypes.c_void_p.from_address(address).value or 0
