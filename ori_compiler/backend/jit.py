"""Runs generated code inside this process.

Objects come from our own emission, so that they can be cached by content, and are linked by LLVM's JITLink. Code is
entered only through the runtime's `ori_try`: a panic ends there and never meets a frame of Python or libffi.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from threading import Lock
from typing import Final

import llvmlite.binding as llvm
import msgspec

from ori_compiler.backend.errors import RuntimeMissing, RuntimeUnusable, UndefinedSymbolsError
from ori_compiler.backend.frame_table import FrameTable, TracedObject
from ori_compiler.backend.object_code import emit_object
from ori_compiler.backend.object_symbols import read_symbols
from ori_compiler.backend.runtime_library import (
    TRACE_FIRST,
    TRACE_LAST,
    OriFrames,
    OriPanic,
    OriStr,
    OriTrace,
    RuntimeLibrary,
    load_runtime_library,
)
from ori_compiler.backend.target_machine import jit_target, target_machine

_LINKER_SYMBOLS: Final = frozenset({"_GLOBAL_OFFSET_TABLE_"})
"""What the linker itself defines."""


class Returned(msgspec.Struct, frozen=True, tag=True):
    """The code came to its end. `output` is what it printed, if that was captured."""

    output: str = ""


class Frame(msgspec.Struct, frozen=True):
    """A function that was running, and where it was. Without a file it stands for frames that are left out."""

    function: str
    file: str
    line: int
    column: int


class Panicked(msgspec.Struct, frozen=True, tag=True):
    """The code panicked. Where the place is unknown, `file` is empty and `line` is 0.

    `callers` are the calls that led there, the most recent first, as far as the code knows them.
    """

    message: str
    file: str
    function: str
    line: int
    column: int
    output: str = ""
    callers: tuple[Frame, ...] = ()


NativeOutcome = Returned | Panicked


class LoadedCode:
    """Code that is ready to run, as long as this object lives."""

    def __init__(self, jit: "Jit", library: llvm.ResourceTracker, frames: FrameTable | None = None) -> None:
        self._jit = jit
        self._library = library
        self._entries: dict[str, llvm.ResourceTracker] = {}
        self._lock = Lock()
        self._frames = OriFrames()
        if frames is not None:
            self._frames = OriFrames(self.address(frames.anchor) - frames.anchor_offset, frames.content)

    def address(self, symbol: str) -> int:
        """Where a global symbol of the code is. Raises `UndefinedSymbolsError` if there is none of that name."""
        # LLVM unloads the code with the first tracker that goes, so none may be looked up twice and dropped.
        with self._lock:
            tracker = self._entries.get(symbol)
            if tracker is None:
                tracker = self._entries[symbol] = self._jit.look_up(self._library.name, symbol)
        return int(tracker[symbol])

    def call(
        self,
        symbol: str,
        arguments: int = 0,
        result: int = 0,
        *,
        capture_output: bool = False,
        reports_panics: bool = False,
    ) -> NativeOutcome:
        """Calls an entry `void symbol(ptr arguments, ptr result)` with two addresses.

        With `capture_output` what the code prints becomes part of the outcome; else it has reached standard output
        when this returns. With `reports_panics` a panic is written to standard error before the stack unwinds.
        """
        self._jit.report_panics(reports_panics)
        return self._jit.enter(self.address(symbol), arguments, result, capture_output, self._frames)


class Jit:
    """Links code into this process. Independent pieces of code share nothing but the runtime."""

    def __init__(self, runtime: RuntimeLibrary, *, is_debuggable: bool = False) -> None:
        self._runtime = runtime
        # Of LLVM's two linkers only the older one tells a native debugger about the code.
        self._linker = llvm.create_lljit_compiler(
            target_machine(jit_target(), 0), use_jit_link=not is_debuggable, suppress_errors=True
        )
        # LLVM never forgets the name of a library, not even of one that is gone.
        self._numbers = count()
        self._try = runtime.function("ori_try")
        self._set_frames = runtime.function("ori_frames_set")
        self._report_early = runtime.function("ori_panic_report_early")
        self._capture_begin = runtime.function("ori_output_capture_begin")
        self._capture_end = runtime.function("ori_output_capture_end")
        self._flush = runtime.function("ori_output_flush")
        self._release = runtime.function("ori_rc_decrement")

    def load_ir(self, ir_text: str, opt_level: int = 0) -> LoadedCode:
        """Compiles a module for this machine and links it. Raises `InvalidIrError` and `UndefinedSymbolsError`."""
        return self.load_objects((emit_object(ir_text, jit_target(), opt_level),))

    def load(self, traced: TracedObject) -> LoadedCode:
        """Links a module that knows its frames. Raises `UndefinedSymbolsError`."""
        return self._link((traced.code,), traced.frames)

    def load_objects(self, objects: Sequence[bytes]) -> LoadedCode:
        """Links objects (made for `jit_target()`) with each other and the runtime. Raises `UndefinedSymbolsError`."""
        return self._link(objects, None)

    def _link(self, objects: Sequence[bytes], frames: FrameTable | None) -> LoadedCode:
        builder = llvm.JITLibraryBuilder()
        for name, address in self._imports(objects).items():
            builder.import_symbol(name, address)
        for object_code in objects:
            builder.add_object_img(object_code)
        return LoadedCode(self, builder.link(self._linker, f"ori{next(self._numbers)}"), frames)

    @contextmanager
    def program_arguments(self, values: Sequence[str]) -> Iterator[int]:
        """The address of a list of texts, as an `@main` with a parameter takes it, for as long as it is needed.

        `values` are the words of the call; the first one, the program's name, is not in the list.
        """
        self._runtime.set_arguments(values)
        list_ = ctypes.c_void_p(self._runtime.function("ori_arguments")(False))
        try:
            yield ctypes.addressof(list_)
        finally:
            self._runtime.function("ori_arguments_release")(list_)

    def release(self, data: int) -> None:
        """Gives up the owner of a counted object without children, such as a text that an entry returned."""
        self._release(data, 0)

    def look_up(self, library: str, symbol: str) -> llvm.ResourceTracker:
        """A symbol of a linked library. Raises `UndefinedSymbolsError`."""
        try:
            return self._linker.lookup(library, symbol)
        except RuntimeError as error:
            raise UndefinedSymbolsError((symbol,)) from error

    def enter(self, entry: int, arguments: int, result: int, capture_output: bool, frames: OriFrames) -> NativeOutcome:
        """Calls the entry at an address; see `LoadedCode.call`."""
        panic = OriPanic()
        printed = OriStr()
        if capture_output:
            self._capture_begin()
        self._set_frames(ctypes.byref(frames))
        has_panicked = self._try(entry, arguments, result, ctypes.byref(panic))
        if capture_output:
            self._capture_end(ctypes.byref(printed))
        else:
            self._flush()
        output = self._runtime.take_text(printed)
        return self._panicked(panic, output) if has_panicked else Returned(output)

    def report_panics(self, is_wanted: bool) -> None:
        """Whether panics of this thread that nothing catches are written to standard error from now on."""
        self._report_early(is_wanted)

    def has_written_all_output(self) -> bool:
        """False if something that was printed and not captured could not be written."""
        return bool(self._flush())

    def live_objects(self) -> int:
        """How many counted objects exist now, of all code in this process."""
        return self._runtime.live_objects()

    def _imports(self, objects: Sequence[bytes]) -> dict[str, int]:
        symbols = [read_symbols(object_code) for object_code in objects]
        defined = _LINKER_SYMBOLS.union(*(each.defined for each in symbols))
        needed = frozenset().union(*(each.undefined for each in symbols)) - defined
        addresses = self._runtime.addresses(needed)
        if missing := sorted(needed - addresses.keys()):
            raise UndefinedSymbolsError(missing)
        return addresses

    def _panicked(self, panic: OriPanic, output: str) -> Panicked:
        return Panicked(
            self._runtime.take_text(panic.message),
            _decoded(panic.file),
            _decoded(panic.function),
            panic.line,
            panic.column,
            output,
            tuple(_frames(panic.trace.contents))[1:] if panic.trace else (),
        )


def _frames(trace: OriTrace) -> Iterator[Frame]:
    most = TRACE_FIRST + TRACE_LAST
    for index in range(min(trace.count, most)):
        if index == TRACE_FIRST and trace.count > most:
            left_out = trace.count - most
            yield Frame(f"… {left_out:,} more frame{'' if left_out == 1 else 's'}", "", 0, 0)
        place = trace.places[index]
        yield Frame(_decoded(place.function), _decoded(place.file), place.line, place.column)


def create_jit(*, is_debuggable: bool = False) -> Jit | RuntimeMissing | RuntimeUnusable:
    """A JIT with the runtime of this installation. A debuggable one shows its code to a native debugger."""
    runtime = load_runtime_library()
    return Jit(runtime, is_debuggable=is_debuggable) if isinstance(runtime, RuntimeLibrary) else runtime


def _decoded(text: bytes | None) -> str:
    return "" if text is None else text.decode("utf-8", errors="replace")
