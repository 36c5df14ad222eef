"""`pre` and `post`: what holds before a function begins, and of what it gives (language reference, part 3, 21)."""

from ori_compiler.syntax import ast
from ori_compiler.types.errors import TypeProblem
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation, Frame
from ori_compiler.types.inference.patterns import check_pattern
from ori_compiler.types.pool import BOOL, ERROR, NEVER, VOID, Idx
from ori_compiler.types.typed_body import BindingKind


def check_preconditions(c: Checker, contracts: tuple[ast.Contract, ...]) -> None:
    """They see the parameters."""
    for contract in contracts:
        if contract.pattern is None:
            _check_condition(c, contract)


def check_postconditions(c: Checker, contracts: tuple[ast.Contract, ...], result: Idx) -> None:
    """They see the parameters and the result; it is inside of the body that a hidden result is known."""
    for contract in contracts:
        if contract.pattern is None:
            continue
        if c.resolve(result) == VOID:
            message = "`post` is about the result of the function, but this one has none"
            help_ = "let the function return something, or check in its body with `assert`"
            c.report(TypeProblem("E2046", message, c.at(contract.span), "the function is `void`", (), help_))
            return
        mark = c.mark()
        check_pattern(c, contract.pattern, result, BindingKind.PARAMETER)
        _check_condition(c, contract)
        c.restore(mark)


def _check_condition(c: Checker, contract: ast.Contract) -> None:
    c.frames.append(Frame(BOOL, None, "this condition", contract.span))
    found = c.resolve(expressions.infer(c, contract.condition, Expectation(BOOL)))
    c.frames.pop()
    if found in (ERROR, NEVER) or c.unifier.unify(found, BOOL):
        return
    word = "pre" if contract.pattern is None else "post"
    at = c.at(contract.condition.span)
    message = f"`{word}` takes a condition, and this is `{c.name(found)}`"
    c.report(TypeProblem("E2044", message, at, "expected `bool`"))
