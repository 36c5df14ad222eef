"""Objects that know the calls in their code: a table from addresses to call sites, for the traces of panics.

It is made after code generation from the object's debug information (`line_table.py`), so it costs the program no
instruction, and calls that were inlined are in it. The runtime (`runtime_c/frames.c`) reads it as little-endian numbers
of 32 bits, behind which are texts that end with a NUL:

    rows, nodes                             how many there are
    rows    offset, node                    from this offset of the code on
    nodes   function, file, line, column, outer     a call site, and the node of the call around it

A node or outer node `NO_NODE` is none. Other formats than ELF get no table; then a panic knows its own place only.
"""

import struct
from collections.abc import Sequence
from typing import Final

import msgspec

from ori_compiler.backend.elf_sections import SECTION_SHIFT, ElfObject
from ori_compiler.backend.line_table import rows
from ori_compiler.backend.object_code import emit_object
from ori_compiler.backend.target_machine import Target
from ori_compiler.codegen.call_sites import CallSite, with_call_sites
from ori_compiler.codegen.module import LlvmModule
from ori_compiler.source.location import Origins

NO_NODE: Final = 0xFFFF_FFFF
FRAMES_SYMBOL: Final = "ori_frames"
"""What the program entry looks for: where the code begins, and the table."""


class FrameTable(msgspec.Struct, frozen=True):
    """The table, and a symbol of the code with its offset there."""

    anchor: str
    anchor_offset: int
    content: bytes


class TracedObject(msgspec.Struct, frozen=True):
    """Object code, and what its addresses mean, if that is known."""

    code: bytes
    frames: FrameTable | None


def emit_traced_object(module: LlvmModule, origins: Origins, target: Target, opt_level: int) -> TracedObject:
    """Compiles a module. Raises `InvalidIrError`."""
    if "linux" not in target.triple:
        return TracedObject(emit_object(module.text, target, opt_level), None)
    traced = with_call_sites(module, origins)
    code = ElfObject(emit_object(traced.text, target, opt_level))
    return TracedObject(code.without_debug_information(), _frame_table(code, traced.sites))


def program_objects(traced: TracedObject, target: Target) -> tuple[bytes, ...]:
    """The objects that make a program: the code, and the table under the name that its entry knows."""
    frames = traced.frames
    if frames is None:
        return (traced.code,)
    content = "".join(f"\\{byte:02X}" for byte in frames.content)
    data = (
        f"@{frames.anchor} = external global i8\n"
        f'@frames.content = private constant [{len(frames.content)} x i8] c"{content}", align 4\n'
        f"@{FRAMES_SYMBOL} = constant {{ ptr, ptr }} "
        f"{{ ptr getelementptr (i8, ptr @{frames.anchor}, i64 {-frames.anchor_offset}), ptr @frames.content }}\n"
    )
    return traced.code, emit_object(data, target, 0)


def _frame_table(code: ElfObject, sites: Sequence[CallSite]) -> FrameTable | None:
    anchor = code.global_function()
    if anchor is None:
        return None
    name, section, offset = anchor
    table = _Table(sites)
    for row in rows(code):
        if row.address >> SECTION_SHIFT == section.number:
            table.add(row.address & ((1 << SECTION_SHIFT) - 1), row.lines)
    return FrameTable(name, offset, table.packed())


class _Table:
    def __init__(self, sites: Sequence[CallSite]) -> None:
        self._sites = sites
        self._rows: list[tuple[int, int]] = []
        self._nodes: dict[tuple[int, int, int, int, int], int] = {}
        self._texts: dict[str, int] = {}
        self._text = bytearray()

    def add(self, offset: int, lines: tuple[int, ...]) -> None:
        """The calls that code from an offset on belongs to, the innermost first."""
        node = NO_NODE
        for line in reversed(lines):
            site = self._sites[line - 1]
            key = (self._offset(site.function), self._offset(site.path), site.line, site.column, node)
            node = self._nodes.setdefault(key, len(self._nodes))
        if not self._rows or self._rows[-1][1] != node:
            self._rows.append((offset, node))

    def packed(self) -> bytes:
        parts = [struct.pack("<II", len(self._rows), len(self._nodes))]
        parts += (struct.pack("<II", *row) for row in self._rows)
        parts += (struct.pack("<IIIII", *node) for node in self._nodes)
        return b"".join((*parts, bytes(self._text), b"\0"))

    def _offset(self, text: str) -> int:
        found = self._texts.get(text)
        if found is None:
            found = self._texts[text] = len(self._text)
            self._text += text.encode("utf-8", "surrogatepass") + b"\0"
        return found
