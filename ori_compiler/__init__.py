"""The Ori compiler as a library.

`CompilationPipeline` is the front door: it checks, compiles, emits, classifies and runs Ori programs from
paths or from in-memory sources. See `docs/library.md`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ori_compiler.driver import CompilationPipeline

__all__ = ["CompilationPipeline"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Imported on first use, so that a command pays only for the phases it runs.
    if name == "CompilationPipeline":
        from ori_compiler.driver import CompilationPipeline

        return CompilationPipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
