"""The grammar of foreign functions (language reference, part 1, 4.9)."""

from functools import partial

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.attributes import parse_attributes
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.members import end_block, parse_members
from ori_compiler.syntax.parser.signatures import parse_result_type
from ori_compiler.syntax.parser.types import parse_type
from ori_compiler.syntax.tree import Node


def parse_extern(c: Cursor, children: Children) -> Node:
    """`"extern" STRING ("from" STRING)? extern_attr* "{" extern_fn* "}"`."""
    children.append(c.take())
    is_c = c.text == '"c"'
    _string(c, children, 'the calling convention, such as "c"')
    if c.kind == k.NAME and c.text == "from":
        children.append(c.take())
        _string(c, children, "the name of a library")
    parse_attributes(c, children)
    children.append(parse_members(c, partial(_extern_function, is_c=is_c), "a function"))
    end_block(c, children)
    return Node(NodeKind.EXTERN, 0, children)


def _string(c: Cursor, children: Children, what: str) -> None:
    if c.kind == k.STRING:
        children.append(c.take())
    else:
        c.complain(SyntaxProblem("E1001", f"expected {what}, found {c.found()}", c.here(), "expected a string"))


def _extern_function(c: Cursor, is_c: bool) -> Node:
    """`"@" IDENT "(" extern_params ")" "->" ownership? type ("as" STRING)? extern_attr* ";"?`."""
    start = c.pos
    if c.kind != k.AT:
        return Node(NodeKind.ERROR, start, [])
    children: Children = [c.take()]
    c.expect_name(children, "the name of a function")
    if c.expect(k.LPAREN, children, "before the parameters"):
        c.sequence(k.RPAREN, partial(_extern_parameter, is_c=is_c), children)
    _extern_result(c, children)
    if c.kind == k.AS:
        children.append(c.take())
        _string(c, children, "the foreign name")
    parse_attributes(c, children)
    end_block(c, children)
    return Node(NodeKind.EXTERN_FUNCTION, start, children)


def _extern_result(c: Cursor, children: Children) -> None:
    if c.kind == k.ARROW and _is_word(c, _OWNERSHIP, 1):
        children += (c.take(), c.take(), parse_type(c))
    else:
        parse_result_type(c, children)


_DIRECTIONS = frozenset(("out", "mut"))
_OWNERSHIP = frozenset(("owned", "borrowed"))


def _is_word(c: Cursor, words: frozenset[str], ahead: int = 0) -> bool:
    return c.peek(ahead) == k.NAME and c.texts[c.pos + ahead] in words


def _extern_parameter(c: Cursor, is_c: bool) -> Node:
    """`("out" | "mut")? IDENT ":" ("out" | "mut")? ownership? type`, or `...` of a C variadic."""
    start = c.pos
    if c.kind == k.ELLIPSIS:
        return _variadic_end(c, is_c)
    children: Children = []
    if _is_word(c, _DIRECTIONS) and c.peek() == k.NAME:
        children.append(c.take())
    c.expect_name(children, "the name of a parameter")
    if c.expect(k.COLON, children, "before the type of a parameter"):
        if _is_word(c, _DIRECTIONS):
            children.append(c.take())
        if _is_word(c, _OWNERSHIP):
            children.append(c.take())
        if _is_word(c, _DIRECTIONS | _OWNERSHIP):
            message = f"expected a type, found {c.found()}"
            help_ = "one of `out` and `mut` may stand here, then one of `owned` and `borrowed`"
            c.complain(SyntaxProblem("E1005", message, c.here(), "expected a type", help_))
            children.append(Node(NodeKind.ERROR, c.pos, [c.take()]))
        children.append(parse_type(c))
    return Node(NodeKind.EXTERN_PARAMETER, start, children)


def _variadic_end(c: Cursor, is_c: bool) -> Node:
    """The `...` of a C variadic, which ends a list of at least one parameter, without a comma."""
    start = c.pos
    if c.kinds[start - 1] == k.LPAREN:
        c.complain_unexpected("`...` follows at least one parameter")
    elif not is_c:
        c.complain_unexpected('only functions of `extern "c"` are variadic')
    children: Children = [c.take()]
    if c.kind != k.RPAREN:
        c.complain_unexpected("`...` stands last, without a comma")
    return Node(NodeKind.EXTERN_PARAMETER, start, children)
