"""Type nodes to type syntax."""

from ori_compiler.syntax import ast
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.tree import Node

_UNSUPPORTED = {
    NodeKind.LIST_TYPE: "list types",
    NodeKind.FIXED_LIST_TYPE: "fixed-capacity list types",
    NodeKind.MAP_TYPE: "map types",
    NodeKind.FUNCTION_TYPE: "function types",
    NodeKind.TRAIT_OBJECT_TYPE: "trait objects",
    NodeKind.IMPL_TYPE: "`impl` types",
}


def lower_type(context: LoweringContext, node: Node) -> ast.TypeSyntax:
    """The type that a node stands for."""
    if node.kind is NodeKind.TYPE_NAME:
        if context.nodes(node):
            return context.unsupported(node, "type arguments")
        tokens = [child for child in node.children if isinstance(child, int)]
        if len(tokens) > 1:
            return context.unsupported(node, "qualified types")
        return ast.NamedType(context.span(node), context.text(tokens[0]))
    if node.kind is NodeKind.TUPLE_TYPE:
        inner = context.nodes(node)
        if not inner:
            return ast.NamedType(context.span(node), "void")
        return lower_type(context, inner[0]) if len(inner) == 1 else context.unsupported(node, "tuple types")
    what = _UNSUPPORTED.get(node.kind)
    return context.missing(node) if what is None else context.unsupported(node, what)
