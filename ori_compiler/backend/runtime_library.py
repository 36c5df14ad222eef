"""The runtime's shared library inside this process: addresses for the JIT, and the functions Python itself calls.

The types of those functions come from the registry, so they cannot differ from what generated code assumes.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from ori_compiler.backend.errors import RuntimeMissing, RuntimeUnusable
from ori_compiler.backend.runtime_files import find_runtime_files
from ori_compiler.codegen.runtime_registry import (
    RUNTIME_FUNCTIONS,
    RuntimeType,
    scalar_parameters,
    scalar_result,
)
from ori_compiler.codegen.text_form import inline_content, is_inline

_CTYPES: Final[dict[RuntimeType, Any]] = {
    RuntimeType.I64: ctypes.c_int64,
    RuntimeType.F64: ctypes.c_double,
    RuntimeType.BOOL: ctypes.c_bool,
    RuntimeType.I8: ctypes.c_uint8,
    RuntimeType.I32: ctypes.c_uint32,
    RuntimeType.PTR: ctypes.c_void_p,
    RuntimeType.VOID: None,
}


class OriStr(ctypes.Structure):
    """The words of a text, see `codegen/text_form.py`."""

    _fields_ = (("data", ctypes.c_uint64), ("length", ctypes.c_int64))


class OriLocation(ctypes.Structure):
    """A place in the source."""

    _fields_ = (
        ("file", ctypes.c_char_p),
        ("function", ctypes.c_char_p),
        ("line", ctypes.c_int32),
        ("column", ctypes.c_int32),
    )


TRACE_FIRST: Final = 20
"""How many places of a trace are kept from its beginning."""

TRACE_LAST: Final = 10
"""And from its end."""


class OriTrace(ctypes.Structure):
    """The places that a panic came by, the most recent first."""

    _fields_ = (("count", ctypes.c_int64), ("places", OriLocation * (TRACE_FIRST + TRACE_LAST)))


class OriFrames(ctypes.Structure):
    """What the addresses of code mean, see `frame_table.py`."""

    _fields_ = (("code", ctypes.c_void_p), ("table", ctypes.c_char_p))


class OriPanic(ctypes.Structure):
    """A caught panic, as `ori_try` fills it in."""

    _fields_ = (
        ("message", OriStr),
        ("file", ctypes.c_char_p),
        ("function", ctypes.c_char_p),
        ("line", ctypes.c_int32),
        ("column", ctypes.c_int32),
        ("trace", ctypes.POINTER(OriTrace)),
        ("is_reported", ctypes.c_bool),
    )


class RuntimeLibrary:
    """The loaded library. There is one in a process: see `load_runtime_library`."""

    def __init__(self, path: Path) -> None:
        """Loads the library. Raises `OSError`."""
        # The runtime must unwind with the unwinder that LLVM registers the JIT's frames with, which is the shared one
        # of the process; it becomes visible to the library only when it is loaded globally.
        if sys.platform == "linux":
            ctypes.CDLL("libgcc_s.so.1", mode=ctypes.RTLD_GLOBAL)
        self._library = ctypes.CDLL(str(path), mode=os.RTLD_NOW if hasattr(os, "RTLD_NOW") else ctypes.DEFAULT_MODE)
        self._process = ctypes.CDLL(None) if os.name == "posix" else self._library
        self._arguments: ctypes.Array[ctypes.c_char_p] = (ctypes.c_char_p * 0)()
        self.function("ori_stack_guard_enable")()
        self.function("ori_rc_count_live")(True)

    def function(self, name: str) -> Callable[..., Any]:
        """A runtime function of the registry, callable with plain numbers and ctypes values."""
        function = self._library[name]
        record = RUNTIME_FUNCTIONS[name]
        function.argtypes = [_CTYPES[scalar] for scalar in scalar_parameters(record)]
        function.restype = _CTYPES[scalar_result(record)]
        return function

    def addresses(self, names: Iterable[str]) -> dict[str, int]:
        """Where the named functions are; what nobody in this process defines is left out."""
        found = {name: self._address(name) for name in names}
        return {name: address for name, address in found.items() if address is not None}

    def set_arguments(self, words: Sequence[str]) -> None:
        """Makes these the words of the call for all programs from now on; the first is the program's name."""
        texts = [word.encode("utf-8", "surrogateescape") for word in words]
        # The runtime keeps the address, so they have to live as long as it does.
        self._arguments = (ctypes.c_char_p * len(texts))(*texts)
        self.function("ori_set_arguments")(len(texts), self._arguments)

    def live_objects(self) -> int:
        """How many counted objects exist now."""
        return int(self.function("ori_rc_live")())

    def copied_elements(self) -> int:
        """How many elements of lists have been copied so far because somebody else had the list."""
        return int(self.function("ori_list_copied")())

    def take_text(self, text: OriStr) -> str:
        """The text as a Python string; its reference is released."""
        if is_inline(text.length):
            return inline_content(text.data, text.length).decode("utf-8", errors="replace")
        content = ctypes.string_at(text.data, text.length).decode("utf-8", errors="replace")
        self.function("ori_rc_decrement")(text.data, None)
        return content

    def _address(self, name: str) -> int | None:
        for library in (self._library, self._process):
            try:
                return ctypes.cast(library[name], ctypes.c_void_p).value
            except AttributeError:
                continue
        return None


@cache
def load_runtime_library() -> RuntimeLibrary | RuntimeMissing | RuntimeUnusable:
    """The runtime of this installation, loaded once."""
    files = find_runtime_files()
    if isinstance(files, RuntimeMissing):
        return files
    try:
        return RuntimeLibrary(files.shared_library)
    except OSError as error:
        return RuntimeUnusable(str(files.shared_library), str(error))
