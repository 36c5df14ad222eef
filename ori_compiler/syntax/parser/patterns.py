"""The grammar of patterns: in match arms, and the binding patterns of `let` and `for`."""

from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser.cursor import Children, Cursor, is_word
from ori_compiler.syntax.tree import Node

_NAME_PATTERN: Final = NodeKind.NAME_PATTERN
_PATTERN_FIELD: Final = NodeKind.PATTERN_FIELD
_VARIANT_PATTERN: Final = NodeKind.VARIANT_PATTERN

_LITERALS = frozenset((k.INT, k.FLOAT, k.STRING, k.CHAR, k.BYTE, k.TRUE, k.FALSE))
_NAMES = frozenset((k.NAME,))
_SIGNED = {k.MINUS: frozenset((k.INT, k.FLOAT)), k.DOLLAR: _NAMES}
"""What may stand behind a sign; that there are no float patterns is said where patterns are lowered."""
_RANGES = (k.RANGE, k.RANGE_INCLUSIVE)
_GOES_ON = frozenset((k.AT, k.DOT, k.LPAREN, k.LBRACE, k.BAR, *_RANGES))
_OPENS_PATTERN = frozenset((k.MINUS, k.DOLLAR, k.UNDERSCORE, k.LPAREN, k.LBRACE, k.LBRACKET))


def begins_pattern(c: Cursor) -> bool:
    """Whether a pattern begins here that is not just a name."""
    if c.kind == k.NAME:
        return c.peek() in _GOES_ON
    return c.kind in _LITERALS or c.kind in _OPENS_PATTERN


def parse_pattern(c: Cursor) -> Node:
    """`pattern ::= pat_alt ("|" pat_alt)*`."""
    if c.kind == k.NAME and c.kinds[c.pos + 1] not in _GOES_ON:
        return Node(_NAME_PATTERN, c.pos, [c.take()])
    if not c.deeper():
        return c.give_up()
    try:
        start = c.pos
        children: Children = []
        if c.kind == k.BAR:
            c.complain_unexpected("a pattern does not begin with `|`")
            children.append(Node(NodeKind.ERROR, start, [c.take()]))
        node = _alternative(c)
        if c.kind != k.BAR and not children:
            return node
        children.append(node)
        while c.kind == k.BAR:
            children.append(c.take())
            children.append(_alternative(c))
        return Node(NodeKind.OR_PATTERN, start, children)
    finally:
        c.depth -= 1


def _alternative(c: Cursor) -> Node:
    start = c.pos
    kind = c.kind
    if kind == k.NAME and c.peek() == k.AT:
        at_children: Children = [c.take(), c.take(), parse_pattern(c)]
        return Node(NodeKind.AT_PATTERN, start, at_children)
    if kind == k.DOLLAR and c.peek() == k.NAME and c.peek(2) == k.AT:
        at_children = [c.take(), c.take(), c.take(), parse_pattern(c)]
        return Node(NodeKind.AT_PATTERN, start, at_children)
    if kind in _LITERALS or kind in (k.MINUS, k.DOLLAR) or (kind == k.NAME and c.peek() in _RANGES):
        return _literal_or_range(c)
    if kind == k.UNDERSCORE:
        return Node(NodeKind.WILDCARD_PATTERN, start, [c.take()])
    if kind in (k.NAME, k.SELF_TYPE):
        return _name_or_variant(c)
    if kind == k.LBRACE:
        return _struct_pattern(c, [])
    if kind == k.LPAREN:
        children: Children = [c.take()]
        c.sequence(k.RPAREN, parse_pattern, children)
        return Node(NodeKind.TUPLE_PATTERN, start, children)
    if kind == k.LBRACKET:
        children = [c.take()]
        c.sequence(k.RBRACKET, _list_element, children)
        return Node(NodeKind.LIST_PATTERN, start, children)
    c.complain(SyntaxProblem("E1008", f"expected a pattern, found {c.found()}", c.here(), "expected a pattern"))
    return c.missing()


