"""From the name of a target to LLVM's description of it.

A name is `architecture-system[-abi]`, as `zig` spells them, because `zig` links for every target but this machine; the
usual spellings of LLVM triples are understood too.
"""

from functools import cache
from typing import Final

import llvmlite.binding as llvm
import msgspec

from ori_compiler.backend.errors import UnknownTarget


class Target(msgspec.Struct, frozen=True):
    """What code is made for. `name` is empty for this machine itself."""

    name: str
    triple: str
    cpu: str = ""
    features: str = ""


TARGET_TRIPLES: Final = {
    "x86_64-linux-gnu": "x86_64-unknown-linux-gnu",
    "x86_64-linux-musl": "x86_64-unknown-linux-musl",
    "aarch64-linux-gnu": "aarch64-unknown-linux-gnu",
    "aarch64-linux-musl": "aarch64-unknown-linux-musl",
    "x86_64-macos": "x86_64-apple-macosx13.0.0",
    "aarch64-macos": "arm64-apple-macosx13.0.0",
    "x86_64-windows-gnu": "x86_64-w64-windows-gnu",
}
"""The supported targets. WebAssembly is not among them: a panic needs stack unwinding."""


def find_target(name: str | None) -> Target | UnknownTarget:
    """The target of that name; without a name, this machine, for a program that runs on any machine of its kind."""
    if name is None:
        return Target("", _host_triple())
    short = _short_name(name)
    triple = TARGET_TRIPLES.get(short)
    if triple is None:
        return UnknownTarget(name, tuple(TARGET_TRIPLES))
    return Target(short, triple)


_ARCHITECTURES: Final = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}
_VENDORS: Final = frozenset(("unknown", "pc", "apple", "w64"))
_SYSTEMS: Final = {"darwin": "macos", "macosx": "macos", "mingw32": "windows"}
_DEFAULT_ABI: Final = {"linux": "-gnu", "windows": "-gnu"}


def _short_name(triple: str) -> str:
    """The name of the target that an LLVM triple means: `aarch64-unknown-linux-gnu` is `aarch64-linux-gnu`."""
    architecture, *rest = triple.split("-")
    parts = [part for part in rest if part not in _VENDORS]
    system = parts[0].rstrip("0123456789.") if parts else ""
    system = _SYSTEMS.get(system, system)
    abi = f"-{parts[1]}" if len(parts) > 1 else _DEFAULT_ABI.get(system, "")
    return f"{_ARCHITECTURES.get(architecture, architecture)}-{system}{abi}"


@cache
def jit_target() -> Target:
    """This machine with all that its processor can do: for code that does not leave it."""
    return Target("", _host_triple(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())


@cache
def target_machine(target: Target, opt_level: int) -> llvm.TargetMachine:
    """LLVM's code generator for a target, with the effort (0 to 3) it spends."""
    _initialize_llvm()
    return llvm.Target.from_triple(target.triple).create_target_machine(
        cpu=target.cpu, features=target.features, opt=opt_level, reloc="pic", codemodel="default"
    )


def data_layout(target: Target) -> str:
    """LLVM's description of sizes and alignments on a target."""
    return str(target_machine(target, 0).target_data)


@cache
def _host_triple() -> str:
    triple = str(llvm.get_process_triple())
    # Python is built with Microsoft's tools there, but the runtime and the linker are not.
    return TARGET_TRIPLES["x86_64-windows-gnu"] if "windows" in triple else triple


@cache
def _initialize_llvm() -> None:
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
