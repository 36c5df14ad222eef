"""Pattern nodes to pattern syntax."""

from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.literals import literal_value
from ori_compiler.syntax.tree import Node


def lower_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    """The pattern that a node stands for."""
    span = context.span(node)
    match node.kind:
        case NodeKind.WILDCARD_PATTERN:
            return ast.WildcardPattern(span)
        case NodeKind.NAME_PATTERN:
            return _name_pattern(context, node)
        case NodeKind.LITERAL_PATTERN:
            value = _end_point(context, context.nodes(node)[0])
            return context.missing(node) if value is None else ast.LiteralPattern(span, value)
        case NodeKind.RANGE_PATTERN:
            low, high = (_end_point(context, end) for end in context.nodes(node)[:2])
            if low is None or high is None:
                return context.missing(node)
            return ast.RangePattern(span, low, high, context.has(node, k.RANGE_INCLUSIVE))
        case NodeKind.VARIANT_PATTERN:
            return _variant_pattern(context, node)
        case NodeKind.STRUCT_PATTERN:
            return _struct_pattern(context, node)
        case NodeKind.OR_PATTERN:
            alternatives = [n for n in context.nodes(node) if n.kind is not NodeKind.ERROR or not n.children]
            return ast.OrPattern(span, tuple(lower_pattern(context, inner) for inner in alternatives))
        case NodeKind.AT_PATTERN:
            name = context.first_name(node)
            inner = lower_pattern(context, context.nodes(node)[0])
            return context.missing(node) if name is None else ast.AtPattern(span, name, inner)
        case NodeKind.TUPLE_PATTERN:
            nodes = context.nodes(node)
            return lower_pattern(context, nodes[0]) if len(nodes) == 1 else context.unsupported(node, "tuple patterns")
        case NodeKind.LIST_PATTERN:
            return context.unsupported(node, "list patterns")
        case _:
            return context.missing(node)


def _name_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    names = context.names(node)
    if not names:
        return context.missing(node)
    if len(names) > 1:
        return context.unsupported(node, "qualified variant patterns")
    return ast.NamePattern(context.span(node), names[0].text, context.has(node, k.DOLLAR))


def _end_point(context: LoweringContext, node: Node) -> ast.LiteralValue | None:
    tokens = [child for child in node.children if isinstance(child, int)]
    kinds = [context.tokens.kinds[token] for token in tokens]
    if not kinds or kinds[-1] not in (k.INT, k.STRING, k.CHAR, k.BYTE, k.TRUE, k.FALSE):
        if kinds and kinds[0] == k.DOLLAR:
            context.unsupported(node, "constants in range patterns")
        elif kinds and kinds[-1] == k.FLOAT:
            context.unsupported(node, "float patterns")
        return None
    value = literal_value(kinds[-1], context.text(tokens[-1]))
    if kinds[0] == k.MINUS:
        return -value if isinstance(value, int) and not isinstance(value, bool) else None
    return value


def _fields(context: LoweringContext, node: Node) -> tuple[ast.PatternField, ...]:
    fields: list[ast.PatternField] = []
    for child in context.nodes(node):
        if child.kind is not NodeKind.PATTERN_FIELD or context.has(child, k.RANGE):
            continue
        name = context.first_name(child)
        inner = context.nodes(child)
        if inner:
            fields.append(ast.PatternField(context.span(child), name, lower_pattern(context, inner[0])))
        elif name is not None:
            bound = ast.NamePattern(name.span, name.text, context.has(child, k.DOLLAR))
            fields.append(ast.PatternField(context.span(child), name, bound))
    return tuple(fields)


def _variant_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    names = context.names(node)
    if len(names) != 1:
        return context.unsupported(node, "qualified variant patterns")
    return ast.VariantPattern(context.span(node), names[0], _fields(context, node))


def _struct_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    ignores_rest = any(context.has(child, k.RANGE) for child in context.nodes(node))
    return ast.StructPattern(context.span(node), context.first_name(node), _fields(context, node), ignores_rest)
