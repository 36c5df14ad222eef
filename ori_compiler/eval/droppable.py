"""Values with a `drop` of the user's, which runs when the last reference goes.

The interpreter has no counts of its own: CPython counts its references exactly, and ends an object when the last one
goes, its parts after it, the last part first. So the finaliser of a value is where its `drop` runs. That is exact as
long as nothing but the program holds on to a value, which asks for some care:

    - the arguments of a call are the callee's frame itself, so that what the callee lets go of is gone;
    - a panic lets go of the Python frames it has passed, or they would keep what is in them;
    - a panic cannot leave a finaliser: it is kept, and goes on at the next `EndScope` or `Assign` of such a value.
"""

from collections.abc import Callable
from typing import Any


class DroppableValue:
    """A struct or sum value (`variant` is 0 for a struct) that `drop` is called with at its end."""

    __slots__ = ("_drop", "fields", "variant")

    def __init__(self, drop: "Callable[[DroppableValue], None]", variant: int, fields: tuple[Any, ...]) -> None:
        self._drop = drop
        self.variant = variant
        self.fields = fields

    def __del__(self) -> None:
        self._drop(self)
