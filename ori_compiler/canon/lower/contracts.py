"""The body of a function between its contracts (language reference, part 3, 21).

{ if !pre then panic(…);  let result = exit: { body };  if !post then panic(…);  result }

What `?` leaves the body with is a result too: it goes to the `post`s by way of the label.
"""

from ori_compiler.canon import ir
from ori_compiler.canon.ir import Expr, Intrinsic
from ori_compiler.canon.lower import control, scopes
from ori_compiler.canon.lower.expressions import lower
from ori_compiler.canon.lower.state import Exit, Lowering, unit
from ori_compiler.canon.structural import text
from ori_compiler.syntax import ast
from ori_compiler.types.pool import BOOL, NEVER, VOID


def body(s: Lowering) -> Expr:
    """The body, with the checks before and behind it."""
    preconditions = [contract for contract in s.typed.contracts if contract.pattern is None]
    checks = tuple(_check(s, contract, "pre-condition failed") for contract in preconditions)
    value = lower(s, s.typed.body) if len(checks) == len(s.typed.contracts) else _checked_result(s)
    return ir.Block(value.type, s.typed.body.span, checks, value) if checks else value


def _checked_result(s: Lowering) -> Expr:
    span = s.typed.body.span
    label = s.new_label()
    s.exits.append(Exit(label, len(s.scopes), s.result))
    value = lower(s, s.typed.body)
    s.exits.pop()
    scopes.opened(s)
    result = s.new_local(s.result)
    statements: list[Expr] = [ir.Let(VOID, span, result, ir.Labelled(s.result, span, label, value))]
    for contract in s.typed.contracts:
        if contract.pattern is not None:
            statements.append(control.bind_pattern(s, contract.pattern, s.read(result, span), contract.span))
            statements.append(_check(s, contract, "post-condition failed"))
    checked = ir.Block(s.result, span, tuple(statements), s.read(result, span))
    return scopes.closed(s, checked, span)


def _check(s: Lowering, contract: ast.Contract, failure: str) -> Expr:
    span = contract.condition.span
    message = contract.message if contract.message is not None else f"{failure}: {contract.text}"
    condition = scopes.statement(s, contract.condition, lower)
    if condition.type != BOOL:
        return condition
    panic = ir.CallIntrinsic(NEVER, span, Intrinsic.PANIC, (text(message, span),))
    return ir.If(VOID, span, condition, unit(span), panic)
