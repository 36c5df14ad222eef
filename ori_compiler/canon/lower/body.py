"""Whole bodies to canonical functions."""

from collections.abc import Mapping

import msgspec

from ori_compiler.canon import ir
from ori_compiler.canon.ended_locals import Ends, uses_after_end
from ori_compiler.canon.environment import CanonEnvironment
from ori_compiler.canon.ir import CanonFunction, Expr, Poison
from ori_compiler.canon.lower import recursions, scopes
from ori_compiler.canon.lower.clauses import clause
from ori_compiler.canon.lower.results import changed_result, with_self
from ori_compiler.canon.lower.state import LambdaBodies, Lowering
from ori_compiler.diagnostics.diagnostic import Diagnostic, Label, Severity
from ori_compiler.diagnostics.phase_errors import PhaseErrors
from ori_compiler.resolve.entry_points import is_panic_handler
from ori_compiler.source.item_id import ItemId
from ori_compiler.source.span import Span
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.functions import BodyFunction, LambdaFunction
from ori_compiler.types.pool import VOID, Idx
from ori_compiler.types.typed_body import BindingKind, TypedBody


class Canonical(msgspec.Struct, frozen=True):
    """A function's canonical form, that of its lambdas, and what its patterns leave to be said."""

    function: CanonFunction
    diagnostics: tuple[Diagnostic, ...]
    lambdas: tuple[CanonFunction, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether the function is not to be executed."""
        return isinstance(self.function.body, Poison) or any(
            diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics
        )


def canonicalize(
    typed: TypedBody, environment: CanonEnvironment, function: BodyFunction, substitution: Mapping[Idx, Idx]
) -> Canonical:
    """Lowers a checked body for one choice of its type parameters; with errors in it, for their diagnostics only.

    Diagnostics are only looked for in a body with `has_match`, `ends_early` or `calls_constants`.
    """
    errors = PhaseErrors()
    lambdas = LambdaBodies(function)
    recursion = next((found for found in typed.recursive.values() if found.is_declared), None)
    name = function if recursion is None else lambdas.reserved()
    lowering = Lowering(typed, environment, name, substitution, lambdas, errors)
    lowering.result = lowering.concrete(typed.result)
    scopes.opened(lowering)
    for parameter in typed.parameters:
        local = lowering.declare(parameter)
        binding = typed.bindings.get(parameter)
        if binding is not None and binding.kind is BindingKind.SELF and environment.mutates(typed.function):
            lowering.self_local = local
            # It goes back to the caller instead of ending here.
            lowering.scopes[-1].locals = [other for other in lowering.scopes[-1].locals if other != local]
    for trait in typed.capabilities:
        lowering.bind(trait, lowering.new_local(environment.pool.capability(trait), trait.name))
    count = len(typed.parameters) + len(typed.capabilities)
    if recursion is not None:
        count += recursions.opened(lowering, recursion, _result(lowering), _tails(typed))
    body = scopes.closed(lowering, clause(lowering), typed.body.span)
    body, result = _finished(lowering, body)
    if isinstance(function, ItemId) and is_panic_handler(function):
        count, body = 0, _with_information(lowering, body)
    canonical = CanonFunction(name, count, tuple(lowering.locals), result, body, typed.body.span)
    if recursion is not None and isinstance(name, LambdaFunction):
        lambdas.functions[name.index] = canonical
        if not isinstance(body, Poison):
            canonical = recursions.begun(lowering, function, canonical, recursion)
    known = tuple(found for found in lambdas.functions if found is not None)
    if lambdas.early_ends or lambdas.sent or any(lambdas.taken.values()):
        _report_uses_after_end(lowering, (canonical, *known))
    return Canonical(canonical, errors.diagnostics, known)


def _with_information(s: Lowering, body: Expr) -> Expr:
    """The body of a panic handler, which asks for the panic itself: nobody passes anything to it."""
    if isinstance(body, ir.Poison) or not s.typed.parameters:
        # One that takes nothing is a mistake that was told.
        return body
    local = s.declare(s.typed.parameters[0])
    asked = ir.Call(s.locals[local].type, body.span, s.environment.prelude_function("current_panic"), ())
    return ir.Block(body.type, body.span, (ir.Let(VOID, body.span, local, asked),), body)


def _report_uses_after_end(s: Lowering, functions: tuple[CanonFunction, ...]) -> None:
    ends = Ends(s.lambdas.early_ends, s.lambdas.taken, s.lambdas.sent)
    for use in (use for function in functions for use in uses_after_end(function, ends)):
        name = use.name
        if use.ended in ends.taken:
            code, what, label = "E0700", "gone to a task", "this task captures it"
            help_ = f"use it before, or give the task a copy: `let copy = {name};`"
        elif use.ended in ends.sent:
            code, what, label = "E2054", "been sent", "sent here"
            help_ = f"use it before, or send a copy: `let copy = {name};`"
        else:
            code, what, label = "E2054", "been dropped", "dropped here"
            help_ = "drop it behind its last use, or declare it anew with `let`"
        message = f"`{name}` is used, but may have {what} already"
        s.errors.emit(TypeProblem(code, message, s.at(use.at), "used here", (Label(s.at(use.ended), label),), help_))


def _finished(s: Lowering, body: Expr) -> tuple[Expr, Idx]:
    """The body's value, with `self` if the method changes it."""
    if s.self_local is None or isinstance(body, ir.Poison):
        return body, s.result
    return with_self(s, body, body.span), _result(s)


def _result(s: Lowering) -> Idx:
    """What the function gives back."""
    if s.self_local is None:
        return s.result
    return changed_result(s.pool, s.locals[s.self_local].type, s.result)


def _tails(typed: TypedBody) -> frozenset[Span]:
    """The `self(…)` behind which nothing is left to do."""
    has_more = any(contract.pattern is not None for contract in typed.contracts)
    return frozenset() if has_more else frozenset(recursions.tail_calls(typed.body))
