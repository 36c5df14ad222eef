"""Tuples, lists, maps, lambdas and what is written behind a value: nodes to syntax."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering import capabilities, expressions
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.forms import lower_form
from ori_compiler.syntax.lowering.types import lower_type, lower_type_arguments
from ori_compiler.syntax.tree import Node, first_token

Build = Callable[[LoweringContext, Node, Span], ast.Expr]


def lower_composite(context: LoweringContext, node: Node) -> ast.Expr | None:
    """The syntax of a composite form; none if the node is of another kind or lacks a part that was reported."""
    build = _FORMS.get(node.kind)
    if node.kind is NodeKind.CONSTRUCT:
        build = _CONSTRUCTS.get(context.text(first_token(node)))
    return build(context, node, context.span(node)) if build is not None else None


def _all(context: LoweringContext, nodes: list[Node]) -> tuple[ast.Expr, ...]:
    return tuple(expressions.lower_expression(context, inner) for inner in nodes)


def child_at(context: LoweringContext, node: Node, index: int) -> ast.Expr:
    """The expression of the child at a position; missing if the source breaks off before it."""
    nodes = context.nodes(node)
    return expressions.lower_expression(context, nodes[index]) if index < len(nodes) else context.missing(node)


def _tuple(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Tuple(span, _all(context, context.nodes(node)))


def _list(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.ListLiteral(span, _all(context, context.nodes(node)))


def _map(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    entries: list[ast.MapEntry | ast.Spread] = []
    for child in context.nodes(node):
        at = context.span(child)
        if child.kind is NodeKind.SPREAD:
            entries.append(ast.Spread(at, child_at(context, child, 0)))
        elif child.kind is NodeKind.MAP_ENTRY:
            entries.append(ast.MapEntry(at, _key(context, child), child_at(context, child, 1)))
    return ast.MapLiteral(span, tuple(entries))


def _key(context: LoweringContext, node: Node) -> ast.Expr:
    """A bare name is the text of it; `[key]` is computed."""
    key = context.nodes(node)[0]
    lowered = expressions.lower_expression(context, key)
    if isinstance(lowered, ast.NameRef):
        return ast.Literal(lowered.span, lowered.name)
    if isinstance(lowered, ast.ListLiteral) and len(lowered.elements) == 1:
        return lowered.elements[0]
    return lowered


def _spread(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Spread(span, child_at(context, node, 0))


def _index(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Index(span, child_at(context, node, 0), child_at(context, node, 1))


def _length(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Length(span)


def _propagate(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Propagate(span, child_at(context, node, 0))


def _lambda(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    nodes = context.nodes(node)
    parameters = [_lambda_parameter(context, inner) for inner in nodes if inner.kind is NodeKind.PARAMETER]
    if not parameters:
        names = [c for c in node.children if isinstance(c, int) and context.kind(c) in (k.NAME, k.UNDERSCORE)]
        parameters = [ast.LambdaParameter(context.token_span(c), context.name(c), None) for c in names[:1]]
    rest = [inner for inner in nodes if inner.kind is not NodeKind.PARAMETER]
    result = lower_type(context, rest[0]) if context.has(node, k.ASSIGN) and len(rest) > 1 else None
    body = expressions.lower_expression(context, rest[-1]) if rest else context.missing(node)
    return ast.Lambda(span, tuple(parameters), result, body)


def _lambda_parameter(context: LoweringContext, node: Node) -> ast.LambdaParameter:
    nodes = context.nodes(node)
    name = context.name(first_token(node)) if node.children else ast.Name(context.span(node), "")
    return ast.LambdaParameter(context.span(node), name, lower_type(context, nodes[0]) if nodes else None)


def _type_application(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    callee, arguments = context.nodes(node)
    return ast.TypeApplication(
        span, expressions.lower_expression(context, callee), lower_type_arguments(context, arguments)
    )


def _method_match(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    """`scrutinee.match(arms)` is `match scrutinee { arms }`."""
    arms = tuple(expressions.lower_arm(context, arm) for arm in context.nodes(node)[1:] if arm.kind is NodeKind.ARM)
    return ast.Match(span, child_at(context, node, 0), arms)


def _pipe_method(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    name = context.first_word(node)
    arguments = [inner for inner in context.nodes(node) if inner.kind is NodeKind.ARGUMENTS]
    if name is None:
        return context.missing(node)
    return ast.PipeMethod(span, name, expressions.lower_arguments(context, arguments[0]) if arguments else ())


def _catch(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    arguments = [part for inner in context.nodes(node) for part in context.nodes(inner)]
    if len(arguments) != 1 or arguments[0].kind is not NodeKind.ARGUMENT:
        if len(arguments) > 1:
            at = context.span(arguments[1])
            context.problems.append(SyntaxProblem("E2004", "`catch` takes one argument, `expr:`", at, "one too many"))
        return context.missing(node)
    at = context.span(arguments[0])
    return ast.Catch(span, ast.Lambda(at, (), None, child_at(context, arguments[0], 0)))


def construct(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    """A call-like form as it is written."""
    types: tuple[ast.TypeSyntax | ast.Expr, ...] = ()
    arguments: tuple[ast.Argument, ...] = ()
    for child in context.nodes(node):
        if child.kind is NodeKind.TYPE_ARGUMENTS:
            types = lower_type_arguments(context, child)
        elif child.kind is NodeKind.ARGUMENTS:
            arguments = expressions.lower_arguments(context, child)
    return ast.Construct(span, context.name(first_token(node)), types, arguments)


def _try_block(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.TryBlock(span, child_at(context, node, 0))


_CONSTRUCTS: Final[dict[str, Build]] = {
    "cache": construct,
    "catch": _catch,
    **dict.fromkeys(("channel", "channel_in", "channel_out", "channel_all"), construct),
    "embed": construct,
    "has_embed": construct,
    "nursery": construct,
    "recurse": lower_form,
    "with": lower_form,
    "parallel": construct,
    "spawn": construct,
    "timeout": construct,
}

_FORMS: Final[dict[NodeKind, Build]] = {
    NodeKind.TUPLE: _tuple,
    NodeKind.LIST: _list,
    NodeKind.MAP: _map,
    NodeKind.SPREAD: _spread,
    NodeKind.INDEX: _index,
    NodeKind.LENGTH: _length,
    NodeKind.TRY: _propagate,
    NodeKind.TRY_BLOCK: _try_block,
    NodeKind.LAMBDA: _lambda,
    NodeKind.TYPE_APPLICATION: _type_application,
    NodeKind.METHOD_MATCH: _method_match,
    NodeKind.PIPE_METHOD: _pipe_method,
    NodeKind.FOR_MATCH: lower_form,
    NodeKind.WITH: capabilities.lower_with,
    NodeKind.HANDLER: capabilities.lower_handler,
}
