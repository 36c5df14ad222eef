"""The grammar of blocks, bindings, conditionals, loops and `match`."""

from collections.abc import Callable
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import constructs, expressions, foreign, primaries
from ori_compiler.syntax.parser.cursor import CLOSERS, Children, Cursor, poisoned
from ori_compiler.syntax.parser.patterns import parse_binding_pattern, parse_pattern
from ori_compiler.syntax.parser.types import parse_type
from ori_compiler.syntax.tree import Node

_ARM: Final = NodeKind.ARM
_BLOCK: Final = NodeKind.BLOCK
_IF: Final = NodeKind.IF
_LET: Final = NodeKind.LET
_STATEMENT: Final = NodeKind.STATEMENT

Parse = Callable[[Cursor], Node]


def _condition(c: Cursor) -> Node:
    """An expression in which a bare struct literal would be ambiguous, and which is no `let`."""
    if c.kind == k.LET:
        _complain_let_condition(c)
    allow_struct, allow_lambda = c.allow_struct, c.allow_lambda
    c.allow_struct = False
    node = expressions.parse_expression(c)
    c.allow_struct, c.allow_lambda = allow_struct, allow_lambda
    return node


def _complain_let_condition(c: Cursor) -> None:
    help_ = "`match value { pattern -> …, _ -> … }` asks whether a value fits a pattern"
    c.complain(SyntaxProblem("E1015", "a condition cannot be a `let` in Ori", c.here(), "", help_))


def _expect_word(c: Cursor, kind: int, children: Children, after: str) -> None:
    """Expects `then` or `do`, and knows what people write instead."""
    if c.kind == k.ASSIGN:
        at = c.here()
        c.complain(
            SyntaxProblem("E1001", "`=` assigns; a comparison is `==`", at, "", "write `==`", "==", at, "write `==`")
        )
        start = c.pos
        children.append(Node(NodeKind.ERROR, start, [c.take(), _condition(c)]))
    if c.kind == kind:
        children.append(c.take())
        return
    word = k.TEXT_OF[kind]
    at = c.behind()
    c.complain(
        SyntaxProblem(
            "E1001",
            f"expected `{word}` {after}, found {c.found()}",
            c.here(),
            f"expected `{word}`",
            "",
            f" {word}",
            at,
            f"add `{word}`",
        )
    )


def _branch(c: Cursor, is_statement: bool) -> Node:
    """A branch or loop body. In a statement, one that ends in `}` ends there: `(` or `-` begin the next statement."""
    allow_struct = c.allow_struct
    c.allow_struct = True
    if is_statement:
        c.statement_start = c.pos
    node = parse_statement_block(c) if is_statement and c.kind in _BLOCK_LED else expressions.parse_body(c)
    c.allow_struct = allow_struct
    return node


def _if(c: Cursor) -> Node:
    """Reads a whole chain of `else if` in one loop, so that its length does not cost depth."""
    first_token = c.pos
    heads: list[Children] = []
    # What was reported: what a `let` was to bind is not known in the branches, what follows `elif` is no branch yet.
    is_foreign = False
    is_statement = c.statement_start == c.pos
    while True:
        head: Children = [c.take()]
        is_foreign = is_foreign or c.kind == k.LET
        head.append(_condition(c))
        _expect_word(c, k.THEN, head, "after the condition of `if`")
        is_before_else, c.is_before_else = c.is_before_else, True
        head.append(_branch(c, is_statement))
        c.is_before_else = is_before_else
        heads.append(head)
        if c.kind == k.SEMICOLON and c.peek() == k.ELSE:
            at = c.here()
            c.complain(SyntaxProblem("E1001", "`;` ends the `if` before its `else`", at, "", "", "", at, "remove `;`"))
            head.append(Node(NodeKind.ERROR, c.pos, [c.take()]))
        if c.kind == k.NAME and c.text in foreign.ELSE_IF:
            foreign.complain_else_if(c)
            is_foreign = True
        elif c.kind == k.ELSE:
            head.append(c.take())
        else:
            break
        if c.kind != k.IF and c.text not in foreign.ELSE_IF:
            head.append(_branch(c, is_statement))
            break
        if len(heads) >= expressions.CHAIN_LIMIT:
            c.complain(
                SyntaxProblem(
                    "E1021", f"this `if` has more than {expressions.CHAIN_LIMIT} branches", c.here(), "too long"
                )
            )
            head.append(c.give_up())
            break
    first = heads[-1][0]
    node = Node(_IF, first if isinstance(first, int) else c.pos, heads.pop())
    while heads:
        head = heads.pop()
        first = head[0]
        head.append(node)
        node = Node(_IF, first if isinstance(first, int) else c.pos, head)
    return poisoned(first_token, [node]) if is_foreign else node


