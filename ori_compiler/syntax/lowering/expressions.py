"""Expression nodes to expression syntax."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import check_char
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.literals import literal_value
from ori_compiler.syntax.lowering.patterns import lower_pattern
from ori_compiler.syntax.lowering.types import lower_type
from ori_compiler.syntax.tree import Node, first_token, last_token

_Lower = Callable[[LoweringContext, Node], ast.Expr]

_UNARY: Final = {k.KIND_OF[operator.value]: operator for operator in ast.UnaryOp}
_BINARY: Final = {operator.value: operator for operator in ast.BinaryOp}

_UNSUPPORTED: Final = {
    NodeKind.TUPLE: "tuples",
    NodeKind.LIST: "lists",
    NodeKind.MAP: "maps",
    NodeKind.INDEX: "index expressions",
    NodeKind.TRY: "`?` expressions",
    NodeKind.LAMBDA: "lambdas",
    NodeKind.LENGTH: "`#` lengths",
    NodeKind.SPREAD: "spread arguments",
    NodeKind.SPLICE: "field splices",
    NodeKind.TYPE_APPLICATION: "explicit type arguments",
    NodeKind.METHOD_MATCH: "`.match(…)` calls",
    NodeKind.PIPE_METHOD: "pipes",
    NodeKind.FOR_MATCH: "`for(over: …)` expressions",
    NodeKind.TRY_BLOCK: "`try` blocks",
    NodeKind.UNSAFE: "`unsafe` blocks",
    NodeKind.WITH: "capability providers",
    NodeKind.COMPILE_TIME_FOR: "`$for` expressions",
    NodeKind.COMPILE_TIME_IF: "`$if` expressions",
}


def lower_expression(context: LoweringContext, node: Node) -> ast.Expr:
    """The expression that a node stands for."""
    lower = _EXPRESSIONS.get(node.kind)
    if lower is not None:
        return lower(context, node)
    what = _UNSUPPORTED.get(node.kind)
    if node.kind is NodeKind.CONSTRUCT:
        what = f"`{context.text(first_token(node))}(…)` expressions"
    if what is None:
        return context.missing(node)
    if node.kind is NodeKind.MAP and not context.nodes(node):
        at = context.span(node)
        help_ = "an empty block is written `()`"
        problem = SyntaxProblem(
            "E2040", "`{}` is an empty map, and maps are not supported yet", at, "", help_, "()", at, "write `()`"
        )
        context.problems.append(problem)
        return context.missing(node)
    return context.unsupported(node, what)


def _literal(context: LoweringContext, node: Node) -> ast.Expr:
    token = node.children[0]
    if not isinstance(token, int):
        return context.missing(node)
    kind = context.tokens.kinds[token]
    if kind in (k.CHAR, k.BYTE) and check_char(context.text(token), kind, 0):
        # It may have been meant as a string: nothing is known about its type.
        return context.missing(node)
    value = literal_value(kind, context.text(token))
    if value is None:
        return context.unsupported(node, "durations and sizes")
    return ast.Literal(context.tokens.span(token), value)


def _template(context: LoweringContext, node: Node) -> ast.Expr:
    parts: list[str | ast.Expr] = []
    for child in node.children:
        if isinstance(child, Node):
            if child.kind is not NodeKind.ERROR or not parts or isinstance(parts[-1], str):
                parts.append(lower_expression(context, child))
        elif context.tokens.kinds[child] == k.FORMAT:
            context.unsupported(Node(NodeKind.ERROR, child, [child]), "format specifications")
        else:
            value = literal_value(k.TEMPLATE, context.text(child))
            if isinstance(value, str) and value:
                parts.append(value)
    return ast.Template(context.span(node), tuple(parts))


def _name(context: LoweringContext, node: Node) -> ast.Expr:
    token = node.children[-1]
    if not isinstance(token, int) or context.tokens.kinds[token] != k.NAME:
        return context.unsupported(node, "`self` and `Self`")
    return ast.NameRef(context.span(node), context.text(token), context.has(node, k.DOLLAR))


def _group(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    return lower_expression(context, nodes[0]) if nodes else context.missing(node)


def _unary(context: LoweringContext, node: Node) -> ast.Expr:
    operator = _UNARY[context.kind(node.children[0])]
    return ast.Unary(context.span(node), operator, lower_expression(context, context.nodes(node)[0]))


def _binary(context: LoweringContext, node: Node) -> ast.Expr:
    """Follows the left spine in a loop, so that a long chain of one operator does not cost depth."""
    spine: list[Node] = []
    current = node
    while current.kind is NodeKind.BINARY:
        if context.has(current, k.PIPE) or context.has(current, k.COALESCE):
            unsupported = context.unsupported(current, "pipes" if context.has(current, k.PIPE) else "`??` expressions")
            return unsupported if current is node else _finish_binary(context, spine, unsupported)
        spine.append(current)
        current = context.nodes(current)[0]
    return _finish_binary(context, spine, lower_expression(context, current))


def _finish_binary(context: LoweringContext, spine: list[Node], left: ast.Expr) -> ast.Expr:
    start = left.span.start
    while spine:
        current = spine.pop()
        tokens = [child for child in current.children if isinstance(child, int)]
        text = "".join(map(context.text, tokens))
        at = Span(context.tokens.span(tokens[0]).start, context.tokens.span(tokens[-1]).end)
        right = lower_expression(context, context.nodes(current)[1])
        left = ast.Binary(Span(start, context.span(current).end), _BINARY[text], at, left, right)
    return left


def _call(context: LoweringContext, node: Node) -> ast.Expr:
    callee_node, arguments_node = context.nodes(node)
    if callee_node.kind is NodeKind.MEMBER:
        return context.unsupported(node, "method calls")
    if callee_node.kind is NodeKind.TYPE_APPLICATION:
        return context.unsupported(node, "explicit type arguments")
    callee = lower_expression(context, callee_node)
    arguments: list[ast.Argument] = []
    for child in context.nodes(arguments_node):
        if child.kind is not NodeKind.ARGUMENT:
            continue
        name = context.first_name(child) if context.has(child, k.COLON) else None
        inner = context.nodes(child)
        if inner:
            arguments.append(ast.Argument(context.span(child), name, lower_expression(context, inner[0])))
        elif name is not None:
            arguments.append(ast.Argument(context.span(child), name, ast.NameRef(name.span, name.text)))
    return ast.Call(context.span(node), callee, tuple(arguments), _close(context, arguments_node))


def _close(context: LoweringContext, node: Node) -> Span:
    last = last_token(node)
    return context.tokens.span(last) if last is not None else context.span(node)


def _member(context: LoweringContext, node: Node) -> ast.Expr:
    base = lower_expression(context, context.nodes(node)[0])
    token = node.children[-1]
    if not isinstance(token, int):
        return context.missing(node)
    kind = context.tokens.kinds[token]
    if kind == k.DOT or kind == k.FLOAT:
        return context.missing(node)
    if kind == k.INT:
        return context.unsupported(node, "tuple fields")
    return ast.FieldAccess(context.span(node), base, context.name(token))


def _struct_literal(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    name = context.first_name(nodes[0])
    if name is None:
        return context.unsupported(node, "`Self` literals")
    fields: list[ast.FieldInit | ast.SpreadInit] = []
    for child in nodes[1:]:
        inner = context.nodes(child)
        if child.kind is NodeKind.SPREAD:
            fields.append(ast.SpreadInit(context.span(child), lower_expression(context, inner[0])))
            continue
        field = context.first_name(child)
        if child.kind is not NodeKind.FIELD_INIT or field is None:
            continue
        value = lower_expression(context, inner[-1]) if inner else ast.NameRef(field.span, field.text)
        fields.append(ast.FieldInit(context.span(child), field, value))
    return ast.StructLiteral(context.span(node), name, tuple(fields))


def _convert(context: LoweringContext, node: Node) -> ast.Expr:
    if context.has(node, k.QUESTION):
        return context.unsupported(node, "`as?` conversions")
    value, target = context.nodes(node)
    return ast.Convert(context.span(node), lower_expression(context, value), lower_type(context, target))


def _block(context: LoweringContext, node: Node) -> ast.Expr:
    statements: list[ast.Expr] = []
    result: ast.Expr | None = None
    for child in context.nodes(node):
        if result is not None:
            statements.append(result)
            result = None
        if child.kind is not NodeKind.STATEMENT:
            statements.append(context.missing(child))
            continue
        inner = context.nodes(child)
        if not inner:
            continue
        value = lower_expression(context, inner[0])
        if context.has(child, k.SEMICOLON):
            statements.append(value)
        else:
            result = value
    if isinstance(result, ast.Let):
        statements.append(result)
        result = None
    return ast.Block(context.span(node), tuple(statements), result)


def _label(context: LoweringContext, node: Node) -> ast.Name | None:
    for child in context.nodes(node):
        if child.kind is NodeKind.LABEL:
            return context.first_name(child)
    return None


def _parts(context: LoweringContext, node: Node) -> list[Node]:
    """The children that are nodes, without the label and without what was skipped."""
    return [
        child
        for child in context.nodes(node)
        if child.kind is not NodeKind.LABEL and not (child.kind is NodeKind.ERROR and child.children)
    ]


def _labelled_block(context: LoweringContext, node: Node) -> ast.Expr:
    label = _label(context, node)
    if label is None:
        return context.missing(node)
    return ast.LabelledBlock(context.span(node), label, lower_expression(context, _parts(context, node)[-1]))


def _let(context: LoweringContext, node: Node) -> ast.Expr:
    if context.has(node, k.QUESTION):
        return context.unsupported(node, "`let?` bindings")
    nodes = context.nodes(node)
    pattern = lower_pattern(context, nodes[0])
    annotation = lower_type(context, nodes[1]) if context.has(node, k.COLON) and len(nodes) > 1 else None
    has_value = context.has(node, k.ASSIGN)
    value: ast.Expr = lower_expression(context, nodes[-1]) if has_value else context.missing(node)
    return ast.Let(context.span(node), pattern, annotation, value)


def _assign(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    target = lower_expression(context, nodes[0])
    text = "".join(context.text(child) for child in node.children if isinstance(child, int))
    operator = None if text == "=" else _BINARY[text[:-1]]
    if not isinstance(target, (ast.NameRef, ast.FieldAccess, ast.Missing)):
        problem = SyntaxProblem(
            "E1020",
            "this cannot be assigned to",
            target.span,
            "not a binding or a field of one",
            "a comparison is written `==`" if text == "=" else "",
        )
        context.problems.append(problem)
        target = ast.Missing(target.span)
    return ast.Assign(context.span(node), target, operator, lower_expression(context, nodes[1]))


def _if(context: LoweringContext, node: Node) -> ast.Expr:
    """Follows the chain of `else if` in a loop, so that its length does not cost depth."""
    chain: list[Node] = []
    current = node
    otherwise: ast.Expr | None = None
    while True:
        chain.append(current)
        parts = _parts(context, current)
        if not context.has(current, k.ELSE):
            break
        if parts[-1].kind is not NodeKind.IF:
            otherwise = lower_expression(context, parts[-1])
            break
        current = parts[-1]
    for current in reversed(chain):
        parts = _parts(context, current)
        condition = lower_expression(context, parts[0])
        then = lower_expression(context, parts[1]) if len(parts) > 1 else context.missing(current)
        otherwise = ast.If(context.span(current), condition, then, otherwise)
    return otherwise if otherwise is not None else context.missing(node)


def _while(context: LoweringContext, node: Node) -> ast.Expr:
    parts = _parts(context, node)
    condition, body = lower_expression(context, parts[0]), lower_expression(context, parts[-1])
    return ast.While(context.span(node), _label(context, node), condition, body)


def _loop(context: LoweringContext, node: Node) -> ast.Expr:
    return ast.Loop(context.span(node), _label(context, node), lower_expression(context, _parts(context, node)[-1]))


def _range(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    inclusive = context.has(node, k.RANGE_INCLUSIVE)
    has_step = context.has(node, k.NAME)
    step = lower_expression(context, nodes[-1]) if has_step else None
    bounds = nodes[:-1] if has_step else nodes
    high = lower_expression(context, bounds[1]) if len(bounds) > 1 else None
    return ast.Range(context.span(node), lower_expression(context, bounds[0]), high, step, inclusive)


def _for(context: LoweringContext, node: Node) -> ast.Expr:
    parts = _parts(context, node)
    if context.has(node, k.YIELD):
        return context.unsupported(node, "`for … yield` expressions")
    if any(part.kind is NodeKind.FOR_CLAUSE for part in parts):
        return context.unsupported(node, "loops with several sources")
    guards = [part for part in parts if part.kind is NodeKind.GUARD]
    parts = [part for part in parts if part.kind is not NodeKind.GUARD]
    if len(parts) < 3:
        return context.missing(node)
    guard = lower_expression(context, context.nodes(guards[0])[0]) if guards else None
    pattern, source, body = parts[0], parts[1], parts[-1]
    return ast.For(
        context.span(node),
        _label(context, node),
        lower_pattern(context, pattern),
        lower_expression(context, source),
        guard,
        lower_expression(context, body),
    )


def _match(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    arms: list[ast.Arm] = []
    for child in nodes[1:]:
        if child.kind is not NodeKind.ARM:
            continue
        inner = [part for part in context.nodes(child) if part.kind is not NodeKind.GUARD]
        guards = [part for part in context.nodes(child) if part.kind is NodeKind.GUARD]
        bodies = [part for part in inner[1:] if not (part.kind is NodeKind.ERROR and part.children)]
        body = lower_expression(context, bodies[0]) if bodies else context.missing(child)
        guard = lower_expression(context, context.nodes(guards[0])[0]) if guards else None
        arms.append(ast.Arm(context.span(child), lower_pattern(context, inner[0]), guard, body))
    return ast.Match(context.span(node), lower_expression(context, nodes[0]), tuple(arms))


def _jump(context: LoweringContext, node: Node) -> ast.Expr:
    parts = _parts(context, node)
    value = lower_expression(context, parts[0]) if parts else None
    if node.kind is NodeKind.BREAK:
        return ast.Break(context.span(node), _label(context, node), value)
    return ast.Continue(context.span(node), _label(context, node), value)


def _unit(context: LoweringContext, node: Node) -> ast.Expr:
    return ast.Unit(context.span(node))


_EXPRESSIONS: Final[dict[NodeKind, _Lower]] = {
    NodeKind.LITERAL: _literal,
    NodeKind.TEMPLATE: _template,
    NodeKind.NAME: _name,
    NodeKind.UNIT: _unit,
    NodeKind.GROUP: _group,
    NodeKind.UNARY: _unary,
    NodeKind.BINARY: _binary,
    NodeKind.CALL: _call,
    NodeKind.MEMBER: _member,
    NodeKind.STRUCT_LITERAL: _struct_literal,
    NodeKind.CONVERT: _convert,
    NodeKind.BLOCK: _block,
    NodeKind.LABELLED_BLOCK: _labelled_block,
    NodeKind.LET: _let,
    NodeKind.ASSIGN: _assign,
    NodeKind.IF: _if,
    NodeKind.WHILE: _while,
    NodeKind.LOOP: _loop,
    NodeKind.RANGE: _range,
    NodeKind.FOR: _for,
    NodeKind.MATCH: _match,
    NodeKind.BREAK: _jump,
    NodeKind.CONTINUE: _jump,
}
