"""Expressions that have no meaning yet: to syntax of their own, each reported once as not supported."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering import expressions
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.patterns import lower_pattern
from ori_compiler.syntax.lowering.types import lower_type, lower_type_arguments
from ori_compiler.syntax.tree import Node, first_token

_Build = Callable[[LoweringContext, Node, Span], ast.Expr]


def lower_later(context: LoweringContext, node: Node) -> ast.Expr | None:
    """The syntax of a later form; none if the node is of another kind or lacks a part that was reported."""
    known = _FORMS.get(node.kind)
    if known is None:
        return None
    what, build = known
    if node.kind is NodeKind.MAP and not context.nodes(node):
        _report_empty_map(context, node)
        span = context.span(node)
    else:
        span = context.not_yet(node, what or f"`{context.text(first_token(node))}(…)` expressions")
    with context.quiet():
        return build(context, node, span)


def _report_empty_map(context: LoweringContext, node: Node) -> None:
    if not context.is_quiet:
        at = context.span(node)
        message = "`{}` is an empty map, and maps are not supported yet"
        help_ = "an empty block is written `()`"
        context.problems.append(SyntaxProblem("E2040", message, at, "", help_, "()", at, "write `()`"))


def _all(context: LoweringContext, nodes: list[Node]) -> tuple[ast.Expr, ...]:
    return tuple(expressions.lower_expression(context, inner) for inner in nodes)


def _at(context: LoweringContext, node: Node, index: int) -> ast.Expr:
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
            entries.append(ast.Spread(at, _at(context, child, 0)))
        elif child.kind is NodeKind.MAP_ENTRY:
            entries.append(ast.MapEntry(at, _key(context, child), _at(context, child, 1)))
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
    return ast.Spread(span, _at(context, node, 0))


def _index(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Index(span, _at(context, node, 0), _at(context, node, 1))


def _splice(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Splice(span, _at(context, node, 0), _at(context, node, 1))


def _length(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Length(span)


def _propagate(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Propagate(span, _at(context, node, 0))


def _lambda(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    nodes = context.nodes(node)
    parameters = [_lambda_parameter(context, inner) for inner in nodes if inner.kind is NodeKind.PARAMETER]
    if not parameters:
        names = [c for c in node.children if context.kind(c) in (k.NAME, k.UNDERSCORE)]
        parameters = [
            ast.LambdaParameter(context.tokens.span(c), context.text(c), None) for c in names[:1] if isinstance(c, int)
        ]
    rest = [inner for inner in nodes if inner.kind is not NodeKind.PARAMETER]
    result = lower_type(context, rest[0]) if context.has(node, k.ASSIGN) and len(rest) > 1 else None
    body = expressions.lower_expression(context, rest[-1]) if rest else context.missing(node)
    return ast.Lambda(span, tuple(parameters), result, body)


def _lambda_parameter(context: LoweringContext, node: Node) -> ast.LambdaParameter:
    nodes = context.nodes(node)
    name = context.text(first_token(node)) if node.children else ""
    return ast.LambdaParameter(context.span(node), name, lower_type(context, nodes[0]) if nodes else None)


def _type_application(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    callee, arguments = context.nodes(node)
    return ast.TypeApplication(
        span, expressions.lower_expression(context, callee), lower_type_arguments(context, arguments)
    )


def _method_match(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    arms = tuple(expressions.lower_arm(context, arm) for arm in context.nodes(node)[1:] if arm.kind is NodeKind.ARM)
    return ast.MethodMatch(span, _at(context, node, 0), arms)


def _pipe_method(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    name = context.first_word(node)
    arguments = [inner for inner in context.nodes(node) if inner.kind is NodeKind.ARGUMENTS]
    if name is None:
        return context.missing(node)
    return ast.PipeMethod(span, name, expressions.lower_arguments(context, arguments[0]) if arguments else ())


def _for_match(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    parts: dict[str, Node] = {}
    for child in context.nodes(node):
        if child.kind is NodeKind.ARGUMENT and child.children:
            parts[context.text(first_token(child))] = child
    chosen = context.nodes(parts["match"]) if "match" in parts else []
    if len(chosen) < 2 or "over" not in parts or "default" not in parts:
        return context.missing(node)
    mapping = _at(context, parts["map"], 0) if "map" in parts else None
    body = expressions.lower_expression(context, chosen[1])
    over, default = _at(context, parts["over"], 0), _at(context, parts["default"], 0)
    return ast.ForMatch(span, over, mapping, lower_pattern(context, chosen[0]), body, default)


def _try_block(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.TryBlock(span, _at(context, node, 0))


def _unsafe(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    return ast.Unsafe(span, _at(context, node, 0))


def _with(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    bindings: list[ast.CapabilityBinding] = []
    body: ast.Expr = context.missing(node)
    for child in context.nodes(node):
        if child.kind is not NodeKind.CAPABILITY_BINDING:
            body = expressions.lower_expression(context, child)
            continue
        name = context.first_name(child)
        texts = [c for c in child.children if isinstance(c, int) and context.kind(c) == k.STRING]
        argument = string_value(context.text(texts[0])) if texts else None
        if name is not None:
            bindings.append(ast.CapabilityBinding(context.span(child), name, argument, _at(context, child, 0)))
    return ast.With(span, tuple(bindings), body)


def _handler(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    state: ast.Expr | None = None
    operations: list[ast.Operation] = []
    for child in context.nodes(node):
        if child.kind is NodeKind.ARGUMENTS:
            given = expressions.lower_arguments(context, child)
            state = given[0].value if given else None
        elif child.kind is NodeKind.OPERATION:
            name = context.first_name(child)
            if name is not None:
                operations.append(ast.Operation(context.span(child), name, _at(context, child, 0)))
    return ast.Handler(span, state, tuple(operations))


def _construct(context: LoweringContext, node: Node, span: Span) -> ast.Expr:
    types: tuple[ast.TypeSyntax | ast.Expr, ...] = ()
    arguments: tuple[ast.Argument, ...] = ()
    for child in context.nodes(node):
        if child.kind is NodeKind.TYPE_ARGUMENTS:
            types = lower_type_arguments(context, child)
        elif child.kind is NodeKind.ARGUMENTS:
            arguments = expressions.lower_arguments(context, child)
    return ast.Construct(span, context.text(first_token(node)), types, arguments)


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
    return ast.CompileTimeIf(span, _at(context, node, 0))


_FORMS: Final[dict[NodeKind, tuple[str, _Build]]] = {
    NodeKind.TUPLE: ("tuples", _tuple),
    NodeKind.LIST: ("lists", _list),
    NodeKind.MAP: ("maps", _map),
    NodeKind.SPREAD: ("spread arguments", _spread),
    NodeKind.INDEX: ("index expressions", _index),
    NodeKind.SPLICE: ("field splices", _splice),
    NodeKind.LENGTH: ("`#` lengths", _length),
    NodeKind.TRY: ("`?` expressions", _propagate),
    NodeKind.LAMBDA: ("lambdas", _lambda),
    NodeKind.TYPE_APPLICATION: ("explicit type arguments", _type_application),
    NodeKind.METHOD_MATCH: ("`.match(…)` calls", _method_match),
    NodeKind.PIPE_METHOD: ("pipes", _pipe_method),
    NodeKind.FOR_MATCH: ("`for(over: …)` expressions", _for_match),
    NodeKind.TRY_BLOCK: ("`try` blocks", _try_block),
    NodeKind.UNSAFE: ("`unsafe` blocks", _unsafe),
    NodeKind.WITH: ("capability providers", _with),
    NodeKind.HANDLER: ("handlers", _handler),
    NodeKind.CONSTRUCT: ("", _construct),
    NodeKind.COMPILE_TIME_FOR: ("`$for` expressions", _compile_time_for),
    NodeKind.COMPILE_TIME_IF: ("`$if` expressions", _compile_time_if),
}
