"""`for(over:, map:, match:, default:)` (language reference, part 2, 19; part 3, 20.8)."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.types.errors import BranchMismatch
from ori_compiler.types.inference import expressions, loops
from ori_compiler.types.inference.checker import Checker, Expectation
from ori_compiler.types.inference.patterns import check_pattern
from ori_compiler.types.pool import ERROR, NEVER, Idx
from ori_compiler.types.typed_body import BindingKind


def first_match(c: Checker, e: ast.ForMatch, expected: Expectation | None) -> Idx:
    """The common type of the arm and the default."""
    item = loops.source_item(c, e.over)
    if e.mapping is not None:
        mapped = c.fresh()
        expressions.check(c, e.mapping, Expectation(c.pool.function((item,), mapped)))
        item = c.resolve(mapped)
    mark = c.mark()
    check_pattern(c, e.pattern, item, BindingKind.MATCH)
    found = _value(c, e.body, expected)
    c.restore(mark)
    default = _value(c, e.default, expected)
    return _common(c, (found, e.body.span), (default, e.default.span), is_checked=expected is not None)


def _value(c: Checker, e: ast.Expr, expected: Expectation | None) -> Idx:
    if expected is not None:
        return expressions.check(c, e, expected)
    return c.resolve(expressions.infer(c, e))


def _common(c: Checker, found: tuple[Idx, Span], default: tuple[Idx, Span], *, is_checked: bool) -> Idx:
    (type_, at), (other, other_at) = found, default
    if type_ == NEVER or other == NEVER:
        return other if type_ == NEVER else type_
    if is_checked or c.unifier.unify(type_, other):
        return type_
    what = "what this `for` gives and its default"
    c.report(BranchMismatch(what, c.at(other_at), c.name(other), c.at(at), c.name(type_)))
    return ERROR
