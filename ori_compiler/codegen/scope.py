"""What each variable of a function is bound to, at one point of it.

A scope never changes: binding yields a new one that shares almost everything with the old, so a child scope costs
nothing, and a block that starts from the scope of its dominator sees exactly what is defined on every way to it.
"""

from typing import Generic, TypeVar

import immutables
import msgspec

from ori_compiler.codegen.ir_builder import ValueId

_K = TypeVar("_K")


class Immutable(msgspec.Struct, frozen=True, tag=True):
    """A value in SSA form."""

    value: ValueId


class Mutable(msgspec.Struct, frozen=True, tag=True):
    """A slot of the entry block that always holds the current value, beside the value itself."""

    value: ValueId
    slot: ValueId


Binding = Immutable | Mutable


class UnboundVariableError(Exception):
    """A variable is used where no definition reaches: the ARC IR is wrong."""


class Scope(Generic[_K]):
    """A persistent map from variables to bindings."""

    __slots__ = ("_bindings",)

    def __init__(self, bindings: immutables.Map[_K, Binding] | None = None) -> None:
        self._bindings: immutables.Map[_K, Binding] = immutables.Map() if bindings is None else bindings

    def bind(self, variable: _K, binding: Binding) -> "Scope[_K]":
        """The scope in which `variable` is bound, shadowing what it was bound to."""
        return Scope(self._bindings.set(variable, binding))

    def get(self, variable: _K) -> Binding:
        """What a variable is bound to; raises `UnboundVariableError`."""
        found = self._bindings.get(variable)
        if found is None:
            raise UnboundVariableError(f"variable {variable} is not defined here")
        return found

    def __contains__(self, variable: object) -> bool:
        return variable in self._bindings
