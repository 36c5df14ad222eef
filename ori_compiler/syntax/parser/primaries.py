"""The grammar of primaries: what an expression is made of before any operator."""

from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import constructs, control, expressions, foreign
from ori_compiler.syntax.parser.cursor import Children, Cursor, poisoned
from ori_compiler.syntax.parser.types import parse_type
from ori_compiler.syntax.tree import Node

_LITERAL: Final = NodeKind.LITERAL
_NAME: Final = NodeKind.NAME


def parse_spread(c: Cursor) -> Node:
    start = c.pos
    return Node(NodeKind.SPREAD, start, [c.take(), expressions.parse_expression(c)])


def parse_primary(c: Cursor) -> Node:
    start = c.pos
    kind = c.kind
    if kind in expressions.SIMPLE_LITERALS:
        return Node(_LITERAL, start, [c.take()])
    if kind == k.NAME:
        return _name(c)
    if kind == k.TEMPLATE_HEAD:
        return c.inside_brackets(_template)
    if kind == k.LPAREN:
        if c.allow_lambda and _is_lambda_head(c):
            return parse_lambda(c)
        return _parenthesised(c)
    if kind == k.LBRACE:
        return c.inside_brackets(control.parse_brace)
    if kind == k.MATCH:
        return control.parse_match(c)
    if kind == k.FOR and constructs.is_for_match(c):
        return constructs.parse_for_match(c)
    if kind == k.WITH and c.peek() == k.LPAREN:
        return constructs.parse_construct(c)
    if kind == k.DOLLAR and c.peek() in (k.FOR, k.IF) and c.touches(c.pos + 1):
        return constructs.parse_compile_time(c)
    if kind == k.DOLLAR and c.peek() == k.NAME:
        return Node(_NAME, start, [c.take(), c.take()])
    if kind == k.AT and c.peek() == k.NAME:
        return Node(_NAME, start, [c.take(), c.take()])
    if kind in (k.SELF, k.SELF_TYPE):
        node = Node(_NAME, start, [c.take()])
        return parse_struct_literal(c, node) if kind == k.SELF_TYPE and c.kind == k.LBRACE and c.allow_struct else node
    if kind == k.LBRACKET:
        return _list(c)
    if kind == k.HASH:
        if not c.index_depth:
            help_ = "inside of `x[…]` it is the length of `x`"
            c.complain(SyntaxProblem("E1002", "`#` stands only inside an index", c.here(), "", help_))
        return Node(NodeKind.LENGTH, start, [c.take()])
    if kind == k.ELLIPSIS:
        message = "`...` stands only in list, map and struct literals and in arguments"
        c.complain(SyntaxProblem("E1002", message, c.here(), "nothing to spread into"))
        return parse_spread(c)
    if kind == k.VOID and c.peek() != k.LPAREN:
        c.complain(
            SyntaxProblem(
                "E1002", "`void` is a type", c.here(), "expected an expression", "", "()", c.here(), "write `()`"
            )
        )
        return poisoned(start, [c.take()])
    if kind == k.UNSAFE:
        return Node(NodeKind.UNSAFE, start, [c.take(), control.parse_required_block(c, "after `unsafe`")])
    foreigner = foreign.parse_misplaced_sign(c)
    if foreigner is not None:
        return foreigner
    c.complain(SyntaxProblem("E1002", f"expected an expression, found {c.found()}", c.here(), "expected an expression"))
    return c.missing()


def _name(c: Cursor) -> Node:
    start = c.pos
    text = c.texts[start]
    if text in _PARTICULAR_NAMES:
        node = _particular_name(c, start, text)
        if node is not None:
            return node
    node = Node(_NAME, start, [c.take()])
    if c.kind == k.LBRACE and text[0].isupper() and (c.allow_struct or _is_bare_literal(c, text)):
        return parse_struct_literal(c, node)
    return node


_PARTICULAR_NAMES: Final = frozenset(("block", "handler", "not", "try")) | foreign.ABSENT_VALUES | constructs.WORDS


def _particular_name(c: Cursor, start: int, text: str) -> Node | None:
    """What a word means where it is more than a name."""
    if control.is_labelled_block(c):
        return control.parse_labelled_block(c)
    if text in foreign.ABSENT_VALUES and c.peek() not in (k.LPAREN, k.DOT):
        return foreign.parse_absent_value(c)
    if text == "not" and foreign.begins_negation(c):
        return foreign.parse_negation(c)
    if text == "try" and c.peek() == k.LBRACE:
        return Node(NodeKind.TRY_BLOCK, start, [c.take(), c.inside_brackets(control.parse_block)])
    if text == "handler" and constructs.begins_handler(c):
        return constructs.parse_stray_handler(c)
    if text in constructs.WORDS and constructs.begins(c):
        return constructs.parse_construct(c)
    return None


