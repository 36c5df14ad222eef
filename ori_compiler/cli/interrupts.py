"""Ctrl-C while native code runs in this process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_end_the_process(*, when: bool) -> Iterator[None]:
    """Lets Ctrl-C end this process at once: native code never comes back to where Python looks for signals."""
    if not when:
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
