"""From object code to a program: links objects with the runtime.

For this machine the system's `cc` does it, where there is one, for it is the fastest; else, and for every other target,
the linker that `ziglang` ships. The environment variable `ORI_LINKER` (`cc` or `zig`) fixes the choice. The program
appears under its name only when it is complete.
"""

import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from ori_compiler.backend.errors import LinkError, RuntimeMissing, RuntimeUnusable
from ori_compiler.backend.runtime_build import zig, zig_environment
from ori_compiler.backend.runtime_files import RuntimeFiles, find_runtime_files
from ori_compiler.backend.target_machine import Target
from ori_compiler.backend.target_runtime import target_static_library
from ori_compiler.source.cache_folder import cache_folder

_FULL: Final = "free some space, or choose another place with `-o`"


class Linker(StrEnum):
    """Who puts the program together."""

    CC = "cc"
    ZIG = "zig"


class _Job(msgspec.Struct, frozen=True):
    """One link: what goes in, and the file to make."""

    objects: tuple[Path, ...]
    runtime: Path
    program: Path
    target: Target


def link_program(
    objects: Sequence[bytes], output: Path, target: Target
) -> LinkError | RuntimeMissing | RuntimeUnusable | None:
    """Makes the program `output` of objects, one of which defines `ori_main`. Returns what went wrong, if anything."""
    linkers = _linkers(target)
    if isinstance(linkers, str):
        return LinkError(str(output), linkers, advice="set ORI_LINKER to `cc` or `zig`, or not at all")
    files = find_runtime_files()
    if isinstance(files, RuntimeMissing):
        return files
    runtime = _static_library(files, target)
    if isinstance(runtime, RuntimeUnusable):
        return runtime
    try:
        return _link_beside(objects, runtime, output, target, linkers)
    except OSError as error:
        return LinkError(str(output), _told(error), advice=_advice(error))


def _linkers(target: Target) -> tuple[Linker, ...] | str:
    """The linkers to try in turn, or why there is none."""
    chosen = os.environ.get("ORI_LINKER", "")
    if chosen == Linker.ZIG or target.name:
        return (Linker.ZIG,)
    has_cc = shutil.which("cc") is not None
    if chosen == Linker.CC:
        return (Linker.CC,) if has_cc else "there is no `cc` on the search path"
    if chosen:
        return f"there is no linker `{chosen}`"
    return (Linker.CC, Linker.ZIG) if has_cc else (Linker.ZIG,)


def _static_library(files: RuntimeFiles, target: Target) -> Path | RuntimeUnusable:
    return target_static_library(files, target.name, cache_folder()) if target.name else files.static_library


def _link_beside(
    objects: Sequence[bytes], runtime: Path, output: Path, target: Target, linkers: Sequence[Linker]
) -> LinkError | None:
    # In a folder next to the output, so that the last step is a rename within one file system.
    with tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as name:
        folder = Path(name)
        paths = tuple(folder / f"{index}.o" for index in range(len(objects)))
        for path, content in zip(paths, objects, strict=True):
            path.write_bytes(content)
        job = _Job(paths, runtime, folder / output.name, target)
        words = ""
        for linker in linkers:
            failure = _COMMANDS[linker](job)
            if failure is None:
                os.replace(job.program, output)
                return None
            words += failure
        advice = _FULL if os.strerror(errno.ENOSPC) in words else ""
        details = words.replace(f"{folder}{os.sep}", "")
        return LinkError(str(output), f"{' and '.join(linkers)} failed", details, advice)


def _run_cc(job: _Job) -> str | None:
    return _run(["cc", *map(str, job.objects), str(job.runtime), "-lm", "-o", str(job.program)], None)


def _run_zig(job: _Job) -> str | None:
    target = ["-target", job.target.name] if job.target.name else []
    # zig brings an unwinder of its own; on macOS it is part of the system.
    unwinder = [] if "macos" in job.target.triple else ["-lunwind"]
    command = zig("cc", *target, "-O2", "-fno-sanitize=all", *map(str, job.objects), str(job.runtime))
    return _run([*command, "-lm", *unwinder, "-o", str(job.program)], zig_environment(cache_folder() / "zig"))


_COMMANDS: dict[Linker, Callable[[_Job], str | None]] = {Linker.CC: _run_cc, Linker.ZIG: _run_zig}


def _run(command: Sequence[str], environment: dict[str, str] | None) -> str | None:
    """Runs a linker; returns its words if it fails."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return None if done.returncode == 0 else done.stdout


def _told(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "there is no space left on the disk"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "the folder cannot be written to"
        case errno.ENOENT:
            return "the folder does not exist"
        case errno.EISDIR | errno.ENOTEMPTY | errno.EEXIST:
            return "a folder of that name is in the way"
        case _:
            return error.strerror or str(error)


def _advice(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _FULL
    return "choose another place with `-o`"
