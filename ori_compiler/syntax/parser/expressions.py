"""The grammar of expressions: operators by precedence climbing (Pratt 1973), and postfix forms."""

from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import control, foreign, primaries
from ori_compiler.syntax.parser.cursor import Children, Cursor, is_word
from ori_compiler.syntax.parser.types import closes_type_arguments, parse_conversion_type, parse_type_arguments
from ori_compiler.syntax.tree import Node, span_of

CHAIN_LIMIT: Final = 1000
"""How many operators of one precedence may follow one another: the tree nests as deep."""

_BINDING: Final[dict[int, tuple[int, int]]] = {
    k.KIND_OF[text]: powers
    for texts, powers in (
        ("|>", (1, 2)),
        ("??", (4, 3)),
        ("||", (5, 6)),
        ("&&", (7, 8)),
        ("|", (9, 10)),
        ("^", (11, 12)),
        ("&", (13, 14)),
        ("== !=", (15, 16)),
        ("< > <=", (17, 18)),
        ("<<", (21, 22)),
        ("+ -", (23, 24)),
        ("* / % div @", (25, 26)),
        ("**", (30, 29)),
    )
    for text in texts.split()
}
_INFIX: Final = frozenset((*_BINDING, k.RANGE, k.RANGE_INCLUSIVE, k.NAME))
"""What can go on with an operand; a name, because words of other languages stand for operators."""
_RANGE_POWER: Final = 19
_SHIFT_POWER: Final = 21
UNARY_POWER: Final = 27
_POWER_POWER: Final = 30

_PREFIX: Final = frozenset((k.MINUS, k.NOT, k.TILDE))
SIMPLE_LITERALS: Final = frozenset((k.INT, k.FLOAT, k.QUANTITY, k.STRING, k.CHAR, k.BYTE, k.TEMPLATE, k.TRUE, k.FALSE))
_ARGUMENT: Final = NodeKind.ARGUMENT
_ARGUMENTS: Final = NodeKind.ARGUMENTS
_BINARY: Final = NodeKind.BINARY
_CALL: Final = NodeKind.CALL
_LITERAL: Final = NodeKind.LITERAL
_MEMBER: Final = NodeKind.MEMBER

OPERAND_STARTS: Final = (
    SIMPLE_LITERALS
    | _PREFIX
    | frozenset((k.TEMPLATE_HEAD, k.NAME, k.DOLLAR, k.AT, k.HASH, k.SELF, k.SELF_TYPE, k.LPAREN, k.LBRACKET, k.LBRACE))
    | frozenset((k.MATCH, k.UNSAFE))
)
"""The tokens that can begin an operand."""
STARTS: Final = OPERAND_STARTS | frozenset((k.IF, k.FOR, k.WHILE, k.LOOP, k.WITH, k.LET, k.BREAK, k.CONTINUE))
"""The tokens that can begin an expression."""


_ATOMS: Final[dict[int, NodeKind]] = {
    **dict.fromkeys((k.NAME, k.SELF), NodeKind.NAME),
    **dict.fromkeys(SIMPLE_LITERALS, NodeKind.LITERAL),
}
"""The tokens that are an operand by themselves, unless something behind them goes on with it."""
_FOREIGN_WORDS: Final = frozenset(("null", "nil", "undefined", "not", "return"))
_AFTER_ATOM: Final = (
    (_INFIX - {k.NAME, k.LESS})
    | frozenset((k.COMMA, k.SEMICOLON, k.RPAREN, k.RBRACKET, k.RBRACE, k.THEN, k.ELSE, k.DO, k.YIELD, k.IF, k.ASSIGN))
    | frozenset((k.TEMPLATE_MIDDLE, k.TEMPLATE_TAIL, k.FORMAT))
)
"""The tokens that end an atom: most operands are a name or literal with one of these behind it."""


