"""The grammar of attributes (language reference, part 1, 4.1)."""

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.expressions import parse_expression
from ori_compiler.syntax.tree import Node


def parse_attributes(c: Cursor, children: Children) -> None:
    """`attribute*`: as many as follow."""
    while c.kind == k.HASH:
        children.append(parse_attribute(c, NodeKind.ATTRIBUTE))


def parse_attribute(c: Cursor, kind: NodeKind) -> Node:
    """`"#" IDENT ("(" csv0<attr_arg> ")")?` or, for a file, `"#!" IDENT "(" csv0<attr_arg> ")"`."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an attribute")
    if c.kind == k.LPAREN:
        children.append(c.take())
        c.sequence(k.RPAREN, _argument, children)
    elif kind is NodeKind.FILE_ATTRIBUTE:
        c.expect(k.LPAREN, children, "after the name of a file attribute")
    return Node(kind, start, children)


def _argument(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.NAME and c.peek() == k.COLON:
        children += (c.take(), c.take())
    children.append(parse_expression(c))
    return Node(NodeKind.ARGUMENT, start, children)
