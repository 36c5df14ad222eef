"""What canonicalization may ask about everything outside one body."""

from typing import Protocol

import msgspec

from ori_compiler.canon import ir
from ori_compiler.diagnostics.phase_errors import IntoDiagnostic
from ori_compiler.source.item_id import ItemId
from ori_compiler.types.environment import Environment
from ori_compiler.types.functions import DerivedOperation, FunctionId, MemberId
from ori_compiler.types.pool import Idx


class ConstantAnswer(msgspec.Struct, frozen=True):
    """The value of a call as an expression of literals; none if it is computed at run time, or has a problem."""

    value: ir.Expr | None
    problem: IntoDiagnostic | None = None


class CanonEnvironment(Environment, Protocol):
    """Definitions, signatures, the values of constants, and which function a call of a trait's method runs."""

    def constant_value(self, constant: FunctionId) -> ir.Expr | None:
        """A constant's value as an expression of literals, or a call of what gives it; none if it is broken."""
        ...

    def folds_calls(self, function: ItemId | MemberId) -> bool:
        """Whether calls of constant functions in this body may become their values."""
        ...

    def constant_call(self, owner: ItemId, call: ir.Call) -> ConstantAnswer:
        """The value of a call of a constant function with constant arguments, which stands in `owner`."""
        ...

    def default_of(self, function: ItemId | MemberId, parameter: str) -> MemberId:
        """The body that computes the default of a parameter."""
        ...

    def instance(self, function: ItemId | MemberId, arguments: tuple[Idx, ...]) -> FunctionId:
        """A function for its type arguments, which are known."""
        ...

    def implementation(self, trait: ItemId, name: str, arguments: tuple[Idx, ...]) -> FunctionId | None:
        """The function that a call of a trait's method runs.

        `arguments` are the implementing type, those of the trait, then the method's own. None if it cannot be known.
        """
        ...

    def operation(self, operation: DerivedOperation, type_: Idx) -> FunctionId | None:
        """The function for a structural operation on values of a type: the user's, or one the compiler writes."""
        ...

    def method(self, type_: Idx, name: str) -> FunctionId:
        """A method or function that the prelude declares for a built-in type."""
        ...

    def next_clause(self, function: ItemId | MemberId) -> ItemId | None:
        """The clause of a function that is tried when this one does not fit; none for the last, and for others."""
        ...

    def has_drops(self) -> bool:
        """Whether the program has any `drop`."""
        ...

    def holds_drop(self, idx: Idx) -> bool:
        """Whether the end of a value of the type may run a `drop` of the user's."""
        ...

    def revealed(self, opaque: Idx) -> Idx:
        """What a hidden type really is."""
        ...

    def intrinsic_name(self, function: FunctionId) -> str:
        """The name of a function that the compiler provides, such as `print` or `[T].len`; empty for any other."""
        ...
