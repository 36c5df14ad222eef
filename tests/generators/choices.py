"""Where random decisions come from: Hypothesis, which can shrink them, or a seeded generator, which is fast."""

from functools import lru_cache
from random import Random
from typing import Any, Protocol

from hypothesis import strategies as st


class Choices(Protocol):
    """A source of decisions. The smaller the answer, the simpler what follows from it."""

    def below(self, count: int) -> int:
        """A number from 0 up to `count`, exclusive."""
        ...


@lru_cache(maxsize=256)
def _integers(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


class Drawn:
    """Decisions that Hypothesis makes."""

    __slots__ = ("_draw",)

    def __init__(self, draw: Any) -> None:
        self._draw = draw

    def below(self, count: int) -> int:
        """A number from 0 up to `count`, exclusive."""
        return int(self._draw(_integers(count))) if count > 1 else 0


class Seeded:
    """Decisions of a pseudo-random generator: the same for the same seed."""

    __slots__ = ("_random",)

    def __init__(self, random: Random) -> None:
        self._random = random

    def below(self, count: int) -> int:
        """A number from 0 up to `count`, exclusive."""
        return int(self._random.random() * count)
