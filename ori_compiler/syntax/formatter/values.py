"""Where a value stands behind a sign: on the same line, below, or hugging it with its open bracket."""

from typing import Final

from ori_compiler.syntax.formatter.document import Document, Hanging, Indent, gap_before_body, line
from ori_compiler.syntax.formatter.printer import Printer
from ori_compiler.syntax.kinds import NodeKind
from ori_compiler.syntax.tree import Node, first_token, last_token

STACKED_CONSTRUCTS: Final = frozenset(("recurse", "parallel", "spawn", "nursery"))

_HUGS: Final = frozenset(
    (
        NodeKind.BLOCK,
        NodeKind.MATCH,
        NodeKind.TRY_BLOCK,
        NodeKind.UNSAFE,
        NodeKind.LABELLED_BLOCK,
        NodeKind.LOOP,
        NodeKind.LIST,
        NodeKind.MAP,
        NodeKind.STRUCT_LITERAL,
        NodeKind.TUPLE,
        NodeKind.GROUP,
        NodeKind.CALL,
        NodeKind.CONSTRUCT,
        NodeKind.FOR_MATCH,
        NodeKind.HANDLER,
        NodeKind.METHOD_MATCH,
        NodeKind.LAMBDA,
        NodeKind.ASSIGN,
        NodeKind.LET,
    )
)
"""What ends its first line with an open bracket, or breaks behind a sign of its own."""

_WRAPPERS: Final = frozenset((NodeKind.TRY, NodeKind.CONVERT, NodeKind.INDEX, NodeKind.MEMBER, NodeKind.SPLICE))

_LOOPS: Final = frozenset((NodeKind.FOR, NodeKind.WHILE, NodeKind.WITH))


def hugs(p: Printer, node: Node) -> bool:
    """Whether a broken value begins on the line of the sign before it."""
    while True:
        if node.kind in _HUGS:
            return True
        if node.kind in (NodeKind.TEMPLATE, NodeKind.LITERAL):
            return is_multiline(p, node)
        if node.kind is NodeKind.IF:
            return has_only_blocks(node)
        if node.kind in _WRAPPERS:
            inner = node.children[0]
        elif node.kind in _LOOPS or node.kind is NodeKind.UNARY:
            inner = node.children[-1]
        else:
            return False
        if not isinstance(inner, Node):
            return False
        if node.kind in _LOOPS:
            return inner.kind in (NodeKind.BLOCK, NodeKind.MATCH)
        node = inner


def is_multiline(p: Printer, node: Node) -> bool:
    """Whether a literal spans lines."""
    first, last = first_token(node), last_token(node)
    if last is None:
        return False
    texts, prefixes = p.texts, p.tokens.prefixes
    return any("\n" in texts[i] or (i > first and "\n" in prefixes[i]) for i in range(first, last + 1))


def has_only_blocks(node: Node) -> bool:
    """Whether every branch of an `if` is a block."""
    while True:
        then = node.children[3]
        if not isinstance(then, Node) or then.kind is not NodeKind.BLOCK:
            return False
        last = node.children[-1]
        if len(node.children) < 6:
            return True
        if not isinstance(last, Node) or last.kind is not NodeKind.IF:
            return isinstance(last, Node) and last.kind is NodeKind.BLOCK
        node = last


def stands_in_braces(p: Printer, node: Node) -> bool:
    """Whether a value stacks its lines between brackets of its own, so that brackets around it need no lines."""
    while node.kind is NodeKind.LAMBDA:
        body = node.children[-1]
        if not isinstance(body, Node):
            return False
        node = body
    if node.kind is NodeKind.CONSTRUCT:
        return is_stacked_construct(p, node)
    if node.kind in (NodeKind.TEMPLATE, NodeKind.LITERAL):
        return is_multiline(p, node)
    return node.kind in (NodeKind.BLOCK, NodeKind.MATCH, NodeKind.TRY_BLOCK, NodeKind.UNSAFE, NodeKind.METHOD_MATCH)


def is_stacked_construct(p: Printer, node: Node) -> bool:
    """Whether a construct always has one argument per line."""
    word = node.children[0]
    return isinstance(word, int) and p.texts[word] in STACKED_CONSTRUCTS


def below_or_behind(p: Printer, node: Node) -> Document:
    """A value behind `=`, `->`, `in` and the like, with the space before it."""
    if node.kind is NodeKind.BLOCK:
        return (gap_before_body(), p.print(node))
    return Hanging(line(), p.print(node), hugs(p, node))


def branch(p: Printer, node: Node) -> Document:
    """A value behind `then`, `else`, `do` and `yield`, which stands behind the word only if all of it does."""
    return Hanging(line(), p.print(node), stands_in_braces(p, node))


def continued(p: Printer, child: Node | int) -> Document:
    """A value that does not begin its line: what continues it stands one level deeper."""
    document = p.print(child)
    if isinstance(child, Node) and (
        child.kind is NodeKind.BINARY or (child.kind is NodeKind.IF and not has_only_blocks(child))
    ):
        return Indent(document)
    return document
