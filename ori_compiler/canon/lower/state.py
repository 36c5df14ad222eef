"""What lowering one body to canonical IR keeps track of."""

from collections.abc import Callable, Mapping

import msgspec

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import CanonFunction, Expr, LabelId, Local, LocalId, LocalRef, UnitConstant
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.constants import fold
from ori_compiler.types.functions import BodyFunction, FunctionId, LambdaFunction
from ori_compiler.types.pool import ERROR, STR, VOID, Idx, Tag
from ori_compiler.types.selection import Selector
from ori_compiler.types.substitution import substitute
from ori_compiler.types.typed_body import LocalReference, Recursion, TypedBody

Binding = Span | ItemId | tuple[Span, Span | ItemId]
"""What a local of the source is known by: where its name is bound. A pair is what the lambda that is bound at the first
place captured of the second when it was bound. A trait stands for the hidden parameter that provides it."""


class Target(msgspec.Struct, frozen=True):
    """A loop or block in the source. A `for` goes on by leaving the block around its body.

    `depth` is how many scopes are open around it. `collection` is the local in which a `for … yield` collects.
    """

    name: str
    is_loop: bool
    break_label: LabelId
    continue_label: LabelId
    continues_by_break: bool
    depth: int = 0
    collection: LocalId | None = None


class Exit(msgspec.Struct, frozen=True):
    """What `?` leaves instead of the function: the block with a label, `depth` scopes deep, that gives a `type`."""

    label: LabelId
    depth: int
    type: Idx


class Scope:
    """A block, an arm or a round of a loop, which has the names that are bound in it; or one statement of a block."""

    __slots__ = ("is_block", "locals", "release")

    def __init__(self, *, is_block: bool) -> None:
        self.is_block = is_block
        self.locals: list[LocalId] = []
        # What is done on the ways out of it besides the ordinary one, behind the ends of its locals.
        self.release: Callable[[], list[Expr]] | None = None


class Repeated(msgspec.Struct, frozen=True):
    """A function or lambda that `self(…)` calls again: the hidden function that has its body, and what that gives.

    `tails` are the calls in tail position. One that `is_changing` gives `self` back, too. `tuple_type` is that of the
    one parameter of a lambda that names the parts of a tuple.
    """

    function: LambdaFunction
    recursion: Recursion
    result: Idx
    tails: frozenset[Span]
    is_changing: bool = False
    tuple_type: Idx | None = None


class LambdaBodies:
    """The lambdas of one function, as functions of their own.

    `early_ends` are the calls in the function or its lambdas that end a local before its scope, `taken` the locals that
    go to a task, by where its lambda stands, `sent` the one that a call sends into a channel.
    """

    __slots__ = ("early_ends", "functions", "owner", "recursive", "sent", "tables", "taken")

    def __init__(self, owner: BodyFunction) -> None:
        self.owner = owner
        self.functions: list[CanonFunction | None] = []
        # The functions beside a value of the first type in an object of the second.
        self.tables: dict[tuple[Idx, Idx], tuple[FunctionId, ...]] = {}
        self.early_ends: set[Span] = set()
        self.taken: dict[Span, frozenset[LocalId]] = {}
        self.sent: dict[Span, LocalId] = {}
        # What `self(…)` calls again, by the binding of its depth.
        self.recursive: dict[Span, Repeated] = {}

    def reserved(self) -> LambdaFunction:
        """The name of a function that is still to come."""
        self.functions.append(None)
        return LambdaFunction(self.owner, len(self.functions) - 1)


