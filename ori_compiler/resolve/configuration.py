"""What a program is compiled for: the target, the mode, features and flags (language reference, part 1, 12)."""

import platform
import sys
from collections.abc import Iterable
from functools import cache
from typing import Final, assert_never

import msgspec

from ori_compiler.project.limits import ProjectLimits
from ori_compiler.syntax.ast.conditions import ARCHITECTURES, SYSTEMS, Condition, Fact

_UNIX: Final = frozenset(SYSTEMS) - {"windows"}
_ALIASES: Final = {
    "darwin": "macos",
    "apple": "macos",
    "win32": "windows",
    "mingw32": "windows",
    "amd64": "x86_64",
    "arm64": "aarch64",
}


class Configuration(msgspec.Struct, frozen=True):
    """One choice of all that conditions can ask about."""

    os: str
    architecture: str
    is_debug: bool = True
    features: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    limits: ProjectLimits = ProjectLimits()
    """What the compiler may take for it; no condition asks about it."""

    @property
    def family(self) -> str:
        """The family that the system belongs to."""
        if self.architecture.startswith("wasm"):
            return "wasm"
        return "unix" if self.os in _UNIX else self.os


@cache
def host_configuration() -> Configuration:
    """This machine, in debug mode, without features."""
    machine = platform.machine().lower()
    system = next((name for name in SYSTEMS if sys.platform.startswith(name)), sys.platform)
    return Configuration(_ALIASES.get(system, system), _ALIASES.get(machine, machine))


def parts_of_target(target: str) -> tuple[str, str] | None:
    """The system and the architecture of `os-arch`, or of a triple such as `aarch64-linux-gnu`; none if unknown."""
    parts = [_ALIASES.get(part, part) for part in target.lower().split("-")]
    system = next((part for part in parts if part in SYSTEMS), None)
    architecture = next((part for part in parts if part in ARCHITECTURES), None)
    if architecture is not None and architecture.startswith("wasm"):
        return system or "", architecture
    return (system, architecture) if system is not None and architecture is not None else None


def holds(condition: Condition, configuration: Configuration) -> bool:
    """Whether a condition is met."""
    return _is_met(condition, configuration) != condition.is_negated


def all_hold(conditions: Iterable[Condition], configuration: Configuration) -> bool:
    """Whether all conditions are met."""
    return all(holds(condition, configuration) for condition in conditions)


def _is_met(condition: Condition, configuration: Configuration) -> bool:
    values = condition.values
    match condition.fact:
        case Fact.OS:
            return configuration.os in values
        case Fact.ARCHITECTURE:
            return configuration.architecture in values
        case Fact.FAMILY:
            return configuration.family in values
        case Fact.DEBUG:
            return configuration.is_debug
        case Fact.FEATURE:
            return any(value in configuration.features for value in values)
        case Fact.FLAG:
            return any(value in configuration.flags for value in values)
        case _:
            assert_never(condition.fact)