def parse_expression(c: Cursor) -> Node:
    """`expression ::= if | for | while | loop | lambda | let | break | continue | pipe`."""
    kind = c.kind
    if kind in _ATOMS and c.kinds[c.pos + 1] in _AFTER_ATOM and c.texts[c.pos] != "return":
        return _parse_operators(c)
    if not c.deeper():
        return c.give_up()
    if kind in control.CONTROL and control.begins_control(c):
        node = control.CONTROL[kind](c)
    elif kind in _LAMBDA_STARTS and c.allow_lambda and c.peek() in _ARROWS:
        node = primaries.parse_lambda(c)
    elif kind == k.NAME and c.texts[c.pos] == "return":
        node = foreign.parse_return(c)
    else:
        node = _parse_operators(c)
    c.depth -= 1
    return node


def _parse_operators(c: Cursor) -> Node:
    node = parse_binary(c, 0)
    return foreign.parse_choice(c, node) if c.kind == k.QUESTION else node


_ARROWS: Final = frozenset((k.ARROW, k.FAT_ARROW))
_LAMBDA_STARTS: Final = frozenset((k.NAME, k.UNDERSCORE))


def parse_body(c: Cursor) -> Node:
    """`body ::= expression | assignment`: what may stand after `=`, `then`, `else`, `do` and `->`."""
    node = parse_expression(c)
    return _assignment(c, node) if _assigns(c) else node


_ASSIGN_OPERATORS: Final = frozenset(k.KIND_OF[t] for t in "= += -= *= /= %= **= @= &= |= ^= <<= &&= ||=".split())


def _assigns(c: Cursor) -> bool:
    return c.kind in _ASSIGN_OPERATORS or (c.kind == k.GREATER and _is_shift_assign(c))


def _is_shift_assign(c: Cursor) -> bool:
    return c.peek() == k.GREATER and c.peek(2) == k.ASSIGN and c.touches(c.pos + 1) and c.touches(c.pos + 2)


def _assignment(c: Cursor, target: Node) -> Node:
    if not _is_target(c, target):
        at = span_of(target, c.tokens)
        help_ = "a comparison is written `==`" if c.kind == k.ASSIGN else ""
        if _is_tuple_part(c, target):
            help_ = (
                "a tuple is assigned as a whole: `pair = (0, pair.1);`; fields of a struct can be assigned one by one"
            )
        message = "this cannot be assigned to"
        c.complain(SyntaxProblem("E1020", message, at, "not a binding or a part of one", help_))
        target = Node(NodeKind.ERROR, target.start, [target])
    children: Children = [target, c.take()]
    if c.kinds[c.pos - 1] == k.GREATER:
        children += (c.take(), c.take())
    children.append(parse_expression(c))
    return Node(NodeKind.ASSIGN, target.start, children)


_PARTS: Final = frozenset((NodeKind.MEMBER, NodeKind.INDEX, NodeKind.SPLICE))


def _is_tuple_part(c: Cursor, node: Node) -> bool:
    last = node.children[-1] if node.kind is NodeKind.MEMBER else None
    return isinstance(last, int) and c.kinds[last] == k.INT


def _is_target(c: Cursor, node: Node) -> bool:
    """`target ::= (IDENT | "self" | "$" IDENT) ("[" expression "]" | "." IDENT | "." "[" expression "]")*`."""
    while node.kind in _PARTS:
        base, last = node.children[0], node.children[-1]
        if not isinstance(base, Node) or (isinstance(last, int) and c.kinds[last] in (k.INT, k.FLOAT)):
            return False
        node = base
    first = node.children[0] if node.children else None
    return node.kind is NodeKind.ERROR or (
        node.kind is NodeKind.NAME and isinstance(first, int) and c.kinds[first] not in (k.AT, k.SELF_TYPE)
    )


def _glued(c: Cursor) -> tuple[int, int]:
    """The operator at the cursor and how many tokens it is made of, joining `>` with what touches it."""
    if c.kind != k.GREATER:
        return c.kind, 1
    if c.peek() == k.GREATER and c.touches(c.pos + 1):
        return (k.END, 0) if _is_shift_assign(c) else (k.SHIFT_LEFT, 2)
    if c.peek() == k.ASSIGN and c.touches(c.pos + 1):
        return k.GREATER, 2
    return k.GREATER, 1


