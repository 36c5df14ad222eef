"""The parser's state: where it is in the tokens of one item, and what it has complained about."""

from collections.abc import Callable
from typing import Final

from ori_compiler.source.span import Span
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lexer import Tokens
from ori_compiler.syntax.tree import Node

DEPTH_LIMIT = 300
"""How deep the grammar's rules may nest, which allows about 150 pairs of brackets."""

CLOSERS = frozenset((k.RPAREN, k.RBRACKET, k.RBRACE, k.END))
_OPENERS = frozenset((k.LPAREN, k.LBRACKET, k.LBRACE))
_LABELS = frozenset((k.THEN, k.ELSE, k.DO, k.YIELD))
_LIST_STOPS = frozenset((k.RPAREN, k.RBRACKET, k.RBRACE, k.END, k.SEMICOLON, k.LET, k.THEN, k.ELSE, k.DO, k.YIELD))

_CALM: Final = 3

_FIRST_SIGN = k.KIND_OF["**="]
Children = list[Node | int]


class Cursor:
    """Reads tokens one by one; `kind` is that of the current one."""

    __slots__ = (
        "_complained",
        "_matching",
        "allow_bar",
        "allow_greater",
        "allow_lambda",
        "allow_struct",
        "depth",
        "index_depth",
        "is_before_else",
        "kind",
        "kinds",
        "pos",
        "problems",
        "statement_start",
        "texts",
        "tokens",
    )

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.pos = 0
        self.kind = tokens.kinds[0]
        self.problems: list[SyntaxProblem] = []
        # Inside a branch that `else` may follow.
        self.is_before_else = False
        self.depth = 0
        # How many index brackets are open: inside of one, `#` is the length of what is indexed.
        self.index_depth = 0
        # Where a struct literal or lambda would be ambiguous: conditions and guards.
        self.allow_struct = True
        self.allow_lambda = True
        # In a contract, `|` separates the message.
        self.allow_bar = True
        # Among type arguments, `>` ends the list, also where two touch.
        self.allow_greater = True
        # The token at which a statement begins that ends with its last `}`, whatever follows.
        self.statement_start = -1
        self._complained = -_CALM
        self._matching: dict[int, int] | None = None

    def save(self) -> tuple[int, int, int]:
        """The state to come back to with `restore` after a try."""
        return self.pos, len(self.problems), self._complained

    def restore(self, state: tuple[int, int, int]) -> None:
        """Forgets everything since `save`."""
        self.pos, count, self._complained = state
        self.kind = self.kinds[self.pos]
        del self.problems[count:]

    def has_complained_since(self, state: tuple[int, int, int]) -> bool:
        """Whether something was reported since `save`."""
        return len(self.problems) > state[1]

    def take(self) -> int:
        """Consumes the current token and returns its index."""
        pos = self.pos
        if self.kind:  # not `END`
            self.pos = pos + 1
            self.kind = self.kinds[pos + 1]
        return pos

    def peek(self, ahead: int = 1) -> int:
        """The kind of a later token."""
        at = self.pos + ahead
        return self.kinds[at] if at < len(self.kinds) else k.END

    @property
    def text(self) -> str:
        """The current token's text."""
        return self.texts[self.pos]

    def touches(self, index: int) -> bool:
        """Whether a token stands directly behind the one before it."""
        return not self.tokens.prefixes[index] if index < len(self.kinds) else False

    def is_first_on_line(self) -> bool:
        """Whether a line ends before the current token."""
        prefix = self.tokens.prefixes[self.pos]
        return "\n" in prefix or "\r" in prefix or self.pos == 0

    def matching(self, index: int) -> int:
        """The index of the partner of the bracket at `index`; the end of the item if it has none."""
        if self._matching is None:
            self._matching = _match_brackets(self.kinds)
        return self._matching.get(index, len(self.kinds) - 1)

    def complain(self, problem: SyntaxProblem) -> None:
        """Reports a problem at the current token.

        One that follows another before `_CALM` tokens were taken is a consequence of it (as in yacc).
        """
        if self.pos - self._complained >= _CALM:
            self.problems.append(problem)
        self._complained = self.pos

    def here(self) -> Span:
        """The span of the current token; at the end, the place after the last one."""
        if self.kind == k.END:
            return self.behind()
        return self.tokens.span(self.pos)

    def behind(self) -> Span:
        """The place directly behind the token before the current one."""
        if self.pos == 0:
            return Span(0, 0)
        end = self.tokens.span(self.pos - 1).end
        return Span(end, end)

    def found(self) -> str:
        """The current token as messages name it."""
        return k.describe(self.kind, self.text)

    def expect(self, kind: int, children: Children, after: str = "") -> bool:
        """Consumes a token of this kind into `children`, or reports that it is missing."""
        if self.kind == kind:
            children.append(self.take())
            return True
        wanted = k.TEXT_OF[kind]
        context = f" {after}" if after else ""
        if kind in CLOSERS and self.kind in CLOSERS:
            self._complain_bracket(wanted, context, children)
        else:
            message, label = f"expected `{wanted}`{context}, found {self.found()}", f"expected `{wanted}`"
            if kind in CLOSERS and self.kind == k.SEMICOLON:
                title = f"add `{wanted}`"
                problem = SyntaxProblem("E1001", message, self.here(), label, "", wanted, self.behind(), title)
            else:
                problem = SyntaxProblem("E1001", message, self.here(), label)
            self.complain(problem)
        return False

    def _complain_bracket(self, wanted: str, context: str, children: Children) -> None:
        """Reports what stands where a bracket should close. One that closes nothing is taken for a slip."""
        message = f"expected `{wanted}`{context}, found {self.found()}"
        label = f"`{wanted}` is missing"
        if self.kind == k.END:
            self.complain(SyntaxProblem("E1003", message, self.here(), label))
        elif self.closes_nothing():
            title = f"write `{wanted}`"
            self.complain(SyntaxProblem("E1003", message, self.here(), "", title, wanted, self.here(), title))
            children.append(Node(NodeKind.ERROR, self.pos, [self.take()]))
        else:
            at = self.behind()
            self.complain(SyntaxProblem("E1003", message, self.here(), label, "", wanted, at, f"add `{wanted}`"))

    def closes_nothing(self) -> bool:
        """Whether the current token, a closing bracket, has no partner."""
        return self.kind in CLOSERS and self.matching(self.pos) == len(self.kinds) - 1

    def expect_name(self, children: Children, what: str) -> bool:
        """Consumes a name into `children`, or reports that it is missing."""
        if self.kind == k.NAME:
            children.append(self.take())
            return True
        if is_word(self.kind):
            word = self.text
            at = self.here()
            self.complain(
                SyntaxProblem(
                    "E0015",
                    f"`{word}` is a word of the language and cannot be {what}",
                    at,
                    "",
                    "choose another name",
                    f"{word}_",
                    at,
                    f"rename it to `{word}_`",
                )
            )
            # Taken as the name that was meant, so that what follows keeps its meaning.
            if self.peek() in (k.COLON, k.ASSIGN, k.LPAREN, k.COMMA, k.RPAREN):
                children.append(self.take())
            return False
        self.complain(SyntaxProblem("E1004", f"expected {what}, found {self.found()}", self.here(), "expected a name"))
        return False

    def inside_brackets(self, parse: Callable[["Cursor"], Node]) -> Node:
        """Parses between brackets, where struct literals, lambdas, `|` and `>` mean what they always do."""
        allowed = self.allow_struct, self.allow_lambda, self.allow_bar, self.allow_greater
        self.allow_struct = self.allow_lambda = self.allow_bar = self.allow_greater = True
        node = parse(self)
        self.allow_struct, self.allow_lambda, self.allow_bar, self.allow_greater = allowed
        return node

    def sequence(
        self, close: int, parse: Callable[["Cursor"], Node], children: Children, *, needs_one: bool = False
    ) -> None:
        """Parses elements up to the bracket `close`, which it consumes too; the opening one is in `children`.

        If it `needs_one`, an empty list is read as one element, so that the element tells what is missing.
        """
        allowed = self.allow_struct, self.allow_lambda, self.allow_bar, self.allow_greater
        self.allow_struct = self.allow_lambda = self.allow_bar = self.allow_greater = True
        if needs_one and self.kind == close:
            children.append(parse(self))
        self._elements(close, parse, children)
        self.allow_struct, self.allow_lambda, self.allow_bar, self.allow_greater = allowed
        self.expect(close, children)

    def _elements(self, close: int, parse: Callable[["Cursor"], Node], children: Children) -> None:
        """The elements of a list up to its end.

        One missing comma is taken for just that. After a second one this is no list that makes sense, and
        the rest up to the next comma is skipped without a further message.
        """
        is_broken = False
        while not self._is_at_list_stop():
            before = self.pos
            children.append(parse(self))
            if self.kind == k.COMMA:
                children.append(self.take())
            elif self.kind == close:
                break
            elif not self._is_at_list_stop() and is_broken:
                children.append(self._skip_element(close))
            elif not self._is_at_list_stop():
                is_broken = True
                if self.pos == before:
                    self.complain_unexpected(f"expected `{k.TEXT_OF[close]}`")
                    children.append(self.skip_one())
                else:
                    self._complain_comma(close)

    def _is_at_list_stop(self) -> bool:
        """Whether no element can begin here; a word before a `:` labels one."""
        return self.kind in _LIST_STOPS and not (self.kind in _LABELS and self.peek() == k.COLON)

    def _skip_element(self, close: int) -> Node:
        """Everything up to the next comma of the list, which is taken too, or its end."""
        start = self.pos
        children: Children = []
        while not self._is_at_list_stop() and self.kind not in (close, k.COMMA):
            children.append(self.skip_one())
        if self.kind == k.COMMA:
            children.append(self.take())
        return Node(NodeKind.ERROR, start, children)

    def _complain_comma(self, close: int) -> None:
        message = f"expected `,` or `{k.TEXT_OF[close]}`, found {self.found()}"
        self.complain(SyntaxProblem("E1001", message, self.here(), "expected `,`", "", ",", self.behind(), "add `,`"))

    def complain_unexpected(self, label: str = "") -> None:
        """Reports the current token as out of place."""
        self.complain(SyntaxProblem("E1001", f"unexpected {self.found()}", self.here(), label or "not expected here"))

    def complain_detached_question(self, word: str) -> None:
        """Reports a `?` that belongs to the word before it and does not touch it."""
        between = Span(self.behind().start, self.here().end)
        message = f"`{word}?` is written without a space"
        self.complain(SyntaxProblem("E1001", message, self.here(), "", "", "?", between, f"write `{word}?`"))

    def skip_one(self) -> Node:
        """Consumes a token, or a whole pair of brackets, into an error node."""
        start = self.pos
        children: Children = []
        if self.kind in _OPENERS:
            last = self.matching(self.pos)
            while self.pos < last:
                children.append(self.take())
        if self.kind != k.END:
            children.append(self.take())
        return Node(NodeKind.ERROR, start, children)

    def deeper(self) -> bool:
        """Enters one level of nesting; at the limit it reports that and returns False."""
        self.depth += 1
        if self.depth <= DEPTH_LIMIT:
            return True
        self.complain(
            SyntaxProblem(
                "E1021",
                "this nests too deep",
                self.here(),
                "too deep",
                "give the inner parts names with `let`, or move them into functions",
            )
        )
        return False

    def give_up(self) -> Node:
        """The rest of the item as an error node, without a further message."""
        start = self.pos
        children: Children = []
        while self.kind != k.END:
            children.append(self.take())
        self._complained = self.pos
        return Node(NodeKind.ERROR, start, children)

    def missing(self) -> Node:
        """An empty error node where something should stand."""
        return Node(NodeKind.ERROR, self.pos, [])


def poisoned(start: int, children: Children) -> Node:
    """An operand that was reported. It is no bare error node: those are passed over where operands are counted."""
    return Node(NodeKind.GROUP, start, [Node(NodeKind.ERROR, start, children)])


def is_word(kind: int) -> bool:
    """Whether a token is a reserved word."""
    return 32 <= kind < _FIRST_SIGN


def _match_brackets(token_kinds: list[int]) -> dict[int, int]:
    pairs = {k.RPAREN: k.LPAREN, k.RBRACKET: k.LBRACKET, k.RBRACE: k.LBRACE}
    matching: dict[int, int] = {}
    open_: list[int] = []
    for i, kind in enumerate(token_kinds):
        if kind in _OPENERS:
            open_.append(i)
        elif kind in pairs:
            for depth in range(len(open_) - 1, -1, -1):
                if token_kinds[open_[depth]] == pairs[kind]:
                    matching[open_[depth]] = i
                    matching[i] = open_[depth]
                    del open_[depth:]
                    break
    return matching