def _label(c: Cursor, children: Children) -> None:
    """`label ::= adj ":" adj IDENT`."""
    if c.kind == k.COLON and c.touches(c.pos) and c.peek() == k.NAME and c.touches(c.pos + 1):
        start = c.pos
        children.append(Node(NodeKind.LABEL, start, [c.take(), c.take()]))


def _while(c: Cursor) -> Node:
    start = c.pos
    is_statement = c.statement_start == start
    children: Children = [c.take()]
    _label(c, children)
    has_let = c.kind == k.LET
    children.append(_condition(c))
    _expect_word(c, k.DO, children, "after the condition of `while`")
    children.append(_branch(c, is_statement))
    node = Node(NodeKind.WHILE, start, children)
    return poisoned(start, [node]) if has_let else node


def _loop(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    _label(c, children)
    children.append(parse_required_block(c, "after `loop`"))
    return Node(NodeKind.LOOP, start, children)


def parse_required_block(c: Cursor, after: str) -> Node:
    """A block where the grammar demands one, so that `{}` is not a map."""
    if c.kind == k.LBRACE:
        return c.inside_brackets(parse_block)
    c.complain(SyntaxProblem("E1001", f"expected a block {after}, found {c.found()}", c.here(), "expected `{`"))
    return c.missing()


def _for(c: Cursor) -> Node:
    start = c.pos
    is_statement = c.statement_start == start
    children: Children = [c.take()]
    _label(c, children)
    _for_clause(c, children)
    while c.kind == k.FOR:
        inner = c.pos
        inner_children: Children = [c.take()]
        _for_clause(c, inner_children)
        children.append(Node(NodeKind.FOR_CLAUSE, inner, inner_children))
    if c.kind == k.YIELD:
        children.append(c.take())
        children.append(_branch(c, is_statement))
        return Node(NodeKind.FOR, start, children)
    _expect_word(c, k.DO, children, "after the source of `for`")
    children.append(_branch(c, is_statement))
    return Node(NodeKind.FOR, start, children)


def _for_clause(c: Cursor, children: Children) -> None:
    children.append(parse_binding_pattern(c))
    c.expect(k.IN, children, "after the variable of `for`")
    children.append(_condition(c))
    if c.kind == k.IF:
        start = c.pos
        guard: Children = [c.take(), _condition(c)]
        children.append(Node(NodeKind.GUARD, start, guard))


def _let(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.QUESTION:
        if not c.touches(c.pos):
            c.complain_detached_question("let")
        children.append(c.take())
        children.append(parse_pattern(c))
    else:
        children.append(parse_binding_pattern(c))
    return finish_let(c, start, children)


def finish_let(c: Cursor, start: int, children: Children) -> Node:
    """The type and the value of a binding, behind its pattern."""
    if c.kind == k.COLON:
        children.append(c.take())
        children.append(parse_type(c))
    if c.kind == k.ASSIGN:
        children.append(c.take())
        children.append(expressions.parse_expression(c))
    else:
        help_ = "every binding has an initial value: `let name = value;`"
        c.complain(SyntaxProblem("E1001", f"expected `=` in `let`, found {c.found()}", c.here(), "expected `=`", help_))
    return Node(_LET, start, children)


def _jump(c: Cursor) -> Node:
    start = c.pos
    kind = NodeKind.BREAK if c.kind == k.BREAK else NodeKind.CONTINUE
    children: Children = [c.take()]
    _label(c, children)
    if c.kind in expressions.STARTS:
        children.append(expressions.parse_expression(c))
    return Node(kind, start, children)


CONTROL: Final[dict[int, Parse]] = {
    k.IF: _if,
    k.WHILE: _while,
    k.LOOP: _loop,
    k.FOR: _for,
    k.LET: _let,
    k.BREAK: _jump,
    k.CONTINUE: _jump,
    k.WITH: constructs.parse_with,
}
"""The expressions that are never operands, by the word they begin with."""


def begins_control(c: Cursor) -> bool:
    """Whether an expression begins here that is never an operand; `for(over: …)` and `with(…)` are operands."""
    if c.kind not in CONTROL:
        return False
    if c.kind == k.FOR:
        return not constructs.is_for_match(c)
    return c.kind != k.WITH or c.peek() != k.LPAREN


def parse_match(c: Cursor) -> Node:
    """`match ::= "match" cond "{" csv0<arm> "}"`."""
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.LBRACE and not _is_scrutinee(c):
        c.complain(
            SyntaxProblem("E1002", "expected the value to match, found `{`", c.here(), "the scrutinee is missing")
        )
        children.append(c.missing())
    else:
        children.append(_condition(c))
    if c.expect(k.LBRACE, children, "before the arms of `match`"):
        c.sequence(k.RBRACE, parse_arm, children)
    return Node(NodeKind.MATCH, start, children)


def parse_method_match(c: Cursor, children: Children, start: int) -> Node:
    """`"." "match" "(" csv<arm> ")"` behind its receiver and `.`."""
    children += (c.take(), c.take())
    c.sequence(k.RPAREN, parse_arm, children)
    return Node(NodeKind.METHOD_MATCH, start, children)


def _is_scrutinee(c: Cursor) -> bool:
    """Whether the block at the cursor is the value to match, or begins it: arms follow, or an operator does."""
    close = c.matching(c.pos)
    while close + 1 < len(c.kinds) and c.kinds[close + 1] in (k.LPAREN, k.LBRACKET):
        close = c.matching(close + 1)
    following = c.kinds[close + 1] if close + 1 < len(c.kinds) else k.END
    return following == k.LBRACE or following in _CONTINUES


def parse_arm(c: Cursor) -> Node:
    """`arm ::= pattern ("if" guard_expr)? "->" (expression | assignment)`."""
    start = c.pos
    children: Children = []
    foreign.take_case(c, children)
    children.append(parse_pattern(c))
    if c.kind == k.IF:
        guard_start = c.pos
        guard: Children = [c.take()]
        c.allow_lambda = False
        guard.append(expressions.parse_expression(c))
        c.allow_lambda = True
        children.append(Node(NodeKind.GUARD, guard_start, guard))
    if c.kind in (k.FAT_ARROW, k.COLON):
        children.append(foreign.take_arrow(c, "an arm"))
        children.append(expressions.parse_body(c))
    elif c.expect(k.ARROW, children, "after the pattern"):
        children.append(expressions.parse_body(c))
    if c.kind == k.SEMICOLON:
        at = c.here()
        c.complain(SyntaxProblem("E1001", "arms are separated by `,`", at, "", "write `,`", ",", at, "write `,`"))
        children.append(Node(NodeKind.ERROR, c.pos, [c.take()]))
    return Node(_ARM, start, children)


def is_labelled_block(c: Cursor) -> bool:
    """Whether `block:name` begins here, without a space around the colon."""
    return (
        c.kind == k.NAME
        and c.text == "block"
        and c.peek() == k.COLON
        and c.peek(2) == k.NAME
        and c.touches(c.pos + 1)
        and c.touches(c.pos + 2)
    )


def parse_labelled_block(c: Cursor) -> Node:
    """`labelled_block ::= "block" adj ":" adj IDENT block`."""
    start = c.pos
    children: Children = [c.take()]
    _label(c, children)
    children.append(parse_required_block(c, "after the label"))
    return Node(NodeKind.LABELLED_BLOCK, start, children)


def parse_brace(c: Cursor) -> Node:
    """A map or a block, decided by the tokens after `{` (language reference, part 1, 9.1)."""
    return _map(c) if _is_map(c) else parse_block(c)


_MAP_KEYS: Final = frozenset(
    (k.NAME, k.STRING, k.INT, k.FLOAT, k.QUANTITY, k.CHAR, k.BYTE, k.TRUE, k.FALSE, k.TEMPLATE)
)


def _is_map(c: Cursor) -> bool:
    first, second = c.peek(1), c.peek(2)
    if first in (k.RBRACE, k.ELLIPSIS):
        return True
    if second == k.COLON and first in _MAP_KEYS:
        is_label = c.texts[c.pos + 1] == "block" and c.touches(c.pos + 2) and c.peek(4) == k.LBRACE
        return not is_label
    if first == k.LBRACKET:
        close = c.matching(c.pos + 1)
        return close + 1 < len(c.kinds) and c.kinds[close + 1] == k.COLON
    return False


def _map(c: Cursor) -> Node:
    start = c.pos
    children: Children = [c.take()]
    c.sequence(k.RBRACE, _map_entry, children)
    return Node(NodeKind.MAP, start, children)


def _map_entry(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    if c.kind == k.ELLIPSIS:
        children += (c.take(), expressions.parse_expression(c))
        return Node(NodeKind.SPREAD, start, children)
    children.append(_map_key(c))
    if c.expect(k.COLON, children, "in a map"):
        children.append(expressions.parse_expression(c))
    return Node(NodeKind.MAP_ENTRY, start, children)


def _map_key(c: Cursor) -> Node:
    """`map_key ::= "[" expression "]" | IDENT | literal`."""
    start = c.pos
    if c.kind == k.LBRACKET:
        children: Children = [c.take(), c.inside_brackets(expressions.parse_expression)]
        if c.kind == k.COMMA and c.peek() == k.RBRACKET:
            # Not in the grammar, and harmless: it is laid out like a list.
            children.append(c.take())
        c.expect(k.RBRACKET, children)
        return Node(NodeKind.LIST, start, children)
    if c.kind in _MAP_KEYS or c.kind == k.TEMPLATE_HEAD:
        return primaries.parse_primary(c)
    message = f"expected a key of the map, found {c.found()}"
    c.complain(SyntaxProblem("E1002", message, c.here(), "", "a key that is computed is written `[key]: value`"))
    return expressions.parse_postfix(c)


def parse_block(c: Cursor) -> Node:
    """`block ::= "{" stmt* ( expression | assignment )? "}"`."""
    start = c.pos
    children: Children = [c.take()]
    while c.kind not in (k.RBRACE, k.END) and not _is_else_of_outer(c) and not _is_wrong_end(c, start):
        before = c.pos
        children.append(parse_statement(c))
        if c.pos == before:
            children.append(c.skip_one())
    if c.kind in (k.RBRACE, k.RPAREN, k.RBRACKET):
        c.expect(k.RBRACE, children, "at the end of the block")
    else:
        c.complain(SyntaxProblem("E1003", "this block has no end", c.tokens.span(start), "the closing `}` is missing"))
    return Node(_BLOCK, start, children)


def _is_wrong_end(c: Cursor, start: int) -> bool:
    """Whether a bracket that closes nothing stands first on its line, and no `}` closes the block from `start`."""
    return (
        c.kind in (k.RPAREN, k.RBRACKET)
        and c.is_first_on_line()
        and c.matching(start) == len(c.kinds) - 1
        and c.closes_nothing()
    )


def _is_else_of_outer(c: Cursor) -> bool:
    """Whether the branch that is being parsed ends here, so that a `}` is missing."""
    return c.kind == k.ELSE and c.is_before_else


_BLOCK_LED: Final = frozenset((k.LBRACE, k.MATCH, k.UNSAFE))
_CONTINUES: Final = frozenset((k.DOT, k.QUESTION, k.AS)) | frozenset(
    k.KIND_OF[t] for t in "|> ?? || && | ^ & == != < > <= << + * / % div ** .. ..= = += -= *= /= %= **=".split()
)


_REPORTED_STARTS: Final = frozenset((k.VOID, k.UNDERSCORE, k.PLUS))
"""What begins no expression, but is known well enough to say why."""


def parse_statement(c: Cursor) -> Node:
    """`stmt ::= ( expression | binding | assignment ) ";"`; the `;` may be left out behind a `}`."""
    start = c.pos
    if c.kind == k.SEMICOLON:
        return Node(_STATEMENT, start, [c.take()])
    if c.kind in (k.RPAREN, k.RBRACKET) or (c.kind not in expressions.STARTS and c.kind not in _REPORTED_STARTS):
        c.complain_unexpected("expected a statement")
        return c.skip_one()
    c.statement_start = start
    children: Children = [
        foreign.parse_binding(c)
        if foreign.begins_binding(c)
        else parse_statement_block(c)
        if c.kind in _BLOCK_LED or (c.kind == k.NAME and c.texts[start] == "block" and is_labelled_block(c))
        else expressions.parse_body(c)
    ]
    ends_in_brace = c.pos > start and c.kinds[c.pos - 1] == k.RBRACE
    if c.kind == k.SEMICOLON:
        children.append(c.take())
    elif c.kind in CLOSERS and (c.kind in (k.RBRACE, k.END) or c.is_first_on_line()):
        # A wrong bracket is reported where the next statement should begin, or as the end of the block.
        pass
    elif ends_in_brace or _is_else_of_outer(c):
        pass
    elif c.is_first_on_line():
        _complain_missing_semicolon(c)
    else:
        _skip_rest_of_statement(c, children)
    return Node(_STATEMENT, start, children)


def parse_statement_block(c: Cursor) -> Node:
    """A statement or item body that begins with a block or `match` ends there, unless an operator must follow on."""
    if not c.deeper():
        return c.give_up()
    try:
        node = _statement_block(c)
        return expressions.continue_expression(c, node) if c.kind in _CONTINUES else node
    finally:
        c.depth -= 1


def _statement_block(c: Cursor) -> Node:
    if c.kind == k.MATCH:
        return parse_match(c)
    if c.kind == k.NAME:
        return parse_labelled_block(c)
    if c.kind == k.UNSAFE:
        return Node(NodeKind.UNSAFE, c.pos, [c.take(), parse_required_block(c, "after `unsafe`")])
    return parse_brace(c)


def _complain_missing_semicolon(c: Cursor) -> None:
    at = c.behind()
    c.complain(SyntaxProblem("E1016", "this statement does not end", at, "expected `;`", "", ";", at, "add `;`"))


def _skip_rest_of_statement(c: Cursor, children: Children) -> None:
    first = c.pos
    c.complain(SyntaxProblem("E1001", f"expected `;` or `}}`, found {c.found()}", c.here(), "not expected here"))
    while c.kind not in (k.SEMICOLON, k.RBRACE, k.LET, k.END):
        if c.pos != first and c.is_first_on_line() and c.kind in expressions.STARTS:
            return
        children.append(c.skip_one())
    if c.kind == k.SEMICOLON:
        children.append(c.take())