def parse_binary(c: Cursor, minimum: int) -> Node:
    """Operators that bind at least as tightly as `minimum`."""
    pos = c.pos
    atom = _ATOMS.get(c.kind)
    if atom is not None:
        following = c.kinds[pos + 1]
        if following in _AFTER_ATOM and (atom is _LITERAL or c.texts[pos] not in _FOREIGN_WORDS):
            is_whole = following not in _INFIX
            if not is_whole and not c.deeper():
                return c.give_up()
            c.pos = pos + 1
            c.kind = following
            node = Node(atom, pos, [pos])
            if not is_whole:
                node = _continue_binary(c, node, minimum)
                c.depth -= 1
            return node
    if not c.deeper():
        return c.give_up()
    node = _unary(c) if c.kind in _PREFIX else parse_postfix(c)
    if c.kind in _INFIX:
        node = _continue_binary(c, node, minimum)
    c.depth -= 1
    return node


def _continue_binary(c: Cursor, left: Node, minimum: int) -> Node:
    length = 0
    while c.kind in _INFIX:
        kind = c.kind
        if kind in (k.RANGE, k.RANGE_INCLUSIVE):
            if minimum > _RANGE_POWER or left.kind is NodeKind.RANGE:
                return left
            left = _range(c, left)
            continue
        if kind == k.GREATER and not c.allow_greater:
            return left
        operator, width = _glued(c) if kind == k.GREATER else (kind, 1)
        powers = _BINDING.get(operator)
        if powers is None or (c.kinds[c.pos + 1] in foreign.SECOND_SIGNS and c.touches(c.pos + 1)):
            foreigner = foreign.parse_operator(c, left)
            if foreigner is not None:
                left = foreigner
                continue
            if powers is None:
                return left
        if powers[0] < minimum or (kind == k.AT and c.is_first_on_line()) or (kind == k.BAR and not c.allow_bar):
            return left
        length += 1
        if length > CHAIN_LIMIT:
            return _too_long(c, left, f"this chain has more than {CHAIN_LIMIT} operators")
        children: Children = [left, c.take()]
        if width == 2:
            children.append(c.take())
        is_plain = kind not in _PARTICULAR and c.kind not in control.CONTROL
        children.append(parse_binary(c, powers[1]) if is_plain else _operand(c, kind, powers[1]))
        left = Node(_BINARY, left.start, children)
    return left


_PARTICULAR: Final = frozenset((k.PIPE, k.POWER))


def _operand(c: Cursor, operator: int, minimum: int) -> Node:
    if operator == k.PIPE:
        return _pipe_step(c)
    if operator == k.POWER and c.kind in _PREFIX:
        message = f"the right side of `**` cannot begin with `{c.text}`"
        c.complain(SyntaxProblem("E1002", message, c.here(), "", f"put it in parentheses: `({c.text}…)`"))
    return _misplaced_control(c) if control.begins_control(c) else parse_binary(c, minimum)


def _too_long(c: Cursor, left: Node, message: str) -> Node:
    c.complain(SyntaxProblem("E1021", message, c.here(), "too long", "split it with `let`"))
    return Node(NodeKind.ERROR, left.start, [left, c.give_up()])


def _misplaced_control(c: Cursor) -> Node:
    at = c.here()
    c.complain(
        SyntaxProblem("E1002", f"`{c.text}` cannot be an operand", at, "", "put the whole expression in parentheses")
    )
    return parse_expression(c)


def _pipe_step(c: Cursor) -> Node:
    """`pipe_step ::= "." member call_args? tail* | lambda | postfix`."""
    if c.kind in (k.NAME, k.UNDERSCORE) and c.peek() == k.ARROW:
        return primaries.parse_lambda(c)
    if c.kind != k.DOT:
        return parse_binary(c, 2)
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.NAME or is_word(c.kind):
        children.append(c.take())
    else:
        c.expect_name(children, "the name of a method")
    if c.kind == k.LPAREN:
        children.append(parse_arguments(c))
    return _postfix_tail(c, Node(NodeKind.PIPE_METHOD, start, children))


