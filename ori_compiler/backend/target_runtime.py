"""The runtime's static library for a target other than this machine, compiled on first use and kept.

The key of a kept library covers all that goes into it: the sources, the way they are compiled, and the compiler.
"""

import hashlib
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

from ori_compiler.backend import runtime_build
from ori_compiler.backend.errors import RuntimeUnusable
from ori_compiler.backend.runtime_files import RuntimeFiles


def target_static_library(files: RuntimeFiles, target: str, cache: Path) -> Path | RuntimeUnusable:
    """The static library for the target of that name, in the folder `cache`."""
    library = cache / "runtime" / _key(files.sources) / target / runtime_build.STATIC_LIBRARY
    if library.exists():
        return library
    try:
        library.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=library.parent) as folder:
            fresh = Path(folder) / library.name
            runtime_build.build_static_library(files.sources, fresh, cache / "zig", ("-target", target))
            os.replace(fresh, library)
    except (OSError, runtime_build.RuntimeBuildError) as error:
        return RuntimeUnusable(str(files.sources), f"it could not be compiled for {target}: {error}")
    return library


def _key(sources: Path) -> str:
    digest = hashlib.sha256(version("ziglang").encode())
    for path in (Path(runtime_build.__file__), *runtime_build.source_files(sources)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]
