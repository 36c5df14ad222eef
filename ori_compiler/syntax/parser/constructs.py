"""The grammar of call-like constructs, capability provision and compile-time expansion (part 1, 6.9 to 6.11)."""

from functools import partial
from itertools import pairwise
from typing import Final

from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.parser import expressions
from ori_compiler.syntax.parser.cursor import Children, Cursor
from ori_compiler.syntax.parser.patterns import parse_binding_pattern, parse_pattern
from ori_compiler.syntax.parser.types import closes_type_arguments, parse_type_arguments
from ori_compiler.syntax.tree import Node

_CALLED: Final = frozenset(
    ("cache", "catch", "parallel", "recurse", "spawn", "timeout", "nursery", "embed", "has_embed")
)
_FORMS: Final = frozenset(("recurse", "with"))
_CHANNELS: Final = frozenset(("channel", "channel_in", "channel_out", "channel_all"))
WORDS: Final[frozenset[str]] = _CALLED | _CHANNELS
"""The names that begin a construct where `(` follows on the same line; elsewhere they are ordinary names."""
_POSITIONAL: Final = frozenset(("embed", "has_embed"))
_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "catch": ("expr",),
    "nursery": ("body", "on_error", "timeout"),
    "handler": ("state",),
    **dict.fromkeys(_CHANNELS, ("buffer",)),
}
"""The arguments of the constructs whose grammar names them."""


def begins(c: Cursor) -> bool:
    """Whether the word at the cursor begins a construct."""
    following = c.pos + 1
    if c.peek() == k.LPAREN:
        return "\n" not in c.tokens.prefixes[following]
    if c.text not in _CHANNELS or c.peek() != k.LESS:
        return False
    state = c.save()
    c.take()
    close = closes_type_arguments(c)
    found = close is not None and c.peek(close + 1) == k.LPAREN
    c.restore(state)
    return found


def parse_construct(c: Cursor) -> Node:
    """`word type_args? "(" arguments ")"`."""
    start = c.pos
    word = c.text
    children: Children = [c.take()]
    if c.kind == k.LESS:
        children.append(parse_type_arguments(c))
    children.append(expressions.parse_arguments(c) if word in _POSITIONAL else _named_arguments(c, word))
    return Node(NodeKind.CONSTRUCT, start, children)


def _named_arguments(c: Cursor, word: str) -> Node:
    """`"(" csv<IDENT ":" expression> ")"`."""
    start = c.pos
    children: Children = [c.take()]
    # What is missing is for those to say who know the form.
    c.sequence(k.RPAREN, partial(_named_argument, word=word), children, needs_one=word not in _FORMS)
    return Node(NodeKind.ARGUMENTS, start, children)


def _named_argument(c: Cursor, word: str) -> Node:
    start = c.pos
    children: Children = []
    labels = _LABELS.get(word)
    if c.kind == k.NAME and labels and c.text not in labels:
        known = " and ".join(f"`{label}`" for label in labels)
        message = f"`{word}` has no argument `{c.text}`"
        c.complain(SyntaxProblem("E1001", message, c.here(), "unknown argument", f"it has {known}"))
    if word in _FORMS and (c.kind != k.NAME or c.peek() != k.COLON):
        message = f"what `{word}(…)` takes has names"
        c.complain(SyntaxProblem("E1013", message, c.here(), "no name", "write `name: value`"))
        children.append(expressions.parse_expression(c))
        return Node(NodeKind.ARGUMENT, start, children)
    c.expect_name(children, "the name of an argument")
    c.expect(k.COLON, children, "after the name of an argument")
    children.append(expressions.parse_expression(c))
    return Node(NodeKind.ARGUMENT, start, children)


def is_for_match(c: Cursor) -> bool:
    """Whether `for (` begins the first-match construct: `over:` follows."""
    return c.peek() == k.LPAREN and c.peek(2) == k.NAME and c.texts[c.pos + 2] == "over" and c.peek(3) == k.COLON


def parse_for_match(c: Cursor) -> Node:
    """`"for" "(" "over" ":" e "," ("map" ":" e ",")? "match" ":" pattern "->" e "," "default" ":" e ")"`."""
    start = c.pos
    state = c.save()
    children: Children = [c.take(), c.take()]
    c.sequence(k.RPAREN, _for_match_part, children)
    if not c.has_complained_since(state):
        _check_for_match_parts(c, [part for part in children if isinstance(part, Node)])
    return Node(NodeKind.FOR_MATCH, start, children)


