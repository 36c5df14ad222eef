"""The state of checking one body: scopes, loops, obligations, and what was found out so far."""

from collections.abc import Sequence
from typing import Final

import msgspec

from ori_compiler.diagnostics.diagnostic import Label, Severity
from ori_compiler.diagnostics.phase_errors import IntoDiagnostic, PhaseErrors
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import NO_SPAN, Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Predicate
from ori_compiler.types.environment import Environment
from ori_compiler.types.functions import MemberId, item_of
from ori_compiler.types.inference.obligation import DeclaredAt, Obligation, Reason
from ori_compiler.types.pool import ERROR, NEVER, Idx
from ori_compiler.types.resolution import EMPTY_SCOPE, TypeResolver, TypeScope
from ori_compiler.types.selection import Selector
from ori_compiler.types.typed_body import Binding, BindingKind, Evidence, Recursion, Reference
from ori_compiler.types.unify import Unifier

_OPEN: Final = frozenset(("E2005", "E1041"))
"""The codes that tell of a type or constant that nothing decides."""


class Expectation(msgspec.Struct, frozen=True):
    """A type that the context asks for, and why."""

    type: Idx
    because: Reason | None = None


class LoopKind(msgspec.Struct, frozen=True):
    """What `break` and `continue` mean inside a construct."""

    name: str
    takes_value: bool
    is_loop: bool
    collects: bool = False


class Target:
    """A loop or labelled block around the current place, and the type of its break values so far."""

    __slots__ = ("expectation", "first_break", "kind", "label", "type")

    def __init__(self, label: str, kind: LoopKind, expectation: Expectation | None) -> None:
        self.label = label
        self.kind = kind
        self.expectation = expectation
        self.type: Idx = NEVER
        self.first_break: Span | None = None


CATCH: Final = "this `catch`"
"""What the frame of `catch(…)` is called."""


class Frame:
    """The function, lambda or `try` around the current place: what `?` leaves.

    One that `is_block` is a part of the function or lambda around it.
    """

    __slots__ = ("because", "is_block", "is_clause", "parameters", "result", "span", "what")

    def __init__(
        self,
        result: Idx,
        because: Reason | None,
        what: str,
        span: Span,
        *,
        is_block: bool = False,
        parameters: tuple[Idx, ...] | None = None,
        is_clause: bool = False,
    ) -> None:
        self.result = result
        self.because = because
        self.what = what
        self.span = span
        self.is_block = is_block
        # The types of the parameters, of what can be called again.
        self.parameters = parameters
        # Whether it is one of several clauses.
        self.is_clause = is_clause

    @property
    def is_function(self) -> bool:
        """Whether it is a function or lambda, and not a part of one."""
        return not self.is_block and self.what != CATCH


