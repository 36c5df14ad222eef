"""Source lines that survive optimisation: LLVM's debug locations on finished IR, and off it again.

In: a module's text with the source place of each line. Out: the same module with `!dbg` locations, which LLVM keeps
through its passes; and, of such a module after them, the text without metadata and the line each instruction is from.
See "Source Level Debugging with LLVM" in LLVM's documentation.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from ori_compiler.codegen.module import FunctionLines, LlvmModule
from ori_compiler.source.location import ItemSpan, Origins

_FIRST_LOCATION: Final = 5
_DBG: Final = re.compile(r",? !dbg !(\d+)")
_OTHER_METADATA: Final = re.compile(r",? !(?!dbg)[a-z.]+ !\d+")
_LOCATION: Final = re.compile(
    r"!(\d+) = (?:distinct )?!DILocation\(line: (\d+)(?:, column: \d+)?, scope: !\d+(?:, inlinedAt: !(\d+))?"
)
_ATTRIBUTE_GROUP: Final = re.compile(r"^attributes #(\d+) = \{ (.*) \}$")


def with_locations(module: LlvmModule, origins: Origins) -> str:
    """The module's text with a debug location on every instruction; line 0 where it stands for no source."""
    lines = module.text.split("\n")
    files: dict[str, int] = {}
    metadata = [
        "!llvm.dbg.cu = !{!0}",
        "!llvm.module.flags = !{!3}",
        '!0 = distinct !DICompileUnit(language: DW_LANG_C, file: !1, producer: "oric", isOptimized: true, '
        "runtimeVersion: 0, emissionKind: LineTablesOnly)",
        _file("generated", 1),
        "!2 = !DISubroutineType(types: !4)",
        '!3 = !{i32 2, !"Debug Info Version", i32 3}',
        "!4 = !{}",
    ]
    number = _FIRST_LOCATION
    for mapped in module.line_maps:
        path = next((span.item.path for span in mapped.lines if span is not None), "generated")
        if path not in files:
            files[path] = number
            metadata.append(_file(path, number))
            number += 1
        number = _locate_function(lines, mapped, origins, metadata, number, files[path])
    return "\n".join([*lines, *metadata, ""])


def _file(path: str, number: int) -> str:
    quoted = "".join(chr(byte) if _is_plain(byte) else f"\\{byte:02X}" for byte in path.encode("utf-8", "replace"))
    return f'!{number} = !DIFile(filename: "{quoted}", directory: "")'


def _is_plain(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and byte not in b'"\\'


def _locate_function(
    lines: list[str], mapped: FunctionLines, origins: Origins, metadata: list[str], number: int, file: int
) -> int:
    scope = number
    metadata.append(
        f'!{scope} = distinct !DISubprogram(name: "f{scope}", scope: !1, file: !{file}, line: 1, type: !2, unit: !0, '
        "spFlags: DISPFlagDefinition)"
    )
    number += 1
    known: dict[int, int] = {}
    first = mapped.first - 1
    last = 0
    lines[first] = lines[first].removesuffix(" {") + f" !dbg !{scope} {{"
    for offset, span in enumerate(mapped.lines[1:], start=1):
        if not lines[first + offset].startswith("  "):
            continue
        # What stands for no source of its own, such as a return, belongs to what is before it.
        line = _line(span, origins) or last
        last = line
        if line not in known:
            known[line] = number
            metadata.append(f"!{number} = !DILocation(line: {line}, scope: !{scope})")
            number += 1
        lines[first + offset] += f", !dbg !{known[line]}"
    return number


def _line(span: ItemSpan | None, origins: Origins) -> int:
    origin = origins.get(span.item) if span is not None else None
    return origin.location(span.span).line if origin is not None and span is not None else 0


class ReadableIr(msgspec.Struct, frozen=True):
    """IR for people, and the 1-based source line of each of its lines."""

    lines: tuple[str, ...]
    sources: tuple[int | None, ...]


def without_locations(text: str) -> ReadableIr:
    """Takes the metadata off and says from which source line each line is.

    Of an instruction that was inlined from another function, that is the line of the call.
    """
    raw = text.split("\n")
    places = {int(found[1]): (int(found[2]), found[3]) for found in map(_LOCATION.match, raw) if found}
    groups = {found[1]: found[2] for found in map(_ATTRIBUTE_GROUP.match, raw) if found}
    lines: list[str] = []
    sources: list[int | None] = []
    for line in raw:
        if line.startswith(("!", "attributes #", "; Function Attrs", "; ModuleID")):
            continue
        if not line and (not lines or not lines[-1]):
            continue
        found = _DBG.search(line)
        is_instruction = line.startswith("  ")
        sources.append(_source(int(found[1]), places) if found is not None and is_instruction else None)
        if found is not None and line.startswith(("   ", "  ]")):
            _spread_back(lines, sources)
        lines.append(_OTHER_METADATA.sub("", _with_attributes(_DBG.sub("", line), groups)))
    return ReadableIr(tuple(lines), tuple(sources))


def _spread_back(lines: list[str], sources: list[int | None]) -> None:
    """An instruction of several lines has its location on the last one; it counts for all of them."""
    index = len(lines) - 1
    while index >= 0 and lines[index].startswith("  ") and sources[index] is None:
        sources[index] = sources[-1]
        if not lines[index].startswith("   "):
            return
        index -= 1


def _source(location: int, places: Mapping[int, tuple[int, str | None]]) -> int | None:
    """Follows inlined code out to the function that is shown."""
    line, outer = places.get(location, (0, None))
    while outer is not None:
        line, outer = places.get(int(outer), (0, None))
    return line or None


def _with_attributes(line: str, groups: Mapping[str, str]) -> str:
    """A definition or call with its attributes in words instead of a group's number; strings are left out."""
    found = re.search(r" #(\d+)(?= |$)", line)
    if found is None or found[1] not in groups:
        return line
    words = " ".join(word for word in groups[found[1]].split() if '"' not in word)
    return line[: found.start()] + (f" {words}" if words and line.startswith("define") else "") + line[found.end() :]


def only_function(ir: ReadableIr, symbol: str) -> ReadableIr:
    """The head of a module and one of its functions."""
    names = (f"@{symbol}(", f'@"{symbol}"(')
    kept: list[int] = []
    inside = False
    for index, line in enumerate(ir.lines):
        if line.startswith("define"):
            inside = any(name in line for name in names)
        is_head = line.startswith(("source_filename", "target ", "%"))
        if inside or is_head:
            kept.append(index)
        if line == "}":
            inside = False
    lines: list[str] = []
    sources: list[int | None] = []
    for index in kept:
        if ir.lines[index].startswith("define") and lines:
            lines.append("")
            sources.append(None)
        lines.append(ir.lines[index])
        sources.append(ir.sources[index])
    return ReadableIr((*lines, ""), (*sources, None))
