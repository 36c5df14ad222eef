"""What lowering knows while it walks one item."""

from ori_compiler.source.span import Span
from ori_compiler.syntax import ast
from ori_compiler.syntax import kinds as k
from ori_compiler.syntax.errors import SyntaxProblem
from ori_compiler.syntax.lexer import Tokens
from ori_compiler.syntax.tree import Node, span_of


class LoweringContext:
    """The tokens of the item, and what lowering has to say about it."""

    __slots__ = ("problems", "tokens")

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.problems: list[SyntaxProblem] = []

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return span_of(node, self.tokens)

    def kind(self, child: Node | int) -> int:
        """The kind of a token child; -1 for a node."""
        return self.tokens.kinds[child] if isinstance(child, int) else -1

    def text(self, token: int) -> str:
        """A token's text."""
        return self.tokens.texts[token]

    def nodes(self, node: Node) -> list[Node]:
        """The children that are nodes."""
        return [child for child in node.children if isinstance(child, Node)]

    def has(self, node: Node, kind: int) -> bool:
        """Whether a token of this kind is a direct child."""
        return any(self.kind(child) == kind for child in node.children)

    def first_name(self, node: Node) -> ast.Name | None:
        """The first direct child that is a name, or a keyword taken for one."""
        for child in node.children:
            if isinstance(child, int) and self.tokens.kinds[child] == k.NAME:
                return self.name(child)
        return None

    def names(self, node: Node) -> list[ast.Name]:
        """The direct children that are names."""
        return [self.name(c) for c in node.children if isinstance(c, int) and self.tokens.kinds[c] == k.NAME]

    def name(self, token: int) -> ast.Name:
        """A token as a name."""
        return ast.Name(self.tokens.span(token), self.tokens.texts[token])

    def missing(self, node: Node) -> ast.Missing:
        """Poison for a node that was reported already."""
        return ast.Missing(self.span(node))

    def unsupported(self, node: Node, what: str) -> ast.Missing:
        """Poison for a form without meaning yet, reported at the node."""
        at = self.span(node)
        self.problems.append(
            SyntaxProblem(
                "E2040",
                f"{what} are not supported yet",
                at,
                "not supported by this version of the compiler",
                "the program is well formed, but this part cannot be checked or run",
            )
        )
        return ast.Missing(at)
