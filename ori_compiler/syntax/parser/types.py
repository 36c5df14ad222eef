"""The grammar of types."""

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.tree import Node

_NAMED = frozenset((k.NAME, k.VOID, k.NEVER, k.SELF_TYPE, k.UNDERSCORE))


def parse_type(c: Cursor) -> Node:
    """`type ::= fn_type | impl_type | type_atom ("+" type_atom)*`."""
    if not c.deeper():
        return c.give_up()
    try:
        if c.kind == k.IMPL:
            return _trait_type(c)
        node = parse_type_atom(c)
        if c.kind != k.PLUS:
            return node
        children: Children = [node]
        while c.kind == k.PLUS:
            children.append(c.take())
            children.append(parse_type_atom(c))
        return Node(NodeKind.UNSUPPORTED, node.start, children)
    finally:
        c.depth -= 1


def _trait_type(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take(), parse_type(c)]
    return Node(NodeKind.UNSUPPORTED, start, children)


_PRIMITIVES = frozenset(("int", "float", "bool", "str", "byte", "char", "Duration", "Size"))


def parse_conversion_type(c: Cursor) -> Node:
    """The type after `as`. A primitive takes no arguments, so a `<` behind it compares."""
    if c.kind == k.NAME and c.text in _PRIMITIVES:
        return Node(NodeKind.TYPE_NAME, c.pos, [c.take()])
    return parse_type_atom(c)


def parse_type_atom(c: Cursor) -> Node:
    """A type without `+`."""
    start = c.pos
    if c.kind in _NAMED:
        return _named_type(c)
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
        if c.kind == k.ARROW:
            children.append(c.take())
            children.append(parse_type(c))
            return Node(NodeKind.FUNCTION_TYPE, start, children)
        return Node(NodeKind.TUPLE_TYPE, start, children)
    c.complain(SyntaxProblem("E1005", f"expected a type, found {c.found()}", c.here(), "expected a type"))
    return c.missing()


def _list_type(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take(), parse_type(c)]
    if c.kind == k.COMMA:
        while c.kind not in (k.RBRACKET, k.SEMICOLON, k.RPAREN, k.RBRACE, k.END):
            children.append(c.take())
    c.expect(k.RBRACKET, children)
    return Node(NodeKind.LIST_TYPE, start, children)


def _named_type(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    while c.kind in (k.DOT, k.DOUBLE_COLON) and c.peek() == k.NAME:
        children.append(c.take())
        children.append(c.take())
    if c.kind == k.LESS:
        children.append(parse_type_arguments(c))
    return Node(NodeKind.TYPE_NAME, start, children)


def parse_type_arguments(c: Cursor) -> Node:
    """`"<" csv<type | const_expr> ">"`."""
    start = c.pos
    children: Children = [c.take()]
    while c.kind not in (k.GREATER, k.RPAREN, k.RBRACKET, k.RBRACE, k.SEMICOLON, k.ASSIGN, k.END):
        if c.kind in (k.INT, k.DOLLAR):
            children.append(c.take())
        else:
            before = c.pos
            children.append(parse_type(c))
            if c.pos == before:
                break
        if c.kind == k.COMMA:
            children.append(c.take())
    c.expect(k.GREATER, children)
    return Node(NodeKind.TYPE_ARGUMENTS, start, children)
