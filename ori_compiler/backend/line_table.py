"""Which calls an address of code belongs to, from the debug information of an object.

Read are the line table and the tree of calls that were inlined ("DWARF Debugging Information Format", version 4, 6.2
and 3.3.8).
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ori_compiler.backend.elf_sections import ElfObject


class Inlined(msgspec.Struct):
    """A function, or a call that was inlined: the addresses it covers, the line of the call, and calls in it."""

    ranges: list[tuple[int, int]]
    line: int
    inner: "list[Inlined]"


class Row(msgspec.Struct, frozen=True):
    """From an address on, the lines that code stands for: of itself, then of the calls around it, outwards."""

    address: int
    lines: tuple[int, ...]


class _Cursor:
    """Reads numbers from bytes, one behind the other."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def number(self, width: int) -> int:
        self.at += width
        return int.from_bytes(self.data[self.at - width : self.at], "little")

    def signed(self, width: int) -> int:
        self.at += width
        return int.from_bytes(self.data[self.at - width : self.at], "little", signed=True)

    def uleb(self) -> int:
        result = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            result |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return result

    def sleb(self) -> int:
        start = self.at
        value = self.uleb()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value


def rows(code: ElfObject) -> list[Row]:
    """The line table with inlined calls, by address. Rows without any line end the one before."""
    functions = list(_functions(code))
    pieces = sorted(
        ((start, end, each) for each in functions for start, end in each.ranges), key=lambda piece: piece[:2]
    )
    own_lines = dict(_line_rows(code.content(".debug_line")))
    found: list[Row] = []
    position = own_line = 0
    for address in sorted({*own_lines, *_borders(functions)}):
        own_line = own_lines.get(address, own_line)
        while position < len(pieces) and pieces[position][1] <= address:
            position += 1
        calls: tuple[int, ...] = ()
        if position < len(pieces) and pieces[position][0] <= address:
            calls = _calls_around(pieces[position][2], address)
        lines = tuple(each for each in (own_line, *calls) if each)
        if not found or found[-1].lines != lines:
            found.append(Row(address, lines))
    return found


def _borders(functions: Iterable[Inlined]) -> Iterator[int]:
    """Where code of functions and inlined calls begins and ends."""
    for function in functions:
        for start, end in function.ranges:
            yield start
            yield end
        yield from _borders(function.inner)


def _calls_around(function: Inlined, address: int) -> tuple[int, ...]:
    lines: list[int] = []
    inner: Inlined | None = function
    while inner is not None:
        lines.append(inner.line)
        inner = next((each for each in inner.inner if any(s <= address < e for s, e in each.ranges)), None)
    return tuple(reversed(lines))


# The line program

_COPY, _ADVANCE_PC, _ADVANCE_LINE, _CONST_ADD_PC, _FIXED_ADVANCE_PC = 1, 2, 3, 8, 9
_END_SEQUENCE, _SET_ADDRESS = 1, 2


def _line_rows(data: bytes) -> Iterator[tuple[int, int]]:
    """Address and line of each row; line 0 where a sequence ends."""
    at = 0
    while at < len(data):
        cursor = _Cursor(data, at)
        at = cursor.number(4) + at + 4
        cursor.number(2)
        start = cursor.number(4) + cursor.at
        unit = cursor.number(1)
        cursor.number(2)
        base, range_, first_special = cursor.signed(1), cursor.number(1), cursor.number(1)
        lengths = [cursor.number(1) for _ in range(first_special - 1)]
        cursor.at = start
        address, line = 0, 1
        while cursor.at < at:
            opcode = cursor.number(1)
            if opcode >= first_special:
                step = opcode - first_special
                address += step // range_ * unit
                line += base + step % range_
                yield address, line
            elif opcode == 0:
                end = cursor.uleb() + cursor.at
                extended = cursor.number(1)
                if extended == _END_SEQUENCE:
                    yield address, 0
                    address, line = 0, 1
                elif extended == _SET_ADDRESS:
                    address = cursor.number(8)
                cursor.at = end
            elif opcode == _COPY:
                yield address, line
            elif opcode == _ADVANCE_PC:
                address += cursor.uleb() * unit
            elif opcode == _ADVANCE_LINE:
                line += cursor.sleb()
            elif opcode == _CONST_ADD_PC:
                address += (255 - first_special) // range_ * unit
            elif opcode == _FIXED_ADVANCE_PC:
                address += cursor.number(2)
            else:
                for _ in range(lengths[opcode - 1]):
                    cursor.uleb()


