"""The configuration of a program: its target, the features of its project, the flags that are given."""

from collections.abc import Iterable, Mapping

import msgspec

from ori_compiler.project.limits import ProjectLimits
from ori_compiler.project.manifest import Manifest
from ori_compiler.resolve.configuration import Configuration, host_configuration, parts_of_target

__all__ = ["Choice", "Configuration", "ConfigurationError", "configuration_of"]


class ConfigurationError(Exception):
    """What was asked for does not exist: one line that says what, and one that says what does."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Choice(msgspec.Struct, frozen=True):
    """What somebody asked for."""

    target: str | None = None
    features: tuple[str, ...] = ()
    with_default_features: bool = True
    is_release: bool = False
    flags: tuple[str, ...] = ()


def configuration_of(choice: Choice, manifest: Manifest | None = None) -> Configuration:
    """The configuration that a choice gives in a project. Raises `ConfigurationError` for what is not known."""
    host = host_configuration()
    parts = parts_of_target(choice.target) if choice.target is not None else (host.os, host.architecture)
    if parts is None:
        hint = "it is a system and an architecture: `linux-x86_64`, `macos-aarch64`, `windows-x86_64`"
        raise ConfigurationError(f"`{choice.target}` is no target that Ori knows", hint)
    declared = manifest.features if manifest is not None else {}
    for word, names in (("feature", choice.features), ("flag", choice.flags)):
        for name in names:
            if not (name.isascii() and name.isidentifier()):
                hint = "it consists of letters, digits and `_`, and does not begin with a digit"
                raise ConfigurationError(f"`{name}` cannot be the name of a {word}", hint)
    for name in choice.features:
        if declared and name not in declared:
            known = ", ".join(f"`{each}`" for each in declared if each != "default")
            raise ConfigurationError(f"the project has no feature `{name}`", f"`[features]` in `ori.toml` has {known}")
    asked = [*choice.features, *(declared.get("default", ()) if choice.with_default_features else ())]
    features = tuple(sorted(_with_needed(asked, declared) - {"default"}))
    flags = tuple(sorted(set(choice.flags)))
    limits = manifest.limits if manifest is not None else ProjectLimits()
    return Configuration(*parts, not choice.is_release, features, flags, limits)


def _with_needed(asked: Iterable[str], declared: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The features, and those that they need."""
    found: set[str] = set()
    work = list(asked)
    while work:
        name = work.pop()
        if name not in found:
            found.add(name)
            work.extend(declared.get(name, ()))
    return found
