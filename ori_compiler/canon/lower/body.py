"""Whole bodies to canonical functions."""

import msgspec

from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import CanonFunction, Poison
from ori_compiler.canon.lower.expressions import lower
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.diagnostics.diagnostic import Diagnostic, Severity
from ori_compiler.types.typed_body import TypedBody


class Canonical(msgspec.Struct, frozen=True):
    """A function's canonical form, and what its patterns leave to be said."""

    function: CanonFunction
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the function is not to be executed."""
        return isinstance(self.function.body, Poison) or any(
            diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics
        )


def canonicalize(typed: TypedBody, environment: CanonEnvironment) -> Canonical:
    """Lowers a checked body; with errors in it, for their diagnostics only."""
    lowering = Lowering(typed, environment)
    for parameter in typed.parameters:
        lowering.declare(parameter)
    body = lower(lowering, typed.body)
    function = CanonFunction(
        typed.item, len(typed.parameters), tuple(lowering.locals), typed.result, body, typed.body.span
    )
    return Canonical(function, lowering.errors.diagnostics)
