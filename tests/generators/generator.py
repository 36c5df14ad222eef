"""The state of a generation: decisions, what may be used, and how much may still be written."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.generators.choices import Choices
from tests.generators.features import Features
from tests.generators.productions import Production

T = TypeVar("T")
Form = Callable[["Generator"], Production]


class Generator:
    """Makes decisions. `size` bounds what is generated: about as many productions."""

    __slots__ = ("_choices", "_fuel", "features")

    def __init__(self, choices: Choices, features: Features, size: int) -> None:
        self._choices = choices
        self.features = features
        self._fuel = size

    def refuel(self, size: int) -> None:
        """Allows about as many productions from here on."""
        self._fuel = size

    def spend(self) -> bool:
        """Pays for one production; false if only the simplest ones may follow."""
        self._fuel -= 1
        return self._fuel > 0

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred; never for what is not worth a production any more."""
        return self._fuel > 0 and self._choices.below(100) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        """One of several; the simplest stands first."""
        return options[self._choices.below(len(options))]

    def count(self, most: int, least: int = 0) -> int:
        """How many of something."""
        return least + self._choices.below(most - least + 1) if self._fuel > 0 else least

    def number(self, below: int) -> int:
        """A number, of any size."""
        return self._choices.below(below)

    def several(self, form: Callable[["Generator"], T], most: int, least: int = 0) -> list[T]:
        """A few of something."""
        return [form(self) for _ in range(self.count(most, least))]


def enabled(*forms: tuple[bool, int, T]) -> tuple[T, ...]:
    """The forms that are switched on, each as often as its weight."""
    return tuple(form for is_on, weight, form in forms if is_on for _ in range(weight))
