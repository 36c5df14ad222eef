"""Type nodes to type syntax."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering import expressions
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.tree import Node

TYPE_KINDS = frozenset(
    (
        NodeKind.TYPE_NAME,
        NodeKind.LIST_TYPE,
        NodeKind.FIXED_LIST_TYPE,
        NodeKind.MAP_TYPE,
        NodeKind.TUPLE_TYPE,
        NodeKind.FUNCTION_TYPE,
        NodeKind.TRAIT_OBJECT_TYPE,
        NodeKind.IMPL_TYPE,
    )
)


def lower_type(context: LoweringContext, node: Node) -> ast.TypeSyntax:
    """The type that a node stands for."""
    nodes = context.nodes(node)
    match node.kind:
        case NodeKind.TYPE_NAME:
            return _type_name(context, node)
        case NodeKind.TUPLE_TYPE if not nodes:
            return ast.NamedType(context.span(node), "void")
        case NodeKind.TUPLE_TYPE if len(nodes) == 1:
            return lower_type(context, nodes[0])
        case NodeKind.TUPLE_TYPE:
            span = context.span(node)
            return ast.TupleType(span, _types(context, nodes))
        case NodeKind.LIST_TYPE | NodeKind.FIXED_LIST_TYPE:
            capacity = expressions.lower_expression(context, nodes[1]) if len(nodes) > 1 else None
            return ast.ListType(context.span(node), lower_type(context, nodes[0]), capacity)
        case NodeKind.MAP_TYPE if len(nodes) == 2:
            span = context.span(node)
            return ast.MapType(span, *_types(context, nodes))
        case NodeKind.FUNCTION_TYPE:
            span = context.span(node)
            *parameters, result = _types(context, nodes)
            return ast.FunctionType(span, tuple(parameters), result)
        case NodeKind.TRAIT_OBJECT_TYPE:
            span = context.span(node)
            return ast.TraitObjectType(span, _types(context, nodes))
        case NodeKind.IMPL_TYPE:
            return ast.ImplType(context.span(node), lower_bounds(context, nodes[0]), _equalities(context, nodes[1:]))
        case _:
            return context.missing(node)


def _types(context: LoweringContext, nodes: list[Node]) -> tuple[ast.TypeSyntax, ...]:
    return tuple(lower_type(context, inner) for inner in nodes)


def _type_name(context: LoweringContext, node: Node) -> ast.TypeSyntax:
    if len(node.children) == 1:
        only = node.children[0]
        if isinstance(only, int) and context.kind(only) not in _SIGNS and context.text(only) != "_":
            return ast.NamedType(context.token_span(only), context.text(only))
    words = [child for child in node.children if isinstance(child, int) and context.tokens.kinds[child] not in _SIGNS]
    path = tuple(context.text(word) for word in words)
    arguments = context.nodes(node)
    if path == ("_",):
        return ast.InferredType(context.span(node))
    if len(path) == 1 and not arguments:
        return ast.NamedType(context.span(node), path[0])
    applied = lower_type_arguments(context, arguments[0]) if arguments else ()
    return ast.AppliedType(context.span(node), path, applied)


_SIGNS = frozenset((k.DOT, k.DOUBLE_COLON, k.DOLLAR))


def lower_type_arguments(context: LoweringContext, node: Node) -> tuple[ast.TypeSyntax | ast.Expr, ...]:
    """Types and constants between `<` and `>`."""
    return tuple(_type_argument(context, inner) for inner in context.nodes(node))


def _type_argument(context: LoweringContext, node: Node) -> ast.TypeSyntax | ast.Expr:
    if node.kind is NodeKind.TYPE_NAME and context.has(node, k.DOLLAR):
        return _constant(context, node)
    return lower_type(context, node) if node.kind in TYPE_KINDS else expressions.lower_expression(context, node)


def _constant(context: LoweringContext, node: Node) -> ast.Expr:
    """`T.Item.$name`, which is parsed as the name of a type; or a constant of the module, `$name`."""
    words = [child for child in node.children if isinstance(child, int) and context.tokens.kinds[child] not in _SIGNS]
    first, *others = (context.name(word) for word in words)
    if not others:
        return ast.NameRef(context.span(node), first.text, True)
    is_self = first.text == "Self"
    base: ast.Expr = ast.SelfValue(first.span, True) if is_self else ast.NameRef(first.span, first.text)
    for part in others[:-1]:
        base = ast.FieldAccess(Span(first.span.start, part.span.end), base, part)
    return ast.ConstantAccess(context.span(node), base, others[-1])


def lower_bounds(context: LoweringContext, node: Node) -> tuple[ast.TypeSyntax, ...]:
    """`A + B`."""
    return tuple(lower_type(context, inner) for inner in context.nodes(node))


def _equalities(context: LoweringContext, nodes: list[Node]) -> tuple[tuple[ast.Name, ast.TypeSyntax], ...]:
    found: list[tuple[ast.Name, ast.TypeSyntax]] = []
    for where in nodes:
        for constraint in context.nodes(where):
            name = context.first_name(constraint)
            if name is not None:
                found.append((name, lower_type(context, context.nodes(constraint)[-1])))
    return tuple(found)
