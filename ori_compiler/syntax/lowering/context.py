"""What lowering knows while it walks one item."""

from collections.abc import Iterator
from contextlib import contextmanager

from ori_compiler.source.member_places import MemberPlaces
from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.lexer import Tokens
from ori_compiler.syntax.tree import Node, first_token, last_token, leaves


class LoweringContext:
    """The tokens of the item, and what lowering has to say about it."""

    __slots__ = ("_kinds", "_starts", "_texts", "is_quiet", "problems", "tokens")

    def __init__(self, tokens: Tokens, members: MemberPlaces) -> None:
        self.tokens = tokens
        self._kinds = tokens.kinds
        self._starts = members.positions(tokens.starts)
        self._texts = tokens.texts
        self.problems: list[SyntaxProblem] = []
        # Whether an enclosing form was reported as not supported already.
        self.is_quiet = False

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        first: Node | int = node
        last: Node | int = node
        while not isinstance(first, int):
            if not first.children:
                return self._span_around_empty(node)
            first = first.children[0]
        while not isinstance(last, int):
            if not last.children:
                return self._span_around_empty(node)
            last = last.children[-1]
        return Span(self._starts[first], self._starts[last] + len(self._texts[last]))

    def _span_around_empty(self, node: Node) -> Span:
        last = last_token(node)
        if last is not None:
            return Span(self._starts[first_token(node)], self._starts[last] + len(self._texts[last]))
        before = max(node.start - 1, 0)
        end = self._starts[before] + (len(self._texts[before]) if node.start else 0)
        return Span(end, end)

    def token_span(self, token: int) -> Span:
        """Where a token stands."""
        start = self._starts[token]
        return Span(start, start + len(self._texts[token]))

    def kind(self, child: Node | int) -> int:
        """The kind of a token child; -1 for a node."""
        return self._kinds[child] if isinstance(child, int) else -1

    def start(self, token: int) -> int:
        """Where a token begins."""
        return self._starts[token]

    def source(self, node: Node) -> str:
        """A node's text, without the trivia in front."""
        tokens = list(leaves(node))
        text = "".join(self.tokens.prefixes[token] + self._texts[token] for token in tokens)
        return text[len(self.tokens.prefixes[tokens[0]]) :] if tokens else ""

    def text(self, token: int) -> str:
        """A token's text."""
        return self._texts[token]

    def nodes(self, node: Node) -> list[Node]:
        """The children that are nodes."""
        # Asking whether something is an `int` is quicker than whether it is a `Node`.
        return [child for child in node.children if not isinstance(child, int)]

    def has(self, node: Node, kind: int) -> bool:
        """Whether a token of this kind is a direct child."""
        token_kinds = self._kinds
        for child in node.children:  # noqa: SIM110, a generator costs more than the search
            if isinstance(child, int) and token_kinds[child] == kind:
                return True
        return False

    def first_name(self, node: Node) -> ast.Name | None:
        """The first direct child that is a name."""
        for child in node.children:
            if isinstance(child, int) and self.tokens.kinds[child] == k.NAME:
                return self.name(child)
        return None

    def first_word(self, node: Node) -> ast.Name | None:
        """The first direct child that is a name, or a reserved word, which was reported where a name is declared."""
        for child in node.children:
            if isinstance(child, int) and self.tokens.texts[child][:1].isidentifier():
                return self.name(child)
        return None

    def first_word_after_sign(self, node: Node) -> ast.Name | None:
        """The name behind `@`, `$` or `type`, which begins a member; it may be a reserved word."""
        if len(node.children) < 2:
            return None
        child = node.children[1]
        is_word = isinstance(child, int) and self.tokens.texts[child][:1].isidentifier()
        return self.name(child) if is_word and isinstance(child, int) else None

    def last_word(self, node: Node) -> ast.Name | None:
        """The last direct child, if it is a name or a reserved word."""
        child = node.children[-1]
        is_word = isinstance(child, int) and self.tokens.texts[child][:1].isidentifier()
        return self.name(child) if is_word and isinstance(child, int) else None

    def names(self, node: Node) -> list[ast.Name]:
        """The direct children that are names."""
        return [self.name(c) for c in node.children if isinstance(c, int) and self.tokens.kinds[c] == k.NAME]

    def name(self, token: int) -> ast.Name:
        """A token as a name."""
        return ast.Name(self.token_span(token), self._texts[token])

    def missing(self, node: Node) -> ast.Missing:
        """Poison for a node that was reported already."""
        return ast.Missing(self.span(node))

    def not_yet(self, node: Node, what: str) -> Span:
        """Reports a form that has no meaning yet; inside of such a form, nothing more is said."""
        at = self.span(node)
        if not self.is_quiet:
            self._report(at, what)
        return at

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Lowers the parts of a form that was reported itself, without a message for each of them."""
        before = self.is_quiet
        self.is_quiet = True
        yield
        self.is_quiet = before

    def _report(self, at: Span, what: str) -> None:
        self.problems.append(
            SyntaxProblem(
                "E2040",
                f"{what} are not supported yet",
                at,
                "not supported by this version of the compiler",
                "the program is well formed, but this part cannot be checked or run",
            )
        )
