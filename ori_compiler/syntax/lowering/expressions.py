"""Expression nodes to expression syntax."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.format_spec import parse_format
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import has_known_type, int_value, quantity_value
from ori_compiler.syntax.lowering import composites, later
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.literals import literal_value
from ori_compiler.syntax.lowering.patterns import lower_pattern
from ori_compiler.syntax.lowering.types import lower_type, lower_type_arguments
from ori_compiler.syntax.tree import Node, last_token

_Lower = Callable[[LoweringContext, Node], ast.Expr]

_UNARY: Final = {k.KIND_OF[operator.value]: operator for operator in ast.UnaryOp}
_BINARY: Final = {operator.value: operator for operator in ast.BinaryOp}


def lower_expression(context: LoweringContext, node: Node) -> ast.Expr:
    """The expression that a node stands for."""
    lower = _EXPRESSIONS.get(node.kind)
    if lower is not None:
        return lower(context, node)
    return composites.lower_composite(context, node) or later.lower_later(context, node) or context.missing(node)


def _literal(context: LoweringContext, node: Node) -> ast.Expr:
    token = node.children[0]
    if not isinstance(token, int):
        return context.missing(node)
    kind = context.tokens.kinds[token]
    if not has_known_type(kind, context.text(token)):
        return context.missing(node)
    value = literal_value(kind, context.text(token))
    if value is None:
        return ast.Quantity(context.span(node), quantity_value(context.text(token)))
    return ast.Literal(context.token_span(token), value)


def _template(context: LoweringContext, node: Node) -> ast.Expr:
    parts: list[str | ast.Expr | ast.Formatted] = []
    for child in node.children:
        if isinstance(child, Node):
            if child.kind is not NodeKind.ERROR or not parts or isinstance(parts[-1], str):
                parts.append(lower_expression(context, child))
        elif context.tokens.kinds[child] == k.FORMAT:
            found = parse_format(context.text(child), context.start(child))
            if isinstance(found, SyntaxProblem):
                context.problems.append(found)
            value = parts[-1] if parts else ""
            if not isinstance(value, str | ast.Formatted):
                format_ = None if isinstance(found, SyntaxProblem) else found
                parts[-1] = ast.Formatted(value.span, value, format_)
        else:
            text = literal_value(k.TEMPLATE, context.text(child))
            if isinstance(text, str) and text:
                parts.append(text)
    return ast.Template(context.span(node), tuple(parts))


def _name(context: LoweringContext, node: Node) -> ast.Expr:
    token = node.children[-1]
    if not isinstance(token, int) or context.tokens.kinds[token] != k.NAME:
        return ast.SelfValue(context.span(node), context.has(node, k.SELF_TYPE))
    if len(node.children) == 1:
        return ast.NameRef(context.token_span(token), context.text(token))
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
            left = _pipe_or_coalesce(context, current)
            return left if current is node else _finish_binary(context, spine, left)
        spine.append(current)
        current = context.nodes(current)[0]
    return _finish_binary(context, spine, lower_expression(context, current))


def _pipe_or_coalesce(context: LoweringContext, node: Node) -> ast.Expr:
    span = context.span(node)
    left, right = (lower_expression(context, inner) for inner in context.nodes(node)[:2])
    return ast.Pipe(span, left, right) if context.has(node, k.PIPE) else ast.Coalesce(span, left, right)


def _finish_binary(context: LoweringContext, spine: list[Node], left: ast.Expr) -> ast.Expr:
    start = left.span.start
    while spine:
        current = spine.pop()
        tokens = [child for child in current.children if isinstance(child, int)]
        text = "".join(map(context.text, tokens))
        at = Span(context.token_span(tokens[0]).start, context.token_span(tokens[-1]).end)
        right = lower_expression(context, context.nodes(current)[1])
        left = ast.Binary(Span(start, context.span(current).end), _BINARY[text], at, left, right)
    return left


def _call(context: LoweringContext, node: Node) -> ast.Expr:
    callee_node, arguments_node = context.nodes(node)
    types: tuple[ast.TypeSyntax | ast.Expr, ...] = ()
    member = callee_node
    if callee_node.kind is NodeKind.TYPE_APPLICATION:
        member, type_arguments = context.nodes(callee_node)
        if member.kind is NodeKind.MEMBER:
            types = lower_type_arguments(context, type_arguments)
    name = context.last_word(member) if member.kind is NodeKind.MEMBER else None
    if name is not None and not context.has(member, k.DOLLAR):
        receiver = lower_expression(context, context.nodes(member)[0])
        arguments = lower_arguments(context, arguments_node)
        close = _close(context, arguments_node)
        return ast.MethodCall(context.span(node), receiver, name, types, arguments, close)
    callee = lower_expression(context, callee_node)
    return ast.Call(
        context.span(node), callee, lower_arguments(context, arguments_node), _close(context, arguments_node)
    )


def lower_arguments(context: LoweringContext, node: Node) -> tuple[ast.Argument, ...]:
    """`(name: value, name:, value)`."""
    arguments: list[ast.Argument] = []
    for child in context.nodes(node):
        if child.kind is not NodeKind.ARGUMENT:
            continue
        name = context.first_word(child) if context.has(child, k.COLON) else None
        inner = context.nodes(child)
        if inner:
            arguments.append(ast.Argument(context.span(child), name, lower_expression(context, inner[0])))
        elif name is not None:
            arguments.append(ast.Argument(context.span(child), name, ast.NameRef(name.span, name.text)))
    return tuple(arguments)


def _close(context: LoweringContext, node: Node) -> Span:
    last = last_token(node)
    return context.token_span(last) if last is not None else context.span(node)


def _member(context: LoweringContext, node: Node) -> ast.Expr:
    base = lower_expression(context, context.nodes(node)[0])
    token = node.children[-1]
    if not isinstance(token, int):
        return context.missing(node)
    kind = context.tokens.kinds[token]
    if kind == k.DOT or kind == k.FLOAT:
        return context.missing(node)
    if kind == k.INT:
        return ast.TupleField(context.span(node), base, int_value(context.text(token)))
    if context.has(node, k.DOLLAR):
        return ast.ConstantAccess(context.span(node), base, context.name(token))
    return ast.FieldAccess(context.span(node), base, context.name(token))


def _struct_literal(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    name = context.first_name(nodes[0])
    if name is None and nodes[0].kind is NodeKind.NAME:
        name = ast.Name(context.span(nodes[0]), "Self")
    if nodes[0].kind is NodeKind.MEMBER:
        name = _qualified_name(context, nodes[0])
    if name is None:
        return context.missing(node)
    fields: list[ast.FieldInit | ast.SpreadInit] = []
    for child in nodes[1:]:
        inner = context.nodes(child)
        if child.kind is NodeKind.SPREAD:
            fields.append(ast.SpreadInit(context.span(child), lower_expression(context, inner[0])))
            continue
        field = context.first_word(child)
        if child.kind is not NodeKind.FIELD_INIT or field is None:
            continue
        value = lower_expression(context, inner[-1]) if inner else ast.NameRef(field.span, field.text)
        fields.append(ast.FieldInit(context.span(child), field, value))
    return ast.StructLiteral(context.span(node), name, tuple(fields))


def _qualified_name(context: LoweringContext, node: Node) -> ast.Name | None:
    """`module.Type`."""
    words: list[str] = []
    current = node
    while current.kind is NodeKind.MEMBER:
        word = context.last_word(current)
        if word is None:
            return None
        words.append(word.text)
        current = context.nodes(current)[0]
    first = context.first_name(current) if current.kind is NodeKind.NAME else None
    return None if first is None else ast.Name(context.span(node), ".".join((first.text, *reversed(words))))


def _convert(context: LoweringContext, node: Node) -> ast.Expr:
    value, target = context.nodes(node)
    if context.has(node, k.QUESTION):
        return ast.TryConvert(context.span(node), lower_expression(context, value), lower_type(context, target))
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
        value = lower_statement(context, child)
        if value is None:
            continue
        if context.has(child, k.SEMICOLON):
            statements.append(value)
        else:
            result = value
    if isinstance(result, ast.Let):
        statements.append(result)
        result = None
    if result is None and not context.has(node, k.RBRACE):
        # It breaks off: what its value was to be is not known.
        result = context.missing(node)
    return ast.Block(context.span(node), tuple(statements), result)


def lower_statement(context: LoweringContext, node: Node) -> ast.Expr | None:
    """What a statement does; nothing for a lone `;`."""
    inner = context.nodes(node)
    return lower_expression(context, inner[0]) if inner else None


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
        return ast.LetElse(context.span(node), *_let_parts(context, node))
    return ast.Let(context.span(node), *_let_parts(context, node))


def _let_parts(context: LoweringContext, node: Node) -> tuple[ast.Pattern, ast.TypeSyntax | None, ast.Expr]:
    nodes = context.nodes(node)
    pattern = lower_pattern(context, nodes[0])
    annotation = lower_type(context, nodes[1]) if context.has(node, k.COLON) and len(nodes) > 1 else None
    has_value = context.has(node, k.ASSIGN)
    return pattern, annotation, lower_expression(context, nodes[-1]) if has_value else context.missing(node)


def _assign(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    target = lower_expression(context, nodes[0])
    text = "".join(context.text(child) for child in node.children if isinstance(child, int))
    operator = None if text == "=" else _BINARY[text[:-1]]
    if not isinstance(target, (ast.NameRef, ast.SelfValue, ast.FieldAccess, ast.Index, ast.Splice, ast.Missing)):
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
        condition = _condition(context, current, parts[0])
        then = lower_expression(context, parts[1]) if len(parts) > 1 else context.missing(current)
        otherwise = ast.If(context.span(current), condition, then, otherwise)
    return otherwise if otherwise is not None else context.missing(node)


def _condition(context: LoweringContext, node: Node, condition: Node) -> ast.Expr:
    """A condition; one that goes on with `=`, which was reported, is no `bool` and need not be."""
    goes_on = any(child.kind is NodeKind.ERROR and context.has(child, k.ASSIGN) for child in context.nodes(node))
    return context.missing(condition) if goes_on else lower_expression(context, condition)


def _while(context: LoweringContext, node: Node) -> ast.Expr:
    parts = _parts(context, node)
    condition, body = _condition(context, node, parts[0]), lower_expression(context, parts[-1])
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
    if context.has(node, k.YIELD) or any(part.kind is NodeKind.FOR_CLAUSE for part in parts):
        return _comprehension(context, node, context.span(node), parts)
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


def _comprehension(context: LoweringContext, node: Node, span: Span, parts: list[Node]) -> ast.Expr:
    first = [part for part in parts[:-1] if part.kind is not NodeKind.FOR_CLAUSE]
    clauses = [_for_clause(context, span, first)]
    for part in parts:
        if part.kind is NodeKind.FOR_CLAUSE:
            clauses.append(_for_clause(context, context.span(part), context.nodes(part)))
    if any(clause is None for clause in clauses):
        return context.missing(node)
    known = tuple(clause for clause in clauses if clause is not None)
    body = lower_expression(context, parts[-1])
    return ast.Comprehension(span, _label(context, node), known, context.has(node, k.YIELD), body)


def _for_clause(context: LoweringContext, span: Span, parts: list[Node]) -> ast.ForClause | None:
    if len(parts) < 2:
        return None
    guards = [part for part in parts if part.kind is NodeKind.GUARD]
    guard = lower_expression(context, context.nodes(guards[0])[0]) if guards else None
    return ast.ForClause(span, lower_pattern(context, parts[0]), lower_expression(context, parts[1]), guard)


def _match(context: LoweringContext, node: Node) -> ast.Expr:
    nodes = context.nodes(node)
    arms = [lower_arm(context, child) for child in nodes[1:] if child.kind is NodeKind.ARM]
    return ast.Match(context.span(node), lower_expression(context, nodes[0]), tuple(arms))


def lower_arm(context: LoweringContext, node: Node) -> ast.Arm:
    """`pattern if guard -> body`."""
    inner = [part for part in context.nodes(node) if part.kind is not NodeKind.GUARD]
    guards = [part for part in context.nodes(node) if part.kind is NodeKind.GUARD]
    bodies = [part for part in inner[1:] if not (part.kind is NodeKind.ERROR and part.children)]
    body = lower_expression(context, bodies[0]) if bodies else context.missing(node)
    guard = lower_expression(context, context.nodes(guards[0])[0]) if guards else None
    return ast.Arm(context.span(node), lower_pattern(context, inner[0]), guard, body)


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
