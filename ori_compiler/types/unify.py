"""Inference variables of one body: union-find with ranks, occurs check and path compression.

A variable is a negative `Idx`. Its rank is the depth of the `let` it was made in; linking two variables keeps
the lower rank, so that a variable that escapes into an outer binding is not generalised there (Rémy 1992).
"""

from collections.abc import Iterator
from typing import Final

from ori_compiler.types.constants import fold
from ori_compiler.types.pool import ERROR, NEVER, Idx, Pool, Tag


class Unifier:
    """The variables of one body and what they stand for."""

    __slots__ = ("_links", "_met_error", "_met_never", "_ranks", "pool")

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._links: list[Idx | None] = []
        self._ranks: list[int] = []
        self._met_never: set[Idx] = set()
        self._met_error: set[Idx] = set()

    def fresh(self, rank: int = 0) -> Idx:
        """A new variable."""
        self._links.append(None)
        self._ranks.append(rank)
        return Idx(-len(self._links))

    def resolve(self, idx: Idx) -> Idx:
        """What a type stands for so far, at its head."""
        if idx >= 0:
            return idx
        path: list[Idx] = []
        while idx < 0:
            link = self._links[-idx - 1]
            if link is None:
                break
            path.append(idx)
            idx = link
        for variable in path[:-1]:
            self._links[-variable - 1] = idx
        return idx

    def unify(self, left: Idx, right: Idx) -> bool:
        """Makes two types equal; False if they cannot be. `Never` and the error type fit everywhere."""
        left, right = self.resolve(left), self.resolve(right)
        if left == right:
            return True
        if ERROR in (left, right):
            self.lose(right if left == ERROR else left)
            return True
        if NEVER in (left, right):
            # Not linked: a variable that meets only `Never` becomes it at the end of the body.
            self._met_never.add(right if left == NEVER else left)
            return True
        if left < 0:
            return self._bind(left, right)
        if right < 0:
            return self._bind(right, left)
        pool = self.pool
        if Tag.OPERATION in (pool.tag(left), pool.tag(right)):
            # What is known of the operands by now may have decided the result.
            left, right = self.deep(left), self.deep(right)
            if left == right:
                return True
        mine, theirs = pool.arguments(left), pool.arguments(right)
        if pool.tag(left) is not pool.tag(right) or len(mine) != len(theirs) or not mine:
            return False
        if pool.tag(left) in _NAMED and (
            pool.declaration(left) != pool.declaration(right) or pool.operator(left) != pool.operator(right)
        ):
            return False
        if pool.tag(left) is Tag.OPERATION and pool.operator(left) != pool.operator(right):
            return False
        return all(map(self.unify, mine, theirs))

    def lose(self, idx: Idx) -> None:
        """Notes that what may have decided the open parts of a type was reported.

        They are not linked, for something else may decide them; if nothing does, they are the error type.
        """
        self._met_error.update(self.variables(idx))

    def is_lost(self, idx: Idx) -> bool:
        """Whether a type is open, and what may have decided it was reported."""
        return self.resolve(idx) in self._met_error

    def _bind(self, variable: Idx, to: Idx) -> bool:
        rank = self._ranks[-variable - 1]
        if self._occurs(variable, to, rank):
            return False
        if variable in self._met_error:
            self.lose(to)
        self._links[-variable - 1] = to
        return True

    def _occurs(self, variable: Idx, inside: Idx, rank: int) -> bool:
        inside = self.resolve(inside)
        if inside == variable:
            return True
        if inside < 0:
            self._ranks[-inside - 1] = min(self._ranks[-inside - 1], rank)
            return False
        if not self.pool.has_variables(inside):
            return False
        return any(self._occurs(variable, argument, rank) for argument in self.pool.arguments(inside))

    def rank(self, variable: Idx) -> int:
        """The depth of the `let` that an unbound variable belongs to."""
        return self._ranks[-variable - 1]

    def deep(self, idx: Idx) -> Idx:
        """A type with everything that is known put in; what is not known stays a variable, unless it is lost."""
        idx = self.resolve(idx)
        if idx < 0:
            return ERROR if idx in self._met_error else idx
        if not self.pool.has_variables(idx):
            return idx
        arguments = tuple(map(self.deep, self.pool.arguments(idx)))
        if self.pool.tag(idx) is Tag.OPERATION:
            return fold(self.pool, self.pool.operator(idx), arguments)
        return self.pool.with_arguments(idx, arguments)

    def variables(self, idx: Idx) -> Iterator[Idx]:
        """The variables in a type that nothing decided yet."""
        idx = self.resolve(idx)
        if idx < 0:
            yield idx
        elif self.pool.has_variables(idx):
            for argument in self.pool.arguments(idx):
                yield from self.variables(argument)

    def final(self, idx: Idx) -> Idx | None:
        """The type after the whole body is known; none if nothing decided it."""
        idx = self.resolve(idx)
        if idx < 0:
            return ERROR if idx in self._met_error else NEVER if idx in self._met_never else None
        if not self.pool.has_variables(idx):
            return idx
        arguments = [self.final(argument) for argument in self.pool.arguments(idx)]
        known = tuple(argument for argument in arguments if argument is not None)
        if len(known) < len(arguments):
            return None
        if self.pool.tag(idx) is Tag.OPERATION:
            return fold(self.pool, self.pool.operator(idx), known)
        return self.pool.with_arguments(idx, known)


_NAMED: Final = (Tag.STRUCT, Tag.SUM, Tag.BOUND, Tag.PROJECTION, Tag.OPAQUE)
"""The constructors that are told apart by a declaration."""
