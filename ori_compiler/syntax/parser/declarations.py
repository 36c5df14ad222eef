"""The grammar of types, traits and their implementations (language reference, part 1, 4.5 to 4.8)."""

from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.cursor import Children, Cursor, is_word
from ori_compiler.syntax.parser.expressions import parse_expression
from ori_compiler.syntax.parser.generics import parse_type_parameters, parse_where
from ori_compiler.syntax.parser.members import (
    default_member,
    end_block,
    impl_member,
    method_member,
    parse_members,
    trait_member,
)
from ori_compiler.syntax.parser.signatures import end_item, require_semicolon
from ori_compiler.syntax.parser.types import parse_bounds, parse_type, parse_type_name
from ori_compiler.syntax.tree import Node

_DECLARATION_ENDS = frozenset((k.ASSIGN, k.END, k.SEMICOLON))
_FIELD: Final = NodeKind.FIELD


def parse_type_declaration(c: Cursor, children: Children) -> Node:
    """`"type" IDENT generics? (":" derives)? where* "=" type_body ";"?`."""
    children.append(c.take())
    c.expect_name(children, "the name of a type")
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    if c.kind == k.COLON:
        children.append(_derives(c))
    while c.kind == k.WHERE:
        children.append(parse_where(c))
    if c.expect(k.ASSIGN, children, "after the name of the type"):
        body = _type_body(c)
        children.append(body)
        if body.kind is NodeKind.STRUCT_BODY:
            end_item(c, children, "type")
        else:
            require_semicolon(c, children, "type")
    return Node(NodeKind.TYPE, 0, children)


def _derives(c: Cursor) -> Node:
    """`":" csvn<derive_ref>`."""
    start = c.pos
    children: Children = [c.take(), _derive(c)]
    while c.kind == k.COMMA:
        children.append(c.take())
        children.append(_derive(c))
    return Node(NodeKind.DERIVES, start, children)


def _derive(c: Cursor) -> Node:
    start = c.pos
    children: Children = [parse_type_name(c)]
    if c.kind == k.LPAREN:
        children.append(c.take())
        c.sequence(k.RPAREN, _derive_argument, children)
    return Node(NodeKind.DERIVE, start, children)


