"""`oric test --watch`: runs the tests again whenever a file changes, appears or is gone, until somebody has enough.

Files are looked at again and again: that works everywhere and needs nothing, and a look at a thousand files takes
milliseconds.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final, Protocol

import msgspec

from ori_compiler.cli.console import Console
from ori_compiler.cli.exit_code import ExitCode
from ori_compiler.diagnostics.render.cells import visible_line
from ori_compiler.driver.loading import source_files

_SECONDS_BETWEEN_LOOKS: Final = 0.3
_SECONDS_OF_REST: Final = 0.05
"""How long nothing may happen before a change counts as complete; editors write in several steps."""

_CLEAR: Final = "\x1b[2J\x1b[H"
"""Empties the screen and goes to its beginning (ECMA-48, ED and CUP)."""

State = Mapping[str, tuple[int, int]]
"""When each file was changed, and its size."""


class Ran(msgspec.Struct, frozen=True):
    """A run came to its end; these are the files that it read."""

    status: int
    files: frozenset[str]


class Keys(Protocol):
    """Where people press keys."""

    def wait(self, seconds: float) -> str:
        """What is pressed within that time; nothing if nothing is."""
        ...


def watch(run: Callable[[], Ran], paths: Sequence[str], console: Console, keys: Keys) -> int:
    """Runs, waits for a change, runs again. `q` and an interrupt end it, the return key runs without a change."""
    files: frozenset[str] = frozenset()
    told = ""
    try:
        while True:
            if console.is_terminal:
                console.print(_CLEAR)
            if told:
                console.print(f"{told}\n")
            before = state_of(paths, files)
            ran = run()
            if ran.status == ExitCode.INTERRUPTED:
                return ExitCode.OK
            files = ran.files
            # What only this run has found out about is watched from now on.
            before = {**{path: state for path, state in state_of(paths, files).items() if path in files}, **before}
            console.print("watching for changes; `q` ends, the return key runs again\n")
            changed = _wait(before, paths, files, keys)
            if changed is None:
                return ExitCode.OK
            told = _told(changed)
    except KeyboardInterrupt:
        return ExitCode.OK


def state_of(paths: Sequence[str], others: Iterable[str] = ()) -> State:
    """How files, all sources of folders, and other files are now; those that are not there are left out."""
    found: dict[str, tuple[int, int]] = {}
    for path in (*source_files(paths), *others):
        with suppress(OSError, ValueError):
            status = os.stat(path)
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def changes(before: State, now: State) -> list[str]:
    """The files that changed, appeared or are gone."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def _wait(before: State, paths: Sequence[str], others: Iterable[str], keys: Keys) -> list[str] | None:
    """The files that changed, once it is quiet; none of them if somebody wants a run, None if they want no more."""
    while True:
        pressed = keys.wait(_SECONDS_BETWEEN_LOOKS)
        if "q" in pressed.lower():
            return None
        if "\n" in pressed or "\r" in pressed:
            return []
        now = state_of(paths, others)
        while now != before:
            keys.wait(_SECONDS_OF_REST)
            latest = state_of(paths, others)
            if latest == now:
                return changes(before, now)
            now = latest


def _told(changed: Sequence[str]) -> str:
    if not changed:
        return "once more:"
    rest = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return f"changed: {', '.join(map(visible_line, changed[:3]))}{rest}"


class Terminal:
    """The keys of a terminal, as they are pressed; where standard input is none, only time passes."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def wait(self, seconds: float) -> str:
        import select
        import time

        if self._descriptor is None:
            time.sleep(seconds)
            return ""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return ""
        pressed = os.read(self._descriptor, 100).decode("utf-8", "replace")
        if not pressed:  # the terminal is gone
            self._descriptor = None
        return pressed


@contextmanager
def terminal() -> Iterator[Terminal]:
    """The keys of standard input, each at once and unseen, where the system knows such a thing."""
    try:
        import sys
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (ImportError, AttributeError, OSError, ValueError, termios.error):
        yield Terminal(None)
        return
    try:
        tty.setcbreak(descriptor)
        yield Terminal(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
