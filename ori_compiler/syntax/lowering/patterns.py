"""Pattern nodes to pattern syntax."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import has_known_type
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
            return _range_pattern(context, node)
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
            if len(nodes) == 1:
                return lower_pattern(context, nodes[0])
            return ast.TuplePattern(span, tuple(lower_pattern(context, inner) for inner in nodes))
        case NodeKind.LIST_PATTERN:
            return _list_pattern(context, node)
        case _:
            return context.missing(node)


def _name_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    names = context.names(node)
    if not names:
        return context.missing(node)
    if len(names) > 1:
        return ast.QualifiedPattern(context.span(node), tuple(name.text for name in names), ())
    return ast.NamePattern(context.span(node), names[0].text, context.has(node, k.DOLLAR))


def _range_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    nodes = context.nodes(node)
    is_inclusive = context.has(node, k.RANGE_INCLUSIVE)
    constants = [context.first_name(end) if context.has(end, k.DOLLAR) else None for end in nodes[:2]]
    values = [_end_point(context, end) for end in nodes[:2]]
    low, high = (
        ast.ConstantEnd(name.span, name.text) if name is not None else value
        for name, value in zip(constants, values, strict=True)
    )
    if low is None or high is None:
        return context.missing(node)
    if isinstance(low, ast.ConstantEnd) or isinstance(high, ast.ConstantEnd):
        return ast.ConstantRangePattern(context.span(node), low, high, is_inclusive)
    return ast.RangePattern(context.span(node), low, high, is_inclusive)


def _list_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    elements: list[ast.Pattern] = []
    rest: ast.NamePattern | ast.WildcardPattern | None = None
    for child in context.nodes(node):
        if child.kind is not NodeKind.REST_PATTERN:
            elements.append(lower_pattern(context, child))
            continue
        name = context.first_name(child)
        if name is None:
            rest = ast.WildcardPattern(context.span(child))
        else:
            rest = ast.NamePattern(name.span, name.text, context.has(child, k.DOLLAR))
    return ast.ListPattern(context.span(node), tuple(elements), rest)


def _end_point(context: LoweringContext, node: Node) -> ast.LiteralValue | None:
    tokens = [child for child in node.children if isinstance(child, int)]
    kinds = [context.tokens.kinds[token] for token in tokens]
    if not kinds or kinds[-1] not in (k.INT, k.STRING, k.CHAR, k.BYTE, k.TRUE, k.FALSE):
        if kinds and kinds[-1] == k.FLOAT:
            message = "there are no float patterns"
            help_ = "compare floats in a guard: `x if x < 0.5 -> …`"
            context.problems.append(SyntaxProblem("E1008", message, context.span(node), "", help_))
        return None
    if not has_known_type(kinds[-1], context.text(tokens[-1])):
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
        name = context.first_word(child)
        inner = context.nodes(child)
        if inner:
            fields.append(ast.PatternField(context.span(child), name, lower_pattern(context, inner[0])))
        elif name is not None:
            bound = ast.NamePattern(name.span, name.text, context.has(child, k.DOLLAR))
            fields.append(ast.PatternField(context.span(child), name, bound))
    return tuple(fields)


def _variant_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    names = context.names(node)
    if len(names) > 1:
        return ast.QualifiedPattern(context.span(node), tuple(name.text for name in names), _fields(context, node))
    if not names:
        return context.missing(node)
    return ast.VariantPattern(context.span(node), names[0], _fields(context, node))


def _struct_pattern(context: LoweringContext, node: Node) -> ast.Pattern:
    ignores_rest = any(context.has(child, k.RANGE) for child in context.nodes(node))
    words = context.names(node)
    name = words[0] if words else None
    if name is not None and len(words) > 1:
        name = ast.Name(Span(name.span.start, words[-1].span.end), ".".join(word.text for word in words))
    return ast.StructPattern(context.span(node), name, _fields(context, node), ignores_rest)
