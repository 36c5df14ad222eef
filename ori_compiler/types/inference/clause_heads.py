"""What decides whether a clause of a function is chosen: patterns in place of parameters, and the guard."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.definitions import Signature
from ori_compiler.types.inference import control, expressions
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.obligations import normal
from ori_compiler.types.inference.patterns import check_pattern
from ori_compiler.types.pool import BOOL
from ori_compiler.types.typed_body import BindingKind, ClauseHead


def check_head(
    c: Checker, syntax: ast.FunctionItem | ast.Method, signature: Signature, *, is_only: bool
) -> ClauseHead | None:
    """Binds what the patterns of a clause bind, and checks its guard; `is_only` if there is no other clause."""
    patterns = [(i, p.pattern) for i, p in enumerate(syntax.parameters) if p.pattern is not None]
    guard = syntax.clauses.guard
    if not patterns and guard is None:
        return None
    pattern = _whole([pattern for _, pattern in patterns])
    if pattern is not None:
        types = [normal(c, signature.parameters[i].type, pattern.span) for i, _ in patterns]
        type_ = types[0] if len(types) == 1 else c.pool.tuple_(tuple(types))
        check_pattern(c, pattern, type_, BindingKind.PARAMETER)
        # That a method has no patterns was reported when it was parsed.
        if is_only and not isinstance(syntax, ast.Method):
            help_ = "add clauses for the other values, or take a name and `match` it in the body"
            for _, part in patterns:
                control.demand_irrefutable(c, part, "a function of one clause", help_)
    if guard is not None:
        expressions.check(c, guard, Expectation(BOOL))
    return ClauseHead(pattern, tuple(i for i, _ in patterns), guard)


def _whole(patterns: list[ast.Pattern]) -> ast.Pattern | None:
    """One pattern for all: several together take a tuple apart."""
    if len(patterns) < 2:
        return patterns[0] if patterns else None
    return ast.TuplePattern(Span(patterns[0].span.start, patterns[-1].span.end), tuple(patterns))
