"""Expressions that begin with the name of a module: they mean what the simpler form does where it is declared."""

from ori_compiler.resolve.scope import NamespaceEntity
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.inference import expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.pool import Idx


def member_of_module(c: Checker, base: ast.Expr, name: ast.Name, *, has_dollar: bool = False) -> ast.NameRef | None:
    """The name that `base.name` is if a module stands in front; none otherwise."""
    if not isinstance(base, ast.NameRef) or base.has_dollar or c.local(base.name) is not None:
        return None
    if base.name in c.resolver.scope.parameters:
        return None
    if not isinstance(c.environment.lookup_value(base.name), NamespaceEntity):
        return None
    return ast.NameRef(Span(base.span.start, name.span.end), f"{base.name}.{name.text}", has_dollar)


def call_of_module(c: Checker, e: ast.MethodCall) -> ast.Call | None:
    """The call that `module.function(…)` is."""
    callee: ast.Expr | None = member_of_module(c, e.receiver, e.name)
    if callee is None:
        return None
    if e.type_arguments:
        callee = ast.TypeApplication(callee.span, callee, e.type_arguments)
    return ast.Call(e.span, callee, e.arguments, e.close)


def infer_member(c: Checker, e: ast.Expr, name: ast.Name, simpler: ast.Expr, expected: Expectation | None) -> Idx:
    """Checks the simpler form; editors find what the name means at the name too."""
    c.desugared[e.span] = simpler
    found = expressions.infer(c, simpler, expected)
    whole = Span(e.span.start, name.span.end)
    if whole in c.references:
        c.references[name.span] = c.references[whole]
    return found
