"""Python's cyclic garbage collector, out of the way of short-lived work.

Trees and IR hold no cycles, so reference counting alone frees them; collections that look through all live objects cost
a tenth of the time of a check.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Switches the collector off, and puts it back as it was."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def skip_final_collection() -> None:
    """Takes all live objects from the collector's sight: the process ends, and the system frees its memory at once."""
    gc.freeze()
