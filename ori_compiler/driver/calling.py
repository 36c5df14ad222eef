"""Calling Ori functions from Python through the JIT."""

import ctypes
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from ori_compiler.codegen.layout import STR_DATA_OFFSET, STR_LENGTH_OFFSET, Layouts
from ori_compiler.codegen.trampolines import argument_offsets
from ori_compiler.database.compiler import CompilerDatabase
from ori_compiler.database.programs import add_definitions
from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.driver.pipeline import CompilationPipeline
from ori_compiler.driver.results import PanicReport
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.definitions import Representation, StructDefinition
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
    from ori_compiler.backend.jit import Jit, create_jit
    from ori_compiler.backend.jit import Panicked as NativePanic
    from ori_compiler.backend.target_machine import jit_target
    from ori_compiler.driver.native import generate

    item = pipeline.find_function(path, function)
    if item is None:
        raise ArgumentError(f"`{path}` has no function `{function}`")
    errors = pipeline.errors([path])
    program = pipeline.program((item,))
    if errors or program is None:
        raise ProgramError(errors)
    marshaller = _Marshaller(pipeline.database, item)
    argument_memory = marshaller.arguments(arguments)
    result_memory = marshaller.result_memory()
    jit = create_jit()
    if not isinstance(jit, Jit):
        raise ProgramError((jit.into_diagnostic(),))
    module = generate(pipeline.database, program, (item,), jit_target().triple, 1, path)
    code = jit.load_ir(module.text, 1)
    outcome = code.call(
        module.entries[item], ctypes.addressof(argument_memory), ctypes.addressof(result_memory), capture_output=True
    )
    if isinstance(outcome, NativePanic):
        raise PanicError(PanicReport(outcome.message, outcome.file, outcome.line, outcome.column, outcome.function))
    return marshaller.result(result_memory, jit.release)


_CTYPES: Final[Mapping[Idx, type[_Scalar]]] = {
    INT: ctypes.c_int64,
    FLOAT: ctypes.c_double,
    BOOL: ctypes.c_bool,
    BYTE: ctypes.c_uint8,
    CHAR: ctypes.c_uint32,
}
_IMMORTAL: Final = -1
_HEADER_SIZE: Final = 16


class _Marshaller:
    """Python values to and from memory laid out as native code expects it."""

    def __init__(self, database: CompilerDatabase, item: ItemId) -> None:
        self._signature = database.signature(item)
        self._name = database.pool.name
        definitions: dict[Idx, Representation] = {}
        types = [parameter.type for parameter in self._signature.parameters]
        add_definitions(database, (*types, self._signature.result), definitions)
        self._definitions = definitions
        self._layouts = Layouts(definitions)
        # Texts that are handed over belong to Python and must live as long as the call.
        self._texts: list[Memory] = []

    def arguments(self, values: Sequence[object]) -> Memory:
        """Memory that holds the parameters as the entry expects them."""
        parameters = self._signature.parameters
        if len(values) != len(parameters):
            raise ArgumentError(f"`{self._signature.item.name}` takes {len(parameters)} arguments, not {len(values)}")
        offsets, size = argument_offsets([parameter.type for parameter in parameters], self._layouts)
        memory = ctypes.create_string_buffer(max(size, 1))
        for parameter, value, offset in zip(parameters, values, offsets, strict=True):
            self._store(ctypes.addressof(memory) + offset, value, parameter.type, parameter.name)
        return memory

    def result_memory(self) -> Memory:
        """Memory for the result."""
        self._demand_python_form(self._signature.result)
        return ctypes.create_string_buffer(max(self._layouts.of(self._signature.result).size, 1))

    def _demand_python_form(self, type_: Idx) -> None:
        definition = self._definitions.get(type_)
        if isinstance(definition, StructDefinition):
            for field in definition.fields:
                self._demand_python_form(field.type)
        elif type_ not in _CTYPES and type_ not in (STR, VOID):
            raise ArgumentError(f"a result of type `{self._name(type_)}` has no Python form")

    def result(self, memory: Memory, release: Callable[[int], None]) -> object:
        """The result as a Python value; `release` gives up the native owner of a text."""
        return self._read(ctypes.addressof(memory), self._signature.result, release)

    def _store(self, address: int, value: object, type_: Idx, where: str) -> None:
        definition = self._definitions.get(type_)
        if type_ == STR:
            self._store_text(address, value, where)
        elif isinstance(definition, StructDefinition):
            self._store_struct(address, value, definition, where)
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
        # A counted object that is never freed: its size, a negative count, then the text.
        header = struct.pack("=qq", len(encoded), _IMMORTAL)
        memory = ctypes.create_string_buffer(header + encoded)
        self._texts.append(memory)
        ctypes.c_int64.from_address(address + STR_LENGTH_OFFSET).value = len(encoded)
        data = ctypes.addressof(memory) + _HEADER_SIZE if encoded else 0
        ctypes.c_void_p.from_address(address + STR_DATA_OFFSET).value = data

    def _store_struct(self, address: int, value: object, definition: StructDefinition, where: str) -> None:
        names = [field.name for field in definition.fields]
        if not isinstance(value, Mapping) or set(value) != set(names):
            raise ArgumentError(f"`{where}` takes a dictionary with the keys {', '.join(names)}, not {value!r}")
        for field, offset in zip(definition.fields, self._offsets(definition), strict=True):
            self._store(address + offset, value[field.name], field.type, f"{where}.{field.name}")

    def _offsets(self, definition: StructDefinition) -> tuple[int, ...]:
        return argument_offsets([field.type for field in definition.fields], self._layouts)[0]

    def _read(self, address: int, type_: Idx, release: Callable[[int], None]) -> object:
        definition = self._definitions.get(type_)
        if isinstance(definition, StructDefinition):
            return {
                field.name: self._read(address + offset, field.type, release)
                for field, offset in zip(definition.fields, self._offsets(definition), strict=True)
            }
        if type_ == STR:
            length = ctypes.c_int64.from_address(address + STR_LENGTH_OFFSET).value
            data = ctypes.c_void_p.from_address(address + STR_DATA_OFFSET).value or 0
            text = ctypes.string_at(data, length).decode("utf-8") if length else ""
            release(data)
            return text
        if type_ == VOID:
            return None
        value = _CTYPES[type_].from_address(address).value
        return chr(int(value)) if type_ == CHAR else value
