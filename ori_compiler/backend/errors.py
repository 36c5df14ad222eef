"""What can go wrong behind code generation, as records of facts.

A record is for what a user can do something about: a target we do not know, an installation without its runtime, a
linker that refuses. An exception here means a defect of the compiler: IR that LLVM rejects, or code that refers to
what nobody defines.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.source.item_id import ItemId, ItemKind
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span

NO_PLACE: Final = ItemSpan(ItemId("", ItemKind.FILE, ""), Span(0, 0))
"""What has no place in the source: its path is empty."""

_SHOWN_LINES: Final = 20
"""Of the words of a linker."""


class UnknownTarget(msgspec.Struct, frozen=True):
    """A target name that stands for nothing we can build for."""

    name: str
    supported: tuple[str, ...]

    def into_diagnostic(self) -> Diagnostic:
        return _diagnostic(
            "E5004",
            f"unknown target `{self.name}`",
            notes=(f"the targets are {', '.join(self.supported)}",),
            help=("leave the target out to build for this machine",),
        )


class RuntimeMissing(msgspec.Struct, frozen=True):
    """The installation lacks files that its build should have made."""

    folder: str
    missing: tuple[str, ...]

    def into_diagnostic(self) -> Diagnostic:
        return _diagnostic(
            "E5005",
            f"the Ori runtime is not built: {', '.join(self.missing)} missing in {self.folder}",
            notes=("the runtime is compiled when the toolchain is installed, with the C compiler of `ziglang`",),
            help=(
                "install the toolchain anew (`pip install .`), or in a checkout run "
                "`python -m ori_compiler.backend.runtime_build`",
            ),
        )


class RuntimeUnusable(msgspec.Struct, frozen=True):
    """The runtime's files are there but cannot be loaded or compiled."""

    path: str
    reason: str

    def into_diagnostic(self) -> Diagnostic:
        return _diagnostic(
            "E5005",
            f"the Ori runtime at {self.path} cannot be used",
            notes=(self.reason,),
            help=("install the toolchain anew on this machine",),
        )


class LinkError(msgspec.Struct, frozen=True):
    """No program came of the objects. `details` holds the linker's own words, if it came to that."""

    output: str
    reason: str
    details: str = ""
    advice: str = ""

    def into_diagnostic(self) -> Diagnostic:
        return _diagnostic(
            "E5006",
            f"cannot build {self.output}: {self.reason}",
            notes=_shortened([line for line in self.details.splitlines() if line.strip()]),
            help=(self.advice,) if self.advice else (),
        )


def _shortened(lines: list[str]) -> tuple[str, ...]:
    """Of very many lines the first and the last ones: a linker on a full disk has hundreds."""
    if len(lines) <= _SHOWN_LINES:
        return tuple(lines)
    half = _SHOWN_LINES // 2
    return (*lines[:half], f"… {len(lines) - 2 * half:,} more lines …", *lines[-half:])


BackendError = UnknownTarget | RuntimeMissing | RuntimeUnusable | LinkError


class InvalidIrError(Exception):
    """LLVM rejects what code generation wrote; `ir` is the module's text."""

    def __init__(self, reason: str, ir: str) -> None:
        super().__init__(f"LLVM rejects the generated code: {reason}")
        self.reason = reason
        self.ir = ir


class UndefinedSymbolsError(Exception):
    """Generated code refers to functions that neither it nor the runtime defines."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"the generated code refers to undefined symbols: {', '.join(names)}")
        self.names = tuple(names)


def _diagnostic(code: str, message: str, notes: tuple[str, ...] = (), help: tuple[str, ...] = ()) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, Label(NO_PLACE), notes=notes, help=help)
