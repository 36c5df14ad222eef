"""Call sites as debug locations, so that what LLVM does to calls can be read off its line table.

In: the finished text of a module. Out: the same with a `!dbg` location on each call; the line in it is the number of
the call site. LLVM keeps such locations through its passes, and notes for calls that it inlines the sites of the calls
around them. Site 0 is no place that anybody wants to see: calls in the library and in what the compiler writes, calls
that end their caller, and calls that count or allocate. A call in tail position ends its caller even where the frame
is not replaced, because nothing can come back to it without end: so traces are those of the interpreter.

Instructions stay as they are, but for two things. All code goes to one section, so that one symbol tells where it all
is; and where a trace has to end, and at calls of the runtime that panic, LLVM may neither let the callee replace the
frame nor make one call of several.
"""

import re
from typing import Final

import msgspec

from ori_compiler.codegen.module import FunctionLines, LlvmModule
from ori_compiler.codegen.runtime_registry import RUNTIME_FUNCTIONS
from ori_compiler.resolve.entry_points import is_first_frame
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import Origins
from ori_compiler.types.functions import is_of_program, name_of


class CallSite(msgspec.Struct, frozen=True):
    """A call in the program: the function that it stands in, and where."""

    function: str
    path: str
    line: int
    column: int


class TracedModule(msgspec.Struct, frozen=True):
    """A module's text with call sites; the site with number n is at index n - 1."""

    text: str
    sites: tuple[CallSite, ...]


SECTION: Final = ".text"

_CALL: Final = re.compile(r"  (?:%\S+ = )?(?P<tail>(?:must)?tail )?(?P<call>call|invoke) .*?(?P<callee>[@%][^\s(]+)\(")
_CATCH: Final = "@ori_try"
_PANICKING: Final = frozenset(f"@{name}" for name, known in RUNTIME_FUNCTIONS.items() if known.may_panic)
_HEAD: Final = (
    "!llvm.dbg.cu = !{!0}",
    "!llvm.module.flags = !{!3, !4}",
    "!0 = distinct !DICompileUnit(language: DW_LANG_C, file: !1, isOptimized: true, runtimeVersion: 0, "
    "emissionKind: LineTablesOnly)",
    '!1 = !DIFile(filename: "ori", directory: "")',
    "!2 = !DISubroutineType(types: !5)",
    '!3 = !{i32 2, !"Debug Info Version", i32 3}',
    '!4 = !{i32 7, !"Dwarf Version", i32 4}',
    "!5 = !{}",
)
_FIRST_NUMBER: Final = 6


def with_call_sites(module: LlvmModule, origins: Origins) -> TracedModule:
    """Numbers the calls of a module."""
    return _CallSites(module, origins).found()


def _kept(line: str, call: re.Match[str]) -> str:
    """The call such that LLVM neither lets it replace the frame nor makes one of it and another."""
    end = line.rindex(")", 0, line.find(" to label ") if call["call"] == "invoke" else len(line)) + 1
    line = f"{line[:end]} nomerge{line[end:]}"
    start = call.start("call")
    return line if call["call"] == "invoke" or call["tail"] else f"{line[:start]}notail {line[start:]}"


class _CallSites:
    def __init__(self, module: LlvmModule, origins: Origins) -> None:
        self._lines = module.text.split("\n")
        self._functions = {mapped.first - 1: mapped for mapped in module.line_maps}
        self._visible = {f"@{symbol}" for symbol in module.symbols.values()} | {_CATCH}
        self._origins = origins
        self._numbers: dict[CallSite, int] = {}
        self._metadata = list(_HEAD)

    def found(self) -> TracedModule:
        lines, index = self._lines, 0
        while index < len(lines):
            if not lines[index].startswith("define "):
                index += 1
                continue
            end = lines.index("}", index)
            mapped = self._functions.get(index)
            self._mark(range(index, end), mapped)
            index = end
        return TracedModule("\n".join([*lines, *self._metadata, ""]), tuple(self._numbers))

    def _mark(self, body: range, mapped: FunctionLines | None) -> None:
        function = mapped.function if mapped is not None else None
        scope = self._record(
            'distinct !DISubprogram(name: "f", scope: !1, file: !1, line: 0, type: !2, unit: !0, '
            "spFlags: DISPFlagDefinition)"
        )
        lines, first = self._lines, body.start
        head, personality, rest = lines[first].removesuffix(" {").partition(" personality ")
        lines[first] = f'{head} section "{SECTION}"{personality}{rest} !dbg !{scope} {{'
        is_shown = function is not None and is_of_program(function)
        is_kept = isinstance(function, ItemId) and is_first_frame(function)
        locations: dict[int, int] = {}
        for index in body[1:]:
            call = _CALL.match(lines[index])
            if call is None:
                continue
            site = 0
            if mapped is not None and is_shown and not call["tail"] and self._is_visible(call["callee"]):
                site = self._site(mapped, index - first)
            if site not in locations:
                locations[site] = self._record(f"!DILocation(line: {site}, scope: !{scope})")
            if is_kept or call["callee"] in _PANICKING:
                lines[index] = _kept(lines[index], call)
            lines[index] += f", !dbg !{locations[site]}"

    def _is_visible(self, callee: str) -> bool:
        return callee.startswith("%") or callee in self._visible

    def _site(self, function: FunctionLines, line_in_function: int) -> int:
        span = function.lines[line_in_function]
        origin = self._origins.get(span.item) if span is not None else None
        if origin is None or span is None or span.span in function.tail_calls:
            return 0
        line, column = origin.lines.position(origin.absolute(span.span).start)
        site = CallSite(f"@{name_of(function.function)}", origin.path, line, column)
        return self._numbers.setdefault(site, len(self._numbers) + 1)

    def _record(self, metadata: str) -> int:
        number = _FIRST_NUMBER + len(self._metadata) - len(_HEAD)
        self._metadata.append(f"!{number} = {metadata}")
        return number