def _check_for_match_parts(c: Cursor, parts: list[Node]) -> None:
    """The parts have their order; what is missing or should not be there is for those to say who know the form."""
    order = ("over", "map", "match", "default")
    places = [part.start for part in parts if c.texts[part.start] in order]
    is_unique = len({c.texts[place] for place in places}) == len(places)
    for before, place in pairwise(places if is_unique else ()):
        if order.index(c.texts[place]) < order.index(c.texts[before]):
            message = f"`{c.texts[place]}:` stands behind `{c.texts[before]}:`"
            help_ = "the parts are `over:`, `map:` (optional), `match:` and `default:`, in this order"
            c.problems.append(SyntaxProblem("E1001", message, c.tokens.span(place), "", help_))
            return


def _for_match_part(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    is_match = c.kind == k.MATCH
    if is_match:
        children.append(c.take())
    else:
        c.expect_name(children, "`over`, `map`, `match` or `default`")
    c.expect(k.COLON, children, "after the name of an argument")
    if is_match:
        children.append(parse_pattern(c))
        c.expect(k.ARROW, children, "after the pattern")
    children.append(expressions.parse_expression(c))
    return Node(NodeKind.ARGUMENT, start, children)


def parse_with(c: Cursor) -> Node:
    """`with Capability = provider in e`."""
    start = c.pos
    children: Children = [c.take()]
    while True:
        children.append(_capability_binding(c))
        if c.kind != k.COMMA:
            break
        children.append(c.take())
    if c.expect(k.IN, children, "after the providers of `with`"):
        children.append(expressions.parse_expression(c))
    return Node(NodeKind.WITH, start, children)


def _capability_binding(c: Cursor) -> Node:
    """`IDENT ("(" STRING ")")? "=" (handler | expression)`."""
    start = c.pos
    children: Children = []
    c.expect_name(children, "the name of a capability")
    if c.kind == k.LPAREN:
        children.append(c.take())
        if c.kind == k.STRING:
            children.append(c.take())
        c.expect(k.RPAREN, children)
    if c.expect(k.ASSIGN, children, "between a capability and its provider"):
        is_handler = c.kind == k.NAME and c.text == "handler" and c.peek() in (k.LPAREN, k.LBRACE)
        children.append(_handler(c) if is_handler else expressions.parse_expression(c))
    return Node(NodeKind.CAPABILITY_BINDING, start, children)


def begins_handler(c: Cursor) -> bool:
    """Whether `handler(state: …) {` is at the cursor, and not a call of a function of that name."""
    if c.peek() != k.LPAREN or c.peek(2) != k.NAME or c.texts[c.pos + 2] != "state" or c.peek(3) != k.COLON:
        return False
    return c.peek(c.matching(c.pos + 1) + 1 - c.pos) == k.LBRACE


def parse_stray_handler(c: Cursor) -> Node:
    """A handler that stands somewhere else than behind the `=` of a `with`; it is reported."""
    help_ = "write `with Capability = handler(state: …) { … } in …`, or make a type that implements the capability"
    c.complain(SyntaxProblem("E1001", "a `handler` provides a capability in a `with`", c.here(), "not here", help_))
    return _handler(c)


def _handler(c: Cursor) -> Node:
    """`"handler" ("(" "state" ":" expression ")")? "{" csv0<IDENT ":" expression> "}"`."""
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.LPAREN:
        children.append(_named_arguments(c, "handler"))
    if c.expect(k.LBRACE, children, "before the operations of a handler"):
        c.sequence(k.RBRACE, _operation, children)
    return Node(NodeKind.HANDLER, start, children)


def _operation(c: Cursor) -> Node:
    start = c.pos
    children: Children = []
    c.expect_name(children, "the name of an operation")
    if c.expect(k.COLON, children, "after the name of an operation"):
        children.append(expressions.parse_expression(c))
    return Node(NodeKind.OPERATION, start, children)


def parse_compile_time(c: Cursor) -> Node:
    """`$for pattern in e if e (do | yield) e` and `$if e then e else e`."""
    start = c.pos
    children: Children = [c.take()]
    if c.kind == k.IF:
        children.append(expressions.parse_expression(c))
        return Node(NodeKind.COMPILE_TIME_IF, start, children)
    children += (c.take(), parse_binding_pattern(c))
    c.expect(k.IN, children, "after the variable of `$for`")
    children.append(expressions.parse_expression(c))
    if c.kind == k.IF:
        guard = c.pos
        children.append(Node(NodeKind.GUARD, guard, [c.take(), expressions.parse_expression(c)]))
    if c.kind in (k.DO, k.YIELD):
        children += (c.take(), expressions.parse_body(c))
    else:
        c.complain(SyntaxProblem("E1001", f"expected `do` or `yield`, found {c.found()}", c.here(), "expected `do`"))
    return Node(NodeKind.COMPILE_TIME_FOR, start, children)
