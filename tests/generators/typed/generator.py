"""The state of a generation: decisions, what is in scope, and how much may still be written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from tests.generators.choices import Choices
from tests.generators.typed.types import (
    ATOMS,
    BOOL,
    HASHABLE,
    INT,
    STR,
    TREE,
    Function,
    ListOf,
    MapOf,
    OptionOf,
    SetOf,
    TupleOf,
    Type,
)

T = TypeVar("T")


class Variable(msgspec.Struct, frozen=True):
    """A name in scope. What a lambda captures cannot be assigned in it."""

    name: str
    type: Type
    is_assignable: bool


class Generator:
    """Makes decisions, and knows the variables that may be used here."""

    __slots__ = ("_choices", "_fuel", "_next", "variables")

    def __init__(self, choices: Choices, size: int) -> None:
        self._choices = choices
        self._fuel = size
        self._next = 0
        self.variables: list[Variable] = []

    def refuel(self, size: int) -> None:
        """Allows about as many expressions from here on."""
        self._fuel = size

    def spend(self) -> bool:
        """Pays for an expression; false if only the simplest may follow."""
        self._fuel -= 1
        return self._fuel > 0

    def below(self, count: int) -> int:
        """A number from 0 up to `count`, exclusive."""
        return self._choices.below(count)

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self._choices.below(100) >= 100 - percent

    def pick(self, options: Sequence[T]) -> T:
        """One of several; the simplest stands first."""
        return options[self._choices.below(len(options))]

    def several(self, form: Callable[[], T], most: int) -> list[T]:
        """A few of something."""
        return [form() for _ in range(self.below(most + 1) if self._fuel > 0 else 0)]

    # Names

    def fresh(self) -> str:
        """A name that nothing else has."""
        self._next += 1
        return f"v{self._next}"

    def declare(self, type_: Type, *, is_assignable: bool = False) -> str:
        """A new variable for the rest of the scope."""
        name = self.fresh()
        self.variables.append(Variable(name, type_, is_assignable))
        return name

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Forgets, at its end, the variables declared in it."""
        count = len(self.variables)
        yield
        del self.variables[count:]

    @contextmanager
    def closure(self) -> Iterator[None]:
        """A scope in which the variables outside cannot be assigned."""
        outside = self.variables
        self.variables = [Variable(each.name, each.type, False) for each in outside]
        yield
        self.variables = outside

    def of_type(self, type_: Type) -> list[Variable]:
        """The variables with a type; the nearest first."""
        return [each for each in reversed(self.variables) if each.type == type_]

    # Types

    def type(self) -> Type:
        """Any type that values of a program have."""
        match self.below(16):
            case 0 | 1 | 2 | 3 | 4 | 5 | 6:
                return self.pick(ATOMS)
            case 7 | 8:
                return ListOf(self.pick((*ATOMS, ListOf(INT), TupleOf(INT, STR), OptionOf(INT))))
            case 9:
                return MapOf(self.pick(HASHABLE), self.pick((INT, STR, ListOf(INT), BOOL)))
            case 10:
                return SetOf(self.pick(HASHABLE))
            case 11 | 12:
                return OptionOf(self.pick((*ATOMS, ListOf(STR))))
            case 13:
                return TupleOf(self.pick(ATOMS), self.pick((*ATOMS, ListOf(INT))))
            case 14:
                return Function(self.pick((INT, STR)), self.pick((INT, STR, BOOL, ListOf(INT))))
            case _:
                return TREE
