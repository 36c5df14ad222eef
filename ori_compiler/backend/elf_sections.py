"""The sections of a relocatable ELF object (System V gABI, chapter 4), 64-bit and little-endian, as LLVM writes it."""

import struct
from typing import Final

import msgspec

_SYMBOL_TABLE, _RELOCATIONS = 2, 4
_EXECUTABLE: Final = 0x4
_EXCLUDE: Final = 0x8000_0000
_GLOBAL: Final = 1
_WIDTHS: Final = {1: 8, 10: 4, 257: 8, 258: 4}
"""How many bytes a relocation fills, by its type: absolute ones of x86-64 and AArch64, whose numbers differ."""

SECTION_SHIFT: Final = 40
"""Addresses of code are its offset in a section, and above this bit the number of the section."""


class Section(msgspec.Struct, frozen=True):
    """One section: where its header and content are."""

    number: int
    name: str
    kind: int
    flags: int
    header: int
    offset: int
    size: int
    link: int
    info: int


class ElfObject:
    """A relocatable object."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        table, size, count, names = struct.unpack_from("<Q10xHHH", code, 40)
        raw = [
            (table + size * index, struct.unpack_from("<IIQQQQII", code, table + size * index))
            for index in range(count)
        ]
        base = raw[names][1][4]
        self.sections = tuple(
            Section(number, self._text(base + name), kind, flags, header, offset, length, link, info)
            for number, (header, (name, kind, flags, _, offset, length, link, info)) in enumerate(raw)
        )
        self._symbols = next((each for each in self.sections if each.kind == _SYMBOL_TABLE), None)

    def section(self, name: str) -> Section | None:
        """The first section of that name."""
        return next((each for each in self.sections if each.name == name), None)

    def global_function(self) -> tuple[str, Section, int] | None:
        """A symbol of code that other objects see, with its section and its offset there."""
        if self._symbols is None:
            return None
        names = self.sections[self._symbols.link].offset
        for at in range(self._symbols.offset, self._symbols.offset + self._symbols.size, 24):
            name, info, _, section, value = struct.unpack_from("<IBBHQ", self._code, at)
            is_code = section < len(self.sections) and self.sections[section].flags & _EXECUTABLE != 0
            if info >> 4 == _GLOBAL and is_code:
                return self._text(names + name), self.sections[section], value
        return None

    def content(self, name: str) -> bytes:
        """What a section holds, relocated as if a section of code had its number as the upper part of its address."""
        section = self.section(name)
        if section is None:
            return b""
        content = bytearray(self._code[section.offset : section.offset + section.size])
        for table in self.sections:
            if table.kind == _RELOCATIONS and table.info == section.number:
                self._relocate(content, table)
        return bytes(content)

    def without_debug_information(self) -> bytes:
        """The object, whose debug sections linkers leave out."""
        code = bytearray(self._code)
        for section in self.sections:
            if section.name.removeprefix(".rela").startswith(".debug_"):
                struct.pack_into("<Q", code, section.header + 8, section.flags | _EXCLUDE)
        return bytes(code)

    def _relocate(self, content: bytearray, table: Section) -> None:
        symbols = self.sections[table.link].offset
        for at in range(table.offset, table.offset + table.size, 24):
            offset, info, addend = struct.unpack_from("<QQq", self._code, at)
            width = _WIDTHS.get(info & 0xFFFF_FFFF)
            if width is None:
                continue
            section, value = struct.unpack_from("<HQ", self._code, symbols + 24 * (info >> 32) + 6)
            value += addend
            if width == 8 and section < len(self.sections) and self.sections[section].flags & _EXECUTABLE:
                value += section << SECTION_SHIFT
            content[offset : offset + width] = value.to_bytes(width, "little")

    def _text(self, start: int) -> str:
        return self._code[start : self._code.index(b"\0", start)].decode("utf-8")
