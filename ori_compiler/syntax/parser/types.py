"""The grammar of types, bounds and type arguments (language reference, part 1, 5)."""

from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import expressions
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.tree import Node, span_of

_TYPE_NAME: Final = NodeKind.TYPE_NAME

_NAMED = frozenset((k.NAME, k.VOID, k.NEVER, k.SELF_TYPE, k.UNDERSCORE))
_GOES_ON = frozenset((k.DOT, k.DOUBLE_COLON, k.LESS, k.PLUS, k.ARROW))
_PRIMITIVES = frozenset(("int", "float", "bool", "str", "byte", "char", "Duration", "Size"))
_CONST_OPERATORS = frozenset(k.KIND_OF[text] for text in "+ - * / % ** << div".split())
_CONST_STARTS = frozenset((k.INT, k.CHAR, k.BYTE, k.STRING, k.TRUE, k.FALSE, k.DOLLAR, k.MINUS))
_SHIFT_POWER = 21


def parse_type(c: Cursor) -> Node:
    """`type ::= fn_type | impl_type | type_atom ("+" type_atom)*`."""
    pos = c.pos
    if c.kind in _NAMED and c.kinds[pos + 1] not in _GOES_ON:
        return Node(_TYPE_NAME, pos, [c.take()])
    if not c.deeper():
        return c.give_up()
    try:
        if c.kind == k.IMPL:
            return _impl_type(c)
        node = parse_type_atom(c)
        if c.kind == k.ARROW:
            return _bare_function_type(c, node)
        if c.kind != k.PLUS:
            return node
        children: Children = [node]
        while c.kind == k.PLUS:
            children.append(c.take())
            children.append(parse_type_atom(c))
        return Node(NodeKind.TRAIT_OBJECT_TYPE, node.start, children)
    finally:
        c.depth -= 1


def _bare_function_type(c: Cursor, parameter: Node) -> Node:
    """`int -> int`, which lacks the parentheses, and is read as a function type."""
    at = span_of(parameter, c.tokens)
    message = "the parameters of a function type stand in parentheses"
    texts, prefixes = c.tokens.texts, c.tokens.prefixes
    written = texts[parameter.start] + "".join(prefixes[i] + texts[i] for i in range(parameter.start + 1, c.pos))
    c.complain(SyntaxProblem("E1005", message, at, "", "", f"({written})", at, f"write `({written})`"))
    return Node(NodeKind.FUNCTION_TYPE, parameter.start, [parameter, c.take(), parse_type(c)])


def _impl_type(c: Cursor) -> Node:
    """`"impl" bounds ("where" csvn<IDENT "==" type>)?`: a `where` that begins otherwise belongs to the function."""
    start = c.pos
    children: Children = [c.take(), parse_bounds(c)]
    if c.kind == k.WHERE and c.peek() == k.NAME and c.peek(2) == k.EQUAL:
        where_start = c.pos
        where: Children = [c.take(), _equality(c)]
        while c.kind == k.COMMA and c.peek() == k.NAME and c.peek(2) == k.EQUAL:
            where.append(c.take())
            where.append(_equality(c))
        children.append(Node(NodeKind.WHERE, where_start, where))
    return Node(NodeKind.IMPL_TYPE, start, children)


def _equality(c: Cursor) -> Node:
    start = c.pos
    return Node(NodeKind.CONSTRAINT, start, [c.take(), c.take(), parse_type(c)])


def parse_bounds(c: Cursor) -> Node:
    """`bounds ::= bound ("+" bound)*`."""
    start = c.pos
    children: Children = [parse_type_name(c)]
    while c.kind == k.PLUS:
        children.append(c.take())
        children.append(parse_type_name(c))
    return Node(NodeKind.BOUNDS, start, children)


def parse_conversion_type(c: Cursor) -> Node:
    """The type after `as`. A primitive takes no arguments, so a `<` behind it compares."""
    if c.kind == k.NAME and c.text in _PRIMITIVES:
        return Node(_TYPE_NAME, c.pos, [c.take()])
    return parse_type_atom(c, after_as=True)


def parse_type_atom(c: Cursor, after_as: bool = False) -> Node:
    """A type without `+`. After `as`, a `<` may be an operator, and no `->` is taken."""
    start = c.pos
    if c.kind in _NAMED:
        return parse_type_name(c, after_as)
    if c.kind == k.LBRACKET:
        return _list_type(c)
    if c.kind == k.LBRACE:
        children: Children = [c.take(), parse_type(c)]
        if c.expect(k.COLON, children, "in a map type"):
            children.append(parse_type(c))
        c.expect(k.RBRACE, children)
        return Node(NodeKind.MAP_TYPE, start, children)
    if c.kind == k.LPAREN:
        children = [c.take()]
        c.sequence(k.RPAREN, parse_type, children)
        if c.kind == k.ARROW and not after_as:
            children.append(c.take())
            children.append(parse_type(c))
            return Node(NodeKind.FUNCTION_TYPE, start, children)
        return Node(NodeKind.TUPLE_TYPE, start, children)
    c.complain(SyntaxProblem("E1005", f"expected a type, found {c.found()}", c.here(), "expected a type"))
    return c.missing()


