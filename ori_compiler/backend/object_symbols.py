"""Which symbols an object file defines, and which it expects from elsewhere.

The linker of the JIT names undefined symbols on standard error only, so we look before it does. Read are ELF (System V
gABI, chapter 4, "Symbol Table"), Mach-O (`<mach-o/nlist.h>`) and COFF (Microsoft PE format, "COFF Symbol Table"), each
64-bit and little-endian, as LLVM writes them for the supported targets.
"""

import struct
from collections.abc import Iterator

import msgspec


class ObjectSymbols(msgspec.Struct, frozen=True):
    """The global symbols of an object file, by their names in C."""

    defined: frozenset[str]
    undefined: frozenset[str]


def read_symbols(object_code: bytes) -> ObjectSymbols:
    """The symbols of a relocatable object. Raises `ValueError` for anything else."""
    if object_code.startswith(b"\x7fELF\x02\x01"):
        symbols = list(_elf_symbols(object_code))
    elif object_code.startswith(b"\xcf\xfa\xed\xfe"):
        symbols = list(_macho_symbols(object_code))
    elif object_code[:2] in (b"\x64\x86", b"\x64\xaa"):
        symbols = list(_coff_symbols(object_code))
    else:
        raise ValueError("not a 64-bit little-endian ELF, Mach-O or COFF object")
    defined = frozenset(name for name, is_defined in symbols if is_defined)
    return ObjectSymbols(defined, frozenset(name for name, _ in symbols) - defined)


def _elf_symbols(code: bytes) -> Iterator[tuple[str, bool]]:
    section_table, section_size, section_count = struct.unpack_from("<Q10xHH", code, 40)
    sections = [
        struct.unpack_from("<IIQQQQII", code, section_table + index * section_size) for index in range(section_count)
    ]
    symbol_table_type, global_bind, weak_bind = 2, 1, 2
    for _, kind, _, _, offset, size, link, _ in sections:
        if kind != symbol_table_type:
            continue
        names = sections[link][4]
        for at in range(offset, offset + size, 24):
            name, info, _, section = struct.unpack_from("<IBBH", code, at)
            if name and info >> 4 in (global_bind, weak_bind):
                yield _text(code, names + name), section != 0


def _macho_symbols(code: bytes) -> Iterator[tuple[str, bool]]:
    (command_count,) = struct.unpack_from("<I", code, 16)
    symbol_table_command, external, type_mask = 2, 0x01, 0x0E
    at = 32
    for _ in range(command_count):
        kind, size = struct.unpack_from("<II", code, at)
        if kind == symbol_table_command:
            table, count, names = struct.unpack_from("<III", code, at + 8)
            for entry in range(table, table + 16 * count, 16):
                name, flags = struct.unpack_from("<IB", code, entry)
                if flags & external:
                    yield _text(code, names + name).removeprefix("_"), flags & type_mask != 0
        at += size


def _coff_symbols(code: bytes) -> Iterator[tuple[str, bool]]:
    table, count = struct.unpack_from("<II", code, 8)
    names, external = table + 18 * count, 2
    index = 0
    while index < count:
        short, section, storage, auxiliary = struct.unpack_from("<8s4xh2xBB", code, table + 18 * index)
        if storage == external:
            # A name of more than eight bytes is four zero bytes and an offset into the string table.
            is_long = short.startswith(b"\0\0\0\0")
            name = _text(code, names + int.from_bytes(short[4:], "little")) if is_long else _text(short + b"\0", 0)
            yield name, section != 0
        index += 1 + auxiliary


def _text(code: bytes, start: int) -> str:
    return code[start : code.index(b"\0", start)].decode("utf-8")
