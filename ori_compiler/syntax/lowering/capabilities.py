"""`with … in` and handlers: nodes to syntax."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering import expressions
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.tree import Node


def _argument(context: LoweringContext, node: Node) -> str | None:
    texts = [child for child in node.children if isinstance(child, int) and context.kind(child) == k.STRING]
    return string_value(context.text(texts[0])) if texts else None


def lower_with(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    """`with Capability = provider in body`."""
    bindings: list[ast.CapabilityBinding] = []
    body: ast.Expr = context.missing(node)
    for child in context.nodes(node):
        if child.kind is not NodeKind.CAPABILITY_BINDING:
            body = expressions.lower_expression(context, child)
            continue
        name, argument = context.first_name(child), _argument(context, child)
        if argument is not None:
            context.not_yet(child, "capabilities with an argument")
        if name is not None:
            nodes = context.nodes(child)
            provider = expressions.lower_expression(context, nodes[0]) if nodes else context.missing(child)
            bindings.append(ast.CapabilityBinding(context.span(child), name, argument, provider))
    return ast.With(span, tuple(bindings), body)


def lower_handler(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    """`handler(state: e) { name: lambda }`."""
    state: ast.Expr | None = None
    operations: list[ast.Operation] = []
    for child in context.nodes(node):
        if child.kind is NodeKind.ARGUMENTS:
            given = expressions.lower_arguments(context, child)
            state = given[0].value if given else None
        elif child.kind is NodeKind.OPERATION:
            name, nodes = context.first_name(child), context.nodes(child)
            if name is not None:
                value = expressions.lower_expression(context, nodes[0]) if nodes else context.missing(child)
                operations.append(ast.Operation(context.span(child), name, value))
    return ast.Handler(span, state, tuple(operations))
