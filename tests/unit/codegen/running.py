"""Runs hand-built ARC IR on the JIT and looks at result, panic, output and live objects."""

import ctypes
import struct
from collections.abc import Sequence

from arc_programs import Types

from ori_compiler.arc.ir import ArcFunction
from ori_compiler.backend.jit import Jit, Panicked, Returned, create_jit
from ori_compiler.backend.runtime_library import OriStr, RuntimeLibrary, load_runtime_library
from ori_compiler.backend.target_machine import jit_target
from ori_compiler.codegen.config import OptLevel
from ori_compiler.codegen.module import LlvmModule, compile_module
from ori_compiler.codegen.text_form import inline_words


class StaticText:
    """A `str` argument that the host owns: an immortal object."""

    def __init__(self, text: str) -> None:
        data = text.encode()
        self._memory = ctypes.create_string_buffer(struct.pack("<qq", len(data), -(2**63)) + data)
        long = ctypes.addressof(self._memory) + 16, len(data)
        self.packed = struct.pack("<Qq", *(inline_words(data) or long))


class Loaded:
    """A module that is ready to be called."""

    def __init__(self, machine: "Machine", module: LlvmModule, opt_level: OptLevel) -> None:
        self.text = module.text
        self._machine = machine
        self._module = module
        self._code = machine.jit.load_ir(module.text, int(opt_level))

    def call(self, function: ArcFunction, arguments: bytes = b"", result_size: int = 0) -> bytes:
        """The result's bytes; fails on a panic."""
        outcome, result = self.try_call(function, arguments, result_size)
        assert isinstance(outcome, Returned), outcome
        return result

    def panic(self, function: ArcFunction, arguments: bytes = b"") -> Panicked:
        """The panic; fails if there is none."""
        outcome, _ = self.try_call(function, arguments, 64)
        assert isinstance(outcome, Panicked), outcome
        return outcome

    def output(self, function: ArcFunction, arguments: bytes = b"") -> str:
        outcome, _ = self.try_call(function, arguments, 64)
        assert isinstance(outcome, Returned), outcome
        return outcome.output

    def text_result(self, function: ArcFunction, arguments: bytes = b"") -> str:
        """A `str` result, released."""
        data, length = struct.unpack("<Qq", self.call(function, arguments, 16))
        return self._machine.runtime.take_text(OriStr(data, length))

    def try_call(self, function: ArcFunction, arguments: bytes, result_size: int) -> tuple[Returned | Panicked, bytes]:
        passed = ctypes.create_string_buffer(arguments, max(len(arguments), 1))
        result = ctypes.create_string_buffer(max(result_size, 1))
        outcome = self._code.call(
            self._module.entries[function.id],
            ctypes.addressof(passed),
            ctypes.addressof(result),
            capture_output=True,
        )
        return outcome, result.raw[:result_size]


class Machine:
    """This machine."""

    def __init__(self) -> None:
        jit, runtime = create_jit(), load_runtime_library()
        assert isinstance(jit, Jit), jit
        assert isinstance(runtime, RuntimeLibrary), runtime
        self.jit = jit
        self.runtime = runtime
        self.triple = jit_target().triple

    @property
    def live_objects(self) -> int:
        return self.runtime.live_objects()

    def load(self, types: Types, functions: Sequence[ArcFunction], opt_level: OptLevel = OptLevel.NONE) -> Loaded:
        """Every function with a trampoline."""
        ids = [function.id for function in functions]
        config = types.config(self.triple, opt_level, ids)
        return Loaded(self, compile_module(functions, ids, config), opt_level)


LEVELS = (OptLevel.NONE, OptLevel.DEFAULT)
