"""Words and signs of other languages: each is reported once, with what Ori writes, and read as what was meant.

What has no counterpart of the same shape is read to its end and poisoned, so that nobody complains of it again.
"""

from typing import Final

import msgspec

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.parser import control, expressions
from ori_compiler.syntax.parser.cursor import CLOSERS, Children, Cursor, poisoned
from ori_compiler.syntax.parser.patterns import parse_pattern
from ori_compiler.syntax.tree import Node, span_of

_UNEQUAL: Final = k.KIND_OF["!="]

_LOGIC: Final = {"and": "&&", "or": "||"}
ABSENT_VALUES: Final = frozenset(("null", "nil", "undefined"))
ELSE_IF: Final = frozenset(("elif", "elsif", "elseif"))
_BINDING_WORDS: Final = frozenset(("var", "val", "const", "mut", "auto"))


def _complain_of(c: Cursor, message: str, at: Span, better: str, replaced: Span | None = None, help_: str = "") -> None:
    title = f"write `{better}`"
    c.complain(SyntaxProblem("E1015", message, at, "", help_ or title, better, replaced or at, title))


def _with_next(c: Cursor) -> Span:
    """From the current token up to the one behind it."""
    return Span(c.here().start, c.tokens.starts[c.pos + 1])


def _joined(c: Cursor, count: int) -> Span:
    """The span of some tokens from the current one on."""
    return Span(c.here().start, c.tokens.span(c.pos + count - 1).end)


def parse_return(c: Cursor) -> Node:
    """`return` with its value, and with the `;` that may not stand behind a block's value."""
    start = c.pos
    at = c.here()
    count = len(c.problems)
    help_ = "a block's value is its last expression, without `;`; decide with `if` or `match` which one that is"
    has_value = c.peek() in expressions.STARTS
    title = "remove `return`" if has_value else "write `()`"
    both = _with_next(c) if has_value else at
    # Behind `then`, the value alone would not end anything.
    is_branch = start > 0 and c.kinds[start - 1] is k.THEN
    repair = None if is_branch else "" if has_value else "()"
    problem = SyntaxProblem("E1015", "Ori has no `return`", at, "", help_, repair, both, title)
    c.complain(problem)
    is_reported = len(c.problems) > count
    children: Children = [c.take()]
    if has_value:
        children.append(expressions.parse_expression(c))
    if c.kind == k.SEMICOLON and c.peek() == k.RBRACE:
        if is_reported and has_value:
            whole = Span(at.start, c.here().end)
            c.problems[count] = msgspec.structs.replace(
                problem,
                repair=_source_between(c, start + 1, c.pos),
                repair_at=whole,
                repair_title="remove `return` and `;`",
            )
        children.append(c.take())
    return poisoned(start, children)


def _source_between(c: Cursor, first: int, end: int) -> str:
    """The source of some tokens, without the trivia in front."""
    texts, prefixes = c.tokens.texts, c.tokens.prefixes
    return texts[first] + "".join(prefixes[i] + texts[i] for i in range(first + 1, end))


def parse_absent_value(c: Cursor) -> Node:
    """`null` and its relatives."""
    help_ = "an absent value is `None` of an `Option`"
    _complain_of(c, f"Ori has no `{c.text}`", c.here(), "None", help_=help_)
    return poisoned(c.pos, [c.take()])


def begins_negation(c: Cursor) -> bool:
    """Whether here is `not` before an operand, and no call of a function `not`."""
    following = c.peek()
    return following in expressions.STARTS and not (following == k.LPAREN and c.touches(c.pos + 1))


def parse_negation(c: Cursor) -> Node:
    """`not x`."""
    start = c.pos
    _complain_of(c, "`not` is no operator in Ori", c.here(), "!", _with_next(c))
    return poisoned(start, [c.take(), expressions.parse_binary(c, expressions.UNARY_POWER)])