class Lowering:
    """Locals, labels and the typed body being read, for one choice of its type parameters."""

    __slots__ = (
        "_bound",
        "_concrete",
        "_labels",
        "_selector",
        "carried",
        "cells",
        "discarded",
        "ended_early",
        "environment",
        "errors",
        "exits",
        "function",
        "index_bases",
        "known_entries",
        "lambdas",
        "locals",
        "pool",
        "result",
        "scopes",
        "self_local",
        "substitution",
        "taken_entries",
        "targets",
        "typed",
    )

    def __init__(
        self,
        typed: TypedBody,
        environment: CanonEnvironment,
        function: FunctionId,
        substitution: Mapping[Idx, Idx],
        lambdas: LambdaBodies,
        errors: PhaseErrors,
    ) -> None:
        self.typed = typed
        self.environment = environment
        self.pool = environment.pool
        self.function = function
        self.substitution = substitution
        self.lambdas = lambdas
        self.errors = errors
        self.locals: list[Local] = []
        self.targets: list[Target] = []
        # What is around the current place and keeps `?` inside the function.
        self.exits: list[Exit] = []
        # The locals whose end can be seen, in the scopes that are open.
        self.scopes: list[Scope] = []
        # How to read what is indexed around the current place, for its length.
        self.index_bases: list[Callable[[], Expr]] = []
        # Where the entry of a map is that is read at a place, if somebody has looked already.
        self.known_entries: dict[Span, LocalId] = {}
        self.taken_entries: dict[Span, LocalId] = {}
        # The locals that were ended before their scopes.
        self.ended_early: list[LocalId] = []
        self.result: Idx = ERROR
        # In the body of a `catch` that `?` leaves: what it leaves with. The body gives either this or its own value.
        self.carried: Idx | None = None
        # In the release of a `with` for a panic: the type of what `?` would leave the function with.
        self.discarded: Idx | None = None
        # The cells of the locals that have one, see `shared_locals`.
        self.cells: dict[LocalId, LocalId] = {}
        # The local of `self` in a method that changes it: it goes back to the caller with the result.
        self.self_local: LocalId | None = None
        self._bound: dict[Binding, LocalId] = {}
        self._labels = 0
        self._concrete: dict[Idx, Idx] = {}
        self._selector = Selector(environment, () if substitution else typed.predicates)

    def at(self, span: Span) -> ItemSpan:
        """A place in this body."""
        return ItemSpan(self.typed.item, span)

    def concrete(self, idx: Idx) -> Idx:
        """A type of the body as it is in this instance: parameters put in, hidden and associated types looked up."""
        if not self.pool.has_parameters(idx):
            return idx
        found = self._concrete.get(idx)
        if found is None:
            found = self._concrete[idx] = self._reveal(substitute(self.pool, idx, self.substitution))
        return found

    def _reveal(self, idx: Idx) -> Idx:
        pool = self.pool
        if not pool.has_parameters(idx):
            return idx
        if pool.tag(idx) is Tag.OPAQUE:
            arguments = tuple(map(self._reveal, pool.arguments(idx)))
            hidden = pool.with_arguments(idx, arguments)
            revealed = self.environment.revealed(hidden)
            return revealed if revealed == hidden else self._reveal(revealed)
        arguments = tuple(map(self._reveal, pool.arguments(idx)))
        if pool.tag(idx) is Tag.OPERATION:
            return fold(pool, pool.operator(idx), arguments)
        rebuilt = pool.with_arguments(idx, arguments)
        if pool.tag(rebuilt) is not Tag.PROJECTION:
            return rebuilt
        normalized = self._selector.normalize(rebuilt)
        return normalized if normalized == rebuilt else self._reveal(normalized)

    def in_instance(self, idx: Idx, substitution: Mapping[Idx, Idx]) -> Idx:
        """A type of another declaration, for these types of its parameters."""
        return self._reveal(substitute(self.pool, idx, substitution))

    def concrete_all(self, types: tuple[Idx, ...]) -> tuple[Idx, ...]:
        """Several types as they are in this instance."""
        return tuple(map(self.concrete, types))

    @property
    def exit_type(self) -> Idx:
        """The type of what `?` ends here: the function, or what is around the current place."""
        if self.exits:
            return self.exits[-1].type
        if self.discarded is not None:
            return self.discarded
        return self.result if self.carried is None else self.carried

    def type_of(self, e: ast.Expr) -> Idx:
        """The type that inference found."""
        return self.concrete(self.typed.types.get(e.span, ERROR))

    def new_local(self, type_: Idx, name: str = "", *, is_mutable: bool = False) -> LocalId:
        """A local of the compiler's own; it lives to the end of the statement around it."""
        local = self._add(Local(name, type_, is_mutable))
        if self.scopes and self.end_is_seen(type_):
            self.scopes[-1].locals.append(local)
        return local

    def moved(self, type_: Idx) -> LocalId:
        """A local of the compiler's own that is read once: what it holds goes on to whoever reads it."""
        return self._add(Local("", type_, False, True))

    def _add(self, local: Local) -> LocalId:
        self.locals.append(local)
        return LocalId(len(self.locals) - 1)

    def end_is_seen(self, type_: Idx) -> bool:
        """Whether the end of a value may run a `drop` of the user's."""
        return type_ > STR and self.environment.has_drops() and self.environment.holds_drop(type_)

    def declare(self, binding: Span) -> LocalId:
        """The local of a source binding: the same one for each alternative of an or-pattern."""
        reference = self.typed.references.get(binding)
        if isinstance(reference, LocalReference) and reference.binding != binding:
            return self.declare(reference.binding)
        found = self._bound.get(binding)
        if found is None:
            declared = self.typed.bindings.get(binding)
            if declared is None:
                # A binding that was reported: the body is not executed, only its patterns are looked at.
                found = self.new_local(ERROR)
            else:
                type_ = self.concrete(declared.type)
                found = self._add(Local(declared.name, type_, not declared.is_immutable))
                if self.scopes and self.end_is_seen(type_):
                    next(scope for scope in reversed(self.scopes) if scope.is_block).locals.append(found)
            self._bound[binding] = found
        return found

    def unscoped(self, type_: Idx) -> LocalId:
        """A local whose end is written by whoever asks for it."""
        return self._add(Local("", type_, False))

    def forget(self, part: Span) -> None:
        """Makes a part of the source have locals of its own when it is lowered once more."""
        for binding in [known for known in self._bound if isinstance(known, Span)]:
            if part.start <= binding.start and binding.end <= part.end:
                del self._bound[binding]

    def bind(self, binding: Binding, local: LocalId) -> None:
        """Makes a local stand for a binding: what a lambda captured."""
        self._bound[binding] = local

    def bound(self, binding: Binding) -> LocalId | None:
        """The local that stands for a binding, if it has one already."""
        return self._bound.get(binding)

    def new_label(self) -> LabelId:
        """A label that nothing else in the function has."""
        self._labels += 1
        return LabelId(self._labels)

    def read(self, local: LocalId, span: Span) -> Expr:
        """The current value of a local."""
        return LocalRef(self.locals[local].type, span, local)


def unit(span: Span) -> Expr:
    """The value `()`."""
    return UnitConstant(VOID, span)
