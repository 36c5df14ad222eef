"""What lowering one body to canonical IR keeps track of."""

import msgspec

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import Expr, LabelId, Local, LocalId, LocalRef, UnitConstant
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.source.location import ItemSpan
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.pool import ERROR, VOID, Idx
from ori_compiler.types.typed_body import LocalReference, TypedBody


class Target(msgspec.Struct, frozen=True):
    """A loop or block in the source. A `for` goes on by leaving the block around its body."""

    name: str
    is_loop: bool
    break_label: LabelId
    continue_label: LabelId
    continues_by_break: bool


class Lowering:
    """Locals, labels and the typed body being read."""

    __slots__ = ("_bound", "_labels", "environment", "errors", "locals", "targets", "typed")

    def __init__(self, typed: TypedBody, environment: CanonEnvironment) -> None:
        self.typed = typed
        self.environment = environment
        self.errors = PhaseErrors()
        self.locals: list[Local] = []
        self.targets: list[Target] = []
        self._bound: dict[Span, LocalId] = {}
        self._labels = 0

    def at(self, span: Span) -> ItemSpan:
        """A place in this body."""
        return ItemSpan(self.typed.item, span)

    def type_of(self, e: ast.Expr) -> Idx:
        """The type that inference found."""
        return self.typed.types.get(e.span, ERROR)

    def new_local(self, type_: Idx, name: str = "", *, is_mutable: bool = False) -> LocalId:
        """A local of the compiler's own, or one for a source binding."""
        self.locals.append(Local(name, type_, is_mutable))
        return LocalId(len(self.locals) - 1)

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
                found = self.new_local(declared.type, declared.name, is_mutable=not declared.is_immutable)
            self._bound[binding] = found
        return found

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
