"""The grammar of types, traits and their implementations (language reference, part 1, 4.5 to 4.9)."""

from collections.abc import Callable

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.attributes import parse_attributes
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.expressions import parse_expression
from ori_compiler.syntax.parser.generics import parse_type_parameters, parse_where
from ori_compiler.syntax.parser.signatures import end_item, parse_method, parse_result_type, require_semicolon
from ori_compiler.syntax.parser.types import parse_bounds, parse_type, parse_type_name
from ori_compiler.syntax.tree import Node

_DECLARATION_ENDS = frozenset((k.ASSIGN, k.END, k.SEMICOLON))


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
    if c.expect_name(children, "a field name") or children:
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
    return Node(NodeKind.FIELD, start, children)


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
    if c.kind == k.NAME and c.peek() == k.COLON:
        children += (c.take(), c.take())
    children.append(parse_type(c))
    return Node(NodeKind.FIELD, start, children)


def parse_trait(c: Cursor, children: Children) -> Node:
    """`"trait" IDENT generics? (":" bounds)? "{" trait_member* "}"`."""
    children.append(c.take())
    c.expect_name(children, "the name of a trait")
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_bounds(c))
    children.append(_members(c, _member))
    _end_block(c, children)
    return Node(NodeKind.TRAIT, 0, children)


def parse_impl(c: Cursor, children: Children) -> Node:
    """`"impl" generics? type (":" type_path type_args?)? where* "{" impl_member* "}"`."""
    children.append(c.take())
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    children.append(parse_type(c))
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_type_name(c))
    elif c.kind == k.FOR:
        help_ = "the type stands first: `impl Type: Trait { … }`"
        c.complain(SyntaxProblem("E1019", "`impl Trait for Type` is not how Ori writes it", c.here(), "", help_))
        children.append(Node(NodeKind.ERROR, c.pos, [c.take(), parse_type(c)]))
    while c.kind == k.WHERE:
        children.append(parse_where(c))
    children.append(_members(c, _member))
    _end_block(c, children)
    return Node(NodeKind.IMPL, 0, children)


def parse_def_impl(c: Cursor, children: Children) -> Node:
    """`"def" "impl" IDENT "{" method* "}"`."""
    children.append(c.take())
    c.expect(k.IMPL, children, "after `def`")
    c.expect_name(children, "the name of a trait")
    children.append(_members(c, _member))
    _end_block(c, children)
    return Node(NodeKind.DEF_IMPL, 0, children)


def parse_extend(c: Cursor, children: Children) -> Node:
    """`"extend" generics? type where* "{" method* "}"`."""
    children.append(c.take())
    if c.kind == k.LESS:
        children.append(parse_type_parameters(c))
    children.append(parse_type(c))
    while c.kind == k.WHERE:
        children.append(parse_where(c))
    children.append(_members(c, _member))
    _end_block(c, children)
    return Node(NodeKind.EXTEND, 0, children)


def _end_block(c: Cursor, children: Children) -> None:
    if c.kind == k.SEMICOLON:
        children.append(c.take())


def _members(c: Cursor, parse: Callable[[Cursor], Node]) -> Node:
    """`"{" member* "}"`: what is no member is skipped to the next one, which keeps its shape."""
    start = c.pos
    children: Children = []
    if not c.expect(k.LBRACE, children, "before the members"):
        return Node(NodeKind.MEMBERS, start, children)
    while c.kind not in (k.RBRACE, k.END):
        before = c.pos
        children.append(parse(c))
        if c.pos == before:
            c.complain_unexpected("expected a method")
            children.append(_skip_to_member(c))
    c.expect(k.RBRACE, children)
    return Node(NodeKind.MEMBERS, start, children)


def _skip_to_member(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.skip_one()]
    while c.kind not in (k.RBRACE, k.END) and not (c.kind in (k.AT, k.TYPE, k.DOLLAR) and c.is_first_on_line()):
        children.append(c.skip_one())
    return Node(NodeKind.ERROR, start, children)


