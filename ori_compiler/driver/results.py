"""What the pipeline's operations give back."""

from enum import StrEnum
from typing import Literal

import msgspec

from ori_compiler.diagnostics.diagnostic import Diagnostic
from ori_compiler.source.item_id import ItemId


class Backend(StrEnum):
    """Who executes a program."""

    INTERPRETER = "interp"
    JIT = "jit"
    AOT = "aot"


class EmitKind(StrEnum):
    """What of a program to look at."""

    TOKENS = "tokens"
    TREE = "tree"
    AST = "ast"
    TYPES = "types"
    CANON = "canon"
    ARC = "arc"
    LLVM = "llvm"
    ASM = "asm"
    ABI = "abi"


ListedKind = Literal[EmitKind.LLVM, EmitKind.ASM, EmitKind.ARC, EmitKind.ABI]
"""What editors show beside the source."""


class Failed(msgspec.Struct, frozen=True):
    """The program has errors, or something it needs is missing; the diagnostics say what."""

    diagnostics: tuple[Diagnostic, ...]


class TraceFrame(msgspec.Struct, frozen=True):
    """A function that was running when a panic began, and where in it. Without a path it stands for several frames."""

    function: str
    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.function} at {self.path}:{self.line}:{self.column}" if self.path else self.function


class PanicReport(msgspec.Struct, frozen=True):
    """A panic: where and why. `line` is 0 if the place is unknown.

    `callers` are the calls that led to it, the most recent first.
    `met` are two panics of which one came in the way of the other; the message then says how.
    """

    message: str
    path: str
    line: int
    column: int
    function: str
    callers: tuple[TraceFrame, ...] = ()
    met: "tuple[PanicReport, ...]" = ()

    def __str__(self) -> str:
        return "".join(f"{each}\n" for each in self.met) + self.alone

    @property
    def alone(self) -> str:
        """The report without those of the panics that met."""
        place = f"\n  at {self.path}:{self.line}:{self.column}" if self.line else ""
        function = f"\n    @{self.function.removeprefix('@')}" if self.function else ""
        callers = "".join(f"\n    {caller}" for caller in self.callers)
        return f"{'fatal' if self.met else 'panic'}: {self.message}{place}{function}{callers}"


class Finished(msgspec.Struct, frozen=True):
    """A program ran to its end or to a panic. `output` is what it printed, if that was captured.

    `exit_code` is the program's own; it is of no meaning after a panic. `is_output_lost` tells that standard output did
    not take all that the program printed. `leaked` is how many counted objects it left, where they are counted.
    """

    exit_code: int
    output: str
    panic: PanicReport | None = None
    is_output_lost: bool = False
    leaked: int = 0


class Built(msgspec.Struct, frozen=True):
    """A program was written to `path`."""

    path: str


class Emitted(msgspec.Struct, frozen=True):
    """Some stage of a program as text."""

    text: str


class TestStatus(StrEnum):
    """How a test went."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class TestResult(msgspec.Struct, frozen=True):
    """One test, or example of a comment: where it stands, how it went, why it failed. `duration` is in seconds.

    `diagnostics` are those that came where another one was expected.
    """

    path: str
    name: str
    line: int
    status: TestStatus
    message: str
    backend: Backend
    duration: float
    item: ItemId
    output: str = ""
    panic: PanicReport | None = None
    is_example: bool = False
    is_unchanged: bool = False
    """It was not run: nothing that it depends on has changed since it was."""
    diagnostics: tuple[Diagnostic, ...] = ()
    is_attached: bool = False
    """It names what it tests."""
    is_slow: bool = False
    """It is attached, and took longer than its project wants."""
    errors: str = ""
    """What it wrote to standard error, if that was captured."""


class Listing(msgspec.Struct, frozen=True):
    """Generated code for people: `line_map` has, for each line of the text, a 1-based line of the source, or none."""

    text: str
    line_map: tuple[int | None, ...]