class Checker:
    """Checks one body. Scopes are one table with an undo log (a `let` is visible to the end of its block)."""

    __slots__ = (
        "_scope",
        "_undo",
        "arguments",
        "assigned",
        "bindings",
        "body",
        "calls_constants",
        "capabilities",
        "coercions",
        "defining",
        "demands",
        "desugared",
        "ends_early",
        "environment",
        "errors",
        "evidence",
        "frames",
        "function",
        "has_broken_signature",
        "has_match",
        "hidden_result",
        "hidden_result_from",
        "index_bases",
        "is_constant",
        "is_constant_function",
        "is_entry",
        "item",
        "left_catches",
        "methods",
        "missing_traits",
        "obligations",
        "open_constants",
        "operation",
        "other_parameters",
        "pool",
        "predicates",
        "ranges",
        "rank",
        "recursions",
        "recursive",
        "references",
        "reported",
        "resolver",
        "selector",
        "targets",
        "tasks",
        "types",
        "unifier",
        "unknown_capabilities",
        "uses_at",
    )

    def __init__(
        self,
        function: ItemId | MemberId,
        environment: Environment,
        scope: TypeScope = EMPTY_SCOPE,
        predicates: Sequence[Predicate] = (),
    ) -> None:
        self.function = function
        self.item = item_of(function)
        self.environment = environment
        self.pool = environment.pool
        self.unifier = Unifier(environment.pool)
        self.errors = PhaseErrors()
        self.predicates = tuple(predicates)
        self.selector = Selector(environment, predicates, self.unifier.resolve)
        self.resolver = TypeResolver(self.item, environment, self.errors, scope, self.fresh)
        self.types: dict[Span, Idx] = {}
        self.references: dict[Span, Reference] = {}
        self.methods: dict[Span, Reference] = {}
        self.arguments: dict[Span, tuple[int, ...]] = {}
        self.coercions: dict[Span, Idx] = {}
        self.ranges: dict[Span, tuple[ast.LiteralValue, ast.LiteralValue]] = {}
        self.body: ast.Expr = ast.Missing(NO_SPAN)
        # The names that are assigned anywhere in the body, once somebody asked.
        self.assigned: frozenset[str] | None = None
        # Whether the body has patterns that have to cover everything.
        self.has_match = False
        self.ends_early = False
        # Whether a constant function is called, so that something is computed at compile time.
        self.calls_constants = False
        # The bodies of `catch` that a `?` in them leaves, together with what is around.
        self.left_catches: set[Span] = set()
        self.desugared: dict[Span, ast.Expr] = {}
        # The names of the lambdas that are being bound around here.
        self.defining: list[str] = []
        self.bindings: dict[Span, Binding] = {}
        # The variables of which it was reported that nothing decides them.
        self.reported: set[Idx] = set()
        # The places, types and traits of which it was reported that the type lacks the trait there.
        self.missing_traits: set[tuple[Span, Idx, Idx]] = set()
        self.has_broken_signature = False
        self.targets: list[Target] = []
        self.frames: list[Frame] = []
        # The parameters beside the one whose default is checked, which cannot be mentioned.
        self.other_parameters: frozenset[str] = frozenset()
        # The variables that stand for constant parameters of called functions, with how messages name these.
        self.open_constants: dict[Idx, str] = {}
        self.index_bases: list[Idx] = []
        self.obligations: list[Obligation] = []
        # What the body of a function with an `impl` result gives, and the place that decided it.
        self.hidden_result: Idx | None = None
        self.hidden_result_from: Span | None = None
        # What each use of a binding with parameters of its own has to meet.
        self.demands: dict[Span, tuple[Obligation, ...]] = {}
        # The capabilities that are known here, the innermost last, and what provides the others that calls need.
        self.capabilities: list[tuple[ItemId, Evidence]] = []
        self.evidence: dict[Span, tuple[Evidence, ...]] = {}
        # The names behind `uses` and `with` of which it was reported that they mean nothing.
        self.unknown_capabilities: set[str] = set()
        # Whether the body is that of `@main`, `@panic` or a test, for which the library provides its capabilities.
        self.is_entry = False
        self.is_constant = False
        self.is_constant_function = False
        # The lambda that is an operation of a handler.
        self.operation: Span | None = None
        # Where a capability can be added to what the function declares, and whether it is the first.
        self.uses_at: tuple[Span, bool] | None = None
        # The functions and lambdas around here that a `self(…)` can call again, and all that one does, by their place.
        self.recursions: list[Frame] = []
        self.recursive: dict[Span, Recursion] = {}
        # The lambdas that are tasks, and which bindings go to each.
        self.tasks: dict[Span, frozenset[Span]] = {}
        self.rank = 0
        self._scope: dict[str, Span] = {}
        self._undo: list[tuple[str, Span | None]] = []

    def at(self, span: Span) -> ItemSpan:
        """A place in this body."""
        return ItemSpan(self.item, span)

    def report(self, error: IntoDiagnostic) -> Idx:
        """Reports an error; the result is the poisoned type."""
        self.errors.emit(error)
        return ERROR

    def is_tainted(self) -> bool:
        """Whether something is wrong: then what is missing to know a type may be what the mistake took away.

        An open type alone is not meant, so that each of several is reported.
        """
        diagnostics = self.errors.diagnostics
        if self.has_broken_signature or any(d.code not in _OPEN and d.severity is Severity.ERROR for d in diagnostics):
            return True
        known = (*self.types.values(), *(binding.type for binding in self.bindings.values()))
        return not diagnostics and any(self.pool.has_errors(self.unifier.deep(type_)) for type_ in known)

    def label(self, reason: Reason | None) -> Label | None:
        """A reason as messages show it."""
        if not isinstance(reason, DeclaredAt):
            return reason
        if reason.index is None:
            return Label(self.environment.member_span(reason.function), reason.text)
        return Label(self.environment.parameter_span(reason.function, reason.index), reason.text)

    def labels(self, reason: Reason | None) -> tuple[Label, ...]:
        """A reason among the labels of a message."""
        label = self.label(reason)
        return () if label is None else (label,)

    def name(self, idx: Idx) -> str:
        """A type as messages name it."""
        return self.pool.name(self.unifier.deep(idx))

    def resolve(self, idx: Idx) -> Idx:
        """What a type is so far, at its head."""
        return self.unifier.resolve(idx)

    def fresh(self) -> Idx:
        """A type that is still to be found out."""
        return self.unifier.fresh(self.rank)

    def mark(self) -> int:
        """Opens a scope; `restore` with the result closes it."""
        return len(self._undo)

    def restore(self, mark: int) -> None:
        """Forgets every local that was bound since `mark`."""
        while len(self._undo) > mark:
            name, previous = self._undo.pop()
            if previous is None:
                del self._scope[name]
            else:
                self._scope[name] = previous

    def bind(
        self,
        name: str,
        span: Span,
        type_: Idx,
        kind: BindingKind,
        *,
        is_immutable: bool,
        parameters: tuple[Idx, ...] = (),
    ) -> None:
        """Makes a local visible to the end of the current scope."""
        self._undo.append((name, self._scope.get(name)))
        self._scope[name] = span
        self.bindings[span] = Binding(name, type_, kind, is_immutable, parameters)

    def bind_hidden(self, span: Span, name: str, type_: Idx, kind: BindingKind) -> None:
        """Makes a local that no name means."""
        self.bindings[span] = Binding(name, type_, kind, True)

    def local(self, name: str) -> Span | None:
        """The binding that a name means, if it is a local."""
        return self._scope.get(name)

    def local_names(self) -> list[str]:
        """The locals that are visible here."""
        return [name for name in self._scope if name != "self"]

    def is_captured(self, binding: Span) -> bool:
        """Whether a local belongs to a function or lambda around the innermost lambda."""
        functions = [frame for frame in self.frames if frame.is_function]
        if len(functions) < 2:
            return False
        span = functions[-1].span
        return not (span.start <= binding.start and binding.end <= span.end)

    def target(self, label: str | None) -> Target | None:
        """What a `break` or `continue` with this label, or the innermost loop without one, leaves."""
        for target in reversed(self.targets):
            if target.label == label if label is not None else target.kind.is_loop:
                return target
        return None
