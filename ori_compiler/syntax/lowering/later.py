"""Expressions that have no meaning yet: to syntax of their own, each reported once as not supported."""

from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering import expressions
from ori_compiler.syntax.lowering.composites import Build, child_at, construct
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.patterns import lower_pattern
from ori_compiler.syntax.tree import Node, first_token


def lower_later(context: LoweringContext, node: Node) -> ast.Expr | None:
    """The syntax of a later form; none if the node is of another kind or lacks a part that was reported."""
    known = _FORMS.get(node.kind)
    if known is None:
        return None
    what, build = known
    span = context.not_yet(node, what or f"`{context.text(first_token(node))}(…)` expressions")
    with context.quiet():
        return build(context, node, span)


def _splice(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Splice(span, child_at(context, node, 0), child_at(context, node, 1))


def _unsafe(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Unsafe(span, child_at(context, node, 0))


def _compile_time_for(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    nodes = context.nodes(node)
    if len(nodes) < 3:
        return context.missing(node)
    guards = [context.nodes(inner)[0] for inner in nodes if inner.kind is NodeKind.GUARD]
    guard = expressions.lower_expression(context, guards[0]) if guards else None
    source = expressions.lower_expression(context, nodes[1])
    clause = ast.ForClause(span, lower_pattern(context, nodes[0]), source, guard)
    return ast.CompileTimeFor(
        span, clause, context.has(node, k.YIELD), expressions.lower_expression(context, nodes[-1])
    )


def _compile_time_if(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.CompileTimeIf(span, child_at(context, node, 0))


_FORMS: Final[dict[NodeKind, tuple[str, Build]]] = {
    NodeKind.SPLICE: ("field splices", _splice),
    NodeKind.UNSAFE: ("`unsafe` blocks", _unsafe),
    NodeKind.CONSTRUCT: ("", construct),
    NodeKind.COMPILE_TIME_FOR: ("`$for` expressions", _compile_time_for),
    NodeKind.COMPILE_TIME_IF: ("`$if` expressions", _compile_time_if),
}
