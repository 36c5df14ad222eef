"""The words of `oric test` as the driver's options."""

import os
from typing import Final

from ori_compiler.cli.command_line import Arguments, UsageError, shown
from ori_compiler.driver.results import Backend
from ori_compiler.driver.testing.session import TestOptions
from ori_compiler.project.durations import seconds_of

_MOST_JOBS: Final = 256


def test_options(arguments: Arguments) -> TestOptions:
    """Raises `UsageError` for what is no number or time."""
    backend = arguments.value("--backend")
    backends = tuple(Backend) if backend == "all" else (Backend(backend),)
    jobs = _jobs(arguments.given("--jobs"))
    return TestOptions(backends, arguments.values("--filter"), jobs, _seconds(arguments.value("--timeout")))


def _jobs(word: str | None) -> int:
    if word is None:
        return _available_cores()
    if not (word.isascii() and word.isdigit() and 0 < int(word[:9]) <= _MOST_JOBS):
        raise UsageError(
            f"`--jobs` cannot be `{shown(word)}`", f"it is a number of processes from 1 to {_MOST_JOBS}, such as 4"
        )
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