def _literal_or_range(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    _end_point(c, children)
    if c.kind not in _RANGES and c.kinds[start] == k.DOLLAR:
        # A constant can only be the end of a range; elsewhere `$` marks an immutable binding.
        end = children[0]
        return Node(_NAME_PATTERN, start, end.children if isinstance(end, Node) else children)
    if c.kind not in _RANGES:
        return Node(NodeKind.LITERAL_PATTERN, start, children)
    children.append(c.take())
    _end_point(c, children)
    return Node(NodeKind.RANGE_PATTERN, start, children)


def _end_point(c: Cursor, children: Children) -> None:
    """`end_point ::= lit_pat | "$" IDENT`; a literal pattern, where no `..` follows."""
    start = c.pos
    inner: Children = []
    wanted = _LITERALS
    if c.kind in _SIGNED:
        wanted = _SIGNED[c.kind]
        inner.append(c.take())
    if c.kind in wanted:
        inner.append(c.take())
    elif c.kind == k.NAME:
        at = c.here()
        help_ = "a constant in a pattern is written with `$`"
        sign = c.tokens.span(start) if inner else Span(at.start, at.start)
        message = f"`{c.text}` cannot be the end of a range"
        c.complain(SyntaxProblem("E1008", message, at, "not a literal", help_, "$", sign, "write `$`"))
        inner.append(c.take())
    else:
        message = f"expected {'a name' if wanted == _NAMES else 'a literal'}, found {c.found()}"
        c.complain(SyntaxProblem("E1008", message, c.here(), "the end of a range or a literal"))
    children.append(Node(NodeKind.LITERAL, start, inner))


def _name_or_variant(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    while c.kind == k.DOT and c.peek() == k.NAME:
        children.append(c.take())
        children.append(c.take())
    if c.kind == k.LPAREN:
        children.append(c.take())
        c.sequence(k.RPAREN, _variant_field, children)
        return Node(_VARIANT_PATTERN, start, children)
    if c.kind == k.LBRACE and c.allow_struct:
        return _struct_pattern(c, children)
    return Node(_NAME_PATTERN, start, children)


def _variant_field(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.peek() == k.COLON and (c.kind == k.NAME or is_word(c.kind)):
        c.expect_name(children, "a field name")
        children.append(c.take())
        if c.kind in (k.COMMA, k.RPAREN):
            return Node(_PATTERN_FIELD, start, children)
    children.append(parse_pattern(c))
    return Node(_PATTERN_FIELD, start, children)


def _struct_pattern(c: Cursor, children: Children) -> Node:
    first = children[0] if children else c.pos
    start = first if isinstance(first, int) else c.pos
    children.append(c.take())
    c.sequence(k.RBRACE, _struct_field, children)
    return Node(NodeKind.STRUCT_PATTERN, start, children)


def _struct_field(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.RANGE:
        children.append(c.take())
        return Node(_PATTERN_FIELD, start, children)
    if c.kind == k.DOLLAR:
        children.append(c.take())
    if c.expect_name(children, "a field name") and c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_pattern(c))
    return Node(_PATTERN_FIELD, start, children)


def _list_element(c: Cursor) -> Node:
    if c.kind != k.RANGE:
        return parse_pattern(c)
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.DOLLAR:
        children.append(c.take())
    if c.kind == k.NAME:
        children.append(c.take())
    if c.kind == k.COMMA and c.peek() != k.RBRACKET:
        c.complain(
            SyntaxProblem("E1008", "the rest of a list pattern stands last", c.tokens.span(start), "move it to the end")
        )
    return Node(NodeKind.REST_PATTERN, start, children)


def parse_binding_pattern(c: Cursor) -> Node:
    """What stands after `let` and `for`: a name with an optional `$`, or a destructuring pattern."""
    if c.kind == k.DOLLAR and c.peek() == k.NAME:
        start = c.pos
        return Node(_NAME_PATTERN, start, [c.take(), c.take()])
    if c.kind == k.DOLLAR and c.peek() in (k.ASSIGN, k.COLON):
        start = c.pos
        dollar: Children = [c.take()]
        c.expect_name(dollar, "the name of a binding")
        return Node(NodeKind.ERROR, start, dollar)
    if c.kind == k.NAME and c.text == "mut" and c.peek() == k.NAME:
        at = c.here()
        both = Span(at.start, c.tokens.starts[c.pos + 1])
        c.complain(
            SyntaxProblem(
                "E1015",
                "Ori has no `mut`",
                at,
                "",
                "a `let` binding is mutable unless its name begins with `$`",
                "",
                both,
                "remove `mut`",
            )
        )
        start = c.pos
        return Node(_NAME_PATTERN, start, [Node(NodeKind.ERROR, start, [c.take()]), c.take()])
    if is_word(c.kind) and c.kind not in (k.TRUE, k.FALSE):
        start = c.pos
        children: Children = []
        c.expect_name(children, "the name of a binding")
        return Node(_NAME_PATTERN if children else NodeKind.ERROR, start, children)
    return parse_pattern(c)
