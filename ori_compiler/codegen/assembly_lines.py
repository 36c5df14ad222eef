"""Assembly for people: what the assembler is told about debugging and unwinding is left out, source lines are kept.

In: assembly text of a module with debug locations (`debug_lines.py`), of any target. Out: its code and the source
line of each instruction, or those of one function. See "Assembler Directives" in the GNU assembler's manual, and ".loc"
there.
"""

import re
from typing import Final

from ori_compiler.codegen.debug_lines import ReadableIr

_LOCATION: Final = re.compile(r"\s*\.loc\s+(\d+)\s+(\d+)\s")
_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_FILE: Final = re.compile(rf"\s*\.file\s+(\d+)\s+{_QUOTED}(?:\s+{_QUOTED})?")
_LABEL: Final = re.compile(r'("(?:[^"\\]|\\.)*"|[^\s:"]+):')
_SECTION: Final = re.compile(r"\s*\.section\s+(\S+?)(?:,|\s|$)")
_NOISE: Final = re.compile(
    r"\s*\.(?:cfi_|seh_|loc\s|file\s|p2align|ident|addrsig|build_version|size\s|type\s|globl\s|def\s|scl\s|endef|set\s)"
)
_LOCAL: Final = re.compile(r"(?:\.?L|\$?l)(?:tmp|func_begin|func_end|cu_|debug_|info_string|line_table|exception)")


def readable_assembly(text: str, path: str, symbol: str | None) -> ReadableIr:
    """The code of all functions, or of the one with that symbol; lines are those of the source at `path`.

    Code that was inlined from another file belongs to the line of this file before it.
    """
    files: dict[int, str] = {}
    lines: list[str] = []
    sources: list[int | None] = []
    source: int | None = None
    is_shown, is_code = symbol is None, True
    for line in text.split("\n"):
        if found := _FILE.match(line):
            files[int(found[1])] = "/".join(_unquoted(part) for part in found.groups()[1:] if part is not None)
        elif found := _LOCATION.match(line):
            if files.get(int(found[1])) == path:
                source = int(found[2]) or None
        elif found := _SECTION.match(line):
            is_code = "text" in found[1]
        elif line.strip() == ".text":
            is_code = True
        elif found := _LABEL.match(line):
            label = found[1].strip('"')
            if _LOCAL.match(label):
                continue
            if not label.startswith((".L", "L", "$")):
                source = None
                is_shown = symbol is None or label.removeprefix("_") == symbol or label == symbol
            if is_code and is_shown:
                lines.append(line)
                sources.append(None)
        elif is_code and is_shown and line.strip() and not _NOISE.match(line):
            lines.append(line.replace("\t", "    ", 1).replace("\t", " "))
            sources.append(source)
    return ReadableIr((*lines, ""), (*sources, None))


def _unquoted(text: str) -> str:
    """A text of assembly: bytes that are not printable are escaped in octal."""
    return text.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
