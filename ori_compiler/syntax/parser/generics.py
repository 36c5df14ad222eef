"""Type parameters, `where`, `uses`, guards and contracts: what may stand around a signature."""

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import expressions
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.types import parse_bounds, parse_type
from ori_compiler.syntax.tree import Node

_LIST_ENDS = frozenset((k.GREATER, k.LPAREN, k.RPAREN, k.ASSIGN, k.LBRACE, k.RBRACE, k.SEMICOLON, k.END))


def parse_type_parameters(c: Cursor) -> Node:
    """`generics ::= "<" csv<gparam> ">"`."""
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.GREATER:
        # None at all: the first one tells what is missing.
        children.append(_type_parameter(c))
    while c.kind not in _LIST_ENDS:
        before = c.pos
        children.append(_type_parameter(c))
        if c.kind == k.COMMA:
            children.append(c.take())
        elif c.pos == before:
            break
    c.expect(k.GREATER, children)
    return Node(NodeKind.TYPE_PARAMETERS, start, children)


def _type_parameter(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.DOLLAR:
        children.append(c.take())
        c.expect_name(children, "the name of a constant parameter")
        if c.expect(k.COLON, children, "before the type of a constant parameter"):
            children.append(parse_type(c))
        if c.kind == k.ASSIGN:
            children.append(c.take())
            children.append(expressions.parse_binary(c, 21))
        return Node(NodeKind.CONST_PARAMETER, start, children)
    c.expect_name(children, "the name of a type parameter")
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_bounds(c))
    if c.kind == k.ASSIGN:
        children.append(c.take())
        children.append(parse_type(c))
    return Node(NodeKind.TYPE_PARAMETER, start, children)


def parse_where(c: Cursor) -> Node:
    """`where_clause ::= "where" csvn<constraint>`."""
    start = c.pos
    children: Children = [c.take(), _constraint(c)]
    while c.kind == k.COMMA:
        children.append(c.take())
        children.append(_constraint(c))
    return Node(NodeKind.WHERE, start, children)


def _constraint(c: Cursor) -> Node:
    """Bounds, an equality of types, or a condition on constants."""
    start = c.pos
    ahead = 1
    while c.peek(ahead) in (k.DOT, k.DOUBLE_COLON) and c.peek(ahead + 1) == k.NAME:
        ahead += 2
    if c.kind in (k.NAME, k.SELF_TYPE) and c.peek(ahead) == k.COLON:
        children: Children = [c.take() for _ in range(ahead + 1)]
        return Node(NodeKind.CONSTRAINT, start, [*children, parse_bounds(c)])
    if c.kind in (k.NAME, k.SELF_TYPE) and c.peek(ahead) == k.EQUAL:
        equality = _type_equality(c, ahead)
        if equality is not None:
            return equality
    allow_struct = c.allow_struct
    c.allow_struct = False
    node = Node(NodeKind.CONSTRAINT, start, [expressions.parse_binary(c, 0)])
    c.allow_struct = allow_struct
    return node


def _type_equality(c: Cursor, ahead: int) -> Node | None:
    """`T.Item == type`; none, and nothing read, if no type stands there: then it is a condition on constants."""
    state = c.save()
    start = c.pos
    children: Children = [c.take() for _ in range(ahead + 1)]
    children.append(parse_type(c))
    if c.has_complained_since(state) or c.kind not in _CONSTRAINT_ENDS:
        c.restore(state)
        return None
    return Node(NodeKind.CONSTRAINT, start, children)


_CONSTRAINT_ENDS = frozenset((k.COMMA, k.WHERE, k.USES, k.IF, k.NAME, k.ASSIGN, k.LBRACE, k.SEMICOLON, k.END))


def parse_uses(c: Cursor) -> Node:
    """`uses ::= "uses" csvn<capability>`."""
    start = c.pos
    children: Children = [c.take(), _capability(c)]
    while c.kind == k.COMMA:
        children.append(c.take())
        children.append(_capability(c))
    return Node(NodeKind.USES, start, children)


def _capability(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    c.expect_name(children, "the name of a capability")
    if c.kind == k.LPAREN and c.peek() == k.STRING:
        children += (c.take(), c.take())
        c.expect(k.RPAREN, children)
    return Node(NodeKind.CAPABILITY, start, children)


def parse_guard(c: Cursor) -> Node:
    """`"if" guard_expr`: no lambda at its top level, because `=` or `->` follows."""
    start = c.pos
    children: Children = [c.take()]
    allow_lambda = c.allow_lambda
    c.allow_lambda = False
    children.append(expressions.parse_expression(c))
    c.allow_lambda = allow_lambda
    return Node(NodeKind.GUARD, start, children)


def parse_contract(c: Cursor) -> Node:
    """`pre(condition | "message")` and `post(result -> condition | "message")`."""
    start = c.pos
    is_post = c.text == "post"
    children: Children = [c.take()]
    if c.expect(k.LPAREN, children, "after `pre` and `post`"):
        if is_post and _is_at_result_names(c):
            _result_names(c, children)
        elif is_post:
            message = "`post` has to name the result that its condition is about"
            c.complain(SyntaxProblem("E2045", message, c.here(), "expected `result -> condition`"))
        allow_struct, allow_lambda, allow_bar = c.allow_struct, c.allow_lambda, c.allow_bar
        c.allow_struct, c.allow_lambda, c.allow_bar = True, False, False
        children.append(expressions.parse_expression(c))
        c.allow_struct, c.allow_lambda, c.allow_bar = allow_struct, allow_lambda, allow_bar
        if c.kind == k.BAR:
            children.append(c.take())
            if c.kind == k.STRING:
                children.append(c.take())
            else:
                c.complain(
                    SyntaxProblem("E1001", f"expected a message, found {c.found()}", c.here(), "expected a string")
                )
        c.expect(k.RPAREN, children)
    return Node(NodeKind.CONTRACT, start, children)


def _is_at_result_names(c: Cursor) -> bool:
    end = c.matching(c.pos) - c.pos if c.kind == k.LPAREN else 0
    return c.peek(end + 1) == k.ARROW


def _result_names(c: Cursor, children: Children) -> None:
    if c.kind == k.LPAREN:
        children.append(c.take())
        while c.kind in (k.NAME, k.UNDERSCORE, k.COMMA):
            children.append(c.take())
        c.expect(k.RPAREN, children)
    elif c.kind == k.UNDERSCORE:
        children.append(c.take())
    else:
        c.expect_name(children, "a name for the result")
    c.expect(k.ARROW, children, "after the name of the result")