# The tree of functions and inlined calls

_SUBPROGRAM, _INLINED = 0x2E, 0x1D
_LOW_PC, _HIGH_PC, _RANGES, _CALL_LINE = 0x11, 0x12, 0x55, 0x59
_ADDRESS: Final = 0x01
_FIXED: Final = {_ADDRESS: 8, 0x0B: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x0E: 4, 0x17: 4, 0x13: 4, 0x0C: 1, 0x19: 0}
"""The size of each form that LLVM uses in such tables, but for those of variable size."""
_SIGNED_DATA, _UNSIGNED_DATA, _EXPRESSION = 0x0D, 0x0F, 0x18

_Abbreviations = dict[int, tuple[int, bool, list[tuple[int, int]]]]


def _functions(code: ElfObject) -> Iterator[Inlined]:
    """The functions that have code."""
    data, known, ranges = code.content(".debug_info"), code.content(".debug_abbrev"), code.content(".debug_ranges")
    at = 0
    while at < len(data):
        cursor = _Cursor(data, at)
        at = cursor.number(4) + at + 4
        cursor.number(2)
        abbreviations = _abbreviations(_Cursor(known, cursor.number(4)))
        cursor.number(1)
        yield from _entries(cursor, at, abbreviations, ranges)


def _entries(cursor: _Cursor, end: int, abbreviations: _Abbreviations, ranges: bytes) -> Iterator[Inlined]:
    unit_start = 0
    stack: list[Inlined | None] = []
    while cursor.at < end:
        number = cursor.uleb()
        if number == 0:
            if stack:
                stack.pop()
            continue
        tag, has_children, attributes = abbreviations[number]
        values = {name: (form, _value(cursor, form)) for name, form in attributes}
        if not stack:
            unit_start = values.get(_LOW_PC, (0, 0))[1]
        entry: Inlined | None = None
        if tag in (_SUBPROGRAM, _INLINED):
            entry = Inlined(_ranges_of(values, ranges, unit_start), values.get(_CALL_LINE, (0, 0))[1], [])
            outer = stack[-1] if stack else None
            if tag == _INLINED and outer is not None:
                outer.inner.append(entry)
            elif entry.ranges:
                yield entry
        if has_children:
            stack.append(entry if entry is not None or not stack else stack[-1])


def _ranges_of(values: dict[int, tuple[int, int]], ranges: bytes, unit_start: int) -> list[tuple[int, int]]:
    if _RANGES in values:
        cursor, base, found = _Cursor(ranges, values[_RANGES][1]), unit_start, list[tuple[int, int]]()
        while True:
            start, end = cursor.number(8), cursor.number(8)
            if start == end == 0:
                return found
            if start == (1 << 64) - 1:
                base = end
            else:
                found.append((base + start, base + end))
    if _LOW_PC not in values or _HIGH_PC not in values:
        return []
    start = values[_LOW_PC][1]
    form, high = values[_HIGH_PC]
    return [(start, high if form == _ADDRESS else start + high)]


def _abbreviations(cursor: _Cursor) -> _Abbreviations:
    found: _Abbreviations = {}
    while (number := cursor.uleb()) != 0:
        tag, has_children = cursor.uleb(), cursor.number(1) != 0
        attributes: list[tuple[int, int]] = []
        while (pair := (cursor.uleb(), cursor.uleb())) != (0, 0):
            attributes.append(pair)
        found[number] = tag, has_children, attributes
    return found


def _value(cursor: _Cursor, form: int) -> int:
    if form == _UNSIGNED_DATA:
        return cursor.uleb()
    if form == _SIGNED_DATA:
        return cursor.sleb()
    if form == _EXPRESSION:
        cursor.at += cursor.uleb()
        return 0
    return cursor.number(_FIXED[form])
