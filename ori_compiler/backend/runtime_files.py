"""Where the built runtime is."""

from pathlib import Path
from typing import Final

import msgspec

from ori_compiler.backend.errors import RuntimeMissing
from ori_compiler.backend.runtime_build import INLINE_IR, SHARED_LIBRARY, SOURCE_FOLDER, STATIC_LIBRARY

RUNTIME_FOLDER: Final = Path(__file__).with_name("runtime")


class RuntimeFiles(msgspec.Struct, frozen=True):
    """All that the build of the toolchain made of `runtime_c/`."""

    shared_library: Path
    static_library: Path
    inline_ir: Path
    sources: Path


def find_runtime_files(folder: Path = RUNTIME_FOLDER) -> RuntimeFiles | RuntimeMissing:
    """The runtime's files, or which of them are missing."""
    names = (SHARED_LIBRARY, STATIC_LIBRARY, INLINE_IR, SOURCE_FOLDER)
    missing = tuple(name for name in names if not (folder / name).exists())
    if missing:
        return RuntimeMissing(str(folder), missing)
    return RuntimeFiles(*(folder / name for name in names))