def _list_type(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take(), parse_type(c)]
    if c.kind != k.COMMA:
        c.expect(k.RBRACKET, children)
        return Node(NodeKind.LIST_TYPE, start, children)
    children.append(c.take())
    if c.kind == k.NAME and c.text == "max":
        children.append(c.take())
        children.append(expressions.parse_binary(c, _SHIFT_POWER))
    else:
        c.complain(
            SyntaxProblem("E1005", f"expected `max` and a capacity, found {c.found()}", c.here(), "expected `max`")
        )
    c.expect(k.RBRACKET, children)
    return Node(NodeKind.FIXED_LIST_TYPE, start, children)


def parse_type_name(c: Cursor, after_as: bool = False) -> Node:
    """`type_path type_args?`."""
    start = c.pos
    if c.kind not in _NAMED:
        c.complain(SyntaxProblem("E1005", f"expected a type, found {c.found()}", c.here(), "expected a name"))
        return c.missing()
    children: Children = [c.take()]
    while c.kind in (k.DOT, k.DOUBLE_COLON) and c.peek() in (k.NAME, k.DOLLAR):
        children.append(c.take())
        if c.kind == k.DOLLAR:
            children.append(c.take())
        c.expect_name(children, "the name of an associated item")
    if c.kind == k.LESS and (not after_as or _opens_arguments_after_as(c)):
        children.append(parse_type_arguments(c))
    return Node(_TYPE_NAME, start, children)


def _opens_arguments_after_as(c: Cursor) -> bool:
    """Whether the `<` behind `e as T` opens type arguments: its `>` is found, and no operand follows that one."""
    close = closes_type_arguments(c)
    if close is None:
        return False
    following = c.peek(close + 1)
    if following == k.LBRACE and not c.allow_struct:
        # In a condition, a `{` begins what the condition is for.
        return True
    return following not in expressions.OPERAND_STARTS


def parse_type_arguments(c: Cursor) -> Node:
    """`"<" csv<type | const_expr> ">"`."""
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.GREATER:
        # None at all: the first one tells what is missing.
        children.append(parse_type(c))
    while c.kind not in (k.GREATER, k.RPAREN, k.RBRACKET, k.RBRACE, k.SEMICOLON, k.ASSIGN, k.END):
        before = c.pos
        children.append(_constant_argument(c) if _begins_constant(c) else parse_type(c))
        if c.pos == before:
            break
        if c.kind == k.COMMA:
            children.append(c.take())
        elif c.kind != k.GREATER:
            break
    c.expect(k.GREATER, children)
    return Node(NodeKind.TYPE_ARGUMENTS, start, children)


def _constant_argument(c: Cursor) -> Node:
    allow_greater, c.allow_greater = c.allow_greater, False
    node = expressions.parse_binary(c, _SHIFT_POWER)
    c.allow_greater = allow_greater
    return node


def _begins_constant(c: Cursor) -> bool:
    """Whether here is a constant expression: `3`, `N * 2`, `(N + 1)`, `T.$size`, but not the sum of traits `A + B`."""
    ahead = 0
    while c.peek(ahead) == k.LPAREN:
        ahead += 1
    if c.peek(ahead) in _CONST_STARTS:
        return True
    if c.peek(ahead) not in (k.NAME, k.SELF_TYPE):
        return False
    while c.peek(ahead + 1) in (k.DOT, k.DOUBLE_COLON):
        if c.peek(ahead + 2) == k.DOLLAR:
            return True
        ahead += 2
    if c.peek(ahead + 1) not in _CONST_OPERATORS:
        return False
    return c.peek(ahead + 1) != k.PLUS or c.peek(ahead + 2) in _CONST_STARTS


_TYPE_TOKENS = (
    _NAMED
    | _CONST_STARTS
    | _CONST_OPERATORS
    | frozenset(
        (
            k.COMMA,
            k.LBRACKET,
            k.RBRACKET,
            k.DOT,
            k.DOUBLE_COLON,
            k.LBRACE,
            k.RBRACE,
            k.COLON,
            k.LPAREN,
            k.RPAREN,
            k.ARROW,
            k.IMPL,
        )
    )
)


def closes_type_arguments(c: Cursor) -> int | None:
    """How far behind a `<` its closing `>` is, if only what types are made of stands between."""
    angles = 0
    brackets = 0
    for ahead in range(200):
        kind = c.peek(ahead)
        if kind == k.LESS:
            angles += 1
        elif kind == k.GREATER:
            angles -= 1
            if angles == 0:
                return ahead if brackets == 0 else None
        elif kind in (k.LPAREN, k.LBRACKET, k.LBRACE):
            brackets += 1
        elif kind in (k.RPAREN, k.RBRACKET, k.RBRACE):
            brackets -= 1
            if brackets < 0:
                return None
        elif kind == k.COLON and brackets == 0:
            # That of a map type is between braces; any other one ends what the `<` stands in.
            return None
        if kind not in _TYPE_TOKENS and kind not in (k.LESS, k.GREATER):
            return None
    return None