def _member(c: Cursor) -> Node:
    """A method, an associated type or an associated constant."""
    start = c.pos
    if c.kind == k.AT:
        return parse_method(c)
    children: Children = []
    if c.kind == k.HASH:
        at = c.here()
        parse_attributes(c, children)
        c.problems.append(SyntaxProblem("E1001", "an attribute cannot stand on a member", at, "belongs to nothing"))
        return Node(NodeKind.ERROR, start, children)
    if c.kind == k.TYPE:
        return _associated_type(c)
    if c.kind == k.DOLLAR:
        return _associated_constant(c)
    return Node(NodeKind.ERROR, start, children)


def _associated_type(c: Cursor) -> Node:
    """`"type" IDENT (":" bounds)? ("=" type)? ";"?`."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an associated type")
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_bounds(c))
    if c.kind == k.ASSIGN:
        children.append(c.take())
        children.append(parse_type(c))
    _end_block(c, children)
    return Node(NodeKind.ASSOCIATED_TYPE, start, children)


def _associated_constant(c: Cursor) -> Node:
    """`"$" IDENT (":" type)? ("=" expression)? ";"`."""
    start = c.pos
    children: Children = [c.take()]
    c.expect_name(children, "the name of an associated constant")
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_type(c))
    if c.kind == k.ASSIGN:
        children.append(c.take())
        children.append(parse_expression(c))
    require_semicolon(c, children, "constant")
    return Node(NodeKind.ASSOCIATED_CONST, start, children)


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


def parse_extern(c: Cursor, children: Children) -> Node:
    """`"extern" STRING ("from" STRING)? extern_attr* "{" extern_fn* "}"`."""
    children.append(c.take())
    _string(c, children, 'the calling convention, such as "c"')
    if c.kind == k.NAME and c.text == "from":
        children.append(c.take())
        _string(c, children, "the name of a library")
    parse_attributes(c, children)
    children.append(_members(c, _extern_function))
    _end_block(c, children)
    return Node(NodeKind.EXTERN, 0, children)


def _string(c: Cursor, children: Children, what: str) -> None:
    if c.kind == k.STRING:
        children.append(c.take())
    else:
        c.complain(SyntaxProblem("E1001", f"expected {what}, found {c.found()}", c.here(), "expected a string"))


def _extern_function(c: Cursor) -> Node:
    """`"@" IDENT "(" extern_params ")" "->" ownership? type ("as" STRING)? extern_attr* ";"?`."""
    start = c.pos
    if c.kind != k.AT:
        return Node(NodeKind.ERROR, start, [])
    children: Children = [c.take()]
    c.expect_name(children, "the name of a function")
    if c.expect(k.LPAREN, children, "before the parameters"):
        c.sequence(k.RPAREN, _extern_parameter, children)
    _extern_result(c, children)
    if c.kind == k.AS:
        children.append(c.take())
        _string(c, children, "the foreign name")
    parse_attributes(c, children)
    _end_block(c, children)
    return Node(NodeKind.EXTERN_FUNCTION, start, children)


def _extern_result(c: Cursor, children: Children) -> None:
    if c.kind == k.ARROW and c.peek() == k.NAME and c.texts[c.pos + 1] in ("owned", "borrowed"):
        if c.peek(2) in (k.NAME, k.VOID, k.LBRACKET, k.LPAREN, k.LBRACE, k.NEVER, k.SELF_TYPE):
            children += (c.take(), c.take())
            children.append(parse_type(c))
            return
    parse_result_type(c, children)


_PASSING = frozenset(("out", "mut", "owned", "borrowed"))


def _extern_parameter(c: Cursor) -> Node:
    """`("out" | "mut")? IDENT ":" ("out" | "mut")? ownership? type`, or `...` of a C variadic."""
    start = c.pos
    if c.kind == k.ELLIPSIS:
        return Node(NodeKind.EXTERN_PARAMETER, start, [c.take()])
    children: Children = []
    if c.kind == k.NAME and c.text in ("out", "mut") and c.peek() == k.NAME:
        children.append(c.take())
    c.expect_name(children, "the name of a parameter")
    if c.expect(k.COLON, children, "before the type of a parameter"):
        while c.kind == k.NAME and c.text in _PASSING and c.peek() not in (k.COMMA, k.RPAREN, k.LESS, k.DOT):
            children.append(c.take())
        children.append(parse_type(c))
    return Node(NodeKind.EXTERN_PARAMETER, start, children)