def parse_misplaced_sign(c: Cursor) -> Node | None:
    """`++x`, `+x` and `.5`, where an operand should begin; none if it is something else."""
    start = c.pos
    if c.kind == k.PLUS and c.peek() == k.PLUS and c.touches(start + 1):
        _complain_of(c, "Ori has no `++`", _joined(c, 2), "+= 1", help_="`x += 1` is a statement of its own")
        c.problems[-1] = msgspec.structs.replace(c.problems[-1], repair=None)
        return poisoned(start, [c.take(), c.take(), expressions.parse_binary(c, expressions.UNARY_POWER)])
    if c.kind == k.PLUS and c.peek() in expressions.STARTS:
        message = "`+` is no sign of numbers in Ori"
        c.complain(SyntaxProblem("E1015", message, c.here(), "", "", "", _with_next(c), "remove `+`"))
        return poisoned(start, [c.take(), expressions.parse_binary(c, expressions.UNARY_POWER)])
    if c.kind == k.DOT and c.peek() == k.INT and c.touches(start + 1):
        number = c.texts[start] + c.texts[start + 1]
        at = _joined(c, 2)
        message, label = f"`{number}` is not a number", "a float has digits on both sides of the point"
        c.complain(SyntaxProblem("E0003", message, at, label, "", f"0{number}", at, f"write `0{number}`"))
        return poisoned(start, [c.take(), c.take()])
    return None


def complain_missing_fraction(c: Cursor) -> None:
    """Reports `5.` at the `.` before the current token."""
    number = c.texts[c.pos - 2]
    at = Span(c.tokens.starts[c.pos - 2], c.behind().end)
    message, label = f"`{number}.` is not a number", "a float has digits on both sides of the point"
    c.complain(SyntaxProblem("E0003", message, at, label, "", f"{number}.0", at, f"write `{number}.0`"))


_COMPARISONS: Final = {(k.EQUAL, k.ASSIGN): "==", (_UNEQUAL, k.ASSIGN): "!=", (k.LESS, k.GREATER): "!="}


def parse_operator(c: Cursor, left: Node) -> Node | None:
    """`and`, `or`, `===`, `!==`, `<>`, `++` and `--` behind an operand; none if it is something else."""
    if c.kind == k.NAME:
        is_operator = c.text in _LOGIC and not c.is_first_on_line() and c.peek() in expressions.STARTS
        return _binary(c, left, 1, _LOGIC[c.text]) if is_operator else None
    following = c.peek()
    comparison = _COMPARISONS.get((c.kind, following))
    if comparison is not None:
        return _binary(c, left, 2, comparison)
    if c.kind == following and c.kind in (k.PLUS, k.MINUS) and c.peek(2) not in expressions.STARTS:
        return _step(c, left)
    if c.kind == following == k.PLUS:
        return _binary(c, left, 2, "+")
    return None


SECOND_SIGNS: Final = frozenset((k.ASSIGN, k.GREATER, k.PLUS, k.MINUS))
"""The tokens that end an operator which Ori does not have."""
_OPERAND_POWER: Final = 8


def _binary(c: Cursor, left: Node, width: int, better: str) -> Node:
    at = _joined(c, width)
    written = "".join(c.texts[c.pos : c.pos + width])
    _complain_of(c, f"`{written}` is no operator in Ori", at, better)
    signs = [c.take() for _ in range(width)]
    return poisoned(left.start, [left, *signs, expressions.parse_binary(c, _OPERAND_POWER)])


def _step(c: Cursor, left: Node) -> Node:
    """`x++` and `x--`."""
    sign = c.text
    at = _joined(c, 2)
    target = span_of(left, c.tokens)
    written = _source_between(c, left.start, c.pos)
    _complain_of(c, f"Ori has no `{sign}{sign}`", at, f"{written} {sign}= 1", Span(target.start, at.end))
    return poisoned(left.start, [left, c.take(), c.take()])


def is_choice(c: Cursor) -> bool:
    """Whether the `?` here is that of `condition ? one : other`: a `:` follows before the expression ends."""
    at = c.pos + 1
    if c.kinds[at] not in _BEGINS_CHOICE or "\n" in c.tokens.prefixes[at]:
        return False
    while at < len(c.kinds) and c.kinds[at] not in _ENDS_CHOICE:
        if c.kinds[at] == k.COLON:
            return True
        at = max(c.matching(at), at) + 1 if c.kinds[at] in _BRACKETS else at + 1
    return False


