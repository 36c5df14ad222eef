"""The grammar of what traits and implementations hold (language reference, part 1, 4.7)."""

from collections.abc import Callable

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.attributes import parse_attributes
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.expressions import parse_expression
from ori_compiler.syntax.parser.signatures import method_parameter, parse_method, require_semicolon
from ori_compiler.syntax.parser.types import parse_bounds, parse_type
from ori_compiler.syntax.tree import Node


def end_block(c: Cursor, children: Children) -> None:
    """`";"?`, which may stand behind a `}`."""
    if c.kind == k.SEMICOLON:
        children.append(c.take())


def parse_members(c: Cursor, parse: Callable[[Cursor], Node], wanted: str) -> Node:
    """`"{" member* "}"`: what is no member is skipped to the next one, which keeps its shape."""
    start = c.pos
    children: Children = []
    if not c.expect(k.LBRACE, children, "before the members"):
        return Node(NodeKind.MEMBERS, start, children)
    while c.kind not in (k.RBRACE, k.END):
        before = c.pos
        children.append(_attributes(c) if c.kind == k.HASH else parse(c))
        if c.pos == before:
            c.complain_unexpected(f"expected {wanted}")
            children.append(_skip_to_member(c))
    c.expect(k.RBRACE, children)
    return Node(NodeKind.MEMBERS, start, children)


def _attributes(c: Cursor) -> Node:
    """Attributes, which members do not have."""
    start, at = c.pos, c.here()
    children: Children = []
    parse_attributes(c, children)
    c.problems.append(SyntaxProblem("E1001", "an attribute cannot stand on a member", at, "belongs to nothing"))
    return Node(NodeKind.ERROR, start, children)


def _skip_to_member(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.skip_one()]
    while c.kind not in (k.RBRACE, k.END) and not (c.kind in (k.AT, k.TYPE, k.DOLLAR) and c.is_first_on_line()):
        children.append(c.skip_one())
    return Node(NodeKind.ERROR, start, children)


def trait_member(c: Cursor) -> Node:
    """A method with or without a body, an associated type or an associated constant."""
    if c.kind == k.AT:
        return parse_method(c, method_parameter, may_lack_body=True)
    if c.kind == k.TYPE:
        return _declared_type(c)
    return _declared_constant(c) if c.kind == k.DOLLAR else c.missing()


def impl_member(c: Cursor) -> Node:
    """A method, or what an associated type or constant of the trait is."""
    if c.kind == k.AT:
        return parse_method(c, method_parameter)
    if c.kind == k.TYPE:
        return _given_type(c)
    return _given_constant(c) if c.kind == k.DOLLAR else c.missing()


def method_member(c: Cursor) -> Node:
    """A method; another member keeps its shape and is reported."""
    if c.kind in (k.TYPE, k.DOLLAR):
        c.complain_unexpected("only methods stand here")
    return impl_member(c)


def default_member(c: Cursor) -> Node:
    """A method of a default implementation, which has no value to be called on."""
    return parse_method(c, _default_parameter) if c.kind == k.AT else method_member(c)


def _default_parameter(c: Cursor) -> Node:
    if c.kind == k.SELF:
        help_ = "a default implementation belongs to no value: its functions are called by the trait's name"
        c.complain(SyntaxProblem("E1002", "there is no `self` in `def impl`", c.here(), "", help_))
    return method_parameter(c)


def _declared_type(c: Cursor) -> Node:
    """`"type" IDENT (":" bounds)? ("=" type)? ";"?` of a trait."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an associated type")
    if c.kind == k.COLON:
        children += (c.take(), parse_bounds(c))
    if c.kind == k.ASSIGN:
        children += (c.take(), parse_type(c))
    end_block(c, children)
    return Node(NodeKind.ASSOCIATED_TYPE, start, children)


def _given_type(c: Cursor) -> Node:
    """`"type" IDENT "=" type ";"?` of an implementation."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an associated type")
    if c.kind == k.COLON:
        children.append(_belongs_to_trait(c, "the bounds of an associated type stand in its trait", parse_bounds))
    if c.expect(k.ASSIGN, children, "after the name of an associated type"):
        children.append(parse_type(c))
    end_block(c, children)
    return Node(NodeKind.ASSOCIATED_TYPE, start, children)


def _declared_constant(c: Cursor) -> Node:
    """`"$" IDENT ":" type ("=" expression)? ";"` of a trait."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an associated constant")
    if c.expect(k.COLON, children, "before the type of an associated constant"):
        children.append(parse_type(c))
    if c.kind == k.ASSIGN:
        children += (c.take(), parse_expression(c))
    require_semicolon(c, children, "constant")
    return Node(NodeKind.ASSOCIATED_CONST, start, children)


def _given_constant(c: Cursor) -> Node:
    """`"$" IDENT "=" expression ";"` of an implementation."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an associated constant")
    if c.kind == k.COLON:
        children.append(_belongs_to_trait(c, "the type of an associated constant stands in its trait", parse_type))
    if c.expect(k.ASSIGN, children, "after the name of an associated constant"):
        children.append(parse_expression(c))
    require_semicolon(c, children, "constant")
    return Node(NodeKind.ASSOCIATED_CONST, start, children)


def _belongs_to_trait(c: Cursor, message: str, parse: Callable[[Cursor], Node]) -> Node:
    c.complain(SyntaxProblem("E1001", message, c.here(), "not written in an implementation"))
    return Node(NodeKind.ERROR, c.pos, [c.take(), parse(c)])
