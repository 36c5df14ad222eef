"""What a request costs on the threads that compute: it is found by the context in which a job is submitted."""

from contextvars import ContextVar
from typing import Final


class Meter:
    """The seconds that the jobs of one request wait and run, and how often they were interrupted by something newer."""

    __slots__ = ("computed", "interruptions", "waited")

    def __init__(self) -> None:
        self.waited = 0.0
        self.computed = 0.0
        self.interruptions = 0


METER: Final[ContextVar[Meter | None]] = ContextVar("METER", default=None)
"""The meter of the request that is being handled; none outside of requests."""
