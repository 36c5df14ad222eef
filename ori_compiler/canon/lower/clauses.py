"""The clauses of a function to canonical IR.

Each clause is a function of its own, which calls the next one when its patterns or its guard do not fit. So an edit of
one clause leaves the others alone, and callers only ever know the first.
"""

from ori_compiler.canon import ir
from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.ir import Expr, Place
from ori_compiler.canon.lower import contracts, control, patterns, scopes
from ori_compiler.canon.lower.capabilities import evidence
from ori_compiler.canon.lower.expressions import lower
from ori_compiler.canon.lower.state import Lowering
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.functions import Instance
from ori_compiler.types.pool import ERROR
from ori_compiler.types.typed_body import ClauseHead, HiddenParameter


def clause(s: Lowering) -> Expr:
    """The body of a function, as far as it is chosen."""
    typed = s.typed
    head = typed.head
    if head is None:
        return contracts.body(s)
    if head.pattern is None:
        return _guarded(s, head)
    if control.is_broken(s, head.pattern):
        return ir.Poison(ERROR, typed.body.span)
    scrutinee = _taken_apart(s, head, head.pattern.span)
    local = s.new_local(scrutinee.type)
    guard = lower(s, head.guard) if head.guard is not None else None
    arms = [ArmInput(head.pattern, guard)]
    bodies = [_body(s, head.pattern)]
    other = _otherwise(s)
    if other is not None:
        arms.append(ArmInput(ast.WildcardPattern(typed.body.span), None))
        bodies.append(other)
    compiled = compile_arms(arms, Place(local, (), scrutinee.type), patterns.Patterns(s, typed.body.span))
    return ir.Match(s.result, typed.body.span, scrutinee, local, tuple(bodies), compiled.tree)


def _guarded(s: Lowering, head: ClauseHead) -> Expr:
    assert head.guard is not None
    condition, body, other = lower(s, head.guard), contracts.body(s), _otherwise(s)
    if other is None:
        # The last guard covers nothing by itself, which is reported: the program is not executed.
        return ir.Poison(ERROR, s.typed.body.span)
    return ir.If(s.result, s.typed.body.span, condition, body, other)


def _body(s: Lowering, pattern: ast.Pattern) -> Expr:
    """The body; what the patterns bind ends with it."""
    scopes.opened(s)
    scopes.declare_all(s, pattern)
    return scopes.closed(s, contracts.body(s), s.typed.body.span)


def _taken_apart(s: Lowering, head: ClauseHead, span: Span) -> Expr:
    """The parameters that the pattern is for: one, or a tuple of several."""
    values = tuple(_parameter(s, index, span) for index in head.parameters)
    if len(values) == 1:
        return values[0]
    return ir.StructNew(s.pool.tuple_(tuple(value.type for value in values)), span, values)


def _otherwise(s: Lowering) -> Expr | None:
    """The call of the next clause with the same arguments; none for the last one."""
    following = s.environment.next_clause(s.typed.function)
    if following is None:
        return None
    span = s.typed.body.span
    arguments = tuple(_parameter(s, index, span) for index in range(len(s.typed.parameters)))
    arguments += tuple(evidence(s, HiddenParameter(trait), span) for trait in s.typed.capabilities)
    types = s.lambdas.owner.arguments if isinstance(s.lambdas.owner, Instance) else ()
    return ir.Call(s.result, span, s.environment.instance(following, types), arguments)


def _parameter(s: Lowering, index: int, span: Span) -> Expr:
    return s.read(s.declare(s.typed.parameters[index]), span)