def _range(c: Cursor, low: Node) -> Node:
    children: Children = [low, c.take()]
    if c.kind in STARTS and not control.begins_control(c) and not (c.kind == k.NAME and c.text == "by"):
        children.append(parse_binary(c, _SHIFT_POWER))
    elif c.kinds[c.pos - 1] == k.RANGE_INCLUSIVE:
        _complain_endless(c)
        children.append(c.missing())
    if c.kind == k.NAME and c.text == "by":
        children.append(c.take())
        children.append(parse_binary(c, _SHIFT_POWER))
    if c.kind in (k.RANGE, k.RANGE_INCLUSIVE):
        c.complain(SyntaxProblem("E1001", "ranges cannot be chained", c.here(), "a second range"))
        children.append(c.take())
        children.append(parse_binary(c, _SHIFT_POWER))
    return Node(NodeKind.RANGE, low.start, children)


def _complain_endless(c: Cursor) -> None:
    message = f"expected the end of the range, found {c.found()}"
    help_ = "a range without an end is written `..`"
    at = c.tokens.span(c.pos - 1)
    c.complain(SyntaxProblem("E1002", message, c.here(), "`..=` needs an end", help_, "..", at, "write `..`"))


def _unary(c: Cursor) -> Node:
    operators: list[int] = []
    while c.kind in _PREFIX and not _begins_negative_number(c):
        operators.append(c.take())
    if len(operators) > CHAIN_LIMIT:
        c.complain(SyntaxProblem("E1021", f"more than {CHAIN_LIMIT} operators in a row", c.here(), "too many"))
        return Node(NodeKind.ERROR, operators[0], [*operators, c.give_up()])
    node = _negative_number(c) if c.kind in _PREFIX else parse_binary(c, _POWER_POWER)
    for operator in reversed(operators):
        node = Node(NodeKind.UNARY, operator, [operator, node])
    return node


def _begins_negative_number(c: Cursor) -> bool:
    """Whether a number with a minus in front begins here, of which something is asked: `-1.abs()` is `(-1).abs()`."""
    return c.kind == k.MINUS and c.peek() in _NUMBERS and c.peek(2) == k.DOT


_NUMBERS: Final = frozenset((k.INT, k.FLOAT, k.QUANTITY))


def _negative_number(c: Cursor) -> Node:
    start = c.pos
    number = Node(NodeKind.UNARY, start, [c.take(), Node(_LITERAL, c.pos, [c.take()])])
    return _continue_binary(c, _postfix_tail(c, number), _POWER_POWER)


def parse_postfix(c: Cursor) -> Node:
    """`postfix ::= primary tail*`."""
    node = primaries.parse_primary(c)
    return _postfix_tail(c, node) if c.kind in _TAILS else node


def _postfix_tail(c: Cursor, node: Node) -> Node:
    length = 0
    while c.kind in _TAILS:
        kind = c.kind
        length += 1
        if length > CHAIN_LIMIT:
            return _too_long(c, node, f"this chain has more than {CHAIN_LIMIT} links")
        if kind == k.LPAREN:
            if not node.children and node.kind is NodeKind.ERROR:
                return node
            node = Node(_CALL, node.start, [node, parse_arguments(c)])
        elif kind == k.DOT:
            node = _member(c, node)
            if c.kind == k.LBRACE and c.allow_struct and _is_type_path(c, node):
                node = primaries.parse_struct_literal(c, node)
        elif kind == k.LBRACKET:
            children: Children = [node, c.take()]
            c.index_depth += 1
            children.append(c.inside_brackets(parse_expression))
            c.index_depth -= 1
            c.expect(k.RBRACKET, children)
            node = Node(NodeKind.INDEX, node.start, children)
        elif kind == k.QUESTION:
            if foreign.is_choice(c):
                return node
            node = Node(NodeKind.TRY, node.start, [node, c.take()])
        elif kind == k.AS:
            children = [node, c.take()]
            if c.kind == k.QUESTION:
                if not c.touches(c.pos):
                    c.complain_detached_question("as")
                children.append(c.take())
            children.append(parse_conversion_type(c))
            node = Node(NodeKind.CONVERT, node.start, children)
        elif kind == k.LESS and node.kind in (NodeKind.NAME, NodeKind.MEMBER) and _has_type_arguments(c, node):
            node = Node(NodeKind.TYPE_APPLICATION, node.start, [node, parse_type_arguments(c)])
        else:
            return node
    return node


