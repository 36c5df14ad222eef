"""`for(over:, map:, match:, default:)` to canonical IR (language reference, part 3, 20.8).

found: { for item in over do match map(item) { pattern -> break:found value, _ -> () };  default }
"""

from ori_compiler.canon import ir
from ori_compiler.canon.decision_tree import ArmInput, compile_arms
from ori_compiler.canon.ir import Expr, LabelId, LocalId, Place
from ori_compiler.canon.lower import control, expressions, patterns, scopes
from ori_compiler.canon.lower.loops import each_item
from ori_compiler.canon.lower.state import Lowering, unit
from ori_compiler.syntax import ast
from ori_compiler.types.pool import ERROR, NEVER, VOID, Tag


def first_match(s: Lowering, e: ast.ForMatch) -> Expr:
    """A block that the first item which fits leaves with its value."""
    if control.is_broken(s, e.pattern):
        return ir.Poison(ERROR, e.span)
    type_, found = s.type_of(e), s.new_label()
    depth = len(s.scopes)
    statements: list[Expr] = []
    mapping = _mapping(s, e, statements)
    at = e.pattern.span
    loop = each_item(
        s, e.over, e.span, at, s.new_label(), lambda item: _round(s, e, _mapped(s, e, mapping, item), found, depth)
    )
    if loop.type in (NEVER, ERROR):
        return loop
    statements.append(loop)
    body = ir.Block(type_, e.span, tuple(statements), expressions.lower(s, e.default))
    return ir.Labelled(type_, e.span, found, body)


def _mapping(s: Lowering, e: ast.ForMatch, statements: list[Expr]) -> LocalId | None:
    if e.mapping is None:
        return None
    function = expressions.lower(s, e.mapping)
    local = s.new_local(function.type)
    statements.append(ir.Let(VOID, e.mapping.span, local, function))
    return local


def _mapped(s: Lowering, e: ast.ForMatch, mapping: LocalId | None, item: Expr) -> Expr:
    if mapping is None or e.mapping is None:
        return item
    function = s.read(mapping, e.mapping.span)
    if function.type == ERROR or s.pool.tag(function.type) is not Tag.FUNCTION:
        return ir.Poison(ERROR, e.mapping.span)
    return ir.ObjectCall(s.pool.arguments(function.type)[-1], e.mapping.span, function, 0, (item,))


def _round(s: Lowering, e: ast.ForMatch, item: Expr, found: LabelId, depth: int) -> Expr:
    """Leaves the whole form if the item fits."""
    if item.type in (NEVER, ERROR):
        return item
    scopes.opened(s)
    matched = s.new_local(item.type)
    arms = [ArmInput(e.pattern, None), ArmInput(ast.WildcardPattern(e.pattern.span), None)]
    compiled = compile_arms(arms, Place(matched, (), item.type), patterns.Patterns(s, e.pattern.span))
    scopes.opened(s)
    scopes.declare_all(s, e.pattern)
    value = expressions.lower(s, e.body)
    left = scopes.leaving(s, depth, lambda kept: ir.Break(NEVER, e.body.span, found, kept), value, e.body.span)
    s.scopes.pop()
    chosen = ir.Match(VOID, e.span, item, matched, (left, unit(e.span)), compiled.tree)
    return scopes.closed(s, chosen, e.span)
