"""How the C runtime is compiled, with the C compiler that `ziglang` ships.

In go the sources in `runtime_c/`, out come the files the backend works with. The build hook loads this module by its
path, before anything of the project is installed, so it imports nothing but the standard library. In a checkout,
`python -m ori_compiler.backend.runtime_build` builds the files anew after a change in `runtime_c/`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

SHARED_LIBRARY: Final = {"win32": "ori_runtime.dll", "darwin": "libori_runtime.dylib"}.get(
    sys.platform, "libori_runtime.so"
)
"""The runtime for the JIT; it has no program entry."""

STATIC_LIBRARY: Final = "libori_runtime.a"
"""The runtime for built programs, with the program entry."""

INLINE_IR: Final = "ori_runtime_inline.ll"
"""The hot functions as LLVM IR, to be linked into optimised modules."""

SOURCE_FOLDER: Final = "source"
"""The C sources, from which the static library for other targets is made."""

PROGRAM_ENTRY: Final = "main.c"
INLINE_SOURCES: Final = ("refcount.c", "list_access.c")

# The sanitizers that zig turns on by default need a library of their own. `-funwind-tables` lets a panic pass.
_FLAGS: Final = (
    "-std=c11",
    "-D_GNU_SOURCE",
    "-O2",
    "-g0",
    "-fPIC",
    "-fno-sanitize=all",
    "-fexceptions",
    "-funwind-tables",
    "-Wno-unused-command-line-argument",
)


class RuntimeBuildError(Exception):
    """The C compiler refused the runtime; the message holds its words."""


def zig(*arguments: str) -> list[str]:
    """The command line of a zig tool."""
    return [sys.executable, "-m", "ziglang", *arguments]


def zig_environment(cache: Path) -> dict[str, str]:
    """The environment for zig: its caches go to `cache` unless the user says otherwise."""
    environment = dict(os.environ)
    shared = environment.setdefault("ZIG_GLOBAL_CACHE_DIR", str(cache))
    environment.setdefault("ZIG_LOCAL_CACHE_DIR", shared)
    return environment


def build_runtime(sources: Path, output: Path, cache: Path) -> None:
    """Builds everything for this machine into `output`.

    Each file is replaced as a whole, so that a process that uses the old one is not disturbed. Raises
    `RuntimeBuildError`.
    """
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output) as folder:
        fresh = Path(folder)
        build_shared_library(sources, fresh / SHARED_LIBRARY, cache)
        build_static_library(sources, fresh / STATIC_LIBRARY, cache, ("-mcpu=baseline",))
        build_inline_ir(sources, fresh / INLINE_IR, cache)
        for name in (SHARED_LIBRARY, STATIC_LIBRARY, INLINE_IR):
            os.replace(fresh / name, output / name)
    _copy_sources(sources, output / SOURCE_FOLDER)


def build_shared_library(sources: Path, output: Path, cache: Path) -> None:
    """The runtime as a shared library for this machine.

    The unwinder stays an undefined symbol: it has to be the one that LLVM registers the frames of JIT code with.
    """
    names = [str(path) for path in c_sources(sources) if path.name != PROGRAM_ENTRY]
    unwinder = ("-lunwind",) if sys.platform == "win32" else ()
    _run(zig("cc", *_FLAGS, "-mcpu=baseline", "-shared", *names, "-lm", *unwinder, "-o", str(output)), cache)


def build_static_library(sources: Path, output: Path, cache: Path, target_flags: Sequence[str]) -> None:
    """The runtime as an archive of objects, for the target that the flags name."""
    with tempfile.TemporaryDirectory(dir=output.parent) as folder:
        objects = []
        for path in c_sources(sources):
            target = str(Path(folder) / f"{path.stem}.o")
            _run(zig("cc", *_FLAGS, *target_flags, "-c", str(path), "-o", target), cache)
            objects.append(target)
        _run(zig("ar", "rcs", str(output), *objects), cache)


def build_inline_ir(sources: Path, output: Path, cache: Path) -> None:
    """The hot functions as LLVM IR that any module of this target may take in."""
    raw = output.with_suffix(".raw")
    flags = (*_FLAGS, "-mcpu=baseline", "-fno-exceptions", "-S", "-emit-llvm")
    together = output.with_suffix(".c")
    together.write_text("".join(f'#include "{name}"\n' for name in INLINE_SOURCES), encoding="utf-8")
    _run(zig("cc", *flags, "-I", str(sources), str(together), "-o", str(raw)), cache)
    output.write_text(available_externally(raw.read_text(encoding="utf-8")), encoding="utf-8")


def available_externally(ir: str) -> str:
    """IR whose functions serve inlining only: the definitions to call are in the libraries.

    LLVM refuses to inline a function into one with other target attributes, so those go; so do the module flags,
    which would have to agree with the other module's.
    """
    ir = re.sub(r"^!llvm\..*\n", "", ir, flags=re.MULTILINE)
    ir = re.sub(r"^define (?:dso_local |local_unnamed_addr )*", "define available_externally ", ir, flags=re.MULTILINE)
    ir = re.sub(
        r' "(?:target-cpu|tune-cpu|target-features|frame-pointer|min-legal-vector-width|no-trapping-math'
        r'|stack-protector-buffer-size|probe-stack|stack-probe-size)"="[^"]*"',
        "",
        ir,
    )
    # A group that is empty now would be a syntax error; the functions of it never unwind, like all of these.
    return re.sub(r"^(attributes #\d+ =) \{ *\}", r"\1 { nounwind }", ir, flags=re.MULTILINE)


def c_sources(sources: Path) -> list[Path]:
    """The C files of the runtime, without its tests."""
    return sorted(sources.glob("*.c"))


def source_files(sources: Path) -> list[Path]:
    """What has to be shipped to compile the runtime elsewhere."""
    return sorted((*sources.glob("*.c"), *sources.glob("*.h")))


def _copy_sources(sources: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    names = {path.name for path in source_files(sources)}
    for stale in target.iterdir():
        if stale.name not in names:
            stale.unlink()
    for path in source_files(sources):
        shutil.copyfile(path, target / path.name)


def _run(command: Iterable[str], cache: Path) -> None:
    done = subprocess.run(
        list(command),
        env=zig_environment(cache),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeBuildError(f"{' '.join(done.args)}\n{done.stdout}")


def main() -> None:
    """Builds the files of a checkout in place."""
    root = Path(__file__).resolve().parents[2]
    build_runtime(root / "runtime_c", root / "ori_compiler" / "backend" / "runtime", root / "build" / "zig-cache")


if __name__ == "__main__":
    main()
