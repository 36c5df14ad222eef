"""The formatter's view of one item: its tokens, and the rule of each production."""

from collections.abc import Callable, Mapping, Sequence

from ori_compiler.syntax.formatter.document import Document, Text
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.lexer import Tokens
from ori_compiler.syntax.tree import Node, first_token, last_token


class Printer:
    """Makes documents of nodes. `verbatim` collects the token ranges that are printed as they are written."""

    __slots__ = ("kinds", "rules", "texts", "tokens", "verbatim")

    def __init__(self, tokens: Tokens, rules: Mapping[NodeKind, "Rule"]) -> None:
        self.tokens = tokens
        self.kinds = tokens.kinds
        self.texts = tokens.texts
        self.rules = rules
        self.verbatim: list[tuple[int, int]] = []

    def print(self, child: Node | int) -> Document:
        """The document of a token, or of a node by its rule."""
        return Text(child, self.texts[child]) if isinstance(child, int) else self.rules[child.kind](self, child)

    def glued(self, children: Sequence[Node | int]) -> Document:
        """Children without anything between them."""
        return tuple(map(self.print, children))

    def dropped(self, token: int) -> Text:
        """A token that is left out; comments before it are kept."""
        return Text(token, "")

    def as_written(self, node: Node) -> Document:
        """A node exactly as in the source."""
        first, last = first_token(node), last_token(node)
        if last is None:
            return ()
        self.verbatim.append((first, last))
        tokens = self.tokens
        parts = [self.texts[first]]
        parts += [tokens.prefixes[i] + tokens.texts[i] for i in range(first + 1, last + 1)]
        return Text(first, "".join(parts))

    def is_token(self, child: Node | int, kind: int) -> bool:
        """Whether a child is a token of this kind."""
        return isinstance(child, int) and self.kinds[child] == kind


Rule = Callable[[Printer, Node], Document]
"""How a production is laid out."""


def is_node(child: Node | int, *node_kinds: NodeKind) -> bool:
    """Whether a child is a node of one of these kinds."""
    return isinstance(child, Node) and child.kind in node_kinds
