"""What stands around signatures: type parameters, `where`, `uses`, guards, contracts, attributes, parameters."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.literals import string_value
from ori_compiler.syntax.lowering.context import LoweringContext
from ori_compiler.syntax.lowering.expressions import lower_expression
from ori_compiler.syntax.lowering.patterns import lower_pattern
from ori_compiler.syntax.lowering.types import TYPE_KINDS, lower_bounds, lower_type
from ori_compiler.syntax.tree import Node, first_token

_TEST_ATTRIBUTES = frozenset(("skip", "fail", "compile_fail"))
_KNOWN_ATTRIBUTES = frozenset(("derive", "target", "cfg"))
_LATER_ATTRIBUTES = frozenset(("repr", "error", "free"))
_LIMITS = ("steps", "depth", "megabytes", "seconds")


def lower_attributes(context: LoweringContext, root: Node) -> tuple[ast.Attribute, ...]:
    """The attributes of an item, without those that have no meaning yet being passed over in silence."""
    attributes: list[ast.Attribute] = []
    for node in context.nodes(root):
        if node.kind is NodeKind.ATTRIBUTE:
            attribute = lower_attribute(context, node)
            if attribute is None:
                continue
            if attribute.name in _TEST_ATTRIBUTES:
                is_complete = context.has(node, k.LPAREN) == context.has(node, k.RPAREN)
                if root.kind is not NodeKind.TEST and is_complete:
                    context.problems.append(_misplaced(attribute))
            elif attribute.name == "derive" and root.kind is not NodeKind.TYPE:
                message = "`#derive` belongs to a type"
                context.problems.append(SyntaxProblem("E1001", message, attribute.span, "this is no type"))
            elif attribute.name == "const_limit":
                context.problems += _limit_problems(attribute, root)
            elif attribute.name == "embed_limit":
                context.problems += _embed_limit_problems(attribute, root)
            elif attribute.name in _LATER_ATTRIBUTES:
                context.not_yet(node, f"`#{attribute.name}` attributes")
            elif attribute.name not in _KNOWN_ATTRIBUTES:
                context.problems.append(_unknown(attribute))
            attributes.append(attribute)
    return tuple(attributes)


def _unknown(attribute: ast.Attribute) -> SyntaxProblem:
    known = sorted((*_KNOWN_ATTRIBUTES, *_TEST_ATTRIBUTES, *_LATER_ATTRIBUTES, "const_limit", "embed_limit"))
    at = Span(attribute.span.start + 1, attribute.span.start + 1 + len(attribute.name))
    help_ = f"known are {', '.join(f'`#{name}`' for name in known)}"
    return SyntaxProblem("E2003", f"there is no attribute `#{attribute.name}`", at, "unknown", help_)


def _misplaced(attribute: ast.Attribute) -> SyntaxProblem:
    message = f"`#{attribute.name}` belongs to a test"
    help_ = "a test is declared as `@name tests @function () -> void = …`"
    return SyntaxProblem("E1001", message, attribute.span, "this is no test", help_)


def _limit_problems(attribute: ast.Attribute, root: Node) -> list[SyntaxProblem]:
    """What is wrong with `#const_limit(steps: 5_000_000)`."""
    help_ = "write `#const_limit(steps: 5_000_000)`; " + ", ".join(f"`{name}`" for name in _LIMITS) + " are the limits"
    if root.kind not in (NodeKind.CONSTANT, NodeKind.CONST_FUNCTION):
        message = "`#const_limit` belongs to a constant or constant function"
        return [SyntaxProblem("E1001", message, attribute.span, "this is neither", help_)]
    problems: list[SyntaxProblem] = []
    for argument in attribute.values:
        value = argument.value.value if isinstance(argument.value, ast.Literal) else None
        is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
        if argument.name is None or argument.name.text not in _LIMITS or not is_number:
            problems.append(SyntaxProblem("E1001", "this is no limit", argument.span, "not understood", help_))
    return problems


def _embed_limit_problems(attribute: ast.Attribute, root: Node) -> list[SyntaxProblem]:
    """What is wrong with `#embed_limit(size: 20mb)`."""
    help_ = "write `#embed_limit(size: 20mb)`"
    if root.kind not in (NodeKind.CONSTANT, NodeKind.CONST_FUNCTION, NodeKind.FUNCTION, NodeKind.TEST):
        message = "`#embed_limit` belongs to a function, test or constant"
        return [SyntaxProblem("E1001", message, attribute.span, "this is none of them", help_)]
    size = attribute.values[0] if len(attribute.values) == 1 else None
    value = size.value if size is not None and size.name is not None and size.name.text == "size" else None
    if isinstance(value, ast.Quantity) and value.value.unit is ast.QuantityUnit.BYTES and value.value.amount > 0:
        return []
    return [SyntaxProblem("E1001", "this is no limit", attribute.span, "not understood", help_)]


def lower_attribute(context: LoweringContext, node: Node) -> ast.Attribute | None:
    """`#name(arguments)`."""
    name = context.first_name(node)
    if name is None:
        return None
    arguments = [child for child in context.nodes(node) if child.kind is NodeKind.ARGUMENT]
    texts = tuple(_argument_text(context, child) for child in arguments)
    with context.quiet():
        values = tuple(_attribute_argument(context, child) for child in arguments)
    return ast.Attribute(context.span(node), name.text, texts, values)


def _argument_text(context: LoweringContext, node: Node) -> str:
    text = context.source(node)
    return string_value(text) if text.startswith('"') else text


def _attribute_argument(context: LoweringContext, node: Node) -> ast.AttributeArgument:
    nodes = context.nodes(node)
    value = lower_expression(context, nodes[0]) if nodes else context.missing(node)
    return ast.AttributeArgument(context.span(node), context.first_name(node), value)


def lower_type_parameters(context: LoweringContext, root: Node) -> tuple[ast.TypeParameter, ...]:
    """`<T: Bounds = Default, $N: int = 3>`."""
    found: list[ast.TypeParameter] = []
    for node in _of_kind(context, root, NodeKind.TYPE_PARAMETERS):
        for child in context.nodes(node):
            name = context.first_name(child)
            if name is None:
                continue
            found.append(_type_parameter(context, child, name.text))
    return tuple(found)


def _type_parameter(context: LoweringContext, node: Node, name: str) -> ast.TypeParameter:
    nodes = context.nodes(node)
    is_constant = node.kind is NodeKind.CONST_PARAMETER
    bounds: tuple[ast.TypeSyntax, ...] = ()
    if nodes and nodes[0].kind is NodeKind.BOUNDS:
        bounds = lower_bounds(context, nodes.pop(0))
    elif nodes and context.has(node, k.COLON):
        bounds = (lower_type(context, nodes.pop(0)),)
    default: ast.TypeSyntax | ast.Expr | None = None
    if nodes and context.has(node, k.ASSIGN):
        last = nodes[-1]
        default = lower_type(context, last) if last.kind in TYPE_KINDS else lower_expression(context, last)
    return ast.TypeParameter(context.span(node), name, bounds, default, is_constant)


def _of_kind(context: LoweringContext, root: Node, kind: NodeKind) -> list[Node]:
    return [node for node in context.nodes(root) if node.kind is kind]


def lower_where(context: LoweringContext, root: Node) -> tuple[ast.Constraint, ...]:
    """All constraints of all `where` clauses."""
    found: list[ast.Constraint] = []
    for node in _of_kind(context, root, NodeKind.WHERE):
        found.extend(_constraint(context, child) for child in context.nodes(node))
    return tuple(found)


def _constraint(context: LoweringContext, node: Node) -> ast.Constraint:
    span = context.span(node)
    inner = context.nodes(node)[0]
    path = tuple(
        context.text(c) for c in node.children if context.kind(c) in (k.NAME, k.SELF_TYPE) and isinstance(c, int)
    )
    if inner.kind is NodeKind.BOUNDS:
        return ast.BoundConstraint(span, path, lower_bounds(context, inner))
    if path:
        return ast.EqualityConstraint(span, path, lower_type(context, inner))
    return ast.ConditionConstraint(span, lower_expression(context, inner))


def lower_clauses(context: LoweringContext, root: Node) -> ast.Clauses:
    """`uses`, `where`, the guard and the contracts of a function."""
    nodes = context.nodes(root)
    if _CLAUSE_KINDS.isdisjoint(node.kind for node in nodes):
        return ast.Clauses(context.span(root), (), (), None, ())
    where = lower_where(context, root)
    guards = _of_kind(context, root, NodeKind.GUARD)
    guard = lower_expression(context, context.nodes(guards[0])[0]) if guards else None
    uses = tuple(
        _capability(context, child) for node in _of_kind(context, root, NodeKind.USES) for child in context.nodes(node)
    )
    written = [_contract(context, node) for node in _of_kind(context, root, NodeKind.CONTRACT)]
    contracts = tuple(contract for contract in written if contract is not None)
    return ast.Clauses(context.span(root), uses, where, guard, contracts)


_CLAUSE_KINDS = frozenset((NodeKind.USES, NodeKind.WHERE, NodeKind.GUARD, NodeKind.CONTRACT))


def _capability(context: LoweringContext, node: Node) -> ast.Capability:
    name, argument = context.first_name(node), _string(context, node)
    if argument is not None:
        context.not_yet(node, "capabilities with an argument")
    return ast.Capability(context.span(node), name.text if name is not None else "", argument)


def _string(context: LoweringContext, node: Node) -> str | None:
    """The value of the first string token directly below a node."""
    for child in node.children:
        if isinstance(child, int) and context.kind(child) == k.STRING:
            return string_value(context.text(child))
    return None


def _contract(context: LoweringContext, node: Node) -> ast.Contract | None:
    """None for a `post` that says of no value what it has to be, which was reported."""
    nodes = context.nodes(node)
    if not nodes:
        return None
    pattern: ast.Pattern | None = None
    if context.text(first_token(node)) == "post":
        pattern = _result_pattern(context, node)
        if pattern is None:
            return None
    text = " ".join(context.source(nodes[-1]).split())
    condition = lower_expression(context, nodes[-1])
    return ast.Contract(context.span(node), pattern, condition, text, _string(context, node))


def _result_pattern(context: LoweringContext, node: Node) -> ast.Pattern | None:
    """The names in front of the `->`; several take a tuple apart."""
    if not context.has(node, k.ARROW):
        return None
    tokens = [child for child in node.children if isinstance(child, int)]
    # Between the bracket behind `post` and the arrow.
    before = tokens[2 : next(i for i, token in enumerate(tokens) if context.kind(token) == k.ARROW)]
    parts = tuple(
        ast.NamePattern(context.token_span(token), context.text(token))
        if context.kind(token) == k.NAME
        else ast.WildcardPattern(context.token_span(token))
        for token in before
        if context.kind(token) in (k.NAME, k.UNDERSCORE)
    )
    if len(parts) < 2:
        return parts[0] if parts else None
    return ast.TuplePattern(Span(context.start(before[0]), context.token_span(before[-1]).end), parts)


def lower_parameters(context: LoweringContext, root: Node) -> tuple[ast.Parameter, ...]:
    """The parameters of a function or method, without `self`."""
    found: list[ast.Parameter] = []
    for node in _of_kind(context, root, NodeKind.PARAMETERS):
        for child in context.nodes(node):
            if child.kind is NodeKind.PARAMETER and not context.has(child, k.SELF):
                parameter = _parameter(context, child)
                if parameter is not None:
                    found.append(parameter)
    return tuple(found)


def has_self(context: LoweringContext, root: Node) -> bool:
    """Whether the first parameter is `self`."""
    return any(
        context.has(child, k.SELF)
        for node in _of_kind(context, root, NodeKind.PARAMETERS)
        for child in context.nodes(node)
    )


def _parameter(context: LoweringContext, node: Node) -> ast.Parameter | None:
    attributes = [lower_attribute(context, child) for child in _of_kind(context, node, NodeKind.ATTRIBUTE)]
    nodes = [child for child in context.nodes(node) if child.kind is not NodeKind.ATTRIBUTE]
    name = context.first_word(node)
    pattern: ast.Pattern | None = None
    if name is None:
        if not nodes or nodes[0].kind in (NodeKind.ERROR, *TYPE_KINDS):
            return None
        pattern = lower_pattern(context, nodes.pop(0))
        name = ast.Name(Span(pattern.span.start, pattern.span.start), "")
    elif name.text[:1].isupper():
        # Whether this is a variant of the parameter's type, only the type tells.
        pattern = ast.NamePattern(name.span, name.text)
    is_variadic = context.has(node, k.ELLIPSIS)
    default: ast.Expr | None = None
    if context.has(node, k.ASSIGN) and nodes:
        default = lower_expression(context, nodes.pop())
    type_: ast.TypeSyntax
    if not context.has(node, k.COLON) and not nodes:
        type_ = ast.OmittedType(pattern.span if pattern is not None else name.span, name.text)
    else:
        type_ = lower_type(context, nodes[0]) if nodes else context.missing(node)
    known = tuple(attribute for attribute in attributes if attribute is not None)
    start = pattern.span.start if pattern is not None else name.span.start
    return ast.Parameter(Span(start, context.span(node).end), name, type_, default, pattern, is_variadic, known)


def lower_result(context: LoweringContext, root: Node) -> ast.TypeSyntax:
    """The type behind `->`."""
    children = root.children
    for i, child in enumerate(children):
        if context.kind(child) == k.ARROW and i + 1 < len(children):
            following = children[i + 1]
            if isinstance(following, Node):
                return lower_type(context, following)
    return context.missing(root)


def lower_body(context: LoweringContext, root: Node) -> ast.Expr:
    """The last node of an item that has a body; missing if the item breaks off before it."""
    nodes = [node for node in context.nodes(root) if not (node.kind is NodeKind.ERROR and node.children)]
    has_body = context.has(root, k.ASSIGN) or (bool(nodes) and nodes[-1].kind is NodeKind.BLOCK)
    return lower_expression(context, nodes[-1]) if has_body and nodes else context.missing(root)
