"""The state of checking one body: scopes, loops, and what was found out so far."""

import msgspec

from ori_compiler.diagnostics.diagnostic import Edit, Label, Suggestion
from ori_compiler.diagnostics.phase_errors import IntoDiagnostic, PhaseErrors
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.types.environment import Environment
from ori_compiler.types.errors import TypeMismatch
from ori_compiler.types.pool import ERROR, NEVER, Idx
from ori_compiler.types.typed_body import Binding, BindingKind, Reference
from ori_compiler.types.unify import Unifier


class Expectation(msgspec.Struct, frozen=True):
    """A type that the context asks for, and the label that says why."""

    type: Idx
    because: Label | None = None


class LoopKind(msgspec.Struct, frozen=True):
    """What `break` and `continue` mean inside a construct."""

    name: str
    takes_value: bool
    is_loop: bool


class Target:
    """A loop or labelled block around the current place, and the type of its break values so far."""

    __slots__ = ("expectation", "first_break", "kind", "label", "type")

    def __init__(self, label: str, kind: LoopKind, expectation: Expectation | None) -> None:
        self.label = label
        self.kind = kind
        self.expectation = expectation
        self.type: Idx = NEVER
        self.first_break: Span | None = None


class Checker:
    """Checks one body. Scopes are one table with an undo log (a `let` is visible to the end of its block)."""

    __slots__ = (
        "_scope",
        "_undo",
        "arguments",
        "bindings",
        "environment",
        "errors",
        "item",
        "pool",
        "references",
        "targets",
        "types",
        "unifier",
    )

    def __init__(self, item: ItemId, environment: Environment) -> None:
        self.item = item
        self.environment = environment
        self.pool = environment.pool
        self.unifier = Unifier(environment.pool)
        self.errors = PhaseErrors()
        self.types: dict[Span, Idx] = {}
        self.references: dict[Span, Reference] = {}
        self.arguments: dict[Span, tuple[int, ...]] = {}
        self.bindings: dict[Span, Binding] = {}
        self.targets: list[Target] = []
        self._scope: dict[str, Span] = {}
        self._undo: list[tuple[str, Span | None]] = []

    def at(self, span: Span) -> ItemSpan:
        """A place in this body."""
        return ItemSpan(self.item, span)

    def report(self, error: IntoDiagnostic) -> Idx:
        """Reports an error; the result is the poisoned type."""
        self.errors.emit(error)
        return ERROR

    def name(self, idx: Idx) -> str:
        """A type as messages name it."""
        return self.pool.name(self.unifier.resolve(idx))

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

    def bind(self, name: str, span: Span, type_: Idx, kind: BindingKind, *, is_immutable: bool) -> None:
        """Makes a local visible to the end of the current scope."""
        self._undo.append((name, self._scope.get(name)))
        self._scope[name] = span
        self.bindings[span] = Binding(name, type_, kind, is_immutable)

    def local(self, name: str) -> Span | None:
        """The binding that a name means, if it is a local."""
        return self._scope.get(name)

    def local_names(self) -> list[str]:
        """The locals that are visible here."""
        return list(self._scope)

    def fits(self, actual: Idx, expected: Idx) -> bool:
        """Whether a value of one type may stand where the other is expected; decides what is still open."""
        if self.unifier.resolve(expected) == NEVER:
            return self.unifier.resolve(actual) in (NEVER, ERROR)
        return self.unifier.unify(actual, expected)

    def require(self, actual: Idx, expectation: Expectation, span: Span, help_: str = "") -> Idx:
        """Demands that a value fits what the context asks for; the result is the type to go on with."""
        if self.fits(actual, expectation.type):
            return expectation.type
        expected, found = self.name(expectation.type), self.name(actual)
        suggestion = self._conversion(found, expected, span)
        if suggestion is not None and not help_:
            help_ = f"to convert it, write `{expected}(…)`"
        return self.report(TypeMismatch(self.at(span), expected, found, expectation.because, help_, suggestion))

    def _conversion(self, found: str, expected: str, span: Span) -> Suggestion | None:
        """The conversion function that turns one type into the other without being able to fail."""
        if (found, expected) not in _SAFE_CONVERSIONS:
            return None
        before, behind = Span(span.start, span.start), Span(span.end, span.end)
        edits = (Edit(self.at(before), f"{expected}("), Edit(self.at(behind), ")"))
        return Suggestion(f"convert it with `{expected}(…)`", edits)

    def target(self, label: str | None) -> Target | None:
        """What a `break` or `continue` with this label, or the innermost loop without one, leaves."""
        for target in reversed(self.targets):
            if target.label == label if label is not None else target.kind.is_loop:
                return target
        return None


_SAFE_CONVERSIONS = frozenset(
    (
        ("int", "float"),
        ("int", "str"),
        ("float", "str"),
        ("bool", "str"),
        ("byte", "int"),
        ("byte", "str"),
        ("char", "str"),
    )
)