_BRACKETS: Final = frozenset((k.LPAREN, k.LBRACKET, k.LBRACE))
_LITERALS: Final = frozenset((k.INT, k.FLOAT, k.QUANTITY, k.STRING, k.CHAR, k.BYTE, k.TEMPLATE, k.TRUE, k.FALSE))
_BEGINS_CHOICE: Final = _LITERALS | frozenset((k.NAME, k.SELF, k.DOLLAR, k.NOT, k.MINUS, k.LPAREN, k.LBRACKET))
_ENDS_CHOICE: Final = CLOSERS | frozenset((k.COMMA, k.SEMICOLON, k.ARROW, k.THEN, k.DO, k.YIELD, k.LET))


def parse_choice(c: Cursor, condition: Node) -> Node:
    """`condition ? one : other`, behind its condition."""
    start = condition.start
    count = len(c.problems)
    at = c.here()
    c.complain(SyntaxProblem("E1015", "Ori has no `? :`", at, "", "`if condition then one else other` chooses"))
    is_reported = len(c.problems) > count
    question = c.pos
    children: Children = [condition, c.take(), expressions.parse_expression(c)]
    colon = c.pos
    if not c.expect(k.COLON, children, "of `? :`"):
        return poisoned(start, children)
    children.append(expressions.parse_expression(c))
    if is_reported:
        parts = [_source_between(c, *ends) for ends in ((start, question), (question + 1, colon), (colon + 1, c.pos))]
        better = f"if {parts[0]} then {parts[1]} else {parts[2]}"
        whole = Span(c.tokens.starts[start], c.behind().end)
        changes = {"repair": better, "repair_at": whole, "repair_title": "write an `if`"}
        c.problems[count] = msgspec.structs.replace(c.problems[count], **changes)
    return poisoned(start, children)


def take_arrow(c: Cursor, what: str) -> int:
    """Reports and takes the `=>`, or the `:` of an arm, that stands for the arrow of `what`."""
    at = c.here()
    better = " ->" if c.touches(c.pos) else "->"
    c.complain(SyntaxProblem("E1001", f"{what} is written with `->`", at, "", "", better, at, "write `->`"))
    return c.take()


def take_case(c: Cursor, children: Children) -> None:
    """Takes the `case` that other languages write before the pattern of an arm."""
    if c.kind == k.NAME and c.text == "case" and c.peek() in _CASE_PATTERNS:
        message = "an arm begins with its pattern in Ori"
        c.complain(SyntaxProblem("E1015", message, c.here(), "", "", "", _with_next(c), "remove `case`"))
        children.append(c.take())


def complain_else_if(c: Cursor) -> None:
    """Reports the `elif` at the cursor."""
    _complain_of(c, f"Ori has no `{c.text}`", c.here(), "else if")


_CASE_PATTERNS: Final = _LITERALS | frozenset((k.NAME, k.UNDERSCORE, k.MINUS, k.LBRACKET))


def begins_binding(c: Cursor) -> bool:
    """Whether a binding begins here with a word that is not `let`."""
    return c.kind == k.NAME and c.text in _BINDING_WORDS and c.peek() == k.NAME and c.peek(2) in (k.ASSIGN, k.COLON)


def parse_binding(c: Cursor) -> Node:
    """`var x = …` and `const x = …`, read as `let x = …`."""
    is_constant = c.text == "const"
    help_ = "a `let` binding is mutable unless its name begins with `$`"
    better, word = ("let $", _with_next(c)) if is_constant else ("let", c.here())
    _complain_of(c, f"Ori has no `{c.text}`", c.here(), better, word, help_)
    start = c.pos
    return control.finish_let(c, start, [c.take(), parse_pattern(c)])


def parse_lambda_of_patterns(c: Cursor) -> Node:
    """`((a, b), c) -> e`: the parameters of a lambda are names."""
    start = c.pos
    at = Span(c.here().start, c.tokens.span(c.matching(start)).end)
    help_ = "give it a name, and take it apart in the body: `pair -> { let (a, b) = pair; … }`"
    c.complain(SyntaxProblem("E1004", "the parameters of a lambda are names", at, "not only names", help_))
    children: Children = [c.skip_one(), c.take(), expressions.parse_body(c)]
    return poisoned(start, children)