def _is_bare_literal(c: Cursor, name: str) -> bool:
    """Whether a struct literal stands where the grammar has none, which is reported."""
    if c.peek() != k.NAME or c.peek(2) != k.COLON:
        return False
    message = "a struct literal in a condition stands in parentheses"
    help_ = f"write `({name} {{ … }})`, so that its `{{` does not look like the start of something else"
    c.complain(SyntaxProblem("E1001", message, c.here(), "", help_))
    return True


def parse_struct_literal(c: Cursor, name: Node) -> Node:
    """`type_path "{" csv0<field> "}"` behind its name."""
    children: Children = [name, c.take()]
    c.sequence(k.RBRACE, _field_init, children)
    return Node(NodeKind.STRUCT_LITERAL, name.start, children)


def _field_init(c: Cursor) -> Node:
    if c.kind == k.ELLIPSIS:
        return parse_spread(c)
    start = c.pos
    children: Children = []
    if c.expect_name(children, "a field name") or children:
        if c.kind == k.COLON:
            children.append(c.take())
            children.append(expressions.parse_expression(c))
        elif c.kind == k.ASSIGN:
            at = c.here()
            c.complain(SyntaxProblem("E1001", "a field is given with `:`", at, "", "write `:`", ":", at, "write `:`"))
            children.append(Node(NodeKind.ERROR, c.pos, [c.take()]))
            children.append(expressions.parse_expression(c))
    return Node(NodeKind.FIELD_INIT, start, children)


def _template(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    while True:
        children.append(expressions.parse_expression(c))
        if c.kind == k.FORMAT:
            children.append(c.take())
        while c.kind not in (k.TEMPLATE_MIDDLE, k.TEMPLATE_TAIL, k.END):
            c.complain_unexpected("expected `}` to end the interpolation")
            children.append(c.skip_one())
        if c.kind == k.END:
            c.complain(
                SyntaxProblem(
                    "E0006", "this template has no end", c.tokens.span(start), "begins here", "close it with a backtick"
                )
            )
            break
        is_last = c.kind == k.TEMPLATE_TAIL
        children.append(c.take())
        if is_last:
            break
    return Node(NodeKind.TEMPLATE, start, children)


def _parenthesised(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.RPAREN:
        children.append(c.take())
        return Node(NodeKind.UNIT, start, children)
    c.sequence(k.RPAREN, expressions.parse_expression, children)
    count = sum(isinstance(child, Node) for child in children)
    return Node(NodeKind.GROUP if count == 1 else NodeKind.TUPLE, start, children)


def _is_lambda_head(c: Cursor) -> bool:
    """Whether here is `( … ) ->`."""
    close = c.matching(c.pos)
    return close + 1 < len(c.kinds) and c.kinds[close + 1] in (k.ARROW, k.FAT_ARROW)


def _has_names_only(c: Cursor) -> bool:
    """Whether the parentheses at the cursor hold only names, `_` and typed names."""
    close = c.matching(c.pos)
    at = c.pos + 1
    while at < close:
        if c.kinds[at] not in (k.NAME, k.UNDERSCORE):
            return False
        if c.kinds[at + 1] == k.COLON:
            return True
        if at + 1 < close and c.kinds[at + 1] != k.COMMA:
            return False
        at += 2
    return True


def parse_lambda(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    may_have_type = False
    if c.kind == k.LPAREN:
        if not _has_names_only(c):
            return foreign.parse_lambda_of_patterns(c)
        children.append(c.take())
        c.sequence(k.RPAREN, _lambda_parameter, children)
        parameters = [child for child in children if isinstance(child, Node)]
        may_have_type = all(len(parameter.children) > 1 for parameter in parameters)
    else:
        children.append(c.take())
    if c.kind == k.FAT_ARROW:
        children.append(foreign.take_arrow(c, "a lambda"))
    else:
        c.expect(k.ARROW, children)
    if may_have_type:
        _result_type(c, children)
    children.append(expressions.parse_body(c))
    return Node(NodeKind.LAMBDA, start, children)


def _result_type(c: Cursor, children: Children) -> None:
    """Tries a type: it is the result's only if `=` follows at once, else the body begins here."""
    if c.kind not in _TYPE_STARTS:
        return
    state = c.save()
    type_ = parse_type(c)
    if c.kind == k.ASSIGN and not c.has_complained_since(state):
        children += (type_, c.take())
    else:
        c.restore(state)


_TYPE_STARTS = frozenset((k.NAME, k.VOID, k.NEVER, k.SELF_TYPE, k.LPAREN, k.LBRACKET, k.LBRACE, k.IMPL))


def _lambda_parameter(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind in (k.NAME, k.UNDERSCORE):
        children.append(c.take())
        if c.kind == k.COLON:
            children.append(c.take())
            children.append(parse_type(c))
    return Node(NodeKind.PARAMETER, start, children)


def _list(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    c.sequence(k.RBRACKET, _list_element, children)
    return Node(NodeKind.LIST, start, children)


def _list_element(c: Cursor) -> Node:
    return parse_spread(c) if c.kind == k.ELLIPSIS else expressions.parse_expression(c)