def _derive_argument(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.DOLLAR:
        children.append(c.take())
    c.expect_name(children, "the name of an argument")
    if c.expect(k.ASSIGN, children, "in an argument of a trait"):
        children.append(parse_expression(c))
    return Node(NodeKind.ARGUMENT, start, children)


def _type_body(c: Cursor) -> Node:
    start = c.pos
    if c.kind == k.LBRACE:
        children: Children = [c.take()]
        c.sequence(k.RBRACE, _field, children)
        return Node(NodeKind.STRUCT_BODY, start, children)
    if c.kind == k.BAR or (c.kind in (k.NAME, k.NEVER) and c.peek() in (k.BAR, k.LPAREN)):
        children = []
        if c.kind == k.BAR:
            children.append(c.take())
        children.append(_variant(c))
        while c.kind == k.BAR:
            children.append(c.take())
            children.append(_variant(c))
        return Node(NodeKind.SUM_BODY, start, children)
    return Node(NodeKind.NEWTYPE_BODY, start, [parse_type(c)])


def _field(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.DOUBLE_COLON:
        c.complain(
            SyntaxProblem(
                "E1001", "a field is as visible as its type", c.here(), "not here", "", "", c.here(), "leave out `::`"
            )
        )
        children.append(c.take())
    if c.expect_name(children, "a field name") or c.kind == k.COLON:
        if c.kind == k.COLON:
            children += (c.take(), parse_type(c))
        elif c.kind == k.NAME:
            at = c.behind()
            c.complain(
                SyntaxProblem(
                    "E1001", "expected `:` between a field and its type", c.here(), "", "", ":", at, "add `:`"
                )
            )
            children.append(parse_type(c))
        else:
            c.complain(
                SyntaxProblem(
                    "E1001", f"expected `:` and the field's type, found {c.found()}", c.here(), "expected `:`"
                )
            )
    return Node(_FIELD, start, children)


def _variant(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    c.expect_name(children, "the name of a variant")
    if c.kind == k.LPAREN:
        children.append(c.take())
        c.sequence(k.RPAREN, _payload_field, children)
    return Node(NodeKind.VARIANT, start, children)


def _payload_field(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.peek() == k.COLON and (c.kind == k.NAME or is_word(c.kind)):
        c.expect_name(children, "a field name")
        children.append(c.take())
    children.append(parse_type(c))
    return Node(_FIELD, start, children)


def parse_trait(c: Cursor, children: Children) -> Node:
    """`"trait" IDENT generics? (":" bounds)? "{" trait_member* "}"`."""
    children.append(c.take())
    c.expect_name(children, "the name of a trait")
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_bounds(c))
    children.append(parse_members(c, trait_member, "a method, a `type` or a `$` constant"))
    end_block(c, children)
    return Node(NodeKind.TRAIT, 0, children)


def _foreign_impl(c: Cursor, trait: int, children: Children) -> None:
    """`for Type` behind the trait, whose first token is `trait`: the order of other languages."""
    at, word = c.here(), c.pos
    mistake: Children = [c.take(), parse_type(c)]
    children.append(Node(NodeKind.ERROR, word, mistake))
    whole = Span(c.tokens.starts[trait], c.behind().start)
    repair = f"{_text(c, word + 1, c.pos)}: {_text(c, trait, word)}" if c.pos > word + 1 else None
    help_ = "the type stands first: `impl Type: Trait { … }`"
    message = "`impl Trait for Type` is not how Ori writes it"
    c.complain(SyntaxProblem("E1019", message, at, "", help_, repair, whole, "write the type first"))


def _text(c: Cursor, start: int, end: int) -> str:
    """The source of some tokens."""
    pairs = zip(c.tokens.prefixes[start:end], c.tokens.texts[start:end], strict=True)
    return "".join(prefix + text for prefix, text in pairs).strip()


def parse_impl(c: Cursor, children: Children) -> Node:
    """`"impl" generics? type (":" type_path type_args?)? where* "{" impl_member* "}"`."""
    children.append(c.take())
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    trait = c.pos
    children.append(parse_type(c))
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_type_name(c))
    elif c.kind == k.FOR:
        _foreign_impl(c, trait, children)
    while c.kind == k.WHERE:
        children.append(parse_where(c))
    children.append(parse_members(c, impl_member, "a method, a `type` or a `$` constant"))
    end_block(c, children)
    return Node(NodeKind.IMPL, 0, children)


def parse_def_impl(c: Cursor, children: Children) -> Node:
    """`"def" "impl" IDENT "{" method* "}"`."""
    children.append(c.take())
    c.expect(k.IMPL, children, "after `def`")
    c.expect_name(children, "the name of a trait")
    children.append(parse_members(c, default_member, "a method"))
    end_block(c, children)
    return Node(NodeKind.DEF_IMPL, 0, children)


def parse_extend(c: Cursor, children: Children) -> Node:
    """`"extend" generics? type where* "{" method* "}"`."""
    children.append(c.take())
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    children.append(parse_type(c))
    while c.kind == k.WHERE:
        children.append(parse_where(c))
    children.append(parse_members(c, method_member, "a method"))
    end_block(c, children)
    return Node(NodeKind.EXTEND, 0, children)


def parse_capset(c: Cursor, children: Children) -> Node:
    """`"capset" IDENT "=" csvn<IDENT> ";"`."""
    children.append(c.take())
    c.expect_name(children, "the name of a capability set")
    if c.expect(k.ASSIGN, children, "after the name of the capability set"):
        while c.kind == k.NAME:
            children.append(c.take())
            if c.kind != k.COMMA:
                break
            children.append(c.take())
            if c.kind != k.NAME:
                c.expect_name(children, "the name of a capability")
    require_semicolon(c, children, "capability set")
    return Node(NodeKind.CAPSET, 0, children)
