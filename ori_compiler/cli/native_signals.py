"""Signals while native code runs in this process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Windows knows no broken pipes by signal.
_DEADLY: Final = [getattr(signal, name) for name in ("SIGINT", "SIGPIPE") if hasattr(signal, name)]


@contextmanager
def signals_end_the_process(*, when: bool) -> Iterator[None]:
    """Lets Ctrl-C, and a reader that goes away, end this process at once, as they end any program.

    Native code never comes back to where Python looks for signals, nor does it stop because nobody reads its output.
    """
    if not when:
        yield
        return
    before = {number: signal.signal(number, signal.SIG_DFL) for number in _DEADLY}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
