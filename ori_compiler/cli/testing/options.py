"""The words of `oric test` as the driver's options."""

import os
from typing import Final

import msgspec

from ori_compiler.cli.command_line import Arguments, UsageError, shown
from ori_compiler.cli.configuration import given_configuration
from ori_compiler.driver.results import Backend
from ori_compiler.driver.testing.session import TestOptions
from ori_compiler.project.durations import seconds_of

_MOST_JOBS: Final = 256


class Telling(msgspec.Struct, frozen=True):
    """How a run is told; `is_strict` makes failures of warnings."""

    format: str = "text"
    is_verbose: bool = False
    is_strict: bool = False
    slowest: int = 0


def telling(arguments: Arguments) -> Telling:
    """Raises `UsageError` for what is no number."""
    return Telling(
        arguments.value("--format"),
        arguments.given("--verbose") is not None,
        arguments.given("--strict") is not None,
        _number("--slowest", arguments.given("--slowest") or "0", 0, 10**6, "tests, such as 5"),
    )


def test_options(arguments: Arguments) -> TestOptions:
    """Raises `UsageError` for what is no number or time."""
    backend = arguments.value("--backend")
    backends = tuple(Backend) if backend == "all" else (Backend(backend),)
    jobs = _jobs(arguments.given("--jobs"))
    timeout = _seconds(arguments.value("--timeout"))
    only_attached = arguments.given("--only-attached") is not None
    configuration = given_configuration(arguments, arguments.operands)
    return TestOptions(backends, arguments.values("--filter"), jobs, timeout, only_attached, configuration)


def _jobs(word: str | None) -> int:
    if word is None:
        return _available_cores()
    return _number("--jobs", word, 1, _MOST_JOBS, f"processes from 1 to {_MOST_JOBS}, such as 4")


def _number(option: str, word: str, least: int, most: int, what: str) -> int:
    if not (word.isascii() and word.isdigit() and least <= int(word[:9]) <= most):
        raise UsageError(f"`{option}` cannot be `{shown(word)}`", f"it is a number of {what}")
    return int(word)


def _available_cores() -> int:
    """The cores that this process may use, which in a container are often fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _seconds(word: str) -> float:
    seconds = seconds_of(word)
    if seconds is None:
        raise UsageError(f"`--timeout` cannot be `{shown(word)}`", "write a time of at most a day: 10s, 500ms or 2m")
    return seconds