_TAILS: Final = frozenset((k.LPAREN, k.DOT, k.LBRACKET, k.QUESTION, k.AS, k.LESS))


def continue_expression(c: Cursor, node: Node) -> Node:
    """Goes on with an operand that is already parsed: postfix forms, operators, assignment."""
    node = _continue_binary(c, _postfix_tail(c, node), 0)
    return _assignment(c, node) if _assigns(c) else node


def _has_type_arguments(c: Cursor, callee: Node) -> bool:
    """Whether `<` opens type arguments: a list of types and then a call, or a member of an upper-case type."""
    close = closes_type_arguments(c)
    if close is None:
        return False
    following = c.peek(close + 1)
    name = c.texts[c.pos - 1]
    is_path = callee.kind is NodeKind.NAME or _is_type_path(c, callee)
    return following == k.LPAREN or (following == k.DOT and is_path and name[:1].isupper())


def _is_type_path(c: Cursor, node: Node) -> bool:
    """Whether a chain of names ends with an upper-case one: `module.Type`."""
    if node.kind is not NodeKind.MEMBER or not c.texts[c.pos - 1][:1].isupper():
        return False
    while node.kind is NodeKind.MEMBER:
        base = node.children[0]
        if not isinstance(base, Node):
            return False
        node = base
    return node.kind is NodeKind.NAME


def _member(c: Cursor, base: Node) -> Node:
    children: Children = [base, c.take()]
    kind = c.kind
    if kind == k.MATCH and c.peek() == k.LPAREN:
        return control.parse_method_match(c, children, base.start)
    if (
        kind == k.NAME
        or (is_word(kind) and not c.is_first_on_line())
        or (kind in (k.INT, k.FLOAT) and not c.is_first_on_line())
    ):
        if kind == k.FLOAT:
            help_ = "put the inner access in parentheses: `(t.0).1`"
            c.complain(SyntaxProblem("E1001", f"`.{c.text}` reads as a number", c.here(), "", help_))
        children.append(c.take())
    elif kind == k.DOLLAR and c.peek() == k.NAME and not c.is_first_on_line():
        children += (c.take(), c.take())
    elif kind == k.LBRACKET:
        children.append(c.take())
        children.append(c.inside_brackets(parse_expression))
        c.expect(k.RBRACKET, children)
        return Node(NodeKind.SPLICE, base.start, children)
    elif c.kinds[c.pos - 2] == k.INT and base.kind is _LITERAL:
        foreign.complain_missing_fraction(c)
    else:
        c.complain(
            SyntaxProblem(
                "E1004", f"expected a field or method name after `.`, found {c.found()}", c.here(), "expected a name"
            )
        )
    return Node(_MEMBER, base.start, children)


def parse_arguments(c: Cursor) -> Node:
    """`call_args ::= "(" csv0<arg> ")"`."""
    start = c.pos
    children: Children = [c.take()]
    c.sequence(k.RPAREN, _argument, children)
    return Node(_ARGUMENTS, start, children)


_LABELLED: Final = frozenset((k.BREAK, k.CONTINUE, k.LOOP, k.FOR, k.WHILE))
"""The words a label may follow: before a `:` they name no argument."""


def _argument(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.peek() == k.COLON and (c.kind == k.NAME or (is_word(c.kind) and c.kind not in _LABELLED)):
        children += (c.take(), c.take())
        if c.kind == k.COMMA or c.kind == k.RPAREN:
            return Node(_ARGUMENT, start, children)
    elif c.kind == k.ELLIPSIS:
        children.append(primaries.parse_spread(c))
        return Node(NodeKind.ARGUMENT, start, children)
    children.append(parse_expression(c))
    return Node(_ARGUMENT, start, children)
