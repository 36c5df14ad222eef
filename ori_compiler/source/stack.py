"""Room for recursion: trees are as deep as the syntax limits allow, and each level costs several frames."""

import sys
from typing import Final

_FRAMES: Final = 30_000


def reserve_stack() -> None:
    """Raises Python's recursion limit for this process to what the deepest legal tree needs.

    Calls between Python functions do not use the C stack since CPython 3.11, so a high limit is safe.
    """
    if sys.getrecursionlimit() < _FRAMES:
        sys.setrecursionlimit(_FRAMES)
